"""Tell apart the files of a source: photos, manifests, what systems leave behind, and the rest."""

import re

from catalog_search.exceptions import message as _
from catalog_search.types import Problem

SYSTEM_FOLDERS = frozenset(
    ["__macosx", "#recycle", "#snapshot", "$recycle.bin", "lost+found", "system volume information"]
)
SYSTEM_FILES = frozenset(["thumbs.db", "desktop.ini", "ehthumbs.db"])
HIDDEN = re.compile(r"\.[^.]")
"""The beginning of a hidden name; "." and ".." are folders."""
SYSTEM_PREFIXES = ("~$", "@eadir", "synofile", "synophoto")

TABLE = re.compile(
    r"(?P<name>[^/]*)\.(?P<type>csv|tsv|tab|jsonl|ndjson|xlsx?|xlsm|ods|numbers|json|xml|txt)"
    r"(?P<packed>\.(?:gz|zip|bz2|xz|zst|7z))?",
    re.IGNORECASE,
)
CATALOGUE = re.compile(
    r"(?<![a-z])(?:catalog|product|article|item|inventory|export|feed|stock)", re.IGNORECASE
)
"""What names of catalogues have in them; JSON, XML and text files without it are none."""


def is_left_behind(key: str, prefix: str = "") -> bool:
    """Return whether the key is hidden or was left by a system: "._shoe.jpg", "@eaDir/a.jpg"."""
    *folders, name = key[len(prefix) :].lower().split("/")
    if name in SYSTEM_FILES or any(folder in SYSTEM_FOLDERS for folder in folders):
        return True
    return any(HIDDEN.match(part) or part.startswith(SYSTEM_PREFIXES) for part in (*folders, name))


def unread(key: str) -> Problem | None:
    """Return what to do with a file that looks like a catalogue but is not read, else None."""
    match = TABLE.fullmatch(key.rpartition("/")[2])
    if match is None:
        return None
    kind = match["type"].lower()
    if kind in ("json", "xml", "txt") and not CATALOGUE.search(match["name"]):
        return None
    targets = {"jsonl": "catalog.jsonl", "ndjson": "catalog.jsonl", "json": "catalog.jsonl"}
    target = targets.get(kind, "catalog.xml" if kind == "xml" else "catalog.csv")
    if match["packed"]:
        advice = _("unpack it and call it %(target)s", target=target)
    elif kind in ("xlsx", "xls", "xlsm", "ods", "numbers"):
        advice = _("save it as CSV UTF-8 under the name catalog.csv")
    elif kind == "json":
        advice = _("write one object a line and call it catalog.jsonl")
    else:
        advice = _("call it %(target)s", target=target)
    reason = _("The file is not read: %(advice)s, if it describes products.", advice=advice)
    return Problem(key, reason, warning=True)


def empty(place: str, prefix: str) -> Problem:
    """Return what to do where nothing lies under the prefix."""
    if "://" in prefix:
        reason = _(
            "There is nothing under this prefix. Correct OPTIONS['prefix'] or upload photos. Write "
            "the folder alone, without the scheme and the bucket."
        )
    elif prefix.startswith("/"):
        reason = _(
            "There is nothing under this prefix. Correct OPTIONS['prefix'] or upload photos. Keys "
            "do not begin with a slash: write %(folder)r.",
            folder=prefix.strip("/"),
        )
    else:
        reason = _(
            "There is nothing under this prefix. Correct OPTIONS['prefix'] or upload photos."
        )
    return Problem(place, reason)
