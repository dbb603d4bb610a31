"""Measures computed by hand, and their confidence intervals."""

import math
import sys

import numpy as np
import pytest
from django.core.management import CommandError

from catalog_search.workshop.evaluation import judgements, metrics, queries
from catalog_search.workshop.evaluation.answers import Answer
from tests.support.measured import shown, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def answer(found: tuple[int, ...], grades: dict[int, int]) -> Answer:
    kind = queries.Task("any", queries.BOTH, queries.OWN)
    return Answer(queries.TextQuery(kind, grades, "any", np.zeros(1, np.float32)), found)


class TestMetrics:
    def test_grades_by_hand(self) -> None:
        one = answer((4, 1, 2), {1: 2, 2: 1, 3: 2})
        measures = metrics.per_query(queries.GRADED, [one])
        gained = 2 / math.log2(3) + 1 / math.log2(4)
        best = 2 + 2 / math.log2(3) + 1 / math.log2(4)
        assert measures["nDCG@10"] == pytest.approx([gained / best])
        assert measures["P@10"] == pytest.approx([1 / 10])
        # Two products have grade 2, and one of them is among the first ten.
        assert measures["P@10 of possible"] == pytest.approx([1 / 2])

    def test_one_right_product_by_hand(self) -> None:
        answers = [answer((7, 8), {8: 1}), answer((), {8: 1}), answer((8,), {8: 1, 9: 1})]
        measures = metrics.per_query(queries.OWN, answers)
        assert measures["R@1"].tolist() == [0, 0, 1]
        assert measures["R@5"].tolist() == [1, 0, 1]
        assert measures["MRR"].tolist() == [0.5, 0, 1]

    def test_recall_of_several_right_products(self) -> None:
        measures = metrics.per_query(
            judgements.JUDGED, [answer((1, 5, 2), {1: 1, 2: 3, 3: 1, 5: 0})]
        )
        assert measures["R@1"] == pytest.approx([1 / 3])
        assert measures["R@5"] == pytest.approx([2 / 3])
        assert measures["MRR"] == pytest.approx([1.0])

    @pytest.mark.parametrize("name", ["nDCG@10", "P(rel=2)@10", "Success@1", "RR"])
    def test_measures_are_those_that_the_library_writes_so(self, name: str) -> None:
        assert str(metrics.measure_called(name, metrics.library())) == name

    def test_a_name_that_is_no_measure_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no measure"):
            metrics.measure_called("nDCG at 10", metrics.library())

    def test_interval_holds_the_mean_and_narrows_with_more_queries(self) -> None:
        few = metrics.figure("R@1", np.array([0.0, 1.0] * 5), 0)
        many = metrics.figure("R@1", np.array([0.0, 1.0] * 500), 0)
        assert few.value == many.value == 0.5
        assert few.low < many.low < 0.5 < many.high < few.high
        # The deviation of a share of 1/2 over 1,000 is 0.0158: 1.96 of them on either side.
        assert (many.low, many.high) == pytest.approx((0.469, 0.531), abs=0.005)

    def test_interval_of_a_share_is_that_of_its_yes_and_no(self) -> None:
        of_values = metrics.figure("top-1", np.array([1.0] * 3 + [0.0] * 7), 5)
        assert metrics.figure_of_share("top-1", 0.3, 10, 5) == of_values

    @pytest.mark.parametrize("missing", ["ir_measures", "pytrec_eval"])
    def test_missing_library_names_the_extra(
        self, missing: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown("red shoe", "red")
        monkeypatch.setitem(sys.modules, missing, None)
        with pytest.raises(CommandError, match=r"catalog-search\[evaluate\]"):
            told()
