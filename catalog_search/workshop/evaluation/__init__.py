"""Measures how well a store's searches answer queries made from its own catalogue."""
