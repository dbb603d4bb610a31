"""The measures against figures computed by hand."""

import pytest

from tests.quality.measures import first_right, interval, ndcg

GRADES = {"a": 3, "b": 2, "c": 1}


def test_the_ideal_order_has_one() -> None:
    assert ndcg(["a", "b", "c"], GRADES) == pytest.approx(1)


def test_ndcg_by_hand() -> None:
    # Gains 7, 3, 1; discounts 1, 1.585, 2 at ranks 1, 2, 3.
    ideal = 7 + 3 / 1.58496 + 1 / 2
    assert ndcg(["x", "a", "b"], GRADES) == pytest.approx((7 / 1.58496 + 3 / 2) / ideal, rel=1e-5)


def test_ndcg_counts_ten_answers() -> None:
    assert ndcg([*"1234567890", "a"], GRADES) == 0


def test_what_was_not_found_is_part_of_the_ideal() -> None:
    many = {str(number): 3 for number in range(10)}
    assert 0 < ndcg(["0"], many) < 0.3


def test_of_few_right_answers_all_can_be_found() -> None:
    assert first_right(["a", "x", "b"], GRADES) == 1
    assert first_right(["a", "c"], GRADES) == 0.5


def test_a_right_answer_behind_the_fifth_does_not_count() -> None:
    assert first_right(["v", "w", "x", "y", "z", "a", "b"], GRADES) == 0


def test_where_no_grade_is_high_the_highest_is_right() -> None:
    assert first_right(["c", "x"], {"c": 1, "d": 1}) == 0.5


def test_the_interval_holds_the_mean_and_narrows_with_more_queries() -> None:
    low, high = interval([0.0, 1.0] * 10)
    assert low < 0.5 < high
    narrow_low, narrow_high = interval([0.0, 1.0] * 1000)
    assert low < narrow_low < 0.5 < narrow_high < high
