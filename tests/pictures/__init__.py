"""The pictures of the documentation: `python -m tests.pictures` draws a shop and photographs it."""
