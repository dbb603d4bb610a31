"""Tell apart the files of a source: photos, manifests, and the rest."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import is_photo
from catalog_search.sync.files_without_ending import is_without_ending
from catalog_search.sync.left_behind import HIDDEN, SYSTEM, left_behind
from catalog_search.text.cleaning import UNSEEN
from catalog_search.types import Problem

TABLE = re.compile(
    r"#?(?P<name>[^/]*)(?:\.|[ _-](?=(?:csv|tsv|xlsx?|jsonl|ndjson)$))"
    r"(?P<type>csv[x2]?|cvs|scv|tsv|tab|psv|jsonl|jsonlines|ndjson|ldjson|jl|xlsx?|xlsm|xlsb|xltx"
    r"|ods|fods|sxc|slk|dbf|gsheet|numbers|json5?|xml|rss|atom|txt|dat|yaml|yml|parquet|feather|avro"
    r"|sqlite3?|db|mdb|accdb|html?|docx?|rtf|pdf|toml|pkl|sql|geojson|jsonp|orc|msgpack|bson|cbor"
    r"|dif|prn|wk[s1-4]|xlw|plist|edi|bmecat|md)"
    r"(?P<broken>[._](?:part|partial|filepart|crdownload|download|upload|uploading|te?mp))?"
    r"(?P<packed>\.(?:gz|zip|bz2|xz|zst|7z|br|z|lz4|lzma|gpg|pgp|enc)"
    r"|(?P<renamed>[._-](?:txt|csv|\d{1,3}|bak|backup|old|new|copy|orig|save)|[~#.]))?\s*",
    re.IGNORECASE,
)
WITH_TAIL = re.compile(
    r"[\"']?catalog[._ -]?(?P<type>csv|jsonl|xml)(?![a-z]|.*\.(?:md5|sha\d+|sig|asc|log|meta\w*)$)"
    r".{0,30}",
    re.IGNORECASE,
)
"""A manifest's name with something behind it: a date, a state, "(1)"; not a file about it."""
ARCHIVE = re.compile(r"[^/]*\.(?:zip|7z|rar|tar|tgz|tar\.(?:gz|bz2|xz)|gz|bz2)", re.IGNORECASE)
PICTURE = re.compile(
    r".*\.(?P<type>avif|heic|heif|gif|tiff?|bmp|svg|jfif|jpe|jp2|jxl|psd|dng|raw|cr2|nef|eps)",
    re.IGNORECASE | re.DOTALL,
)
"""Pictures that are no photos of this package's formats."""
SAME_AS_JPEG = {"jfif", "jpe"}

CATALOGUE = re.compile(
    r"(?<![a-z])(?:article|item|export|feed|stock|price|preis|precio|prix|varer|varor)"
    r"|catalog|product|inventory|katalog|produkt|artikel|bestand|sortiment|cat[aá]logo|producto"
    r"|art[ií]culo|produit|prodotti|merchant|datafeed|tuotteet|term[eé]k|ürün|товар|каталог|商品|製品"
    r"|产品|カタログ|제품|상품|منتج|สินค้า|sản phẩm",
    re.IGNORECASE,
)
"""What names of catalogues have in them; JSON, XML and text files without it are none."""
FEED = re.compile(
    r"(?<![a-z])(?:(?:data|rss|yml|table|tabelle|tabla|skus?|goods|list(?:e|ings?)?)(?![a-z])"
    r"|google|shop|waren|lager|idealo|facebook|pinterest|ebay|amazon|etsy|bmecat|datanorm|eldanorm"
    r"|flat[ ._-]?file)",
    re.IGNORECASE,
)
"""What names of tables have in them that are made for other programs."""


def unread(key: str) -> Problem | None:
    """Return what to do with a file that looks like a catalogue but is not read, else None."""
    if left_behind(key) in (HIDDEN, SYSTEM):
        return None
    name = as_read(key.rpartition("/")[2])
    if is_without_ending(name):
        return Problem(
            key,
            _("The file is not read: call it catalog.csv, if it describes products."),
            warning=True,
        )
    match = TABLE.fullmatch(name)
    if match is None and (tailed := WITH_TAIL.fullmatch(name)):
        return not_read(key, _("call it %(target)s", target=f"catalog.{tailed['type'].lower()}"))
    if match is None:
        return packed_together(key)
    kind = match["type"].lower()
    is_named = CATALOGUE.search(match["name"]) or (kind in FEEDS and FEED.search(match["name"]))
    if kind not in CERTAIN and not is_named:
        return None
    kind = "xml" if kind in ("rss", "atom", "yml") else kind
    targets = dict.fromkeys(
        ("jsonl", "jsonlines", "ndjson", "ldjson", "jl", "json", "json5", "jsonp"), "catalog.jsonl"
    )
    target = targets.get(kind, "catalog.xml" if kind == "xml" else "catalog.csv")
    if match["broken"]:
        advice = _("its upload broke off; upload the whole file as %(target)s", target=target)
    elif match["renamed"]:
        advice = _("call it %(target)s", target=target)
    elif match["packed"]:
        advice = _("unpack it and call it %(target)s", target=target)
    elif kind in TO_SAVE:
        advice = _("save it as CSV UTF-8 under the name catalog.csv")
    elif kind == "json":
        advice = _("call it catalog.jsonl, which may hold one object a line or a list of objects")
    else:
        advice = _("call it %(target)s", target=target)
    return not_read(key, advice)


