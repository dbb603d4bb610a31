"""Tell what a file is that holds no text of a table, by its first bytes, and what to do."""

import base64
import binascii
import codecs
import re
import zlib

from catalog_search.exceptions import Message
from catalog_search.exceptions import message as _
from catalog_search.sync.tables.encodings import DIVIDER, unicode_of

WORKBOOK = _("an Excel workbook: save it as CSV UTF-8 under this name")
SHEET = _("an OpenDocument spreadsheet: save it as CSV UTF-8 under this name")


def packed_by(program: str) -> Message:
    return _(
        "packed by %(program)s: unpack it, and upload what is in it under this name",
        program=program,
    )


def archive(kind: str) -> Message:
    return _("a %(kind)s archive: unpack it, and upload what is in it under this name", kind=kind)


def table_in(kind: str) -> Message:
    return _("a table in %(kind)s: save it as CSV UTF-8 under this name", kind=kind)


ENCRYPTED = _("encrypted: decrypt it, and upload what is in it under this name")
POINTER = _("a pointer of Git to a file that lies elsewhere: upload the file itself")

ZIP = re.compile(rb"PK\x03\x04[\x0a-\x3f]\0")

BINARY = (
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), WORKBOOK),
    (re.compile(rb"\x1f\x8b\x08"), packed_by("gzip")),
    (re.compile(rb"BZh[1-9]1AY&SY"), packed_by("bzip2")),
    (re.compile(rb"\xfd7zXZ\0\0[\0-\x0f]"), packed_by("xz")),
    (re.compile(rb"\x28\xb5\x2f\xfd[^\r\n]"), packed_by("Zstandard")),
    (re.compile(rb"\x1f\x9d"), packed_by("compress")),
    (re.compile(rb"\x04\x22\x4d\x18"), packed_by("LZ4")),
    (re.compile(rb"\xff\x06\0\0sNaPpY"), packed_by("Snappy")),
    (re.compile(rb".{257}ustar(?:\0|  \0)", re.DOTALL), archive("tar")),
    (re.compile(rb"-----BEGIN PGP|age-encryption\.org/|-----BEGIN AGE|Salted__"), ENCRYPTED),
    (re.compile(rb"version https://git-lfs\.|/annex/objects/"), POINTER),
    (re.compile(rb"7z\xbc\xaf\x27\x1c"), archive("7z")),
    (re.compile(rb"Rar!\x1a\x07"), archive("rar")),
    (re.compile(rb"%PDF-\d\.\d"), _("a PDF: export the products as CSV UTF-8 under this name")),
    (re.compile(rb"PAR1\x15"), _("a Parquet file: export it as CSV UTF-8 under this name")),
    (
        re.compile(rb"SQLite format 3\0"),
        _("a database: export the products as CSV UTF-8 under this name"),
    ),
)
"""How files begin, as far as no table does."""

WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|style|title|script)\b", re.I)
PARTS_OF_A_PAGE = re.compile(rb"<(?:/html|head|body|meta|title|/title)\b", re.IGNORECASE)
"""What stands behind the first tag of a page; a table may begin with one odd line."""
TABLE_TAGS = tuple(
    re.compile(tag, re.IGNORECASE) for tag in (rb"<table\b", rb"<tr\b", rb"<t[dh]\b")
)
"""What a table in HTML has, in this order."""
FORM = re.compile(rb"<(?:form|input|script)\b", re.IGNORECASE)
"""What pages have that ask to sign in, and no table that a program wrote as an .xls file."""
ABOVE = re.compile(rb"(?:(?:<!--.*?-->|<\?xml\b[^<>]*>)\s*)+", re.DOTALL)
OF_OFFICE = (
    (re.compile(rb"<\?mso-application\s|<(?:ss:)?Workbook\s"), WORKBOOK),
    (re.compile(rb"<office:(?:document|spreadsheet)\b"), SHEET),
)
"""Spreadsheets that are written as XML."""
OTHERS = (
    (re.compile(rb"\{\\rtf1?\b"), "RTF"),
    (re.compile(rb"ID;P[A-Z]{2,8}(?:;|\s)"), "SYLK"),
    (re.compile(rb"TABLE\r?\n0,1\r?\n"), "DIF"),
    (re.compile(rb"MIME-Version:.*?Content-Type:\s*multipart/related", re.I | re.S), "MHTML"),
)
PHP = re.compile(
    rb"(?:<(?:br|b|p|font|div|table|tr|th|span)\b[^<>]*>|\s|\()*"
    rb"(?:!(?:</?[^<>]*>|\s|\))*)?"
    rb"(?P<kind>(?:Notice|(?:Core |User )?Warning|Deprecated|(?:Fatal|Parse) error|Uncaught \w+))"
    rb"(?:</b>)?:",
)
"""A message of a program that failed in parts, above what it was to write."""
ERROR = re.compile(
    rb"(?:<\?xml[^>]*\?>\s*)?<Error\b[^>]*>(?:.*?<Code>(?P<code>[\w.]{1,60}))?", re.S
)
"""What a store of files answers where it refuses to hand one out."""
IN_BASE64 = re.compile(rb"(?:data:[\w/+.;=-]+,)?([A-Za-z0-9+/]{40,})={0,2}\s*(?:\n|\Z)")
ZLIB = (b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def no_text(start: bytes) -> str:
    """Return what kind of file this is, by its first bytes, and what to do; "" for a text file.

    A text file with one odd line at its beginning is still a text file.
    """
    if ZIP.match(start):
        return zipped(start)
    for signature, what in BINARY:
        if signature.match(start):
            return what
    if kind := document(start.lstrip(codecs.BOM_UTF8 + b" \t\r\n")):
        return kind
    if start.startswith(ZLIB) and is_zlib(start):
        return packed_by("zlib")
    controls = len(CONTROL.findall(start))
    if controls * 10 <= len(start) or unicode_of(start) or any(map(is_row, start.splitlines())):
        return ""
    return _("no text: save it as CSV UTF-8")


def document(start: bytes) -> str:
    """Return what kind of text this is that can be no table, "" if it may be one."""
    if start.startswith(b"<") and (kind := of_tags(start)):
        return kind
    if error := ERROR.match(start):
        code = (error["code"] or b"Error").decode()
        return _(
            "the answer of a store that refused it (%(code)s): upload the file itself", code=code
        )
    if other := next((kind for pattern, kind in OTHERS if pattern.match(start)), ""):
        return table_in(other)
    if is_base64(start):
        return _("text in Base64: decode it, and upload what is in it under this name")
    return ""


def of_tags(start: bytes) -> str:
    """Return what kind of text in tags this is, if it is no feed: a page, or a spreadsheet."""
    for pattern, kind in OF_OFFICE:
        if pattern.search(start):
            return kind
    below = start[match.end() :] if (match := ABOVE.match(start)) else start
    page = WEB_PAGE.match(below)
    is_table = TABLE_TAGS[0].match(below) or (page and not FORM.search(below))
    if is_table and has_table(below):
        return table_in("HTML")
    if page and PARTS_OF_A_PAGE.search(below, page.end()):
        return _("a web page, perhaps one that asks to sign in: upload the file itself")
    return ""


def has_table(text: bytes) -> bool:
    at = 0
    for tag in TABLE_TAGS:
        match = tag.search(text, at)
        if match is None:
            return False
        at = match.end()
    return True


def failed(start: bytes) -> str:
    """Return what to do with the output of a program that begins with its error, else ""."""
    match = PHP.match(start)
    if match is None:
        return ""
    return _(
        "no catalogue: it begins with a message of the program that wrote it (%(kind)s). Remove "
        "what stands above the table, or export it again",
        kind=match["kind"].decode(),
    )


def is_base64(start: bytes) -> bool:
    """Return whether the first line is a text or a packed file in Base64."""
    match = IN_BASE64.match(start)
    if match is None:
        return False
    try:
        plain = base64.b64decode(match[1][: len(match[1]) // 4 * 4])
    except binascii.Error:
        return False
    text = plain.decode("utf-8", "replace")
    is_text = not CONTROL.search(plain) and text.count("\ufffd") < 2 and DIVIDER.search(text)
    return bool(is_text or any(signature.match(plain) for signature, _what in BINARY))


def is_zlib(start: bytes) -> bool:
    try:
        return bool(zlib.decompressobj().decompress(start))
    except zlib.error:
        return False


def zipped(start: bytes) -> str:
    if b"opendocument" in start:
        return SHEET
    is_workbook = b"xl/" in start or b"[Content_Types].xml" in start
    return WORKBOOK if is_workbook else archive("zip")


def is_row(line: bytes) -> bool:
    """Return whether the line is one of text."""
    return len(line) >= 5 and not CONTROL.search(line)
