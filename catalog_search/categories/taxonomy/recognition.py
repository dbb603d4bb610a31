"""Tell what a file of categories is: a published one, a list with marks, or no taxonomy at all."""

import re
from collections.abc import Iterable, Iterator, Sequence

from catalog_search.categories.taxonomy.lines import Line, says_something
from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.exceptions import message as _

GOOGLE = re.compile(r"(?:\d+\s+-\s+(?=\D))?(.+)")
SHOPIFY = re.compile(r"gid://shopify/\S+\s+:\s+(.+)")
NUMBERED = re.compile(r"\d+\s+-\s+(?=\D)")
"""How Google's lines begin in its file with numbers."""
OF_GOOGLE = re.compile(r"#\s*Google_Product_Taxonomy", re.IGNORECASE)
"""How Google's file begins, with numbers or without."""
SHARE = 0.8
"""The part of the lines that must be like those of a published file."""

MARK = re.compile(r"(?:[-*+•◦▪‣–—·]|\d{1,3}[.)])\s+(?=\S)")  # noqa: RUF001
"""What begins each item of a list: "- Shoes", "1. Shoes"."""
BRANCHES = re.compile(r"[\s│┃|]*(?:[├└┣┗╰]|[|+`\\](?=[-─━]))[-─━]*\s*")
"""What a drawn tree has before its names: "│   ├── Boots"."""

CODE = re.compile(
    r"<[?!/a-z]|[{\[]\s*(?:$|[\"'{\[\]}])|[\"']?[\w-]+[\"']?\s*:\s*[{\[]|-\s+[\"']?\w+[\"']?:\s"
    r"|---$|%\w|(?:INSERT INTO|CREATE TABLE|DROP TABLE|SELECT|BEGIN|SET)\b.*;$|PK[\x01-\x08]",
    re.IGNORECASE,
)
"""How files begin that are for programs: JSON, XML, pages, YAML, SQL, PDF, archives."""
CONTROL = re.compile("[\x01-\x08\x0e-\x1a]")


def style_of(lines: Sequence[Line]) -> str:
    """Return "google" or "shopify" if the file is one of those published, else "paths"."""
    texts = [text.strip() for _number, text in filter(says_something, lines)]
    if is_like(texts, SHOPIFY):
        return "shopify"
    is_indented = any(text[:1].isspace() for _number, text in lines if text.strip())
    if any(OF_GOOGLE.match(text) for _number, text in lines) and texts:
        return "google"
    return "google" if is_like(texts, NUMBERED) and not is_indented else "paths"


def is_like(texts: Sequence[str], pattern: re.Pattern[str]) -> bool:
    """Return whether nearly all of the texts begin like this."""
    return sum(bool(pattern.match(text)) for text in texts) > SHARE * len(texts)


def check_text(line: Line) -> None:
    """Raise InvalidTaxonomy if a file that begins with this line is neither text nor a table."""
    number, text = line
    if CODE.match(text.strip()) or CONTROL.search(text):
        raise InvalidTaxonomy(
            _(
                "Line %(number)s: %(text)r is not of a list of categories. Save the categories as "
                "CSV UTF-8, or with one path on each line.",
                number=number,
                text=text.strip()[:80],
            )
        )


def without_marks(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a list or a drawn tree as indented names, all others unchanged."""
    texts = [text for _number, text in lines]
    branches = [BRANCHES.match(text) for text in texts]
    # The root of a drawn tree stands alone.
    if any(branches) and all(branches[1:]):
        return list(unmarked(lines, branches))
    marks = [MARK.match(text.lstrip()) for text in texts]
    if len(marks) > 1 and all(marks):
        return [
            (number, text[: len(text) - len(text.lstrip())] + text.lstrip()[mark.end() :])
            for (number, text), mark in zip(lines, marks, strict=True)
            if mark
        ]
    return list(lines)


def unmarked(lines: Iterable[Line], marks: Sequence[re.Match[str] | None]) -> Iterator[Line]:
    widths = [mark.end() if mark else 0 for mark in marks]
    outermost = min(widths)
    for (number, text), width in zip(lines, widths, strict=True):
        yield number, " " * (width - outermost) + text[width:]
