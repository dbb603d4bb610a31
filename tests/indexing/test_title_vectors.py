"""The vector of a product's title and category, and that of its title alone."""

import numpy as np
import pytest

from catalog_search import conf
from catalog_search.categories.vectors import vector_pairs, with_indexed_photos
from catalog_search.indexing import documents
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.title_vectors import (
    CATEGORY_WEIGHT,
    TitleVectors,
    source_of,
    titles_alone,
    with_category,
    without_category,
)
from catalog_search.models import Photo, Product
from catalog_search.types import Point, Vector
from tests.support.shops.factories import make_photo, make_product

SHELL = Product(title="commuter shell", category="Cycling > Helmets")
TITLE, CATEGORY = np.float32([1, 0, 0]), np.float32([0, 1, 0])


def encoded(text: str) -> Vector:
    vector: Vector = conf.get_encoder().encode_texts([text])[0]
    return vector


def point_of(photo: Photo) -> Point:
    [point] = conf.get_index().fetch([photo.point_id]).values()
    return point


def test_the_category_counts_by_its_weight() -> None:
    length = (1 + CATEGORY_WEIGHT**2) ** 0.5
    expected = [1 / length, CATEGORY_WEIGHT / length, 0]
    assert with_category(TITLE, CATEGORY) == pytest.approx(expected)


@pytest.mark.parametrize("category", [[0, 1, 0], [0.6, 0.8, 0], [-0.6, 0, 0.8], [1, 0, 0]])
def test_the_title_alone_is_found_again(category: list[float]) -> None:
    vector = np.float32(category)
    assert without_category(with_category(TITLE, vector), vector) == pytest.approx(TITLE, abs=1e-6)


def test_levels_are_read_together_and_titles_without_category_stay() -> None:
    bare = Product(title="commuter shell")
    alone, mixed = TitleVectors(conf.get_encoder()).of([bare, SHELL])
    assert alone == pytest.approx(encoded("commuter shell"))
    assert mixed == pytest.approx(with_category(alone, encoded("Cycling, Helmets")))


def test_each_text_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, texts = conf.get_encoder(), []
    really = encoder.encode_texts
    monkeypatch.setattr(encoder, "encode_texts", lambda asked: texts.extend(asked) or really(asked))
    made = TitleVectors(encoder)
    made.of([SHELL, SHELL])
    made.of([SHELL, Product(title="race shell", category="Cycling > Helmets")])
    assert texts == ["commuter shell", "Cycling, Helmets", "race shell"]
    assert made.of([]) == []


def test_what_it_is_made_from_is_title_and_category() -> None:
    others = [
        Product(title="race shell", category=SHELL.category),
        Product(title=SHELL.title, category="Cycling"),
        Product(title=SHELL.title),
    ]
    assert source_of(Product(title=SHELL.title, category=SHELL.category, price=5)) == source_of(
        SHELL
    )
    assert len({source_of(each) for each in [SHELL, *others]}) == 4


def test_points_tell_which_category_is_in_them() -> None:
    [mixed] = TitleVectors(conf.get_encoder()).of([SHELL])
    own = encoded("commuter shell")
    payload = {"category": ["Cycling", "Cycling > Helmets"]}
    points = [Point("a", own, mixed, payload), Point("b", own, own, {"category": []})]
    assert titles_alone(points) == pytest.approx(np.stack([own, own]), abs=1e-6)
    assert len(titles_alone([])) == 0


@pytest.mark.django_db
class TestIndexing:
    def test_a_new_category_changes_the_vector_and_nothing_that_categories_learn_from(self) -> None:
        photo = make_photo(make_product(title="commuter shell"), "red")
        index_stale()
        assert point_of(photo).title == pytest.approx(encoded("commuter shell"))
        [before] = vector_pairs(with_indexed_photos(Product.objects.all())).values()
        Product.objects.update(category="Cycling > Helmets")
        documents.refresh_digests(Product.objects.all())
        assert index_stale().refreshed == 1
        expected = with_category(encoded("commuter shell"), encoded("Cycling, Helmets"))
        assert point_of(photo).title == pytest.approx(expected)
        [after] = vector_pairs(with_indexed_photos(Product.objects.all())).values()
        assert after == pytest.approx(before, abs=1e-5)

    def test_words_are_near_to_what_only_its_category_names(self) -> None:
        for title, category in [("commuter", "Helmets"), ("tourer", "Saddles")]:
            make_photo(make_product(title=f"{title} shell", category=category), "red")
        index_stale()
        helmet = conf.get_encoder().encode_texts(["helmets"])[0]
        titles = {
            photo.product.title: float(point_of(photo).title @ helmet)
            for photo in Photo.objects.select_related("product")
        }
        assert titles["commuter shell"] > titles["tourer shell"] == 0.0
