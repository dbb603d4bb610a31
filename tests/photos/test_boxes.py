"""Rectangles on a photo, with every case that can be made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from catalog_search.photos import boxes
from catalog_search.types import Box

shares = st.floats(0, 1)


@given(st.lists(st.tuples(shares, shares, shares, shares), max_size=12), st.floats(0, 1))
def test_chosen_boxes_overlap_no_more_than_allowed(corners: list, overlap: float) -> None:
    given = [Box(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    chosen = boxes.apart(given, range(len(given)), overlap, max_boxes=5)
    assert len(chosen) <= 5
    assert chosen[:1] == list(range(len(given)))[:1]
    for each in chosen:
        for other in chosen:
            assert each == other or boxes.shared(given[each], given[other]) <= overlap


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (7, 900)])
@pytest.mark.parametrize("box", [boxes.WHOLE, Box(0.99, 0.99, 1, 1), Box(0.5, 0.5, 0.5001, 0.5001)])
def test_what_is_cut_out_is_never_empty(size: tuple[int, int], box: Box) -> None:
    cut = boxes.crop(Image.new("RGB", size), box)
    assert 1 <= cut.width <= size[0]
    assert 1 <= cut.height <= size[1]
