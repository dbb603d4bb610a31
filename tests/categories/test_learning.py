"""Decisions teach: examples and rejections move the next suggestions, at once."""

import random
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog_search import conf
from catalog_search.categories import decisions, predictions, prototypes, suggestions
from catalog_search.categories.learned import SHRINKAGE, Examples, Learned
from catalog_search.exceptions import IndexUnavailable
from catalog_search.models import (
    CategoryDecision,
    CategorySuggestion,
    Product,
    Prototype,
    Rejection,
)
from tests.support.examples import many
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db

COLORS = ("red", "blue", "green")
State = CategorySuggestion.State


@pytest.fixture(autouse=True)
def paints() -> None:
    for color in COLORS:
        make_category(f"Paint > {color.title()}", prompt=color)


def product_of(color: str, **fields: object) -> Product:
    product = make_product(**fields)
    make_indexed_photo(product, color)
    return product


def likelihood(product: Product, path: str) -> float:
    judge = predictions.judge_of(make_store())
    judged = judge.judged(list(predictions.of_keys([product.pk])))
    paths = [category.path for category in judge.categories]
    return float(judged.logits[0, paths.index(path)])


def stored() -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        (row.model_id, row.path): (
            *(row.examples, row.counterexamples),
            *(bytes(row.example_sum), bytes(row.counterexample_sum)),
        )
        for row in Prototype.objects.all()
    }


def examples() -> dict[str, list[int]]:
    rows = Prototype.objects.exclude(path=prototypes.EVERY)
    return {row.path: row.examples for row in rows}


