"""What an export's rows say of the offer: today's price and the one before, and the variants."""

import re
from collections.abc import Iterator, Sequence

from catalog_search.sync.cells import fields
from catalog_search.sync.exports.cells import Cells, filled, parts, text_in
from catalog_search.sync.exports.export import Export, option_number
from catalog_search.sync.exports.naming import attribute_name, has_value
from catalog_search.sync.records.sales import COLUMNS as DATES

NOTHING = re.compile(r"\D*0+(?:[.,]0+)?\D*")
NO_OPTION = {"default title", "default"}
COLOR_NAMES = {"colors", "farbe", "couleur"}
SIZE_NAMES = {
    *("size", "sizes", "größe", "taille", "talla", "tamaño", "taglia", "misura", "maat", "tamanho"),
    *("talle", "talles"),
    *("rozmiar", "storlek", "størrelse"),
}


def price_cell(cells: Cells, export: Export) -> str:
    """Return what the variant costs outside of a sale with dates; one without is paid today."""
    return sale_cell(cells, export) or filled(cells, export.price)


def sale_cell(cells: Cells, export: Export) -> str:
    ended = filled(cells, export.sale_dates) or has_value(cells, export.no_sale)
    return "" if ended else sale_price(cells, export)


def sale_price(cells: Cells, export: Export) -> str:
    """Return the sale price; 0 is none, as systems write where there is no sale."""
    price = filled(cells, export.sale_price)
    return "" if NOTHING.fullmatch(price) else price


def dated_sale(cells: Cells, export: Export) -> dict[str, str]:
    """Return the variant's sale price and its dates by documented column; {} if it has none."""
    columns = zip(DATES, (export.sale_starts, export.sale_ends, export.sale_period), strict=True)
    dates = {name: text for name, each in columns if (text := filled(cells, each))}
    price = sale_price(cells, export)
    if export.sale_of_days:
        dates = {name: re.split("[T ]", text)[0] for name, text in dates.items()}
    counts = price and dates and not has_value(cells, export.no_sale)
    return {"sale_price": price, **dates} if counts else {}


def before_cell(rows: Sequence[Cells], paid: str, export: Export) -> str:
    """Return what the variants that cost `paid` today cost before, "" unless it is the same."""
    cells = {
        filled(row, export.price if sale_cell(row, export) else export.compare_price)
        for row in rows
        if price_cell(row, export) == paid
    }
    return cells.pop() if len(cells) == 1 else ""


def answer(cells: Cells, export: Export) -> bool | str:
    """Return whether the variant can be bought, as text where that cannot be read.

    The text is empty where nothing says it.
    """
    if has_value(cells, export.always_sold):
        return True
    text = filled(cells, export.stock)
    if not text:
        return ""
    try:
        return fields.in_stock(text)
    except ValueError:
        return text


def in_stock(answers: Sequence[bool | str]) -> bool | str:
    """Return whether one of the variants can be bought; what cannot be read is left to tell.

    One of which nothing is said can be.
    """
    if True in answers:
        return True
    is_told = any(answer != "" for answer in answers)
    if "" in answers:
        return True if is_told else ""
    return next((text for text in answers if text), False)


def variants(
    rows: Sequence[Cells], sold: Sequence[Cells], export: Export
) -> list[dict[str, object]]:
    """Return the variants among `sold` that have one color or one size, as a manifest has them.

    A product that is sold in one form alone has none.

    `rows` are all rows of the product: some exports name the options in the first one alone.
    """
    if len(sold) < 2:
        return []
    names = option_names(rows, export)
    sold_variants = (variant(row, names, export) for row in sold)
    return [each for each in sold_variants if each]


def variant(cells: Cells, names: dict[str, str], export: Export) -> dict[str, object]:
    values = {name: each for name, each in options(cells, names, export) if len(each) == 1}
    color = next((each[0] for name, each in values.items() if name in COLOR_NAMES), "")
    size = next((each[0] for name, each in values.items() if is_size(name)), "")
    if not (color or size):
        return {}
    sold = answer(cells, export)
    entry: dict[str, object] = {"color": color, "size": size, "in_stock": sold is not False}
    entry["sku"] = next(
        (text for columns in export.collected.values() if (text := filled(cells, columns))), ""
    )
    # "1" in a column of yes and no is no number of pieces.
    pieces = filled(cells, tuple(name for name in export.stock if "in_stock" not in name))
    if (
        pieces.isdecimal()
        and (sold is False or pieces.strip("0"))
        and not has_value(cells, export.always_sold)
    ):
        entry["stock"] = pieces
    return {**entry, "price": price_cell(cells, export), **dated_sale(cells, export)}


def is_size(name: str) -> bool:
    return name in SIZE_NAMES or name.endswith("_size")


def options(cells: Cells, names: dict[str, str], export: Export) -> Iterator[tuple[str, list[str]]]:
    """Yield name and values of the row's options, then of its other columns."""
    for number, name in names.items():
        texts = parts(cells.get(export.options[1].format(number), ""), export.separator)
        yield attribute_name(name), [text for text in texts if text.lower() not in NO_OPTION]
    for column, value in cells.items():
        if not (export.knows(column) or is_option(column, export)):
            yield attribute_name(column), parts(value, "")


def option_names(rows: Sequence[Cells], export: Export) -> dict[str, str]:
    """Return the options' names by number; some exports name them in the first row alone."""
    names: dict[str, str] = {}
    for row in rows:
        for column in row:
            if number := option_number(column, export.options[0]):
                names.setdefault(number, text_in(row, column))
    return names


def is_option(column: str, export: Export) -> bool:
    return any(option_number(column, pattern) for pattern in export.options)
