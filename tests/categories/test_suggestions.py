import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from catalog_search import conf
from catalog_search.categories import accuracy, decisions, predictions, suggestions, vectors
from catalog_search.indexing import documents
from catalog_search.models import Category, CategorySuggestion, Photo, Product, Store
from catalog_search.types import Point, Score
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db

State, ChosenBy = CategorySuggestion.State, Product.ChosenBy


@pytest.fixture(autouse=True)
def red_blue_green() -> None:
    for color in ("red", "blue", "green"):
        make_category(f"Paint > {color.title()}", prompt=color)
    make_category("Paint")


def product_of(*colors: str, **fields: object) -> Product:
    product = make_product(**fields)
    for color in colors:
        make_indexed_photo(product, color)
    return product


def suggestion_of(product: Product) -> CategorySuggestion:
    return CategorySuggestion.objects.select_related("product__store").get(product=product)


def suggested(*colors: str, **fields: object) -> CategorySuggestion:
    product = product_of(*colors, **fields)
    suggestions.suggest(make_store())
    return suggestion_of(product)


def chosen_from(store: Store) -> list[str]:
    return [category.path for category in predictions.choices(store)]


class TestLeaves:
    def test_category_with_others_below_it_is_not_proposed(self) -> None:
        store = make_store("other")
        for path in ("A", "A > B > C", "D", "A > Bag"):
            make_category(path, store)
        assert chosen_from(store) == ["A > B > C", "A > Bag", "D"]

    @pytest.mark.parametrize("below", [0, 1, 2])
    def test_a_leaf_with_products_stays_when_a_category_is_added_below_it(self, below: int) -> None:
        store = make_store("other")
        for path in ("A", "A > B", "D"):
            make_category(path, store)
        for category in ("A > B", "A > B", *["A > B > New"] * below):
            make_product(store, category=category)
        make_category("A > B > New", store)
        assert chosen_from(store) == ["A > B", "A > B > New", "D"]

    def test_strays_make_no_choice_of_a_category_that_has_more_below_it(self) -> None:
        store = make_store("other")
        for path in ("A", "A > B", "A > C"):
            make_category(path, store)
        for category in ("A", "A > B", "A > C"):
            make_product(store, category=category)
        make_product(make_store(), category="A")
        assert chosen_from(store) == ["A > B", "A > C"]

    def test_a_product_of_a_former_leaf_counts_and_may_be_suggested_its_category(self) -> None:
        product_of("red", category="Paint > Red")
        make_category("Paint > Red > Wine", prompt="green")
        got = accuracy.measure(make_store())
        assert got is not None
        assert (got.products, got.left_out, got.top1) == (1, 0, 1.0)
        assert suggested("red").category == "Paint > Red"

    def test_words_are_the_prompt_or_the_whole_path(self) -> None:
        told = Category(path="Home > Lamps > Shades", prompt="a lampshade")
        assert told.words == "a lampshade"
        assert Category(path="Home > Lamps > Shades").words == "Home > Lamps > Shades"


