"""What is usual for a store's photos and scores, measured from the store itself."""
