"""The encodings that files of XML declare, as far as the parser of XML cannot read them itself."""

import codecs
import re
from typing import IO

CHUNK = 1 << 18

DECLARED = re.compile(
    rb"""^((?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?)\s{1,9}encoding\s{0,9}=\s{0,9}["']\s{0,9}"""
    rb"""([\w.:-]{1,40})\s{0,9}["']""",
    re.I,
)
"""What begins a declaration, and the encoding that it names."""
READ_BY_PARSER = ("utf-8", "iso-8859-1", "us-ascii", "windows-1252")
OTHER_NAMES = {"ansi": "cp1252", "unicode": "utf-8"}
"""Names that programs declare, and what their files are in."""
WIDER = {
    "shift_jis": "cp932",
    "euc_jp": "euc_jis_2004",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "cp950",
}
"""For encodings whose files use letters that only a later version has: what reads all of them."""
MAX_LOST_SHARE = 0.01
"""Share of the letters beyond ASCII that may be broken: a text that was cut within one."""


def without_declared(start: bytes) -> bytes:
    """Return how a file begins, without the encoding that it had before it was read as UTF-8."""
    declared = DECLARED.match(start)
    return declared[1] + start[declared.end() :] if declared else start


def encoding_of(stream: IO[bytes], start: bytes) -> str:
    """Return what a file of XML that begins so is to be read as; "" where its parser knows.

    A file in UTF-8 is read as such whatever it declares. "" as well where nothing reads the file,
    which the parser tells. The stream is read.
    """
    declared = DECLARED.match(start)
    name = declared[2].decode("ascii", "replace") if declared else ""
    if not name or name.lower() in READ_BY_PARSER:
        return ""
    codec = codec_of(name)
    is_unicode = codec.startswith(("utf-8", "utf-16", "utf-32"))
    if fits(stream, "utf-8", 0) and (not codec or is_unicode or not fits(stream, "ascii", 0)):
        return "utf-8"
    if not codec or is_unicode or is_known_to_parser(name):
        return ""
    return codec if fits(stream, codec, MAX_LOST_SHARE) else ""


def is_known_to_parser(name: str) -> bool:
    """Return whether each byte is a letter by itself, and Python knows it by this name."""
    try:
        is_single = len(bytes(range(256)).decode(name, "replace")) == 256
        return is_single and not codecs.lookup(name).name.startswith("iso2022")
    except (LookupError, ValueError):
        return False


def codec_of(name: str) -> str:
    """Return Python's name of the encoding, of a later version if there is one; "" for no text."""
    plain = re.sub(r"windows[-_](?=\d{3}$)", "cp", name.lower().removeprefix("x-"))
    try:
        codec = codecs.lookup(OTHER_NAMES.get(plain, plain)).name
        bytes(range(256)).decode(codec, "replace")
    except (LookupError, ValueError):
        return ""
    return WIDER.get(codec, codec)


def fits(stream: IO[bytes], codec: str, lost_share: float) -> bool:
    """Return whether no more of the letters beyond ASCII than this are broken in the encoding."""
    decoder = codecs.getincrementaldecoder(codec)("replace")
    stream.seek(0)
    lost = letters = 0
    for chunk in iter(lambda: stream.read(CHUNK), b""):
        text = decoder.decode(chunk)
        if not text.isascii():
            lost += text.count("\ufffd")
            letters += sum(char > "\x7f" for char in text)
    lost += decoder.decode(b"", final=True).count("\ufffd")
    stream.seek(0)
    return lost <= letters * lost_share
