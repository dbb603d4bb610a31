"""A survey of the products' attributes: one pass over the store's rows, without vectors."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from catalog_search import conf
from catalog_search.categories.attributes.values import chosen_of, known_of, may_have, values_of
from catalog_search.conf import DeclaredAttribute
from catalog_search.models import Store

EXAMPLES = 128
"""Examples of a value that are added up: goods of one season or material differ more than those of
one category, so that more are needed."""
SAMPLE = 2000
"""Products whose value is known that confidence is fitted to, at most."""
FIELDS = ("pk", "sku_digest", "category", "attributes", "chosen_attributes", "colors")


@dataclass
class Survey:
    """Which products have a declared value of one attribute, and which lack one."""

    counts: Counter[str] = field(default_factory=Counter)
    """Products by value."""
    examples: dict[str, deque[int]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=EXAMPLES))
    )
    """Keys of the latest products with each value."""
    lacking: list[int] = field(default_factory=list)
    """Keys of products that may get a value, in order."""
    drawn: list[tuple[str, int]] = field(default_factory=list)

    def add(self, row: Any, attribute: DeclaredAttribute) -> None:
        has = values_of(row, attribute.name)
        if values := known_of(has, attribute):
            self.counts.update(values)
            for value in values:
                self.examples[value].append(row.pk)
            self.draw(row)
        by_people = attribute.several and {*has} == {*chosen_of(row, attribute.name)}
        if (not has or by_people) and may_have(row.category, attribute):
            self.lacking.append(row.pk)

    def draw(self, row: Any) -> None:
        # By a digest, so that the sample is the same each time and in no order of the catalogue.
        self.drawn.append((row.sku_digest, row.pk))
        if len(self.drawn) > 2 * SAMPLE:
            self.drawn = sorted(self.drawn)[:SAMPLE]

    @property
    def sample(self) -> list[int]:
        """Keys of products whose value is known."""
        return [key for _, key in sorted(self.drawn)[:SAMPLE]]


def surveys(store: Store) -> dict[str, Survey]:
    """Return the survey of each declared attribute, by name."""
    declared = conf.settings().attributes
    by_attribute = {name: Survey() for name in declared}
    for row in rows(store):
        for name, attribute in declared.items():
            by_attribute[name].add(row, attribute)
    return by_attribute


def rows(store: Store) -> Iterable[Any]:
    values = store.products.order_by("pk").values_list(*FIELDS)
    for row in values.iterator(chunk_size=2000):
        yield SimpleNamespace(**dict(zip(FIELDS, row, strict=True)))
