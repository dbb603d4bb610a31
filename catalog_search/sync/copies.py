"""Copies of photos that shop systems and sync programs put beside them, known by their names."""

import re
from collections.abc import Iterator

ENDINGS = (".jpg", ".png", ".webp")
END = r"(?P<end>(?:\.(?:jpe?g|png|webp))?\.[a-z]+)$"

OF_PHOTO = r"(?P<end>\.(?:jpe?g|png|webp))$"
"""The end of a photo's name; tables may be called like copies too."""

BESIDE = (
    re.compile(
        r"(?P<stem>(?:^|.*/)(?:wp-content/(?:.*/)?|uploads/(?:sites/\d+/)?\d{4}/\d{2}/"
        rf"|blogs\.dir/\d+/files/(?:.*/)?)[^/]*)-\d{{2,4}}x\d{{2,4}}(?:@2x|-\d)?{END}"
    ),
    re.compile(rf"(?P<stem>.+)\.(?:thumb(?:nail)?|small|medium|large){OF_PHOTO}"),
    re.compile(rf"(?P<stem>(?:.*/)?thumbs/\d{{7}}_[^/]*)_\d{{2,4}}{OF_PHOTO}"),
)
"""WordPress: "shoe-150x150.jpg" lies beside "shoe.jpg", or "shoe-scaled.jpg" of a large photo.
Django's "shoe.medium.jpg", and nopCommerce."""
CONVERTED = re.compile(
    r"(?P<original>.+\.(?P<old>jpe?g|png|webp))\.(?!(?P=old)$)(?:webp|jpe?g|png)$"
)
"""A photo in another format, "shoe.jpg.webp" beside "shoe.jpg"."""
OF_STRAPI = re.compile(
    rf"(?P<folder>(?:.*/)?)(?:thumbnail|xsmall|small|medium|large)_(?P<name>[^/]+_[0-9a-f]{{10}})"
    rf"{OF_PHOTO}"
)
"""Strapi: "small_shoe_0123456789.jpg" beside the photo without the first word."""
ELSEWHERE = (
    re.compile(
        r"(?P<stem>(?:^|.*/)(?:thumbnail/(?:.*/)?|media/image/(?:[0-9a-f]{2}/){2,})[^/]*)"
        rf"_\d{{2,4}}x\d{{2,4}}(?:@2x)?{END}"
    ),
    re.compile(
        r"(?P<stem>.*?)(?:\.[0-9a-f]{8})?\.(?:(?:width|height|scale)-\d+|(?:max|min|fill)-\d+x\d+"
        rf"|\d+x\d+_q\d+)[^/]*?{END}"
    ),
    re.compile(rf"(?:^|.*/)styles/[^/]+/(?:public|private)/(?P<stem>.+?){END}"),
    re.compile(rf"(?P<stem>.+\.(?:jpe?g|png|webp))__\d+x\d+[^/]*{OF_PHOTO}"),
    re.compile(rf"(?:.*/)?thumbnails/(?P<stem>.+)_thumbnail_\d+{OF_PHOTO}"),
    re.compile(rf"(?:.*/)?generated/(?:[^/]+/)+\d+_\d+_\d+/(?P<stem>[^/]+?){OF_PHOTO}"),
    re.compile(rf"(?:.*/)?cache/(?P<stem>[^/]+)_(?:admin_)?(?:thumbnail|display){OF_PHOTO}"),
)
"""Shopware, Wagtail, Django's thumbnails, Drupal, Saleor, OXID and Photologue keep copies in
folders of their own."""

CONFLICT = (
    "conflict|konflikt|kollision|conflit|konfliktn|конфлик|конфлікт|競合|冲突|衝突|충돌|"
    "çakış|ütköz|ristiriit|διένεξη|bertentangan|conflicterend|motstridende|modstridende"  # noqa: RUF001
)
IN_BRACKETS = re.compile(r"\((?P<words>(?:[^()]|\([^()]*\))*)\)\.[a-z]+$")
"""The last brackets of a name; there may be others in them, as around the name of a computer."""
WORDS_OF_CONFLICT = re.compile(
    rf".*(?:{CONFLICT}).*\d.*|.*(?:競合コピー|冲突|衝突).*"
    r"|(?:[^()]* )?(?:conflict|konflikt|kollision|conflit|conflicto|conflitto|conflito"
    r"|conflicted copy|copie en conflit|copia en conflicto|copia in conflitto|cópia em conflito"
    r"|in konflikt stehende kopie|conflicterende kopie|конфликтующая копия)(?: \d+)?",
    re.DOTALL,
)
MARK_OF_CONFLICT = re.compile(
    r"\[conflicted(?: \d+)?\]\.[a-z]+$"
    r"|\.sync-conflict-\d{8}-|_conflict-\d{8}-\d{6}|~\d{8}-\d{6}\.[a-z]+$"
)
"""What programs that keep folders alike leave where two computers changed a file, beside it, and
what was there before."""


def is_copy(key: str) -> bool:
    """Return whether the key, in lower case, is called like a copy of another photo."""
    return bool(
        any(pattern.match(key) for pattern in (*BESIDE, *ELSEWHERE, CONVERTED, OF_STRAPI))
        or without_conflict(key.rpartition("/")[2])
    )


def without_conflict(name: str) -> str:
    """Return what is before the mark of a conflict in a file's name, "" without such a mark."""
    brackets = IN_BRACKETS.search(name)
    if brackets and WORDS_OF_CONFLICT.fullmatch(brackets["words"]):
        return name[: brackets.start()].rstrip()
    mark = MARK_OF_CONFLICT.search(name)
    return name[: mark.start()].rstrip() if mark else ""


def originals(key: str) -> Iterator[tuple[str, bool]]:
    """Yield keys that the photo may be a copy of, and whether they lie in just that folder."""
    key = key.lower()
    if match := CONVERTED.match(key):
        yield match["original"], True
    if match := OF_STRAPI.match(key):
        yield from with_endings(f"{match['folder']}{match['name']}", match["end"], beside=True)
    for pattern in BESIDE:
        if match := pattern.match(key):
            for behind in ("", "-scaled", "-rotated"):
                yield from with_endings(f"{match['stem']}{behind}", match["end"], beside=True)
    for pattern in ELSEWHERE:
        if match := pattern.match(key):
            yield from with_endings(match["stem"], match["end"], beside=False)
    folder, slash, name = key.rpartition("/")
    end = f".{name.rpartition('.')[2]}"
    while (stem := without_conflict(name)) and len(stem + end) < len(name):
        yield from with_endings(f"{folder}{slash}{stem}", end, beside=True)
        name = stem + end


def with_endings(stem: str, end: str, *, beside: bool) -> Iterator[tuple[str, bool]]:
    if stem.endswith((".jpeg", *ENDINGS)):
        yield stem, beside
    for ending in dict.fromkeys((end, *ENDINGS)):
        yield f"{stem}{ending}", beside
