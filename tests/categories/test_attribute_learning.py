"""What attributes learn from the store: weights of evidence, confidence, examples, tags."""

from typing import Any

import numpy as np
import pytest

from catalog_search import conf
from catalog_search.categories import decisions, suggestions
from catalog_search.categories.attributes import calibration, examples, measured, mixture
from catalog_search.categories.attributes.judging import judge_of
from catalog_search.categories.attributes.survey import surveys
from catalog_search.exceptions import SourceUnavailable
from catalog_search.indexing import editing
from catalog_search.indexing.stages import reading
from catalog_search.models import CategorySuggestion, ObjectColors, Product, Prototype
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

FINISH = {"finish": {"values": {"Warm": "red", "Cold": "blue", "Fresh": "green"}}}
State = CategorySuggestion.State


@pytest.fixture
def declare(settings: Any) -> Any:
    def declared(attributes: Any) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ATTRIBUTES": attributes}

    return declared


def product_of(color: str, **fields: Any) -> Product:
    product = make_product(title=color, **fields)
    make_indexed_photo(product, color)
    return product


def row_of(product: Product, **fields: Any) -> CategorySuggestion:
    return CategorySuggestion.objects.create(
        product=product, **{"attribute": "finish", "confidence": 0.9, **fields}
    )


class TestMixture:
    def test_without_products_the_default_stays(self) -> None:
        assert mixture.fit(np.empty((5, 0, 3)), np.empty((0, 3))) == mixture.DEFAULT[:5]
        assert mixture.fit(np.empty((6, 0, 3)), np.empty((0, 3))) == mixture.DEFAULT

    def test_weight_is_where_likelihood_and_prior_balance(self) -> None:
        # One kind of evidence says 1 for the first value; it is right for three of four products.
        evidence = np.tile([1.0, 0.0], (4, 1))[None]
        truth = np.array([[1, 0], [1, 0], [1, 0], [0, 1]], float)
        [weight] = mixture.fit(evidence, truth)
        probability = 1 / (1 + np.exp(-weight))
        assert 4 * (0.75 - probability) == pytest.approx(weight - mixture.DEFAULT[0])

    def test_evidence_that_tells_counts_more_than_noise(self) -> None:
        noise = np.random.default_rng(0).normal(size=(200, 3))
        truth = np.eye(3)[np.arange(200) % 3]
        told, untold, *_ = mixture.fit(np.stack([2 * truth, noise]), truth)
        assert told > 1
        assert abs(untold) < 0.5


@pytest.mark.django_db
class TestConfidence:
    def test_rejected_values_count_as_wrong_and_unknown_ones_not(self, declare: Any) -> None:
        declare(FINISH)
        accepted, rejected, _unknown = (product_of("red") for _ in range(3))
        decisions.accept([row_of(accepted, category="Warm")], by="boss")
        decisions.reject([row_of(rejected, category="Warm")], by="boss")
        store, attribute = make_store(), conf.settings().attributes["finish"]
        judge = judge_of(store, attribute)
        observations = calibration.observed(store, judge, surveys(store)["finish"].sample)
        _rows, right = observations.rows(judge)
        assert observations.evidence.keys == [accepted.pk, rejected.pk]
        assert right.tolist() == [True, False]

    def test_fifty_known_products_are_needed(self, declare: Any) -> None:
        declare(FINISH)
        for _ in range(49):
            product_of("red", attributes={"finish": "Warm"})
        store = make_store()
        suggestions.suggest(store)
        fitted = store.category_confidence[conf.get_encoder().model_id]["attributes"]["finish"]
        assert tuple(fitted["mix"]) == mixture.DEFAULT
        product_of("blue", attributes={"finish": "cold"})
        suggestions.suggest(store)
        fitted = store.category_confidence[conf.get_encoder().model_id]["attributes"]["finish"]
        assert tuple(fitted["mix"]) != mixture.DEFAULT
        assert fitted["counts"] == {"Warm": 49, "Cold": 1}


