"""Catalogues, and shops in processes."""
