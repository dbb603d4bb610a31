"""Evaluation: queries by title, attribute and photo, category accuracy, and figures by hand."""

import io
import json
import math

import numpy as np
import pytest
from PIL import Image

from catalog_search import conf
from catalog_search.backends.memory_source import MemorySource
from catalog_search.indexing import documents
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo
from catalog_search.sync.store import sync_store
from catalog_search.types import Point, Record
from catalog_search.workshop.evaluation import augment, queries, summary
from catalog_search.workshop.evaluation.measuring import evaluate
from tests.support.measured import drawing, shown, task, told, values
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("media")]


class TestText:
    def test_own_titles_by_hand(self) -> None:
        for color in ("red", "blue", "green"):
            shown(f"{color} shoe", color)
        # No photo matches these words, so products rank by key, and the hat is fourth.
        shown("hat", "brown")
        evaluation = evaluate(make_store())
        assert values(task(evaluation, "own title")) == pytest.approx(
            {"R@1": 3 / 4, "R@5": 1.0, "R@10": 1.0, "MRR": (3 + 1 / 4) / 4}
        )
        assert values(task(evaluation, "own title", queries.ALL))["R@1"] == 1.0
        (worst,) = task(evaluation, "own title").worst
        assert worst.query.text == "hat"

    def test_products_of_one_picture_are_ties(self) -> None:
        shown("crimson", "red")
        shown("scarlet", "red")
        shown("hat", "blue")
        evaluation = evaluate(make_store())
        # All score 0. The first shows scarlet's picture; hat is third.
        assert values(task(evaluation, "own title"))["MRR"] == pytest.approx((1 + 1 + 1 / 3) / 3)
        assert (evaluation.ties.products, evaluation.ties.largest) == (2, 2)

    def test_attributes_by_hand(self) -> None:
        shown("one", "red", category="Wear > Hat", colors=["Red"])
        for color in ("Red", "Red", "Red", "Blue", "Blue"):
            shown("some", color.lower(), category="Wear > Shoe", colors=[color])
        evaluation = evaluate(make_store())
        figures = task(evaluation, "color and category")
        assert [each.query.text for each in figures.worst] == ["red shoe"]
        # Four red photos are equally near, the hat's first by its key; the blue shoes follow.
        ranks = [math.log2(rank + 1) for rank in range(1, 7)]
        gained = 2 / ranks[1] + 2 / ranks[2] + 2 / ranks[3] + 1 / ranks[4] + 1 / ranks[5]
        best = 2 / ranks[0] + 2 / ranks[1] + 2 / ranks[2] + 1 / ranks[3] + 1 / ranks[4]
        assert values(figures) == pytest.approx(
            {"P@10": 3 / 10, "P@10 of possible": 1.0, "nDCG@10": gained / best}
        )

    def test_declared_facets_and_brands_are_asked_for(self, settings) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["season"]}
        for color in ("red", "blue", "green"):
            fields = {"brand": "Acme", "attributes": {"season": "Summer"}, "category": "Shoe"}
            shown("one", color, **fields)
        evaluation = evaluate(make_store())
        texts = [
            answer.query.text
            for name in ("brand and category", "season and category")
            for answer in task(evaluation, name).worst
        ]
        assert set(texts) <= {"acme shoe", "summer shoe"}
        assert task(evaluation, "brand and category").queries == 1
        assert task(evaluation, "season and category", queries.ALL).queries == 1


class TestPhotos:
    def test_every_kind_is_asked_once_per_product(self) -> None:
        for color in ("red", "blue", "green"):
            shown(f"{color} shoe", color)
        evaluation = evaluate(make_store())
        assert len(augment.KINDS) == 6
        assert {task(evaluation, f"own photo, {kind}").queries for kind in augment.KINDS} == {3}
        for kind in ("cropped", "rotated", "JPEG q30"):
            # A single color stays what it is.
            assert values(task(evaluation, f"own photo, {kind}"))["R@1"] == 1.0

    def test_photo_that_is_gone_is_left_out_and_counted(self) -> None:
        gone = shown("red shoe", "red").photos.get()
        shown("blue shoe", "blue")
        source = conf.get_source("demo")
        assert isinstance(source, MemorySource)
        del source.stored_photos[gone.key]
        figures = task(evaluate(make_store()), "own photo, cropped")
        assert (figures.queries, figures.left_out) == (1, 1)
        assert "1 queries, 1 left out" in told()

    def test_other_view_by_hand(self) -> None:
        mine, other = make_product(), make_product()
        at(make_indexed_photo(mine), (1, 0, 0))
        at(make_indexed_photo(mine), (0.8, 0.6, 0))
        at(make_indexed_photo(other), (0.9, 0, math.sqrt(0.19)))
        for photo in Photo.objects.all():
            Photo.objects.filter(pk=photo.pk).update(etag=photo.key)
        evaluation = evaluate(make_store())
        # Without itself, the first photo is nearest to the other product (0.9 against 0.8);
        # the second to its own product (0.8 against 0.72).
        figures = task(evaluation, "another photo of the same product")
        assert figures.queries == 2
        assert values(figures)["MRR"] == pytest.approx((1 / 2 + 1) / 2)

    def test_the_same_picture_twice_is_no_other_view(self) -> None:
        shown("red shoe", "red", "red")
        evaluation = evaluate(make_store())
        assert "another photo of the same product" not in {
            result.task.name for result in evaluation.tasks
        }


