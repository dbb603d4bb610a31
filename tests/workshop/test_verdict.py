"""Measures of a training and their verdict, by hand-computed values."""

import numpy as np
import pytest

from catalog_search.workshop.finetuning import verdict
from catalog_search.workshop.finetuning.measures import precisions, reciprocal_ranks


class TestVerdict:
    def test_by_hand(self) -> None:
        before = {"a": np.array([0.0, 0.0, 1.0, 0.0]), "b": np.array([0.5, 0.5])}
        after = {"a": np.array([1.0, 1.0, 1.0, 1.0]), "b": np.array([0.5, 0.5])}
        rows = verdict.rows(before, after, 0)
        assert [(each.queries, each.before, each.after) for each in rows] == [
            (4, 0.25, 1),
            (2, 0.5, 0.5),
        ]
        assert rows[0].low <= rows[0].change == 0.75 <= rows[0].high
        assert verdict.mean_change(rows) == 0.375
        assert verdict.refusal(rows) == ""
        assert verdict.guarded_gain(before, after) == 0.375

    def test_one_measure_that_surely_fell_is_enough(self) -> None:
        before = {"a": np.zeros(50), "b": np.ones(50)}
        after = {"a": np.ones(50), "b": np.full(50, 0.9)}
        assert "worse at: b 1.000 -> 0.900" in verdict.refusal(verdict.rows(before, after, 0))
        assert verdict.guarded_gain(before, after) == pytest.approx(0.45 - 0.1)

    def test_the_same_is_no_better(self) -> None:
        same = {"a": np.array([0.0, 1.0])}
        assert "no better" in verdict.refusal(verdict.rows(same, same, 0))
        assert "no better" in verdict.refusal([])


class TestMeasures:
    def test_ranks_by_hand(self) -> None:
        scores = np.array([[0.9, 0.5, 0.1], [0.2, 0.2, 0.2]], dtype=np.float32)
        right = np.array([[False, True, False], [True, False, False]])
        # Among three equal scores the right one is second on average.
        assert reciprocal_ranks(scores, right).tolist() == [0.5, 0.5]

    def test_precision_by_hand(self) -> None:
        scores = np.arange(20.0)[None]
        right = np.zeros((1, 20), dtype=bool)
        right[0, [19, 18, 0]] = True
        assert precisions(scores, right).tolist() == [pytest.approx(2 / 3)]
