"""All views of all photos to learn from, row by row over the collections."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from catalog_search.training.eyes import Sight
from catalog_search.training.features import Kept, Watcher, tensor
from catalog_search.training.views import VIEWS

Rows = NDArray[np.int64]


class Samples:
    """The views of n photos, numbered through all collections of VIEWS in their order."""

    def __init__(self, watcher: Watcher) -> None:
        self.parts = [
            {kind: watcher.seen(name, kind) for kind in kinds} for name, kinds in VIEWS.items()
        ]
        counts = [len(part["plain"].thumbs) for part in self.parts]
        self.starts = np.cumsum([0, *counts])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def kinds(self, row: int) -> tuple[str, ...]:
        """Return the views there are of a photo; the first is plain."""
        return tuple(self.parts[self._part(row)])

    def seen(self, rows: Sequence[int], kinds: Sequence[str]) -> tuple[Sight, Tensor]:
        """Return what is seen in these photos, each in its kind of view, and places [n, 9, 9]."""
        found = [self._kept(row, kind) for row, kind in zip(rows, kinds, strict=True)]
        sights = [kept.sight(np.array([number])) for kept, number in found]
        places = [tensor(kept.places[number]) for kept, number in found]
        return Sight(*(torch.cat(fields) for fields in zip(*sights, strict=True))), torch.stack(
            places
        )

    def through(self, number: int, size: int = 64) -> Iterator[Sight]:
        """Yield the number-th view of every photo, `size` photos at a time."""
        for part in self.parts:
            kept = list(part.values())[number]
            for rows in np.array_split(np.arange(len(kept.thumbs)), len(kept.thumbs) // size + 1):
                yield kept.sight(rows)

    def _kept(self, row: int, kind: str) -> tuple[Kept, int]:
        part = self._part(row)
        return self.parts[part][kind], row - int(self.starts[part])

    def _part(self, row: int) -> int:
        return int(np.searchsorted(self.starts, row, side="right")) - 1
