"""Join the rows of an export, one a variant, to products in the documented columns."""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import groupby

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.style import FileStyle
from catalog_search.sync.exports.cells import Cells, filled, named, parts, text_in, text_of
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.merging import merged
from catalog_search.sync.exports.naming import has_value
from catalog_search.sync.exports.prices import Variant
from catalog_search.types import Problem

Row = tuple[int, Mapping[str, object]]

BY_OWN = """
UPDATE variants SET product = :product
WHERE own = :alias OR (own = '' AND product = :alias)
"""
BY_ALIAS = "UPDATE variants SET product = :product WHERE product = :alias"
SCHEMA = """
CREATE TABLE variants (
    number INTEGER PRIMARY KEY, line INTEGER, own TEXT, product TEXT, cells TEXT
);
CREATE INDEX by_own ON variants (own);
CREATE INDEX by_product ON variants (product);
"""
IN_ORDER = """
SELECT product, line, own, cells FROM variants
JOIN (SELECT product AS key, MIN(number) AS place FROM variants GROUP BY product)
    ON key = product
ORDER BY place, own <> product, number
"""
"""Products as they first come; of each, its own row before those of its variants."""


def products(
    rows: Iterator[Row | Problem], export: Export, style: FileStyle
) -> Iterator[Row | Problem]:
    """Yield one row for each product, after the problems among the rows.

    Variants need not stand together, so the rows wait in a temporary file.
    """
    with closing(sqlite3.connect("")) as database:
        database.executescript(SCHEMA)
        yield from load(database, rows, export)
        left_out = 0
        for sku, variants in by_product(database):
            if not (sold := for_sale(variants, sku, export)):
                left_out += 1
                continue
            if twins := [row for row in sold[1:] if row.own == sku and not export.parent_is_sold]:
                sold = [row for row in sold if row not in twins]
                yield problem(
                    twins[0].line, _("%(sku)s: The sku comes twice; the first is used.", sku=sku)
                )
            yield from merged(sku, with_own_prices(sold, export), export, style)
        if left_out:
            yield Problem("", told_hidden(left_out, export), warning=True)


def load(
    database: sqlite3.Connection, rows: Iterator[Row | Problem], export: Export
) -> Iterator[Problem]:
    """Store the rows with the product that each belongs to; yield the problems."""
    product = ""
    aliases: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        line, cells = row[0], named(row[1], export)
        if filled(cells, export.translations):
            continue
        own = filled(cells, export.key)
        above = product if export.continues or has_value(cells, export.continuing) else ""
        if not (above and has_value(cells, export.continuing)):
            product = filled(cells, export.parent) or own or above
        if not product:
            columns = " or ".join(export.key)
            yield problem(
                line,
                _("The row has no %(columns)s; it is skipped.", columns=columns),
                product_lost=True,
            )
            continue
        if export.alias and own:
            aliases[export.alias_form.format(text_in(cells, export.alias))] = own
        aliases |= dict.fromkeys(children(cells, export), own or product)
        database.execute(
            "INSERT INTO variants (line, own, product, cells) VALUES (?, ?, ?, ?)",
            (line, own, product, json.dumps(cells)),
        )
    link(database, aliases, export)


def link(database: sqlite3.Connection, aliases: Mapping[str, str], export: Export) -> None:
    """Give variants the key of their product where another row or another name says it."""
    pairs = [
        {"product": product, "alias": alias}
        for alias, product in aliases.items()
        if alias != product
    ]
    database.executemany(BY_OWN if export.children else BY_ALIAS, pairs)


def children(cells: Cells, export: Export) -> Iterator[str]:
    """Yield the keys of the variants that the row names.

    It names them as "sku=a,color=Red|sku=b,color=Blue", or by their keys alone: "a,b".
    """
    text = text_of(cells.get(export.children, ""))
    if "=" not in text:
        yield from parts(text, ",")
        return
    for variant in text.split("|"):
        name, _, sku = variant.partition(",")[0].partition("=")
        if name.strip() == "sku" and sku.strip():
            yield sku.strip()


def by_product(database: sqlite3.Connection) -> Iterator[tuple[str, list[Variant]]]:
    cursor = database.execute(IN_ORDER)
    for product, rows in groupby(cursor, key=lambda row: row[0]):
        yield product, [Variant(line, own, json.loads(cells)) for _, line, own, cells in rows]


def for_sale(variants: Sequence[Variant], sku: str, export: Export) -> list[Variant]:
    """Return the variants that the export offers, none if it hides the product."""
    first = variants[0]
    alone = has_value(first.cells, export.hidden_alone) and first.own == sku
    if has_value(first.cells, export.hidden) or alone:
        return []
    return [row for row in variants if not has_value(row.cells, export.hidden)]


def with_own_prices(variants: Sequence[Variant], export: Export) -> list[Variant]:
    """Return the rows, variants without a price with that of the product's own row."""
    first = variants[0].cells
    above = {name: first[name] for name in (*export.price, *export.sale_price) if name in first}
    return [
        replace(row, cells={**row.cells, **above})
        if has_value(row.cells, export.variant_rows)
        and CHANGED_PRICE.fullmatch(filled(row.cells, export.price))
        else row
        for row in variants
    ]


CHANGED_PRICE = re.compile(r"|\[(?:ADD|REMOVE)\].*")
"""No price, or what BigCommerce adds to that of the product."""


def told_hidden(count: int, export: Export) -> str:
    if count == 1:
        return _(
            "1 product is left out: the %(system)s export marks what is hidden or a draft.",
            system=export.system,
        )
    return _(
        "%(count)s products are left out: the %(system)s export marks what is hidden or a draft.",
        count=count,
        system=export.system,
    )


def problem(line: int, reason: str, *, product_lost: bool = False) -> Problem:
    return Problem("", reason, line, product_lost)
