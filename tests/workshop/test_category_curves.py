"""Figures of suggested categories, by hand."""

import numpy as np
import pytest

from catalog_search.workshop.evaluation.category_curves import Curve, markdown, svg


@pytest.fixture
def curve() -> Curve:
    expected = np.array([0.95, 0.55, 0.995, 0.85])
    return Curve("ours", expected, np.array([True, False, False, True]))


def test_error_is_the_gap_of_each_bin_by_its_share(curve: Curve) -> None:
    # .995 and .95 share a bin, half of which is right.
    gaps = (abs(0.9725 - 0.5) * 2 + abs(0.85 - 1) + abs(0.55 - 0)) / 4
    assert curve.error == pytest.approx(gaps)


def test_coverage_is_the_longest_head_that_is_right_enough(curve: Curve) -> None:
    np.testing.assert_allclose(curve.accuracies, [0, 1 / 2, 2 / 3, 1 / 2])
    assert (curve.coverage(0.6), curve.coverage(0.5), curve.coverage(0.9)) == (0.75, 1.0, 0.0)


def test_dial_takes_by_what_is_expected_and_tells_what_is_right(curve: Curve) -> None:
    assert curve.dialed(0.97) == (0.5, 0.5)
    assert curve.dialed(0.999) == (0.0, 1.0)


def test_wrong_above_99_at_the_head(curve: Curve) -> None:
    assert curve.wrong_at_the_head == 1


def test_table_and_drawing_name_each_method(curve: Curve) -> None:
    assert "| ours | 0.500 |" in markdown([curve])
    assert ">ours</text>" in svg([curve])
