"""Measuring shop the look and complete the look on a shop of four products, by hand."""

import numpy as np
import pytest

from catalog_search.search.scenes.regions import Region
from catalog_search.types import Box
from catalog_search.workshop.evaluation import completion, looks
from catalog_search.workshop.evaluation.memory import Shelf, shelf_of

AXES = np.eye(4, dtype=np.float32)
KINDS = ["lamp", "lamp", "rug", "vase"]


@pytest.fixture
def shelf() -> Shelf:
    """Two lamps that are alike, a rug and a vase."""
    vectors = np.stack([AXES[0], 0.8 * AXES[0] + 0.6 * AXES[1], AXES[2], AXES[3]])
    return shelf_of(vectors, KINDS, {name: row for row, name in enumerate("abcd")})


def test_regions_show_what_the_page_would_show(shelf: Shelf) -> None:
    left, right = Box(0, 0, 0.4, 1), Box(0.6, 0, 1, 1)
    detected = [Region(left, "lamp", 0.9, AXES[0]), Region(right, "vase", 0.9, AXES[2])]
    names, shown = shelf.shelves(detected)
    assert names == ["lamp", ""]
    assert shown == [[0, 1], [2]]
    assert shelf.shelves([]) == ([], [])


def test_a_scene_counts_listed_types_products_and_right_names(shelf: Shelf) -> None:
    result = looks.evaluate(shelf, ["a", "c"], [[1, 3]], ["lamp", "", "vase"])
    assert (result.same_type, result.same_product) == (0.5, 0.0)
    assert (result.regions, result.products) == (1, 2)
    assert (result.names, result.right_names) == (2, 1)
    assert "1 of 2 names listed" in looks.summary("proposals", [result])


def test_types_are_counted_once_in_the_given_order(shelf: Shelf) -> None:
    assert looks.of_types(shelf, [1, 3, 0, 2]) == [1, 3, 2]
    assert shelf.nearest(AXES[0], 2) == [0, 1]
    assert shelf.nearest(AXES[0], 2, "rug") == [2]


@pytest.fixture
def shop(shelf: Shelf) -> completion.Shop:
    titles = ("Aurora lamp", "Plain lamp", "Aurora rug", "Plain vase")
    rows = [{"sku": sku, "title": title} for sku, title in zip("abcd", titles, strict=True)]
    return completion.shop_of(shelf, rows)


def test_a_product_is_completed_by_known_scenes_and_else_by_other_kinds(
    shop: completion.Shop,
) -> None:
    assert shop.complete(0, [[0, 3], [1, 2]]) == [3]
    assert shop.complete(1, [[0, 3]])[0] == 3, "the kind that a look shows with lamps"
    assert shop.complete(0, [])[0] == 2, "called alike"
    assert set(shop.complete(0, [])) == {2, 3}


def test_the_scene_that_is_asked_for_is_unknown(shop: completion.Shop) -> None:
    """Of scene a, c: what completes a is a vase, what completes c is the lamp a, which is right."""
    known: list[object] = []

    def method(row: int, scenes: object) -> list[int]:
        known.append(scenes)
        return [3] if row == 0 else [0]

    shares = completion.measure(shop, method, [[0, 2], [1, 3]], [0], is_known=True)
    assert known == [[[1, 3]], [[1, 3]]]
    assert shares == [(0.5, 0.5)]
    line = completion.summary("complete", shares)
    assert line.split()[:3] == ["complete", "type", "0.500"]
