"""The two-handled slider beside the fields of a price: its ends, its handles, its bars."""

import math
from dataclasses import dataclass

from catalog_search.search.results import Results

WIDTH, HEIGHT = 100, 32
"""The drawing's own units."""


@dataclass(frozen=True, slots=True)
class Slider:
    """Whole numbers from `low` to `high`, handles at `start` and `end`; bars drawn in WIDTH."""

    low: int
    high: int
    start: int
    end: int
    bars: tuple[tuple[float, float, float, float], ...]
    """x, y, width and height of each bar."""


def slider(results: Results) -> Slider | None:
    """Return the slider for what was found, None where all prices are about the same."""
    if results.price_low is None or results.price_high is None:
        return None
    low, high = math.floor(results.price_low), math.ceil(results.price_high)
    if high - low < 2:
        return None
    least, most = results.filters.price_min, results.filters.price_max
    return Slider(
        low,
        high,
        start=low if least is None else min(max(math.floor(least), low), high),
        end=high if most is None else max(min(math.ceil(most), high), low),
        bars=bars(results.price_counts),
    )


def bars(counts: tuple[int, ...]) -> tuple[tuple[float, float, float, float], ...]:
    most, width = max(counts, default=0), WIDTH / max(1, len(counts))
    return tuple(
        (
            round(number * width + 0.5, 2),
            round(HEIGHT * (1 - count / most), 2),
            round(width - 1, 2),
            round(HEIGHT * count / most, 2),
        )
        for number, count in enumerate(counts)
        if count
    )
