"""All views of all photos to learn from, row by row over the collections."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from catalog_search.workshop.starter.eyes import Sight
from catalog_search.workshop.starter.features import Watcher
from catalog_search.workshop.starter.views import VIEWS

Rows = NDArray[np.int64]


class Samples:
    """The views of n photos, numbered through all collections of VIEWS in their order."""

    def __init__(self, watcher: Watcher) -> None:
        self.parts = [
            {kind: watcher.seen(name, kind) for kind in kinds} for name, kinds in VIEWS.items()
        ]
        counts = [len(part["plain"]) for part in self.parts]
        self.starts = np.cumsum([0, *counts])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def start(self, name: str) -> int:
        """Return the row of a collection's first photo."""
        return int(self.starts[list(VIEWS).index(name)])

    def kinds(self, row: int) -> tuple[str, ...]:
        """Return the views there are of a photo; the first is plain."""
        return tuple(self.parts[self._part(row)])

    def seen(self, rows: Sequence[int], kinds: Sequence[str]) -> tuple[Sight, Tensor]:
        """Return what is seen in these photos, each in its kind of view, and places [n, 9, 9]."""
        groups: dict[tuple[int, str], list[int]] = {}
        for place, (row, kind) in enumerate(zip(rows, kinds, strict=True)):
            groups.setdefault((self._part(row), kind), []).append(place)
        sights, places = [], []
        for (part, kind), members in groups.items():
            kept, start = self.parts[part][kind], int(self.starts[part])
            numbers = torch.tensor([rows[place] - start for place in members])
            sights.append(kept.sight(numbers))
            places.append(kept.places[numbers].float())
        asked = torch.tensor([place for members in groups.values() for place in members]).argsort()
        fields = (torch.cat(parts)[asked] for parts in zip(*sights, strict=True))
        return Sight(*fields), torch.cat(places)[asked]

    def through(self, number: int, size: int = 64) -> Iterator[Sight]:
        """Yield the number-th view of every photo, `size` photos at a time."""
        for part in self.parts:
            kept = list(part.values())[number]
            for start in range(0, len(kept), size):
                yield kept.sight(torch.arange(start, min(start + size, len(kept))))

    def _part(self, row: int) -> int:
        return int(np.searchsorted(self.starts, row, side="right")) - 1
