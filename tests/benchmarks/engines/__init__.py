"""Engines that could hold a shop's vectors, measured side by side: see __main__.py."""
