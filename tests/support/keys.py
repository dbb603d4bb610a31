"""Unusual keys of photos that a bucket may contain."""

import unicodedata

NASTY = [
    "space d.jpg",
    "plus+plus.jpg",
    "slash%2Fquoted.jpg",
    "percent%20quoted.jpg",
    "100%.jpg",
    "query?x=1&y=2.jpg",
    "hash#1.jpg",
    "<xml>&amp;.jpg",
    "emoji👟.jpg",
    unicodedata.normalize("NFC", "café.jpg"),
    unicodedata.normalize("NFD", "café.jpg"),
    "Case.jpg",
    "case.jpg",
    " leading.jpg",
    "trailing /x.jpg",
    "quo'te\".jpg",
    "tab\t.jpg",
    "..jpg",
    "~*!().jpg",
]


SOME_STORES_FOLD = [
    "//two.jpg",
    "x//y.jpg",
    "/leading.jpg",
    "dots/../up.jpg",
    "./dot.jpg",
    "back\\slash.jpg",
    "ü" * 510 + ".jpg",
    "d" * 500 + "/" + "e" * 519 + ".jpg",
]
