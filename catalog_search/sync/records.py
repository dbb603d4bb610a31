"""A row of a source, however it is spelt, as a Record; what in it cannot be used, as Problems."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from catalog_search.sync import fields
from catalog_search.sync.cleaning import MOST_ATTRIBUTES, is_photo, one_line, plain, resolved, unfit
from catalog_search.types import Problem, Record

MOST_IMAGES = 100

COLUMNS: dict[str, Callable[[object], Any]] = {
    "title": partial(fields.text, most=1000),
    "description": partial(fields.long_text, most=20_000),
    "category": fields.category,
    "brand": partial(fields.text, most=200),
    "colors": fields.colors,
    "price": fields.price,
    "currency": fields.currency,
    "in_stock": fields.in_stock,
    "url": fields.url,
}
"""How each documented column is read; `sku` and `images` besides."""

ALSO_CALLED = {
    "category_path": "category",
    "color": "colors",
    "colour": "colors",
    "colours": "colors",
    "image": "images",
    "photo": "images",
    "photos": "images",
}


def from_row(
    row: Mapping[str, object],
    where: str,
    line: int | None = None,
    folder: str = "",
    prefix: str = "",
) -> Iterator[Record | Problem]:
    """Yield what is wrong with a row, then its Record unless it has no usable sku.

    `where` and `line` say where the row stands. Images are paths from `folder`; none may lead
    out of `prefix`. A value that cannot be used is left out: one bad price takes no product out
    of the shop.
    """
    values = by_column(row)
    try:
        sku = fields.sku(values.pop("sku", None))
    except ValueError as error:
        yield Problem(where, f"The sku {error}; the line is left out.", line, product_lost=True)
        return
    read: dict[str, Any] = {}
    for name, parse in COLUMNS.items():
        value = values.pop(name, None)
        try:
            read[name] = parse(value)
        except ValueError as error:
            yield Problem(where, f"{sku}: {name} {shown(value)} {error}.", line)
    images: list[str] = []
    for path in paths(values.pop("images", None)):
        try:
            images.append(image_key(path, folder, prefix))
        except ValueError as error:
            yield Problem(where, f"{sku}: image {shown(path)} {error}.", line)
    if len(images) > MOST_IMAGES:
        yield Problem(where, f"{sku}: only the first {MOST_IMAGES} images are used.", line)
    read["images"] = tuple(dict.fromkeys(images[:MOST_IMAGES]))
    yield Record(sku=sku, **read, attributes=attributes(values), where=where, line=line)


def by_column(row: Mapping[str, object]) -> dict[str, object]:
    """Return the values by documented name; of two columns of one name, one with a value."""
    values: dict[str, object] = {}
    for name, value in row.items():
        if values.get(documented := column(name)) in (None, ""):
            values[documented] = value
    return values


def column(name: str) -> str:
    """Return a column's documented name: "Category path" is `category`. Others stay as given."""
    plainly = "_".join(name.lower().split())
    known = ALSO_CALLED.get(plainly, plainly)
    return known if known in COLUMNS or known in ("sku", "images") else one_line(name)


def paths(value: object) -> list[object]:
    """Return the members of a list, or of one text with ; or | between them."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, str):
        split = (path.strip() for path in value.replace("|", ";").split(";"))
        return [path for path in split if path]
    return [] if value is None else [value]


def image_key(path: object, folder: str, prefix: str) -> str:
    if not isinstance(path, str) or not path:
        raise ValueError("is not a path")
    if "://" in path:
        raise ValueError("is an address; name a photo of the source")
    if not is_photo(path):
        raise ValueError("is not a jpg, jpeg, png or webp")
    key = resolved(path, folder, prefix)
    if key is None:
        raise ValueError("leads out of the store's folder")
    if wrong := unfit(key):
        raise ValueError(wrong)
    return key


def attributes(values: Mapping[str, object]) -> dict[str, object]:
    """Return every further column that has a value, as JSON can hold it."""
    plainly = {name[:200]: plain(value) for name, value in values.items() if name}
    told = [(name, value) for name, value in plainly.items() if value not in (None, "", [], {})]
    return dict(told[:MOST_ATTRIBUTES])


def shown(value: object) -> str:
    return repr(one_line(str(value))[:60])
