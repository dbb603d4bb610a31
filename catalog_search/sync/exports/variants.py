"""Join the rows of an export, one a variant, to products in the documented columns."""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby

from catalog_search.exceptions import message as _
from catalog_search.sync.cells.style import FileStyle
from catalog_search.sync.exports.cells import Cells, filled, named, parts, text_in, text_of
from catalog_search.sync.exports.discounts import with_discounts
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.families import Families
from catalog_search.sync.exports.inherited import with_own_row
from catalog_search.sync.exports.merging import merged
from catalog_search.sync.exports.naming import has_value
from catalog_search.sync.exports.places import with_total
from catalog_search.sync.exports.prices import Variant
from catalog_search.sync.exports.repeats import without_repeats
from catalog_search.sync.exports.twins import completed, without_translations
from catalog_search.sync.photo_names.spellings import is_photo_name
from catalog_search.sync.tables.left_out import photos_in
from catalog_search.types import Problem

Row = tuple[int, Mapping[str, object]]

BY_OWN = """
UPDATE variants SET product = :product
WHERE own = :alias OR (own = '' AND product = :alias)
"""
BY_ALIAS = "UPDATE variants SET product = :product WHERE product = :alias"
NO_PARENT = re.compile(r"(?:id:)?(?=[^0]*0)[0.,{}-]+|false|no", re.IGNORECASE)
"""What systems write in place of the key of a parent for a product that has none."""
ALONE = """
UPDATE variants SET product = own WHERE product = :parent AND own <> ''
AND NOT EXISTS (SELECT 1 FROM variants AS keyed WHERE keyed.own = :parent)
"""
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
        hidden: list[str] = []
        left_out: list[str] = []
        for sku, rows_of_one in by_product(database):
            variants = without_translations(rows_of_one, export)
            sold = for_sale(variants, sku, export)
            left_out += hidden_names(variants, sold, export)
            if not sold:
                hidden.append(sku)
                continue
            if twins := [row for row in sold[1:] if row.own == sku and not export.parent_is_sold]:
                first, *further = (row for row in sold if row not in twins)
                sold = [completed(first, twins, export), *further]
                reason = _("%(sku)s: The sku comes twice; the first is used.", sku=sku)
                yield problem(twins[0].line, reason, left_out=names_of(twins, export))
            sold, repeats = without_repeats(sold, export)
            if repeats:
                yield told_repeats(sku, repeats, export)
            priced = with_discounts(with_own_row(sold, export, style), export, style)
            yield from merged(sku, priced, export, style)
        if hidden or left_out:
            told = told_hidden(len(hidden), export) if hidden else told_variants(export)
            left_out += hidden
            yield Problem("", told, warning=True, left_out=tuple(left_out), hides=tuple(hidden))


def load(
    database: sqlite3.Connection, rows: Iterator[Row | Problem], export: Export
) -> Iterator[Problem]:
    """Store the rows with the product that each belongs to; yield the problems."""
    product = ""
    aliases: dict[str, str] = {}
    nobodies: set[str] = set()
    families = Families(export)
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        line, cells = row[0], with_total(named(row[1], export), export)
        own = filled(cells, export.key)
        above = product if export.continues or has_value(cells, export.continuing) else ""
        if not (above and has_value(cells, export.continuing)):
            product = filled(cells, export.parent) or own or above
            nobodies |= {product} if NO_PARENT.fullmatch(product) else set()
            product, own = families.product_of(cells, product, own)
        if not product:
            columns = " or ".join(export.key)
            yield problem(
                line,
                _("The row has no %(columns)s; it is skipped.", columns=columns),
                product_lost=True,
                left_out=photos_in(cells.values()),
            )
            continue
        own = own or (product if filled(cells, export.translations) else "")
        if export.alias and own:
            aliases[export.alias_form.format(whole(text_in(cells, export.alias)))] = own
        aliases |= dict.fromkeys(children(cells, export), own or product)
        database.execute(
            "INSERT INTO variants (line, own, product, cells) VALUES (?, ?, ?, ?)",
            (line, own, product, json.dumps(cells)),
        )
    link(database, aliases, export)
    database.executemany(ALONE, [{"parent": each} for each in nobodies])


def link(database: sqlite3.Connection, aliases: Mapping[str, str], export: Export) -> None:
    """Give variants the key of their product where another row or another name says it."""
    pairs = [
        {"product": product, "alias": alias}
        for alias, product in aliases.items()
        if alias != product
    ]
    database.executemany(BY_OWN if export.children else BY_ALIAS, pairs)
    calculated = database.execute(CALCULATED).fetchall() if export.parent else []
    named = ((key, whole(key)) for (key,) in calculated)
    database.executemany(
        BY_ALIAS, [{"product": number, "alias": key} for key, number in named if number != key]
    )


def whole(key: str) -> str:
    """Return a number as it is counted: a program that calculates writes "10.0" for 10."""
    return OF_FLOATS.sub("", key)


OF_FLOATS = re.compile(r"(?<=\d)\.0$")
CALCULATED = """
SELECT DISTINCT product FROM variants WHERE product GLOB '[0-9]*.0' AND own <> product
AND NOT EXISTS (SELECT 1 FROM variants AS keyed WHERE keyed.own = variants.product)
AND EXISTS (
    SELECT 1 FROM variants AS keyed
    WHERE keyed.own = substr(variants.product, 1, length(variants.product) - 2)
)
"""
"""Products that rows name by a number with ".0" behind it, where another row has that number."""


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


def told_variants(export: Export) -> str:
    return _(
        "Photos of some variants are left out: the %(system)s export marks what is hidden.",
        system=export.system,
    )


def told_repeats(sku: str, repeats: Sequence[Variant], export: Export) -> Problem:
    """Return the problem of rows that repeat the variants of a product."""
    name = filled(repeats[0].cells, export.collected.get("variant_sku", ())) or sku
    reason = _("%(sku)s: The sku comes twice; the first is used.", sku=name)
    left_out = tuple(name for name in names_of(repeats, export) if is_photo_name(name))
    return problem(repeats[0].line, reason, left_out=left_out)


def hidden_names(
    variants: Sequence[Variant], sold: Sequence[Variant], export: Export
) -> tuple[str, ...]:
    """Return the names in the rows that are not sold; of a sold product, those of photos alone."""
    names = names_of([row for row in variants if row not in sold], export)
    if not sold:
        return names
    others = set(names_of(sold, export))
    return tuple(name for name in names if name not in others and is_photo_name(name))


def names_of(variants: Sequence[Variant], export: Export) -> tuple[str, ...]:
    """Return the photos and SKUs that these rows name."""
    rows = [row.cells for row in variants]
    skus = (text_in(row, name) for row in rows for name in export.key if "sku" in name)
    return tuple(name for row in rows for name in photos_in(row.values())) + tuple(
        filter(None, skus)
    )


def problem(
    line: int, reason: str, *, product_lost: bool = False, left_out: tuple[str, ...] = ()
) -> Problem:
    return Problem("", reason, line, product_lost, left_out=left_out)