def at(photo: Photo, place: tuple[float, float, float]) -> None:
    """Move the photo's vector to this place on the first three axes."""
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    vector = np.zeros_like(point.photo)
    vector[:3] = place
    payload = documents.photo_payload(photo)
    conf.get_index().upsert([Point(photo.point_id, vector, point.title, payload)])


class TestChoice:
    def test_split_is_asked_and_the_whole_store_is_searched(self) -> None:
        shown("hat", "red")
        shown("coat", "blue", attributes={"split": "dev"})
        evaluation = evaluate(make_store(), split="dev")
        assert (evaluation.sampled, len(evaluation.catalogue.products)) == (1, 2)
        # Both photos score 0, and the hat's key is lower: it stands before the coat.
        assert values(task(evaluation, "own title"))["MRR"] == 0.5

    def test_limit_draws_by_the_seed(self) -> None:
        for color in ("red", "blue", "green", "black", "white", "pink", "grey", "brown"):
            shown(color, color)

        def draw(seed: int) -> list[str]:
            evaluation = evaluate(make_store(), limit=3, seed=seed)
            assert evaluation.sampled == 3
            return [json.dumps(each["figures"]) for each in summary.as_dict(evaluation)["tasks"]]

        assert draw(1) == draw(1)

    def test_same_seed_same_json(self) -> None:
        for color in ("red", "blue", "green"):
            shown(f"{color} shoe", color, category="Shoe", colors=[color])
        assert told("--json", "--seed", 3) == told("--json", "--seed", 3)

    def test_hidden_and_unindexed_products_are_not_asked_for(self) -> None:
        shown("red shoe", "red")
        shown("blue shoe", "blue", visible=False)
        make_product()
        evaluation = evaluate(make_store())
        assert [product.title for product in evaluation.catalogue.products] == ["red shoe"]

    def test_progress_ends_at_the_last_query(self) -> None:
        shown("red shoe", "red")
        reports: list[tuple[int, int]] = []
        evaluate(make_store(), progress=lambda done, total: reports.append((done, total)))
        assert reports[-1] == (8, 8)  # a title through photos, then titles as well; six photos


def test_categories_are_named_as_accuracy_measures_them() -> None:
    for color in ("red", "blue"):
        make_category(f"Paint > {color.title()}", prompt=color)
        shown("one", color, category="Paint > Red", attributes={"split": color})
    alone, both = evaluate(make_store()).categories
    assert (alone.through, both.through) == (queries.PHOTOS, queries.BOTH)
    assert [(each.measure, each.value) for each in alone.figures] == [
        ("top-1", 0.5),
        ("top-3", 1.0),
    ]
    assert evaluate(make_store(), split="red").categories[0].figures[0].value == 1.0


def as_png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_the_starter_model_finds_drawings_again(settings) -> None:
    settings.CATALOG_SEARCH = {
        key: value for key, value in settings.CATALOG_SEARCH.items() if key != "ENCODER"
    }
    source = conf.get_source("demo")
    assert isinstance(source, MemorySource)
    source.stored_photos = {f"{i}.png": as_png(drawing(i)) for i in range(6)}
    source.stored_records = [Record(f"{i}", f"drawing {i}", images=(f"{i}.png",)) for i in range(6)]
    sync_store(make_store())
    index_stale()
    evaluation = evaluate(make_store())
    assert values(task(evaluation, "own photo, JPEG q30"))["R@1"] == 1.0
    assert values(task(evaluation, "own title", queries.ALL))["R@1"] == 1.0


@pytest.mark.django_db
def test_each_subquery_is_evaluated() -> None:
    """Each title is searched through every subquery; words alone find it."""
    for color in ("red", "blue", "green"):
        shown(f"{color} shoe", color)
        shown(f"{color} hat", color)
    evaluation = evaluate(make_store(), by_subquery=True)
    through = {
        result.task.through for result in evaluation.tasks if result.task.name == "own title"
    }
    assert through == {queries.PHOTOS, queries.ALL, *queries.SUBQUERIES}
    assert values(task(evaluation, "own title", queries.WORDS))["R@1"] == 1.0
    assert values(task(evaluation, "own title", queries.RANKS))["R@5"] == 1.0
    assert all("photo," not in result.task.name for result in evaluation.tasks)
    assert evaluation.categories == ()
