"""What merchants set for searches: the rules of a store, and how candidates follow them."""
