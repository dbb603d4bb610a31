"""A running model trained further on the store's own products, and let in only if it is better."""
