"""Servers that tests start, real ones and stand-ins."""
