"""Visual product discovery for Django; docs/reference/python.md lists what is public."""

__version__ = "0.2.0"
