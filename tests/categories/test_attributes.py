"""Declared attributes: suggested by words, examples and pixels; decided; learned from."""

from typing import Any

import pytest

from catalog_search import conf
from catalog_search.categories import decisions, outcomes, queue, suggestions
from catalog_search.categories.attributes.values import accepts
from catalog_search.categories.queue import Filters
from catalog_search.models import (
    CategoryDecision,
    CategorySuggestion,
    ObjectColors,
    Product,
    Prototype,
    Rejection,
)
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db

State, Action = CategorySuggestion.State, CategoryDecision.Action

FINISH = {"finish": {"values": {"Warm": "red", "Cold": "blue", "Fresh": "green"}}}
"""The encoder of the tests knows a photo by its mean color: red photos are "Warm"."""
MOODS = {"moods": {"values": {"Warm": "red", "Cold": "blue", "Calm": "blue"}, "several": True}}


@pytest.fixture
def declare(settings: Any) -> Any:
    def declared(attributes: Any) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ATTRIBUTES": attributes}

    return declared


def product_of(color: str, **fields: Any) -> Product:
    product = make_product(title=color, **fields)
    make_indexed_photo(product, color)
    return product


def suggest() -> Any:
    return suggestions.suggest(make_store())


def rows_of(product: Product) -> list[CategorySuggestion]:
    rows = CategorySuggestion.objects.filter(product=product)
    return list(rows.select_related("product__store").order_by("attribute", "asked"))


def asked_of(product: Product) -> list[str]:
    return [row.what for row in rows_of(product) if row.state == State.OPEN]


def again(product: Product) -> Product:
    return Product.objects.get(pk=product.pk)


