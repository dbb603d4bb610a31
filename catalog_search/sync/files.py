"""Tell apart the files of a source: photos, manifests, what systems leave behind, and the rest."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.cleaning import UNSEEN
from catalog_search.types import Problem

SYSTEM_FOLDERS = frozenset(
    [
        *("__macosx", "_macosx", "#recycle", "#snapshot", "$recycle.bin", "recycler", "recycled"),
        *("lost+found", "system volume information", "network trash folder", "temporary items"),
        *("@recycle", "@recently-snapshot", "@__thumb", "@tmp", "found.000", "_gsdata_"),
        *("__pycache__", "node_modules", "trash", "recycle.bin", "@sharebin", "_processed_"),
        *("adobe bridge cache", "thefindbycontentfolder", "onedrivetemp", "ipod photo cache"),
        *("_vti_cnf", "_vti_pvt", "_svn", "cvs", "bower_components", "_temporary", "typo3temp"),
        *("_thumb", "_thumbs", "__thumbs", "_thumbnails", "wpthumbnails", "thmbnl", "_resampled"),
        *("_cache", "__cache__", "_gen", "_trash", "__trash", "trashbox", "lost.dir", "~snapshot"),
        *("thevolumesettingsfolder", "dfsrprivate", "@transcode", "@appstore"),
    ]
)
SYSTEM_FILES = frozenset(["thumbs.db", "desktop.ini", "ehthumbs.db", "albumartsmall.jpg"])
SMALLER_COPY = re.compile(
    r"(?:^|/)(?:wp-content/(?:.*/)?|uploads/\d{4}/\d{2}/)[^/]*-\d{2,4}x\d{2,4}(?:@2x|-\d)?\.[a-z]+$"
    r"|(?:^|/)(?:catalog/product/cache|image/cache)/"
    r"|(?:^|/)img/(?:p/(?:\d/)+|(?:c|m|su|st)/)\d+-[a-z]+_default(?:2x)?\.[a-z]+$"
    r"|(?:^|/)(?:conversions/[^/]+-[a-z_]+|responsive-images/[^/]+_\d+_\d+)\.[a-z]+$"
    r"|(?:^|/)(?:favicon|apple-touch-icon|android-chrome|mstile)[^/]*\.[a-z]+$"
    r"|(?:^|/)cdn-cgi/image/"
    r"|(?:^|/)(?:img/tmp/[a-z]+_mini_|tmp/catalog/product/|capture ?one/cache/)"
    r"|(?:^|/)thumbnail/(?:.*/)?[^/]*_\d{2,4}x\d{2,4}(?:@2x)?\.[a-z]+$"
    r"|(?:^|/)(?:cache/images|styles/[^/]+/(?:public|private)|media/cache|images/size/w\d+)/"
    r"|(?:^|/)cache/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}\.[a-z]+$"
    r"|\.(?:(?:width|height|scale)-\d+|(?:max|min|fill)-\d+x\d+|\d+x\d+_q\d+)[^/]*\.[a-z]+$"
    r"|(?:^|/)woocommerce-placeholder(?:-\d+x\d+)?\.[a-z]+$"
    r"|\.(?:lrdata|lrlibrary|photoslibrary|photolibrary|aplibrary|cocatalogdb)/"
    r"|(?:^|/)_(?:\d+|auto)x(?:\d+|auto)(?:_(?:crop|fit|stretch|letterbox)_[^/]*)?/"
    r"|__(?:fit|fill|scale|crop|pad|resampled|resized)[a-z]*w[yz][a-z0-9]{3,}\.[a-z]+$"
    r"|(?:^|/)thumb_(?:\d+_){5}(?:auto|exact|portrait|landscape|crop|fit)\.[a-z]+$"
    r"|(?:^|/)(?:application/files/(?:thumbnails|cache)|v1/(?:fill|fit|crop)/w_\d+[^/]*)/"
    r"|(?:^|/)media/image/(?:[0-9a-f]{2}/){2,}[^/]*_\d{2,4}x\d{2,4}(?:@2x)?\.[a-z]+$"
)
"""Copies in other sizes that WordPress, Magento, OpenCart, PrestaShop, Shopware, Drupal, Symfony,
Ghost, Django's, Craft, SilverStripe, October, Concrete, Wix, Laravel's media library, Cloudflare
and photo software make, WooCommerce's picture of nothing, and the icons of a site."""
HIDDEN = re.compile(r"\.[^.]")
"""The beginning of a hidden name; "." and ".." are folders."""
SYSTEM_PREFIXES = (
    *("~$", "~wrl", "@eadir", "@syno", "synofile", "synophoto", "synoindex", "synovideo"),
    *("albumart_{", "paxheader", "__macosx", "$recycle", "~lock.", "~tmp", "found.0"),
)
UNFINISHED = re.compile(
    r"\.(?:te?mp|part|partial|filepart|crdownload|download|bak|backup|swp|icloud|!sync)\.[a-z]+$"
    r"|\.sync-conflict-\d{8}-|_conflict-\d{8}-\d{6}|\(sfconflict [^/]*\)|~\d{8}-\d{6}\.[a-z]+$"
    r"|\((?:[^()]* )?(?:conflict|konflikt|kollision|conflit|conflicto|conflitto)(?: [^()]*)?\)"
    r"\.[a-z]+$"
    r"|\[conflicted(?: \d+)?\]\.[a-z]+$|\((?:case|unicode encoding) conflict(?: \d+)?\)\.[a-z]+$"
    r"|(?:conflicted copy|in konflikt stehende kopie|copie en conflit|copia en conflicto"
    r"|copia in conflitto|conflicterende kopie)[^/]* \d{4}-\d\d-\d\d[^/]*\)\.[a-z]+$"
)
"""What uploads and editors leave where they break off, "a.tmp.jpg", and programs that keep folders
alike where two computers changed a file, or of what was there before."""

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
ARCHIVE = re.compile(r"[^/]*\.(?:zip|7z|rar|tar|tgz|tar\.(?:gz|bz2|xz)|gz|bz2)", re.IGNORECASE)
PICTURE = re.compile(
    r".*\.(?P<type>avif|heic|heif|gif|tiff?|bmp|svg|jfif|jpe|jp2|jxl|psd|dng|raw|cr2|nef|eps)",
    re.IGNORECASE | re.DOTALL,
)
"""Pictures that are no photos of this package's formats."""
SAME_AS_JPEG = {"jfif", "jpe"}

NAMELESS = frozenset(["catalog", "catalogue", "products"])
"""Names of catalogues without an ending."""
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


def is_left_behind(key: str, prefix: str = "") -> bool:
    """Return whether the key is hidden or was left by a system: "._shoe.jpg", "@eaDir/a.jpg".

    So are the copies in other sizes that shop systems make of each photo.
    """
    if SMALLER_COPY.search(key.lower()) or UNFINISHED.search(key.lower()):
        return True
    *folders, name = key[len(prefix) :].lower().split("/")
    if name in SYSTEM_FILES or any(folder in SYSTEM_FOLDERS for folder in folders):
        return True
    return any(HIDDEN.match(part) or part.startswith(SYSTEM_PREFIXES) for part in (*folders, name))


def unread(key: str) -> Problem | None:
    """Return what to do with a file that looks like a catalogue but is not read, else None."""
    name = as_read(key.rpartition("/")[2])
    if name.lower() in NAMELESS:
        return Problem(
            key,
            _("The file is not read: call it catalog.csv, if it describes products."),
            warning=True,
        )
    match = TABLE.fullmatch(name)
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
