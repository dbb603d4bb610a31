"""Shoppers' photos: uploads, and what on them to search with."""
