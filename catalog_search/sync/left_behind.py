"""Tell photos of products from what systems leave beside them: copies, caches, wastebaskets.

A photo that a manifest names is one of a product wherever it lies, unless it is hidden.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from catalog_search.sync.copies import is_copy

HIDDEN = "hidden"
"""Left by a system for itself: never a photo of a product."""
COPY = "copy"
"""Called like a copy of another photo. It is one if that other photo is there as well."""
SYSTEM = "system"
"""Where a shop system or another program keeps its own pictures; no shop calls its folders so."""
DOUBTFUL = "doubtful"
"""Called like what is thrown away or unfinished, in words that a shop may use as well."""

HIDDEN_FOLDERS = frozenset(
    [
        *("__macosx", "_macosx", "#recycle", "#snapshot", "$recycle.bin", "~snapshot"),
        *("lost+found", "system volume information", "network trash folder", "temporary items"),
        *("@recycle", "@recently-snapshot", "@__thumb", "@tmp", "@sharebin", "@transcode"),
        *("@appstore", "thefindbycontentfolder", "thevolumesettingsfolder", "dfsrprivate"),
        *("__pycache__", "_vti_cnf", "_vti_pvt", "_svn", "_gsdata_"),
    ]
)
OWN_FOLDERS = re.compile(r"(?:^|/)catalog_search/(?:thumbs|looks|banners)/")
"""Where this package keeps its own pictures, below any folder, if STORAGE is the same bucket."""
SYSTEM_FOLDERS = frozenset(
    [
        *("found.000", "lost.dir", "node_modules", "bower_components", "recycle.bin"),
        *("_processed_", "adobe bridge cache", "onedrivetemp", "ipod photo cache", "typo3temp"),
        *("_temporary", "_thumb", "_thumbs", "__thumbs", "_thumbnails", "wpthumbnails", "thmbnl"),
        *(
            "__sized__",
            "__filtered__",
            "_versions",
            "_resampled",
            "_cache",
            "__cache__",
            "_gen",
            "_trash",
            "__trash",
            "trashbox",
        ),
    ]
)
DOUBTFUL_FOLDERS = frozenset(["trash", "recycler", "cvs"])
OF_WINDOWS = re.compile(r"(?:^|/)recycled/d[a-z]\d+\.[a-z]+$")
"""What older Windows threw away. "Recycled" alone is a word of shops."""
OF_SERVERS = re.compile(
    r"(?:^|/)(?:recycle bin - [^/]+|trash-\d+/files|@recycled|backups\.backupdb"
    r"|[^/]+\.sb-[0-9a-f]{8}-[0-9a-z]{6})/"
)
"""Wastebaskets of servers for files and of Linux, copies of macOS, and what it has half saved."""
SYSTEM_FILES = frozenset(["thumbs.db", "desktop.ini", "ehthumbs.db", "albumartsmall.jpg"])
OF_SYSTEMS = re.compile(
    r"(?:^|/)catalog/product/cache/|(?:^|/)image/cache/(?:.*/)?[^/]*-\d+x\d+\.[a-z]+$"
    r"|(?:^|/)img/(?:p/(?:\d/)+|(?:c|m|su|st)/)\d+-[a-z]+_default(?:2x)?\.[a-z]+$"
    r"|(?:^|/)(?:conversions/[^/]+-[a-z_]+|responsive-images/[^/]+_\d+_\d+)\.[a-z]+$"
    r"|(?:^|/)(?:favicon|apple-touch-icon|android-chrome|mstile)"
    r"(?:[-_.]?(?:\d+(?:x\d+)?(?!\d)|precomposed|dark|light))*\.[a-z]+$"
    r"|(?:^|/)cdn-cgi/image/"
    r"|(?:^|/)(?:img/tmp/[a-z]+_mini_|tmp/catalog/product/|capture ?one/cache/)"
    r"|(?:^|/)images/size/w\d+/|(?:^|/)cache/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{32}\.[a-z]+$"
    r"|(?:^|/)woocommerce-placeholder(?:-\d+x\d+)?\.[a-z]+$"
    r"|\.(?:lrdata|lrlibrary|photoslibrary|photolibrary|aplibrary|cocatalogdb)/"
    r"|(?:^|/)_(?:\d+|auto)x(?:\d+|auto)(?:_(?:crop|fit|stretch|letterbox)_[^/]*)?/"
    r"|__(?:fit|fill|scale|crop|pad|resampled|resized)[a-z]*w[yz][a-z0-9]{3,}\.[a-z]+$"
    r"|(?:^|/)thumb_(?:\d+_){5}(?:auto|exact|portrait|landscape|crop|fit)\.[a-z]+$"
    r"|(?:^|/)(?:application/files/(?:thumbnails|cache)|v1/(?:fill|fit|crop)/w_\d+[^/]*)/"
)
"""Copies in other sizes that Magento, OpenCart, PrestaShop, Ghost, Craft, SilverStripe, October,
Concrete, Wix, Laravel's media library, Cloudflare and photo software make, WooCommerce's picture of
nothing, and the icons of a site."""
OF_PROGRAMS = re.compile(
    r"(?:^|/)(?:wp-(?:includes|admin|content/(?:(?:mu-)?plugins|themes|(?:et-)?cache|upgrade"
    r"|languages|webp-express|uploads-webpc|uploads/elementor))|_next/(?:static|image)"
    r"|static/(?:admin|rest_framework|django_ckeditor_5|ckeditor5?|tinymce|summernote|debug_toolbar"
    r"|grappelli|jazzmin|unfold|suit|jet|import_export|django_extensions|drf-yasg|filer"
    r"|drf_spectacular_sidecar|easy_thumbnails|wagtail[a-z]*|cms|djangocms_[a-z_]+|oscar"
    r"|catalog_search|frontend/magento|adminhtml)"
    r"|appdata_[a-z0-9]+|files_(?:trashbin|versions))/"
)
"""Parts of programs: WordPress, Next.js, Django's and Magento's static files, and Nextcloud's
previews, wastebasket and earlier versions."""
UNCERTAIN = re.compile(
    r"(?:^|/)(?:image/cache|cache/images|media/cache)/"
    r"|\.(?:te?mp|part|partial|filepart|crdownload|download|bak|backup|swp|icloud|!sync)\.[a-z]+$"
)
"""What caches hold, and what uploads and editors leave where they break off: "a.tmp.jpg"."""
HIDDEN_NAME = re.compile(r"\.[^.\d]")
"""The beginning of a hidden name; "." and ".." are folders, and ".22-pellets.jpg" is a number."""
HIDDEN_PREFIXES = ("._", "~$", "@eadir", "@syno", "__macosx", "$recycle", "~lock.")
SYSTEM_PREFIXES = (
    *("synofile", "synophoto", "synoindex", "synovideo", "albumart_{", "paxheader"),
    *("~wrl", "~tmp", "found.0"),
)


@lru_cache(maxsize=16)  # A source asks twice for each key, one after the other.
def left_behind(key: str, prefix: str = "") -> str:
    """Return which of the kinds above the key looks like, "" for a photo of a product."""
    lower = unicodedata.normalize("NFC", key.lower())
    *folders, name = unicodedata.normalize("NFC", key[len(prefix) :].lower()).split("/")
    if is_hidden(folders, name) or OWN_FOLDERS.search(lower):
        return HIDDEN
    parts = (*folders, name)
    if (
        name in SYSTEM_FILES
        or not SYSTEM_FOLDERS.isdisjoint(folders)
        or any(part.startswith(SYSTEM_PREFIXES) for part in parts)
        or HIDDEN_NAME.match(name)
        or OF_SYSTEMS.search(lower)
        or OF_PROGRAMS.search(lower)
        or OF_WINDOWS.search(lower)
        or OF_SERVERS.search(lower)
    ):
        return SYSTEM
    if is_copy(lower):
        return COPY
    is_doubtful = not DOUBTFUL_FOLDERS.isdisjoint(folders) or UNCERTAIN.search(lower)
    return DOUBTFUL if is_doubtful else ""


def is_hidden(folders: list[str], name: str) -> bool:
    """Return whether the file lies in a hidden folder, or is one of a system's own."""
    return (
        not HIDDEN_FOLDERS.isdisjoint(folders)
        or any(HIDDEN_NAME.match(folder) for folder in folders)
        or any(part.startswith(HIDDEN_PREFIXES) for part in (*folders, name))
    )


OLDER_FOLDERS = re.compile(
    r"(?:^|/)_?(?:back-?ups?|bak|archiv(?:es?|ed|o|io)?|old(?:er)?|alt|previous|papierkorb|trash"
    r"|deleted|corbeille|papelera|cestino)_?/",
    re.IGNORECASE,
)
DATED_FOLDER = re.compile(r"(?:(?<=/)|^)20\d\d([-_.]?)(?:0[1-9]|1[0-2])\1[0-3]\d(?=/)")


def older_manifests(keys: Iterable[str]) -> list[str]:
    """Return those of the manifests that lie in folders of older copies, beside current ones."""
    keys = list(keys)
    older = [key for key in keys if OLDER_FOLDERS.search(key)]
    latest: dict[str, str] = {}
    for key in keys:
        place = DATED_FOLDER.sub("", key)
        latest[place] = max(key, latest.get(place, ""))
    dated = [key for key in keys if latest[DATED_FOLDER.sub("", key)] != key]
    return list(dict.fromkeys([*(older if len(older) < len(keys) else ()), *dated]))
