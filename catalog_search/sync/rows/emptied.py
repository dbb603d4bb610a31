"""Tell of columns that a manifest had at the last sync and has no more: their values are gone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from catalog_search.exceptions import message as _
from catalog_search.models import Product
from catalog_search.types import Problem, Record

COLUMNS = ("price", "description", "category", "brand", "colors", "rating", "url")
"""Columns whose values leave the products with them; titles stay."""

Lost = Counter[tuple[str, str]]
"""How many products lost the value of a column, by manifest and column."""


def lost_values(product: Product, record: Record) -> Lost:
    """Return which columns the product has values in that its record does not give any more.

    None if others than this record gave them: a further one of its SKU, or a person.
    """
    if product.pk is None or not product.record_digest:
        return Counter()
    is_chosen = product.category_chosen_by != Product.ChosenBy.SOURCE
    return Counter(
        (manifest_of(record), name)
        for name in COLUMNS
        if not is_filled(getattr(record, name))
        and is_filled(getattr(product, name))
        and not (name == "category" and is_chosen)
    )


def is_filled(value: object) -> bool:
    return value not in (None, "", [], ())


def manifest_of(record: Record) -> str:
    return "" if record.line is None else record.where


@dataclass
class Emptied:
    """What one sync finds of columns: in which manifests they have values, and which lost these."""

    filled: set[tuple[str, str]] = field(default_factory=set)
    lost: Lost = field(default_factory=Counter)

    def through(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records, and note which columns they fill."""
        for record in records:
            manifest = manifest_of(record)
            self.filled.update((manifest, n) for n in COLUMNS if is_filled(getattr(record, n)))
            yield record

    def problems(self) -> Iterator[Problem]:
        """Yield a warning for each column that no record of its manifest fills any more."""
        for (manifest, column), count in self.lost.items():
            if (manifest, column) not in self.filled:
                reason = _(
                    "%(count)s products had a value in the column %(column)r that no row has now: "
                    "it was removed. If it should stay, check that the column is still there.",
                    count=count,
                    column=column,
                )
                yield Problem(manifest, reason, warning=True)
