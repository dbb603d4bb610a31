"""The changes that one batch of a sync made."""

from collections import Counter
from dataclasses import dataclass, field

from catalog_search.sync.rows.emptied import Lost
from catalog_search.types import Problem


@dataclass
class BatchResult:
    """The changes of one batch; the counters have the names of SyncRun's fields."""

    products: int = 0
    products_changed: int = 0
    """Includes new products."""
    photos: int = 0
    photos_new: int = 0
    photos_changed: int = 0
    problems: list[Problem] = field(default_factory=list)
    products_listed: list[int] = field(default_factory=list)
    stock_told: list[int] = field(default_factory=list)
    """Products of which a record says whether they are in stock."""
    photos_listed: list[int] = field(default_factory=list)
    lost: Lost = field(default_factory=Counter)
    """Values that records do not give their products any more."""
    unsettled: set[int] = field(default_factory=set)
    """Products to be looked at again by the next sync, although their records stay the same."""

    def tallies(self) -> dict[str, int]:
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}
