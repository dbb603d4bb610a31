"""A photo of something that a store does not have: the page says so above what is nearest."""

import numpy as np
import pytest
from django.test import Client

from catalog_search.indexing.baselines import calibration
from catalog_search.indexing.baselines.calibration import Baseline, Calibration
from catalog_search.models import Category, Store
from catalog_search.retrieval.filters import Filters
from catalog_search.search.photos import unlike
from tests.support.searching import by_photo
from tests.support.shops.factories import (
    color_bytes,
    color_image,
    make_indexed_photo,
    make_product,
    make_store,
)
from tests.support.uploads import uploaded

pytestmark = pytest.mark.django_db

SAID = "Nothing in this shop looks much like your photo"


def far_from_all() -> np.ndarray:
    """Return a vector that is somewhat near to each color."""
    from catalog_search import conf

    vectors = conf.get_encoder().encode_images([color_image(name) for name in ("red", "blue")])
    mixed: np.ndarray = vectors.sum(axis=0)
    return mixed / np.linalg.norm(mixed)


def shop(monkeypatch: pytest.MonkeyPatch, kinds: int, strong: float) -> Store:
    """Return a store with products of so many categories, whose scores are measured."""
    for number in range(12):
        product = make_product(title=f"thing {number}", category=f"Kind {number % kinds}")
        make_indexed_photo(product, ("red", "blue")[number % 2])
    measured = Calibration(
        text_title=Baseline(0.1, 0.1), photo_photo=Baseline(0.1, 0.1), strong_photo=strong
    )
    monkeypatch.setattr(calibration, "of_store", lambda store, model_id: measured)
    return make_store()


def test_far_products_of_many_kinds_are_said_to_be_unlike(monkeypatch: pytest.MonkeyPatch) -> None:
    results = by_photo(shop(monkeypatch, kinds=6, strong=30.0), far_from_all())
    assert results.is_unlike
    assert results.total


@pytest.mark.parametrize(("kinds", "strong"), [(2, 30.0), (6, 3.0)])
def test_near_products_or_those_of_one_kind_are_not(
    monkeypatch: pytest.MonkeyPatch, kinds: int, strong: float
) -> None:
    assert not by_photo(shop(monkeypatch, kinds, strong), far_from_all()).is_unlike


def test_what_is_no_product_may_fit_the_photo_best(monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest are of three kinds, but the photo is rather one of a dog."""
    store, vector = shop(monkeypatch, kinds=3, strong=30.0), far_from_all()
    Category.objects.create(store=store, path="Kind 1")
    fits = {True: vector, False: -vector}
    for is_dog in (True, False):
        monkeypatch.setattr(
            unlike.labels,
            "shared_label_vectors",
            lambda names, is_dog=is_dog: fits[is_dog == (names == unlike.NO_PRODUCTS)][None],
        )
        assert by_photo(store, vector).is_unlike == is_dog


def test_filters_and_further_pages_do_not_say_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    store = shop(monkeypatch, kinds=6, strong=30.0)
    vector = far_from_all()
    assert not by_photo(store, vector, Filters(category=("Kind 1",))).is_unlike
    first = by_photo(store, vector)
    again = by_photo(store, vector, snapshot=first.snapshot)
    assert again.is_unlike


def test_a_store_that_is_too_small_to_measure_says_nothing() -> None:
    make_indexed_photo(make_product(title="thing"), "red")
    assert not by_photo(make_store(), far_from_all()).is_unlike


def test_the_page_says_so_above_the_nearest(
    monkeypatch: pytest.MonkeyPatch, client: Client, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    shop(monkeypatch, kinds=6, strong=90.0)
    page = client.post("/photo/", {"photo": uploaded(color_bytes())}, follow=True).content.decode()
    assert SAID in page
    assert page.index(SAID) < page.index("thing 0")
