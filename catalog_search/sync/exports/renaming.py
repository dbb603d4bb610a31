"""Exports in which a merchant renamed some columns to those of a manifest."""

from collections.abc import Collection
from dataclasses import replace

from catalog_search.sync.exports.export import Columns, Export, normal_name, used_columns
from catalog_search.sync.tables.columns import documented_name

TEXTS = ("title", "description", "brand", "category", "url")


def with_renamed(export: Export, names: Collection[str]) -> Export:
    """Return the export with the documented columns of a file in place of those that it lacks.

    `names` are all columns of the file, as they are written.
    """
    normal = {normal_name(name): name for name in names}

    def sources(documented: str, own: Columns) -> Columns:
        if not normal.keys().isdisjoint(own):
            return own
        unused = (name for name in normal if name not in used_columns(export))
        return (*own, *(name for name in unused if documented_name(normal[name]) == documented))

    texts = {name: sources(name, export.columns.get(name, ())) for name in TEXTS}
    skus = export.collected.get("variant_sku", ())
    collected = {"variant_sku": sources("sku", skus)} if skus else {}
    return replace(
        export,
        columns={**export.columns, **{name: each for name, each in texts.items() if each}},
        collected={**export.collected, **collected},
        price=sources("price", export.price),
        sale_price=sources("sale_price", export.sale_price),
        compare_price=sources("compare_at_price", export.compare_price),
        stock=sources("in_stock", export.stock),
        images=sources("images", export.images),
    )