class TestExamples:
    def test_by_hand(self) -> None:
        # Two examples of one category, of which the means of photos are (1, 0), and a product
        # there; the mean of all is that of the examples of both categories, (.5, .5).
        first, other = np.float64([[1, 0], [0, 0]]), np.float64([[0, 1], [0, 0]])
        none = np.zeros((2, 2))
        learned = Learned(
            [
                Examples(frozenset([1]), first, 0, none),
                Examples(frozenset([2]), other, 0, none),
                None,
            ]
        )
        photos, titles = learned.scores([9], first[None])
        share = 1 / (1 + SHRINKAGE)
        near = share * 0.5 - share**2 * 0.5 / 2
        np.testing.assert_allclose(photos, [[near, -share * 0.5 - share**2 * 0.25, 0]])
        np.testing.assert_allclose(titles, [[0, 0, 0]])

    def test_a_product_is_no_example_for_itself(self) -> None:
        vector = np.float64([[1, 0], [1, 0]])
        learned = Learned([Examples(frozenset([1]), vector, 0, np.zeros((2, 2)))])
        np.testing.assert_allclose(learned.scores([1], vector[None]), np.zeros((2, 1, 1)))

    def test_own_category_plays_no_part_among_examples(self) -> None:
        mine = product_of("red", category="Paint > Blue")
        product_of("red", category="Paint > Red")
        suggestions.suggest(make_store())
        first = next(predictions.predict(make_store(), Product.objects.filter(pk=mine.pk)))
        assert first[0].scores[0].label == "Paint > Red"

    def test_at_most_so_many_and_those_of_people_first(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(prototypes, "EXAMPLES", 2)
        chosen = product_of("red")
        decisions.choose(chosen, "Paint > Red")
        products = [product_of("red", category="Paint > Red") for _ in range(3)]
        prototypes.rebuild(make_store())
        assert examples() == {"Paint > Red": [chosen.pk, products[-1].pk]}

    def test_of_another_model_are_not_mixed(self) -> None:
        Prototype.objects.create(
            **{"store": make_store(), "path": "Paint > Red", "model_id": "another"},
            **{"examples": [1], "example_sum": b"", "counterexample_sum": b""},
        )
        product_of("red", category="Paint > Red")
        prototypes.load(make_store(), predictions.choices(make_store()))
        prototypes.renew(make_store(), ["Paint > Red"])
        assert {row.model_id for row in Prototype.objects.all()} == {conf.get_encoder().model_id}


class TestDecisionsTeach:
    def test_a_correction_moves_what_is_like_it(self) -> None:
        colors = ("blue", "blue", "red")
        corrected, like, unlike = [product_of(color, title="Paint") for color in colors]
        suggestions.suggest(make_store())
        near, far = likelihood(like, "Paint > Green"), likelihood(unlike, "Paint > Green")
        decisions.choose(corrected, "Paint > Green")
        assert likelihood(like, "Paint > Green") > near
        assert likelihood(unlike, "Paint > Green") <= far + 0.1

    def test_a_rejection_speaks_against(self) -> None:
        refused, like = product_of("blue"), product_of("blue")
        product_of("red", category="Paint > Red")
        suggestions.suggest(make_store())
        before = likelihood(like, "Paint > Blue")
        decisions.reject(CategorySuggestion.objects.filter(product=refused), by="ann")
        assert likelihood(like, "Paint > Blue") < before
        decisions.undo(CategorySuggestion.objects.filter(product=refused), by="ann")
        assert likelihood(like, "Paint > Blue") == pytest.approx(before)
        assert not Rejection.objects.exists()

    def test_open_suggestions_follow_in_the_same_call(self) -> None:
        # A black photo is as near to each of the three colors.
        corrected, waiting = product_of("black"), product_of("black")
        for color in COLORS:
            product_of(color)
        suggestions.suggest(make_store())
        before = CategorySuggestion.objects.get(product=waiting).category
        other = next(c for c in ("Paint > Red", "Paint > Green") if c != before)
        decisions.choose(corrected, other)
        assert CategorySuggestion.objects.get(product=waiting).category == other

    def test_only_so_many_are_made_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(suggestions, "RENEWED", 2)
        products = [product_of("blue") for _ in range(5)]
        suggestions.suggest(make_store())
        CategorySuggestion.objects.update(confidence=0.123)
        decisions.choose(products[0], "Paint > Green")
        assert CategorySuggestion.objects.filter(confidence=0.123, state="open").count() == 2

    def test_without_an_index_the_decision_stands(self, monkeypatch: pytest.MonkeyPatch) -> None:
        product = product_of("blue")
        suggestions.suggest(make_store())

        def down(ids: object) -> None:
            raise IndexUnavailable("down")

        with monkeypatch.context() as patched:
            patched.setattr(conf.get_index(), "fetch", down)
            assert decisions.accept(CategorySuggestion.objects.all(), by="ann") == 1
        assert Product.objects.get(pk=product.pk).category == "Paint > Blue"
        assert examples() == {}
        suggestions.suggest(make_store())
        assert examples() == {"Paint > Blue": [product.pk]}

    def test_a_suggestion_that_has_changed_since_it_was_seen_is_left(self) -> None:
        product_of("blue")
        suggestions.suggest(make_store())
        suggestion = CategorySuggestion.objects.get()
        assert (
            decisions.accept(
                [suggestion], by="ann", shown_categories={suggestion.pk: "Paint > Red"}
            )
            == 0
        )
        assert (
            decisions.reject(
                [suggestion], by="ann", shown_categories={suggestion.pk: "Paint > Red"}
            )
            == 0
        )
        assert (
            decisions.accept(
                [suggestion], by="ann", shown_categories={suggestion.pk: "Paint > Blue"}
            )
            == 1
        )

    def test_an_undo_after_another_choice_teaches_nothing(self) -> None:
        product_of("blue")
        suggestions.suggest(make_store())
        suggestion = CategorySuggestion.objects.get()
        decisions.accept([suggestion], by="ann")
        decisions.choose(Product.objects.get(), "Paint > Green")
        assert decisions.undo([suggestion], by="bob") == 0
        assert list(examples()) == ["Paint > Green"]


@pytest.mark.parametrize("seed", range(many(3)))
def test_examples_after_any_decisions_equal_a_rebuild(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prototypes, "EXAMPLES", 3)
    draw = random.Random(seed)
    for _ in range(9):
        product_of(draw.choice(COLORS), category=draw.choice(["", "Paint > Red"]))
    suggestions.suggest(make_store())
    for _ in range(25):
        decide_at_random(draw)
        after = stored()
        prototypes.rebuild(make_store())
        assert stored() == after


def decide_at_random(draw: random.Random) -> None:
    rows = list(CategorySuggestion.objects.all())
    some = draw.sample(rows, min(len(rows), draw.randint(1, 3)))
    match draw.choice(["accept", "reject", "undo", "undo_decision", "choose", "suggest"]):
        case "undo_decision":
            made = list(CategoryDecision.objects.filter(undone_at=None))
            decisions.undo_decision(draw.choice(made), by="ann") if made else None
        case "choose":
            path = f"Paint > {draw.choice(COLORS).title()}"
            decisions.choose(draw.choice(list(Product.objects.all())), path)
        case "suggest":
            suggestions.suggest(make_store())
        case name:
            getattr(decisions, name)(some, by="ann")


def one_by_one(path: str, most: int) -> tuple[list[int], set[int]]:
    """Return a category's examples and rejected products, asked for with a query for each kind."""
    indexed = [p.pk for p in Product.objects.all() if p.photos.exclude(indexed_etag="").exists()]
    rows = Product.objects.filter(pk__in=indexed)
    examples: list[int] = []
    for by in ("person", "model", "source"):
        latest = rows.filter(category=path, category_chosen_by=by).order_by("-pk")
        examples += latest.values_list("pk", flat=True)[: most - len(examples)]
    last = Rejection.objects.filter(path=path).order_by("-pk").values_list("product", flat=True)
    rejected = rows.filter(pk__in=list(last[:most])).exclude(category=path)
    return examples, set(rejected.values_list("pk", flat=True))


def test_all_categories_are_added_up_in_as_many_queries_as_one(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(prototypes, "EXAMPLES", 3)
    store, chance = make_store(), random.Random(1)
    paths = [f"Paint > {color.title()}" for color in COLORS]
    for number in range(40):
        path = chance.choice([*paths, ""])
        chosen_by = chance.choice(Product.ChosenBy.values)
        product = make_product(sku=str(number), category=path, category_chosen_by=chosen_by)
        if chance.random() < 0.8:
            make_indexed_photo(product, chance.choice(COLORS))
        if chance.random() < 0.5:
            Rejection.objects.create(store=store, product=product, path=chance.choice(paths))
    prototypes.renew(store, paths)
    for row in Prototype.objects.exclude(path=prototypes.EVERY):
        assert (row.examples, set(row.counterexamples)) == one_by_one(row.path, 3)
    before = stored()
    with CaptureQueriesContext(connection) as few:
        prototypes.renew(store, paths[:1])
    with django_assert_num_queries(len(few)):
        prototypes.renew(store, paths)
    assert stored() == before and len(before) == len(paths) + 1
