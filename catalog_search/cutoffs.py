"""What a search lets through: scores in deviations above chance, and how far below the best."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

FLOOR = 1.0
"""Deviations above chance below which a photo is no answer at all."""
SHARE_OF_BEST = 0.5
"""Nor is one that stands out less than this share of what the best one does."""


class Cutoff(NamedTuple):
    """What a photo must reach in one of both: a word in common adds answers, it hides none."""

    score: float
    likeness: float


ANYTHING = Cutoff(-math.inf, -math.inf)


@dataclass(frozen=True, slots=True)
class Bar:
    """Where the cutoff lies, given the best scores."""

    floor: float = FLOOR
    share: float = SHARE_OF_BEST
    most: float = math.inf
    """Score from which on a better best one raises the cutoff no more."""
    least: int = 0
    """Products that pass even far below the best one, as long as they reach the floor."""

    def cutoff(self, scores: Sequence[float]) -> float:
        """Return the cutoff for products with these scores, the best first."""
        share = self.share * min(scores[0], self.most) if scores else 0.0
        enough = scores[: self.least]
        return max(self.floor, min([share, *enough[-1:]]))
