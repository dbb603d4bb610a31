"""Measures, trains and exports models. No code that serves a shop imports this package."""
