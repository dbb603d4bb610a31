"""Tell apart the files of a source: photos, manifests, what systems leave behind, and the rest."""

import re
from collections.abc import Iterator

from catalog_search.exceptions import message as _
from catalog_search.types import Problem

SYSTEM_FOLDERS = frozenset(
    [
        *("__macosx", "_macosx", "#recycle", "#snapshot", "$recycle.bin", "recycler", "recycled"),
        *("lost+found", "system volume information", "network trash folder", "temporary items"),
        *("@recycle", "@recently-snapshot", "@__thumb", "@tmp", "found.000"),
    ]
)
SYSTEM_FILES = frozenset(["thumbs.db", "desktop.ini", "ehthumbs.db"])
SMALLER_COPY = re.compile(
    r"(?:^|/)(?:wp-content/(?:.*/)?|uploads/\d{4}/\d{2}/)[^/]*-\d{2,4}x\d{2,4}\.[a-z]+$"
    r"|(?:^|/)catalog/product/cache/"
)
"""Copies in other sizes that WordPress and Magento put beside, or apart from, each photo."""
HIDDEN = re.compile(r"\.[^.]")
"""The beginning of a hidden name; "." and ".." are folders."""
SYSTEM_PREFIXES = ("~$", "@eadir", "synofile", "synophoto")

TABLE = re.compile(
    r"(?P<name>[^/]*)\.(?P<type>csv|tsv|tab|jsonl|ndjson|xlsx?|xlsm|xlsb|ods|numbers|json|xml|rss"
    r"|atom|txt|yaml|yml|parquet|sql)(?P<packed>\.(?:gz|zip|bz2|xz|zst|7z|txt|csv))?"
    r"\s*",
    re.IGNORECASE,
)
ARCHIVE = re.compile(r"[^/]*\.(?:zip|7z|rar|tar|tgz|tar\.(?:gz|bz2|xz)|gz|bz2)", re.IGNORECASE)
PICTURE = re.compile(
    r".*\.(?P<type>avif|heic|heif|gif|tiff?|bmp|svg|jfif|jpe|jp2|jxl|psd|dng|raw|cr2|nef|eps)",
    re.IGNORECASE | re.DOTALL,
)
"""Pictures that are no photos of this package's formats."""
SAME_AS_JPEG = {"jfif", "jpe"}

CATALOGUE = re.compile(
    r"(?<![a-z])(?:catalog|product|article|item|inventory|export|feed|stock|katalog|produkt|artikel"
    r"|bestand|sortiment|cat[aá]logo|producto|art[ií]culo|produit|prodotti)",
    re.IGNORECASE,
)
"""What names of catalogues have in them; JSON, XML and text files without it are none."""


def is_left_behind(key: str, prefix: str = "") -> bool:
    """Return whether the key is hidden or was left by a system: "._shoe.jpg", "@eaDir/a.jpg".

    So are the copies in other sizes that shop systems make of each photo.
    """
    if SMALLER_COPY.search(key.lower()):
        return True
    *folders, name = key[len(prefix) :].lower().split("/")
    if name in SYSTEM_FILES or any(folder in SYSTEM_FOLDERS for folder in folders):
        return True
    return any(HIDDEN.match(part) or part.startswith(SYSTEM_PREFIXES) for part in (*folders, name))


def unread(key: str) -> Problem | None:
    """Return what to do with a file that looks like a catalogue but is not read, else None."""
    match = TABLE.fullmatch(key.rpartition("/")[2])
    if match is None:
        return packed_together(key)
    kind = match["type"].lower()
    if kind not in CERTAIN and not CATALOGUE.search(match["name"]):
        return None
    kind = "xml" if kind in ("rss", "atom") else kind
    targets = {"jsonl": "catalog.jsonl", "ndjson": "catalog.jsonl", "json": "catalog.jsonl"}
    target = targets.get(kind, "catalog.xml" if kind == "xml" else "catalog.csv")
    packed = (match["packed"] or "").lower()
    if packed in (".txt", ".csv"):
        advice = _("call it %(target)s", target=target)
    elif packed:
        advice = _("unpack it and call it %(target)s", target=target)
    elif kind in ("xlsx", "xls", "xlsm", "xlsb", "ods", "numbers", "yaml", "yml", "parquet", "sql"):
        advice = _("save it as CSV UTF-8 under the name catalog.csv")
    elif kind == "json":
        advice = _("call it catalog.jsonl, which may hold one object a line or a list of objects")
    else:
        advice = _("call it %(target)s", target=target)
    reason = _("The file is not read: %(advice)s, if it describes products.", advice=advice)
    return Problem(key, reason, warning=True)


CERTAIN = ("csv", "tsv", "tab", "jsonl", "ndjson", "xlsx", "xls", "xlsm", "xlsb", "ods", "numbers")
"""Types of tables that a bucket of photos has for no other reason."""


def packed_together(key: str) -> Problem | None:
    """Return what to do with an archive, else None."""
    if not ARCHIVE.fullmatch(key.rpartition("/")[2]):
        return None
    return Problem(
        key, _("The archive is not read: unpack it and upload what is in it."), warning=True
    )


class OtherPictures:
    """Pictures in formats that are not read, told once for all of them."""

    def __init__(self) -> None:
        self.count, self.first = 0, ""

    def add(self, key: str) -> None:
        if PICTURE.fullmatch(key):
            self.count, self.first = self.count + 1, self.first or key

    def told(self) -> Iterator[Problem]:
        """Yield one warning if there are any."""
        if self.count:
            kind = self.first.rpartition(".")[2].lower()
            save = _("save them as JPEG, PNG or WebP")
            advice = _("call them .jpg") if kind in SAME_AS_JPEG else save
            reason = _(
                "Pictures in other formats are not read (%(count)d, this one first): %(advice)s.",
                count=self.count,
                advice=advice,
            )
            yield Problem(self.first, reason, warning=True)


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
