"""All views of all training photos, numbered across collections."""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from catalog_search.workshop.starter.eyes import Activations
from catalog_search.workshop.starter.features import ActivationCache
from catalog_search.workshop.starter.views import VIEWS

Rows = NDArray[np.int64]


class Samples:
    """The views of n photos, numbered across the collections of VIEWS in their order."""

    def __init__(self, cache: ActivationCache) -> None:
        self.parts = [
            {kind: cache.view(name, kind) for kind in kinds} for name, kinds in VIEWS.items()
        ]
        counts = [len(part["plain"]) for part in self.parts]
        self.starts = np.cumsum([0, *counts])

    def __len__(self) -> int:
        return int(self.starts[-1])

    def start(self, name: str) -> int:
        """Return the row of a collection's first photo."""
        return int(self.starts[list(VIEWS).index(name)])

    def kinds(self, row: int) -> tuple[str, ...]:
        """Return the names of a photo's views; the first is plain."""
        return tuple(self.parts[self._part(row)])

    def select(self, rows: Sequence[int], kinds: Sequence[str]) -> tuple[Activations, Tensor]:
        """Return activations and places [n, 9, 9] of these photos, each in its kind of view."""
        groups: dict[tuple[int, str], list[int]] = {}
        for place, (row, kind) in enumerate(zip(rows, kinds, strict=True)):
            groups.setdefault((self._part(row), kind), []).append(place)
        blocks, places = [], []
        for (part, kind), members in groups.items():
            view, start = self.parts[part][kind], int(self.starts[part])
            numbers = torch.tensor([rows[place] - start for place in members])
            blocks.append(view.select(numbers))
            places.append(view.places[numbers].float())
        order = torch.tensor([place for members in groups.values() for place in members]).argsort()
        fields = (torch.cat(parts)[order] for parts in zip(*blocks, strict=True))
        return Activations(*fields), torch.cat(places)[order]

    def batches(self, number: int, size: int = 64) -> Iterator[Activations]:
        """Yield the number-th view of every photo, in batches of `size` photos."""
        for part in self.parts:
            view = list(part.values())[number]
            for start in range(0, len(view), size):
                yield view.select(torch.arange(start, min(start + size, len(view))))

    def _part(self, row: int) -> int:
        return int(np.searchsorted(self.starts, row, side="right")) - 1
