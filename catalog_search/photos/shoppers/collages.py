"""Which parts of a collage to search with, where its pictures show more than are searched with.

A picture above a row of five others, or above a page's text, must not lose its place to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from catalog_search.photos import boxes
from catalog_search.photos.shoppers.outlines import MUCH_SMALLER
from catalog_search.types import Box

MOST = 4
"""Parts to search with."""
CLOSE = 0.05
"""Ground left on each side of a thing that is searched with by itself."""
LITTLE = 0.08
"""Share of the photo's area below which things do not stand for it: they may be words."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A photo without what is around its things, and those things."""

    frame: Box
    things: tuple[Box, ...]
    """The most prominent ones, largest first; () if nothing stands out from the ground."""


def parts_of_cells(cells: Sequence[tuple[Box, Contents]]) -> list[Box]:
    """Return the parts to search with on a collage of these equal cells: the whole, its pictures.

    The cells take turns, so none is left out for the many things of another.
    """
    largest = max(boxes.area(thing) for _, contents in cells for thing in contents.things)
    shown = [
        [boxes.inside(cell, each) for each in shown_in(contents, MUCH_SMALLER * largest)]
        for cell, contents in cells
    ]
    turns = chain.from_iterable(zip_longest(*shown))
    return at_most([boxes.WHOLE], [each for each in turns if each])


def shown_in(cell: Contents, least: float) -> list[Box]:
    """Return what a cell shows, each part with some ground.

    Several things that are smaller than `least` each are one part: a set, or a page's text.
    """
    large = [each for each in cell.things if boxes.area(each) >= least]
    if not large or len(cell.things) == 1:
        return [cell.frame]
    return [boxes.padded(each, CLOSE) for each in large]


def at_most(around: Sequence[Box], things: Sequence[Box]) -> list[Box]:
    """Return MOST of the parts: the things, and before them as many parts around them as may be.

    Of things that show little of the photo one gives way to the whole.
    """
    first = things[:MOST]
    if len(first) == MOST and sum(map(boxes.area, first)) < LITTLE:
        return [boxes.WHOLE, *first[:-1]]
    return [*around, *first][-MOST:]