def not_read(key: str, advice: str) -> Problem:
    reason = _("The file is not read: %(advice)s, if it describes products.", advice=advice)
    return Problem(key, reason, warning=True)


def as_read(name: str) -> str:
    """Return a file's name in the letters that it looks like: those of its kind in ASCII."""
    plain = UNSEEN.sub("", unicodedata.normalize("NFKC", unquote(name).partition("?")[0]))
    stem, dot, suffix = plain.rpartition(".")
    looks = [part.translate(LOOK_ALIKES) for part in (stem, suffix)]
    stem = looks[0] if looks[0].isascii() else stem
    return f"{stem}{dot}{looks[1] if looks[1].isascii() else suffix}"


LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеіјѕорсухԁһӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαıԛѡ",  # noqa: RUF001
    "ABESIJKMHOPCTYXaeijsopcyxdhlABEZHIKMNOPTYXoaiqw",
)
"""Letters of Cyrillic and Greek that look like others."""

TO_SAVE = frozenset(
    [
        *("xlsx", "xls", "xlsm", "xlsb", "xltx", "ods", "fods", "numbers", "yaml", "yml", "toml"),
        *("parquet", "feather", "avro", "sqlite", "sqlite3", "db", "mdb", "accdb", "sql", "pkl"),
        *("html", "htm", "doc", "docx", "rtf", "pdf", "sxc", "slk", "dbf", "gsheet", "geojson"),
        *("orc", "msgpack", "bson", "cbor", "dif", "prn", "wks", "wk1", "wk2", "wk3", "wk4", "xlw"),
        *("plist", "edi", "bmecat", "md"),
    ]
)
"""Types that other programs can save as a table."""
CERTAIN = frozenset(
    [
        *("csv", "csvx", "csv2", "cvs", "scv", "tsv", "tab", "jsonl", "ndjson", "ldjson", "gsheet"),
        *("xlsx", "xls", "xlsm", "xlsb", "ods", "numbers"),
    ]
)
"""Types of tables that a bucket of photos has for no other reason."""
FEEDS = frozenset(["json", "xml", "rss", "txt", "dat", "yml"])
"""Types of tables that are made for other programs."""


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

    def warnings(self) -> Iterator[Problem]:
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


MISNAMED = re.compile(
    r".+\.(?:jpe?g|png|webp)(?:\s.*|[!#&@;,=+'\"()\[\]|-].*|_(?!original$)\w*|:\w+|\.+)"
    r"|.+\.(?:pjpe?g|x?jpe?gx?|jpgg|jpegg|jgp|jepg|jpge|jp|gpj|pgn|pnng|wepb|weppb|webpp)",
    re.IGNORECASE | re.DOTALL,
)
"""Endings like those of photos: something stands behind them, or letters are mistyped."""


class UnreadNames:
    """Files that may be photos but whose names do not end like one, told once for all of them."""

    def __init__(self) -> None:
        self.photos = self.count = self.bare = self.others = 0
        self.first = self.first_bare = self.first_other = ""
        self.has_manifest = False

    def add(self, key: str) -> None:
        name = key.rpartition("/")[2]
        if is_photo(key):
            self.photos += 1
        elif is_misnamed(name):
            self.count, self.first = self.count + 1, self.first or key
        elif name and "." not in name and not is_without_ending(name):
            self.bare, self.first_bare = self.bare + 1, self.first_bare or key
        elif name and not (TABLE.fullmatch(name) or PICTURE.fullmatch(name)):
            self.others, self.first_other = self.others + 1, self.first_other or key
        elif name:
            # What else is told of, or read.
            self.has_manifest = True

    def warnings(self) -> Iterator[Problem]:
        """Yield one warning if there are any, or nothing but files that are not read."""
        count, first = self.count, self.first
        if self.bare > self.photos:
            count, first = count + self.bare, first or self.first_bare
        if not (self.photos or self.has_manifest):
            count, first = count + self.others, first or self.first_other
        if count:
            reason = _(
                "Files are not read whose names do not end in .jpg, .jpeg, .png or .webp "
                "(%(count)s, this one first): give their names such an ending, with nothing "
                "behind it, if they are photos.",
                count=count,
            )
            yield Problem(first, reason, warning=True)


def is_misnamed(name: str) -> bool:
    """Return whether the name looks like a photo's, but does not end like one."""
    if name.startswith("#") or is_photo(name):
        return False
    plain = as_read(name).strip()
    return is_photo(plain.rstrip(".")) or bool(MISNAMED.fullmatch(plain))


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