@pytest.mark.django_db
class TestExamples:
    def test_people_come_first_and_the_latest_of_the_source_follow(
        self, declare: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        declare(FINISH)
        monkeypatch.setattr(examples, "EXAMPLES", 3)
        named = [product_of("red", attributes={"finish": "warm"}) for _ in range(3)]
        chosen, accepted = product_of("red"), product_of("red")
        row_of(chosen, category="Warm", state=State.CORRECTED)
        row_of(accepted, category="Warm", state=State.ACCEPTED)
        for product in (chosen, accepted):
            Product.objects.filter(pk=product.pk).update(attributes={"finish": "Warm"})
        attribute = conf.settings().attributes["finish"]
        got = examples.examples_of(make_store(), attribute, "Warm", [named[2].pk, named[1].pk])
        assert [each.pk for each in got] == [chosen.pk, accepted.pk, named[2].pk]

    def test_decision_keeps_what_the_last_pass_found(self, declare: Any) -> None:
        declare(FINISH)
        named = [product_of("red", attributes={"finish": "Warm"}) for _ in range(3)]
        red = product_of("red")
        suggestions.suggest(make_store())
        Product.objects.filter(pk=named[0].pk).update(attributes={"finish": "Cold"})
        decisions.accept(CategorySuggestion.objects.filter(product=red), by="boss")
        learned = Prototype.objects.get(attribute="finish", path="Warm")
        assert sorted(learned.examples) == [named[1].pk, named[2].pk, red.pk]

    def test_undo_forgets_the_example(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red")
        suggestions.suggest(make_store())
        rows = CategorySuggestion.objects.filter(product=red)
        decisions.accept(rows, by="boss")
        assert Prototype.objects.filter(attribute="finish").exists()
        decisions.undo(rows, by="boss")
        assert not Prototype.objects.filter(attribute="finish").exists()


@pytest.mark.django_db
class TestTags:
    def test_declared_tags_are_suggested_beside_each_other(self, declare: Any) -> None:
        declare({"tags": {"values": {"hot": "red", "cool": "blue"}, "several": True}})
        red, tagged = product_of("red"), product_of("red")
        editing.add_tag([tagged], "by hand")
        suggestions.suggest(make_store())
        assert not CategorySuggestion.objects.filter(product=tagged).exists()
        [row] = CategorySuggestion.objects.filter(product=red)
        decisions.accept([row], by="boss")
        red.refresh_from_db()
        assert red.tags == ["hot"]
        editing.add_tag([red], "sale")
        red.refresh_from_db()
        assert red.chosen_attributes == {"tags": ["hot", "sale"]}
        assert decisions.undo([row], by="boss") == 1
        red.refresh_from_db()
        assert red.tags == ["sale"]


@pytest.mark.django_db
class TestMeasuring:
    def test_source_that_is_away_costs_no_other_suggestion(
        self, declare: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        declare({"color": {"values": ["Red", "Blue"]}, **FINISH})
        red = product_of("red")

        def away(photo: Any) -> Any:
            raise SourceUnavailable("away")

        monkeypatch.setattr(reading, "read", away)
        suggestions.suggest(make_store())
        got = CategorySuggestion.objects.filter(product=red)
        assert [row.attribute for row in got] == ["finish"]
        assert not ObjectColors.objects.exists()

    def test_a_run_reads_so_many_photos_and_the_next_goes_on(
        self, declare: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        declare({"color": {"values": ["Red", "Blue"]}})
        monkeypatch.setattr(measured, "MOST", 2)
        keys = [product_of("red").pk for _ in range(3)]
        store = make_store()
        assert [measured.measure(store, keys) for _ in range(3)] == [2, 1, 0]
        assert ObjectColors.objects.count() == 3

    def test_color_that_has_no_swatch_is_neither_favored_nor_ruled_out(self) -> None:
        [logs] = measured.evidence([{"#c62f2f": 1.0}], ["#c62f2f", "", "#2d5fc4"])
        assert logs[1] == pytest.approx((logs[0] + logs[2]) / 2)
        assert logs[0] == pytest.approx(np.log(1.02), abs=0.01)
        assert logs[2] == pytest.approx(np.log(0.02), abs=0.01)
