"""Rows of one product in exports that name the product by what its rows have in common."""

from catalog_search.sync.exports.cells import Cells, filled, text_in
from catalog_search.sync.exports.export import Export
from catalog_search.sync.exports.naming import has_value


class Families:
    """Remembers the products of an export's rows."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.products: dict[tuple[str, ...], str] = {}
        """By what their rows have in common: the key of the first row."""
        self.taken: set[str] = set()
        """Keys that several products may share."""

    def product_of(self, cells: Cells, product: str, own: str) -> tuple[str, str]:
        """Return the keys of the row's product and of the row itself.

        They are those that its cells say where these name the product.
        """
        if self.export.numbered and own and not filled(cells, self.named_by):
            product = own = self.numbered(own)
        if not self.export.alike or text_in(cells, next(iter(self.export.parent), "")):
            return product, own
        family = tuple(text_in(cells, name) for name in self.export.alike)
        if not any(family):
            return product, own
        first = self.products.setdefault(family, product)
        is_variant = not self.export.variant_rows or has_value(cells, self.export.variant_rows)
        return first, "" if is_variant and first == own else own

    @property
    def named_by(self) -> tuple[str, ...]:
        return tuple(name for name in self.export.key if name not in self.export.numbered)

    def numbered(self, key: str) -> str:
        """Return the key, with a number behind it if another product has it."""
        free, number = key, 1
        while free in self.taken:
            number += 1
            free = f"{key} ({number})"
        self.taken.add(free)
        return free