class TestSuggesting:
    def test_nothing_declared_asks_and_stores_nothing(self, declare: Any) -> None:
        red = product_of("red")
        assert suggest().attributes == 0
        assert rows_of(red) == []
        assert not Prototype.objects.exclude(attribute="").exists()

    def test_a_value_is_suggested_by_its_words(self, declare: Any) -> None:
        declare(FINISH)
        red, blue = product_of("red"), product_of("blue")
        assert suggest().attributes == 2
        assert asked_of(red) == ["finish: Warm"]
        [row] = rows_of(blue)
        assert (row.category, row.asked, row.confidence > 0.9) == ("Cold", "", True)
        assert [each["category"] for each in row.choices] == ["Cold", "Warm", "Fresh"]
        assert (row.choices[0]["photo"], row.choices[0]["title"]) == (1, 1)

    def test_a_product_with_a_value_is_left_alone(self, declare: Any) -> None:
        declare(FINISH)
        product = product_of("red", attributes={"finish": "Rough"})
        assert suggest().attributes == 0
        assert rows_of(product) == []

    def test_only_products_of_its_categories_have_it(self, declare: Any) -> None:
        declare({"finish": {**FINISH["finish"], "categories": ["Paint"]}})
        inside = product_of("red", category="Paint > Wall")
        outside = product_of("red", category="Painting")
        suggest()
        assert (asked_of(inside), asked_of(outside)) == (["finish: Warm"], [])

    def test_twice_changes_nothing(self, declare: Any) -> None:
        declare({**FINISH, **MOODS})
        product_of("red"), product_of("blue")
        first = suggest()
        rows = list(CategorySuggestion.objects.order_by("pk").values())
        assert suggest() == first
        assert list(CategorySuggestion.objects.order_by("pk").values()) == rows

    def test_what_is_the_same_again_is_not_written(self, declare: Any) -> None:
        declare({**FINISH, **MOODS})
        product_of("red"), product_of("blue")
        suggest()
        # Who decided is no part of what is told, and is cleared when a suggestion is written.
        CategorySuggestion.objects.update(decided_by="kept")
        CategorySuggestion.objects.filter(category="Cold", attribute="finish").update(confidence=0)
        assert suggest().attributes == CategorySuggestion.objects.count()
        written = CategorySuggestion.objects.exclude(decided_by="kept")
        assert [row.what for row in written] == ["finish: Cold"]

    def test_an_unsure_value_is_not_suggested(self, declare: Any, settings: Any) -> None:
        declare({"finish": {"values": {"Loud": "loud", "Quiet": "quiet"}}})
        red = product_of("red")
        assert suggest().attributes == 0
        assert asked_of(red) == []

    def test_each_of_several_values_is_a_question_of_its_own(self, declare: Any) -> None:
        declare(MOODS)
        make_indexed_photo(blue := make_product(title="blue"), "blue")
        # Three moods that people gave: those of blue goods are cold and calm.
        for _ in range(30):
            product_of("blue", attributes={"moods": ["Cold", "Calm"]})
            product_of("red", attributes={"moods": ["Warm"]})
        suggest()
        assert asked_of(blue) == ["moods: Calm", "moods: Cold"]

    def test_known_products_teach_what_words_do_not(self, declare: Any) -> None:
        declare({"finish": {"values": {"Loud": "loud", "Quiet": "quiet"}}})
        for _ in range(30):
            product_of("red", attributes={"finish": "loud"})
            product_of("blue", attributes={"finish": "Quiet"})
        red = product_of("red")
        suggest()
        assert asked_of(red) == ["finish: Loud"]
        fitted = make_store().category_confidence[conf.get_encoder().model_id]["attributes"]
        assert fitted["finish"]["products"] == 60
        assert fitted["finish"]["counts"] == {"Loud": 30, "Quiet": 30}

    def test_source_that_names_the_value_later_withdraws_the_question(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red")
        suggest()
        Product.objects.filter(pk=red.pk).update(attributes={"finish": "Gloss"})
        suggest()
        assert rows_of(red) == []


class TestColor:
    def test_is_measured_and_checked_against_the_encoder(self, declare: Any) -> None:
        declare({"color": {"values": ["Red", "Blue", "Green"], "several": False}})
        red = product_of("red")
        untitled, other = make_product(title="thing"), make_product(title="red")
        make_indexed_photo(untitled, "red"), make_indexed_photo(other, "blue")
        suggest()
        [row], [unsure] = rows_of(red), rows_of(untitled)
        assert (row.category, unsure.category) == ("Red", "Red")
        first = row.choices[0]
        assert (first["photo"], first["title"], first["pixels"]) == (1, 1, 1)
        assert row.confidence > unsure.confidence
        # Its title says red and its photo blue: nothing is sure enough to ask.
        assert rows_of(other) == []
        decisions.accept([row], by="boss")
        got = again(red)
        assert (got.colors, got.chosen_attributes) == (["Red"], {"color": "Red"})
        assert "color" not in got.attributes

    def test_photo_is_read_once_for_each_version(self, declare: Any) -> None:
        declare({"color": {"values": ["Red", "Blue"]}})
        photo = make_indexed_photo(make_product(title="red"), "red")
        suggest()
        measured = ObjectColors.objects.get(photo=photo)
        assert list(measured.shares) == ["#dc1e1e"]
        conf.get_source("demo").stored_photos.clear()  # type: ignore[attr-defined]
        suggest()
        assert ObjectColors.objects.get(photo=photo).shares == measured.shares
        type(photo).objects.filter(pk=photo.pk).update(etag="other")
        suggest()
        assert ObjectColors.objects.get(photo=photo).shares == {}


class TestDeciding:
    def test_accepting_gives_the_value_and_undo_takes_it(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red", attributes={"size": "L"})
        suggest()
        [made] = decisions.carry_out(Action.ACCEPTED, rows_of(red), by="boss", about="red")
        got = again(red)
        assert got.attributes == {"size": "L", "finish": "Warm"}
        assert got.chosen_attributes == {"finish": "Warm"}
        assert got.decided_at is not None
        assert (made.attribute, made.category, made.what) == ("finish", "Warm", "finish: Warm")
        assert decisions.undo_decision(made, by="boss") == 1
        got = again(red)
        assert (got.attributes, got.chosen_attributes) == ({"size": "L"}, {})
        assert asked_of(red) == ["finish: Warm"]

    def test_two_attributes_of_one_product_are_accepted_at_once(self, declare: Any) -> None:
        declare({**FINISH, **MOODS})
        make_category("Paint > Red", prompt="red")
        red = product_of("red")
        suggest()
        assert len(rows_of(red)) == 3
        assert decisions.accept(rows_of(red), by="boss") == 3
        got = again(red)
        assert got.attributes == {"finish": "Warm", "moods": ["Warm"]}
        assert got.category == "Paint > Red"

    def test_a_value_in_other_letters_is_there_already(self, declare: Any) -> None:
        declare(MOODS)
        has = {"moods": ["warm"]}
        product = Product(attributes=has, chosen_attributes=has)
        rows = [
            CategorySuggestion(product=product, attribute="moods", asked=mood, category=mood)
            for mood in ("Warm", "Cold")
        ]
        assert [accepts(row, row.category) for row in rows] == [False, True]

    def test_one_of_several_is_taken_back_alone(self, declare: Any) -> None:
        declare(MOODS)
        blue = product_of("blue")
        for mood in ("Cold", "Calm"):
            row = CategorySuggestion.objects.create(
                product=blue, attribute="moods", asked=mood, category=mood, confidence=0.9
            )
            decisions.accept([row], by="boss")
        assert again(blue).attributes == {"moods": ["Cold", "Calm"]}
        cold = CategorySuggestion.objects.get(asked="Cold")
        assert decisions.undo([cold], by="boss") == 1
        assert again(blue).attributes == {"moods": ["Calm"]}
        assert again(blue).chosen_attributes == {"moods": ["Calm"]}

    def test_rejected_value_is_not_suggested_again(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red")
        suggest()
        assert decisions.reject(rows_of(red), by="boss") == 1
        suggest()
        assert asked_of(red) == []
        [row] = Rejection.objects.all()
        assert (row.attribute, row.path) == ("finish", "Warm")
        assert decisions.undo(rows_of(red), by="boss") == 1
        assert not Rejection.objects.exists()

    def test_rejections_of_other_questions_stay(self, declare: Any) -> None:
        declare({**FINISH, **MOODS})
        red = product_of("red")
        suggest()
        for row in rows_of(red):
            decisions.reject([row], by="boss")
        assert {(r.attribute, r.path) for r in Rejection.objects.all()} == {
            ("finish", "Warm"),
            ("moods", "Warm"),
        }

    def test_another_value_is_chosen_instead(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red")
        suggest()
        rows = rows_of(red)
        choose = {"by": "boss", "category": "Fresh"}
        assert not decisions.carry_out(Action.CHOSEN, rows, attribute="moods", **choose)
        assert not decisions.carry_out(Action.CHOSEN, rows, **choose)
        assert decisions.carry_out(Action.CHOSEN, rows, attribute="finish", **choose)
        assert again(red).attributes == {"finish": "Fresh"}
        [row] = rows_of(red)
        assert (row.state, row.category, row.instead_of) == (State.CORRECTED, "Fresh", "Warm")
        assert decisions.undo([row], by="boss") == 1
        assert again(red).attributes == {}
        assert asked_of(red) == ["finish: Warm"]

    def test_of_two_editors_the_first_decides(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red")
        suggest()
        for_both = rows_of(red), rows_of(red)
        assert decisions.accept(for_both[0], by="anna") == 1
        assert decisions.reject(for_both[1], by="ben") == 0
        assert again(red).attributes == {"finish": "Warm"}
        assert rows_of(red)[0].decided_by == "anna"

    def test_value_that_changed_since_it_was_shown_stays_open(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red")
        suggest()
        [row] = rows_of(red)
        assert decisions.accept([row], by="anna", shown_categories={row.pk: "Cold"}) == 0

    def test_source_that_names_a_value_meanwhile_wins(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red")
        suggest()
        Product.objects.filter(pk=red.pk).update(attributes={"finish": "Gloss"})
        assert decisions.accept(rows_of(red), by="anna") == 0
        assert again(red).attributes == {"finish": "Gloss"}

    def test_decision_on_one_moves_the_next(self, declare: Any) -> None:
        declare(FINISH)
        reds = [product_of("red") for _ in range(12)]
        for _ in range(4):
            product_of("blue")
        suggest()
        before = rows_of(reds[-1])[0].confidence
        for red in reds[:8]:
            decisions.accept(rows_of(red), by="boss")
        learned = Prototype.objects.get(attribute="finish", path="Warm")
        assert sorted(learned.examples) == [red.pk for red in reds[:8]]
        [left] = rows_of(reds[-1])
        assert (left.state, left.category) == (State.OPEN, "Warm")
        assert left.confidence > before
        assert left.choices[0]["examples"] == 8


class TestNoLongerDeclared:
    def test_attribute(self, declare: Any) -> None:
        declare({**FINISH, **MOODS})
        red = product_of("red")
        suggest()
        accepted = rows_of(red)[0]
        decisions.accept([accepted], by="boss")
        declare({"other": {"values": ["one", "two"]}})
        assert list(queue.waiting(make_store())) == []
        waiting = CategorySuggestion.objects.filter(attribute="moods")
        assert decisions.accept(waiting, by="boss") == 0
        suggest()
        assert not waiting.all().exists()
        # What was decided is the shop's own, and can be taken back.
        assert again(red).attributes == {"finish": "Warm"}
        assert decisions.undo([accepted], by="boss") == 1
        assert again(red).attributes == {}

    def test_value(self, declare: Any) -> None:
        declare(FINISH)
        red = product_of("red")
        suggest()
        declare({"finish": {"values": {"Cold": "blue", "Fresh": "green"}}})
        assert decisions.accept(rows_of(red), by="boss") == 0
        suggest()
        assert "finish: Warm" not in asked_of(red)
        assert not Prototype.objects.filter(attribute="finish", path="Warm").exists()


class TestQueue:
    def test_waits_beside_categories_and_is_filtered(self, declare: Any) -> None:
        declare(FINISH)
        make_category("Paint > Red", prompt="red")
        make_category("Paint > Blue", prompt="blue")
        red = product_of("red")
        suggest()
        store = make_store()
        assert {row.what for row in queue.waiting(store)} == {"Paint > Red", "finish: Warm"}
        for about, found in (("finish", "finish: Warm"), (queue.CATEGORIES, "Paint > Red")):
            assert [row.what for row in queue.waiting(store, Filters(about=about))] == [found]
        assert all(row.product == red for row in queue.waiting(store))

    def test_values_are_completed(self, declare: Any) -> None:
        declare(FINISH)
        store = make_store()
        assert queue.completed(store, "", 9, "finish") == ["Warm", "Cold", "Fresh"]
        assert queue.completed(store, "R", 9, "finish") == ["Warm", "Fresh"]
        assert queue.completed(store, "c", 9, "finish") == ["Cold"]


class TestOutcomes:
    def test_decision_is_told_and_exported(
        self, declare: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        declare({**FINISH, **MOODS})
        red = product_of("red", sku="r1")
        suggest()
        heard: list[Any] = []

        def hear(decided: Any, **kwargs: Any) -> None:
            heard.extend(decided)

        outcomes.attribute_decided.connect(hear)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                decisions.accept(rows_of(red), by="boss")
        finally:
            outcomes.attribute_decided.disconnect(hear)
        told = {(each.attribute, each.values, each.previous, each.by) for each in heard}
        assert told == {("finish", ("Warm",), (), "boss"), ("moods", ("Warm",), (), "boss")}
        rows = list(outcomes.rows(make_store()))
        assert rows == [{"sku": "r1", "category": [], "finish": ["Warm"], "moods": ["Warm"]}]
        assert outcomes.columns(make_store()) == ["sku", "category", "finish", "moods"]