class TestSuggest:
    def test_product_without_a_category_gets_the_likeliest(self) -> None:
        suggestion = suggested("blue")
        assert (suggestion.category, suggestion.state) == ("Paint > Blue", State.OPEN)
        assert suggestion.confidence > 0.8
        assert suggestion.model_id == conf.get_encoder().model_id

    def test_several_photos_count_by_their_mean(self) -> None:
        assert suggested("blue", "red", "red").category == "Paint > Red"

    def test_photos_that_are_blocked_do_not_count(self) -> None:
        product = product_of("blue")
        make_indexed_photo(product, "red", state=Photo.State.BLOCKED)
        make_indexed_photo(product, "red", state=Photo.State.BLOCKED)
        suggestions.suggest(make_store())
        assert suggestion_of(product).category == "Paint > Blue"

    def test_sure_suggestion_differs_from_the_sources_category(self) -> None:
        assert suggested("blue", category="Paint > Red").category == "Paint > Blue"

    def test_unsure_suggestion_leaves_a_category_alone(self) -> None:
        # A black photo is equally near to the three colors: a third each, below one half.
        product = product_of("black", category="Paint > Red")
        assert suggestions.suggest(make_store()).proposed == 0
        assert not CategorySuggestion.objects.filter(product=product).exists()

    def test_unsure_suggestion_is_made_where_there_is_no_category(self) -> None:
        assert suggested("black").confidence == pytest.approx(1 / 3, abs=0.03)

    def test_category_that_agrees_needs_no_suggestion(self) -> None:
        product_of("red", category="Paint > Red")
        assert suggestions.suggest(make_store()).proposed == 0

    def test_persons_choice_is_not_looked_at(self) -> None:
        product_of("red", category_chosen_by=ChosenBy.PERSON, category="Paint > Blue")
        done = suggestions.suggest(make_store())
        assert (done.looked_at, done.proposed) == (0, 0)

    def test_person_who_chooses_meanwhile_is_not_overruled(self) -> None:
        product = product_of("red")
        (chunk,) = predictions.predict(make_store(), Product.objects.all())
        decisions.choose(product, "Paint > Blue")
        assert suggestions.record(chunk) == (0, 0)

    def test_twice_equals_once(self) -> None:
        product_of("red")
        product_of("black")
        first = suggestions.suggest(make_store())
        rows = list(CategorySuggestion.objects.order_by("pk").values())
        assert suggestions.suggest(make_store()) == first
        assert list(CategorySuggestion.objects.order_by("pk").values()) == rows

    def test_what_is_the_same_again_is_not_written(self) -> None:
        red, black = product_of("red"), product_of("black")
        suggestions.suggest(make_store())
        # Who decided is no part of what is told, and is cleared when a suggestion is written.
        CategorySuggestion.objects.update(decided_by="kept")
        CategorySuggestion.objects.filter(product=red).update(confidence=0)
        assert suggestions.suggest(make_store()).proposed == 2
        assert suggestion_of(red).decided_by == ""
        assert suggestion_of(red).confidence > 0.8
        assert suggestion_of(black).decided_by == "kept"

    def test_proposal_that_no_longer_holds_is_withdrawn(self) -> None:
        suggestion = suggested("blue")
        Product.objects.update(category="Paint > Blue")
        assert suggestions.suggest(make_store()).withdrawn == 1
        assert not CategorySuggestion.objects.filter(pk=suggestion.pk).exists()

    def test_product_not_in_the_index_is_counted_and_left(self) -> None:
        make_photo()
        done = suggestions.suggest(make_store())
        assert (done.looked_at, done.without_vectors, done.proposed) == (1, 1, 0)

    def test_nothing_is_encoded_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        product_of("red")
        monkeypatch.setattr(
            conf.get_encoder(), "encode_images", lambda images: pytest.fail("encoded again")
        )
        assert suggestions.suggest(make_store()).proposed == 1

    def test_chunks_leave_no_product_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(predictions, "CHUNK", 2)
        for _ in range(5):
            product_of("red")
        reports: list[int] = []
        done = suggestions.suggest(make_store(), progress=lambda now: reports.append(now.proposed))
        assert (done.proposed, reports) == (5, [2, 4, 5])

    def test_limit_stops_in_the_middle_of_a_chunk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(predictions, "CHUNK", 2)
        for _ in range(5):
            product_of("red")
        assert suggestions.suggest(make_store(), limit=3).looked_at == 3

    def test_store_without_categories_gets_no_suggestions(self) -> None:
        Category.objects.all().delete()
        product_of("red")
        assert suggestions.suggest(make_store()).proposed == 0

    def test_other_stores_are_not_touched(self) -> None:
        product_of("red", store=make_store("other"))
        assert suggestions.suggest(make_store()).looked_at == 0


