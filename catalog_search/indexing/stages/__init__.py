"""The stages of an indexing run: claim, read, encode, upsert, mark."""
