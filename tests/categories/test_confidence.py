"""How probably a suggestion is right, and the dial that rests on it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.categories import calibration, confidence, dial, predictions, suggestions
from catalog_search.models import CategorySuggestion
from tests.support.admin_pages import suggestion
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)


def expected(*margins: float) -> float:
    row = np.array([[1.0, *margins]])
    return float(confidence.expected_right(row, confidence.DEFAULT)[0])


class TestFeatures:
    def test_margins_by_hand(self) -> None:
        logits, photo, title = (
            np.float64([[3, 1, 0]]),
            np.float64([[4, 1, 0]]),
            np.float64([[0, 2, 0]]),
        )
        got = confidence.features(logits, [photo, title])
        np.testing.assert_allclose(got, [[1, np.log(3), -np.log(3)]])

    def test_photo_and_title_that_disagree_lower_it(self) -> None:
        logits, photo = np.float64([[3, 1]]), np.float64([[4, 1]])
        agreeing = confidence.features(logits, [photo, np.float64([[2, 1]])])
        disagreeing = confidence.features(logits, [photo, np.float64([[1, 2]])])
        assert expected(*agreeing[0, 1:]) > expected(*disagreeing[0, 1:])

    def test_a_single_category_has_no_lead(self) -> None:
        got = confidence.features(np.float64([[5]]), [np.float64([[5]])])
        np.testing.assert_allclose(got, [[1, 0, 0]])


class TestFit:
    def test_nothing_decided_keeps_the_default(self) -> None:
        got = confidence.fit(np.empty((0, 3)), np.empty(0, bool))
        np.testing.assert_allclose(got, confidence.DEFAULT)

    def test_finds_the_weights_that_made_the_data(self) -> None:
        draw = np.random.default_rng(1)
        rows = np.column_stack([np.ones(20_000), draw.normal(size=(20_000, 2))])
        truth = (0.5, 1.5, 0.3)
        right = draw.random(20_000) < confidence.expected_right(rows, truth)
        np.testing.assert_allclose(confidence.fit(rows, right), truth, atol=0.1)

    @given(
        st.lists(st.tuples(st.floats(-7, 7), st.floats(-7, 7), st.booleans()), max_size=40),
    )
    def test_ends_at_a_summit_for_any_data(self, data: list[tuple[float, float, bool]]) -> None:
        rows = np.array([[1, a, b] for a, b, _ in data]).reshape(-1, 3)
        right = np.array([hit for *_, hit in data], bool)
        weights = np.array(confidence.fit(rows, right))
        slope = rows.T @ (right - confidence.expected_right(rows, list(weights)))
        np.testing.assert_allclose(slope, weights - confidence.DEFAULT, atol=1e-4)


@pytest.mark.django_db
class TestCalibration:
    def test_a_store_that_is_often_wrong_promises_less(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(calibration, "LEAST", 4)
        for color in ("red", "blue"):
            make_category(f"Paint > {color.title()}", prompt=color)
        asked = make_product()
        make_indexed_photo(asked, "red")
        suggestions.suggest(make_store())
        before = CategorySuggestion.objects.get().confidence
        for number in range(8):
            product = make_product(category=("Paint > Blue", "Paint > Red")[number % 2])
            make_indexed_photo(product, "red")
        suggestions.suggest(make_store())
        after = CategorySuggestion.objects.get(product=asked).confidence
        assert after < before
        fitted = make_store().category_confidence[CategorySuggestion.objects.all()[0].model_id]
        assert fitted["products"] == 8

    def test_other_categories_share_what_is_left(self) -> None:
        for color in ("red", "blue", "green"):
            make_category(f"Paint > {color.title()}", prompt=color)
        make_indexed_photo(make_product(), "red")
        ((one,),) = predictions.predict(make_store(), make_store().products.all())
        probabilities = [score.probability for score in one.scores]
        assert probabilities == sorted(probabilities, reverse=True)
        assert sum(probabilities) == pytest.approx(1)


@pytest.mark.django_db
class TestDial:
    def test_takes_as_many_as_are_right_on_average(self) -> None:
        for share in (0.999, 0.97, 0.91, 0.5):
            suggestion(confidence=share)
        rows = CategorySuggestion.objects.all()
        sure, most, every = dial.settings(rows, [0.99, 0.95, 0.8])
        assert [(each.count, each.of) for each in (sure, most, every)] == [(1, 4), (3, 4), (4, 4)]
        assert most.expected == pytest.approx((0.999 + 0.97 + 0.91) / 3)
        assert most.coverage == 0.75
        taken = dial.chosen(rows, most)
        assert sorted(item.confidence for item in taken) == [0.91, 0.97, 0.999]

    def test_nothing_is_sure_enough(self) -> None:
        suggestion(confidence=0.6)
        (none,) = dial.settings(CategorySuggestion.objects.all(), [0.98])
        assert (none.count, none.of, none.expected) == (0, 1, 1.0)
        assert not dial.chosen(CategorySuggestion.objects.all(), none).exists()

    def test_an_empty_queue_covers_nothing(self) -> None:
        (none,) = dial.settings(CategorySuggestion.objects.all(), [0.98])
        assert (none.count, none.of, none.coverage) == (0, 0, 0.0)