class TestDecisions:
    def test_accepted_category_is_the_products_and_its_points_follow(self) -> None:
        suggestion = suggested("blue")
        assert decisions.accept([suggestion], by="ann") == 1
        product = Product.objects.get()
        assert (product.category, product.category_chosen_by) == ("Paint > Blue", ChosenBy.MODEL)
        photo = Photo.objects.get()
        assert photo.product_digest == documents.digest(product)
        assert photo in Photo.objects.stale(conf.get_index().create())
        suggestion.refresh_from_db()
        assert (suggestion.state, suggestion.decided_by) == (State.ACCEPTED, "ann")

    def test_accepting_twice_changes_nothing_more(self) -> None:
        suggestion = suggested("blue")
        decisions.accept([suggestion], by="ann")
        assert decisions.accept([suggestion], by="bob") == 0
        assert suggestion_of(suggestion.product).decided_by == "ann"

    def test_accepting_does_not_overrule_a_person(self) -> None:
        suggestion = suggested("blue")
        Product.objects.update(category="Paint > Red", category_chosen_by=ChosenBy.PERSON)
        assert decisions.accept([suggestion], by="ann") == 0
        assert Product.objects.get().category == "Paint > Red"

    def test_bulk_accept_takes_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decisions, "BATCH", 2)
        for color in ("blue", "red", "green"):
            product_of(color)
        suggestions.suggest(make_store())
        assert decisions.accept(CategorySuggestion.objects.all(), by="ann") == 3
        assert not Product.objects.filter(category="").exists()

    def test_rejected_category_is_not_proposed_again(self) -> None:
        suggestion = suggested("blue", category="Paint > Red")
        assert decisions.reject([suggestion], by="ann") == 1
        suggestions.suggest(make_store())
        suggestion.refresh_from_db()
        assert (suggestion.state, suggestion.category) == (State.REJECTED, "Paint > Blue")
        assert Product.objects.get().category == "Paint > Red"

    def test_product_without_a_category_gets_the_next_best_after_a_no(self) -> None:
        suggestion = suggested("blue")
        for _ in range(3):
            decisions.reject([suggestion], by="ann")
            suggestions.suggest(make_store())
        suggestion.refresh_from_db()
        assert sorted(suggestion.rejected) == ["Paint > Blue", "Paint > Green", "Paint > Red"]
        assert suggestion.state == State.REJECTED

    def test_accepted_can_be_undone(self) -> None:
        suggestion = suggested("blue", category="Paint > Red")
        decisions.accept([suggestion], by="ann")
        assert decisions.undo([suggestion], by="ann") == 1
        product = Product.objects.get()
        assert (product.category, product.category_chosen_by) == ("Paint > Red", ChosenBy.SOURCE)
        assert Photo.objects.get().product_digest == documents.digest(product)
        assert suggestion_of(product).state == State.OPEN

    def test_rejected_can_be_undone(self) -> None:
        suggestion = suggested("blue")
        decisions.reject([suggestion], by="ann")
        assert decisions.undo([suggestion], by="ann") == 1
        suggestion.refresh_from_db()
        assert (suggestion.state, suggestion.rejected) == (State.OPEN, [])

    def test_undo_leaves_a_later_choice_alone(self) -> None:
        suggestion = suggested("blue")
        decisions.accept([suggestion], by="ann")
        decisions.choose(Product.objects.get(), "Paint > Green")
        assert decisions.undo([suggestion], by="ann") == 0
        assert Product.objects.get().category == "Paint > Green"

    def test_own_choice_settles_the_suggestion(self) -> None:
        suggestion = suggested("blue")
        decisions.choose(suggestion.product, "Paint > Green")
        suggestion.refresh_from_db()
        assert (suggestion.state, suggestion.category) == (State.CORRECTED, "Paint > Green")
        assert Product.objects.get().category_chosen_by == ChosenBy.PERSON
        assert Photo.objects.get().product_digest == documents.digest(Product.objects.get())

    def test_withdrawn_suggestion_keeps_what_was_rejected(self) -> None:
        suggestion = suggested("blue")
        decisions.reject([suggestion], by="ann")
        suggestions.suggest(make_store())
        decisions.choose(suggestion.product, "Paint > Green")
        suggestion.refresh_from_db()
        assert (suggestion.state, suggestion.rejected) == (State.CORRECTED, ["Paint > Blue"])


