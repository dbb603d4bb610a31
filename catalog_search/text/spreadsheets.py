"""Texts in tables that people open with a spreadsheet."""

import re

FORMULA = re.compile(r"\s*(?:[=@\t\r\uff1d\uff20]|[+\-\uff0b\uff0d](?![\w.,-]*$))")
"""A beginning with which a spreadsheet may calculate; "-12" and "+A1-b" are codes."""


def harmless(cell: str) -> str:
    """Return the text so that a spreadsheet computes nothing; a sync leaves the mark out again."""
    return f"'{cell}" if FORMULA.match(cell) else cell
