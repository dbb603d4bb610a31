"""Trains the running model further on a store's products; only a better model is written."""