class TestAccuracy:
    def prediction(self, truth: str, *scores: tuple[str, float]) -> predictions.Prediction:
        return predictions.Prediction(
            Product(category=truth), tuple(Score(label, share) for label, share in scores)
        )

    def test_figures_by_hand(self) -> None:
        judged = [
            self.prediction("A", ("A", 0.9), ("B", 0.1)),
            self.prediction("A", ("B", 0.6), ("A", 0.4)),
            self.prediction("B", ("A", 0.45), ("C", 0.3), ("D", 0.2), ("B", 0.05)),
            self.prediction("B", ("B", 0.95)),
        ]
        got = accuracy.summary(judged, left_out=7, categories=4)
        assert (got.products, got.left_out, got.categories) == (4, 7, 4)
        assert (got.top1, got.top3) == (0.5, 0.75)
        assert got.by_category == (
            accuracy.ClassAccuracy("A", 2, 0.5, 1.0),
            accuracy.ClassAccuracy("B", 2, 0.5, 0.5),
        )
        at = {each.threshold: (each.share, each.accuracy) for each in got.coverage}
        assert at[0.0] == (1.0, 0.5)
        assert at[0.5] == (0.75, pytest.approx(2 / 3))
        assert at[0.95] == (0.25, 1.0)

    def test_nothing_above_a_threshold_has_no_accuracy(self) -> None:
        got = accuracy.summary([self.prediction("A", ("A", 0.3))], left_out=0, categories=1)
        assert (got.coverage[-1].share, got.coverage[-1].accuracy) == (0.0, None)

    def test_products_own_category_plays_no_part(self) -> None:
        product = product_of("blue", category="Paint > Red")
        before = next(predictions.predict(make_store(), Product.objects.all()))[0].scores
        Product.objects.filter(pk=product.pk).update(category="Paint > Blue")
        after = next(predictions.predict(make_store(), Product.objects.all()))[0].scores
        assert before == after

    def test_only_what_the_source_told_is_the_truth(self) -> None:
        product_of("blue", category="Paint > Red")
        product_of("red", category="Paint > Red")
        product_of("green", category="Paint > Green", category_chosen_by=ChosenBy.PERSON)
        product_of("green", category="Paint")
        product_of("green")
        got = accuracy.measure(make_store())
        assert got is not None
        assert (got.products, got.left_out, got.categories, got.top1) == (2, 1, 3, 0.5)

    def test_without_truth_there_is_no_figure(self) -> None:
        product_of("green")
        assert accuracy.measure(make_store()) is None


class TestCommand:
    def test_json(self) -> None:
        product_of("blue", category="Paint > Red")
        product_of("red")
        out = StringIO()
        call_command("catalog_categorize", "--json", stdout=out)
        answer = json.loads(out.getvalue())
        assert answer["store"] == "demo"
        assert answer["suggested"]["proposed"] == 2
        assert answer["accuracy"]["top1"] == 0.0
        assert answer["accuracy_of_photos_alone"]["products"] == 1

    def test_words(self) -> None:
        product_of("blue", category="Paint > Blue")
        out = StringIO()
        call_command("catalog_categorize", "--store", "demo", stdout=out)
        assert "1 products looked at, 0 suggestions open" in out.getvalue()
        assert "first right 100.0%" in out.getvalue()
        assert "Paint > Blue" in out.getvalue()

    def test_nothing_known_is_said(self) -> None:
        out = StringIO()
        call_command("catalog_categorize", stdout=out)
        assert "No product with vectors" in out.getvalue()

    def test_unknown_store_is_named(self) -> None:
        with pytest.raises(CommandError, match="no store 'nowhere'"):
            call_command("catalog_categorize", "--store", "nowhere")


class TestVectors:
    def point(self, photo: list[float], title: list[float]) -> Point:
        return Point("id", np.float32(photo), np.float32(title), {})

    def test_photos_alone_count_by_their_mean(self) -> None:
        points = [self.point([1, 0], [0, 1]), self.point([0, 1], [0, 1])]
        photo, _ = vectors.pair(points, points[0].title)
        np.testing.assert_allclose(photo, [0.5**0.5, 0.5**0.5])

    def test_photos_and_title_have_length_1(self) -> None:
        points = [self.point([2, 0], [0, 3])] * 3
        np.testing.assert_allclose(vectors.pair(points, points[0].title), [[1, 0], [0, 1]])

    def test_product_without_points_has_none(self) -> None:
        make_photo()
        products = list(vectors.with_indexed_photos(Product.objects.all()))
        assert vectors.vector_pairs(products) == {}

    def test_title_tells_what_the_photo_does_not(self) -> None:
        product = product_of("black", title="blue paint")
        suggestions.suggest(make_store())
        assert suggestion_of(product).category == "Paint > Blue"
