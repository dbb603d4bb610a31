"""Records and photos are written as rows, and rows that are gone are deleted."""
