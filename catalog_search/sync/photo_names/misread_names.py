"""Letters of file names that a program on their way read in a wrong encoding, or escaped."""

import re
from urllib.parse import unquote

ESCAPED = re.compile(r"(?:#U|%u|\\u)([0-9a-fA-F]{4})")
"""A letter as archives, old scripts and JSON write it: "caf#U00e9"."""

ENCODINGS = (
    *("cp1252", "cp437", "mac_roman", "cp850", "cp866", "cp852", "koi8_r", "cp1250", "cp1251"),
    *("cp1253", "cp1254", "cp1255", "cp1256", "mac_cyrillic"),
)
"""Encodings of Windows, of archives made under DOS and of old Macs and Unix. Those of two bytes for
a letter are none: a name that was read well may be UTF-8 in them as well."""
ALONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
"""A letter that no other one beyond ASCII stands beside: UTF-8 has at least two bytes for it."""
CONTROL = re.compile("[\x80-\x9f]")

MAX_TIMES = 2
"""How often a name may have been misread."""


def as_meant(name: str) -> str:
    """Return the name with the letters that were meant: "cafÃ©" and "caf#U00e9" are "café"."""
    if ESCAPED.search(name):
        escaped = ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), name)
        name = escaped.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    for _ in range(MAX_TIMES):
        if name.isascii() or ALONE.search(name):
            break
        name = next((repaired for each in ENCODINGS if (repaired := reread(name, each))), name)
    return name


def reread(name: str, encoding: str) -> str:
    """Return the name whose UTF-8 was read in this encoding, "" if it was not."""
    try:
        if CONTROL.search(name):
            return b"".join(as_bytes(char, encoding) for char in name).decode()
        return name.encode(encoding).decode()
    except UnicodeError:
        return ""


def as_bytes(char: str, encoding: str) -> bytes:
    # Windows reads bytes that it has no letter for as control characters.
    return char.encode("latin-1" if "\x80" <= char <= "\x9f" else encoding)


def unquoted(name: str) -> str:
    """Return the name without percent escapes, also those of a system without UTF-8: "caf%E9"."""
    decoded = unquote(name)
    return unquote(name, "cp1252") if "\ufffd" in decoded and "\ufffd" not in name else decoded
