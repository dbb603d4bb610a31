"""The price slider: its ends, its two handles, and a histogram of prices above it."""

import math
from dataclasses import dataclass

from catalog_search.search.results import Results

WIDTH, HEIGHT = 100, 32
"""Size of the histogram's viewBox."""


@dataclass(frozen=True, slots=True)
class Slider:
    """A slider over whole prices from `low` to `high`, its handles at `start` and `end`."""

    low: int
    high: int
    start: int
    end: int
    bars: tuple[tuple[float, float, float, float], ...]
    """x, y, width and height of each bar, in units of WIDTH and HEIGHT."""


def slider(results: Results) -> Slider | None:
    """Return the slider for these results, or None where all prices are about the same."""
    if results.price_low is None or results.price_high is None:
        return None
    low, high = math.floor(results.price_low), math.ceil(results.price_high)
    if high - low < 2:
        return None
    price_min, price_max = results.filters.price_min, results.filters.price_max
    return Slider(
        low,
        high,
        start=low if price_min is None else min(max(math.floor(price_min), low), high),
        end=high if price_max is None else max(min(math.ceil(price_max), high), low),
        bars=bars(results.price_counts),
    )


def bars(counts: tuple[int, ...]) -> tuple[tuple[float, float, float, float], ...]:
    max_count, width = max(counts, default=0), WIDTH / max(1, len(counts))
    return tuple(
        (
            round(number * width + 0.5, 2),
            round(HEIGHT * (1 - count / max_count), 2),
            round(width - 1, 2),
            round(HEIGHT * count / max_count, 2),
        )
        for number, count in enumerate(counts)
        if count
    )
