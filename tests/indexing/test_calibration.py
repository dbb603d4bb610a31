"""When indexing measures a store's calibration again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from catalog_search import conf
from catalog_search.exceptions import SourceUnavailable
from catalog_search.indexing import documents
from catalog_search.indexing.baselines import calibration
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo, Product, Store
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

COLORS = ("red", "green", "blue", "yellow")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect the slug of each store that is calibrated."""
    slugs: list[str] = []
    original = calibration.calibrate

    def counted(store: Store) -> calibration.Calibration:
        slugs.append(store.slug)
        return original(store)

    monkeypatch.setattr(calibration, "calibrate", counted)
    yield slugs


def make_photos(count: int, store: Store | None = None) -> list[Photo]:
    products = [make_product(store, title=f"thing {number}") for number in range(count)]
    return [make_photo(each, COLORS[number % 4]) for number, each in enumerate(products)]


def change_title(photo: Photo, title: str) -> None:
    product = Product.objects.get(pk=photo.product_id)
    product.title = title
    product.save()
    documents.refresh_digests([product])


def test_a_new_store_is_calibrated_once_its_photos_are_indexed(measured: list[str]) -> None:
    make_photos(20)
    index_stale()
    store = make_store()
    assert measured == ["demo"]
    assert conf.get_encoder().model_id in store.calibration
    assert (store.calibrated_photos, store.uncalibrated_changes) == (20, 0)


def test_a_run_without_changes_does_not_calibrate(measured: list[str]) -> None:
    make_photos(4)
    index_stale()
    before = make_store().indexed_at
    index_stale()
    assert measured == ["demo"]
    assert make_store().indexed_at == before


def test_fewer_changes_than_a_tenth_do_not_calibrate_but_set_indexed_at(
    measured: list[str],
) -> None:
    photos = make_photos(20)
    index_stale()
    before = make_store().indexed_at
    change_title(photos[0], "another title")
    index_stale()
    store = make_store()
    assert measured == ["demo"]
    assert store.uncalibrated_changes == 1
    assert store.indexed_at > before


def test_changes_of_several_runs_add_up_to_a_tenth(measured: list[str]) -> None:
    photos = make_photos(20)
    index_stale()
    for photo in photos[:2]:
        change_title(photo, "another title")
        index_stale()
    store = make_store()
    assert measured == ["demo", "demo"]
    assert (store.calibrated_photos, store.uncalibrated_changes) == (20, 0)


def test_new_photos_count_as_changes(measured: list[str]) -> None:
    make_photos(20)
    index_stale()
    make_photos(2)
    index_stale()
    assert measured == ["demo", "demo"]
    assert make_store().calibrated_photos == 22


def test_another_model_is_calibrated_at_once(measured: list[str]) -> None:
    photos = make_photos(20)
    index_stale()
    Store.objects.update(calibration={"an older model": {}})
    change_title(photos[0], "another title")
    index_stale()
    assert measured == ["demo", "demo"]


def test_a_store_too_small_to_measure_is_tried_again(measured: list[str]) -> None:
    photos = make_photos(1)
    index_stale()
    assert make_store().calibration == {}
    change_title(photos[0], "another title")
    index_stale()
    assert measured == ["demo", "demo"]


def test_only_the_store_that_changed_is_calibrated(measured: list[str]) -> None:
    make_photos(4)
    other = make_store("other")
    index_stale()
    assert measured == ["demo"]
    other.refresh_from_db()
    assert other.indexed_at is None


def test_photos_indexed_before_an_outage_count_as_changes(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_photos(20)
    index_stale()
    before = make_store().indexed_at
    conf.READ[:] = [replace(conf.settings(), batch_size=1)]
    first, _second = make_photos(2)
    source = conf.get_source("demo")
    read, answered = source.read, []

    def down(photo: object) -> bytes:
        """Answer once, and then nobody."""
        if answered or photo.key != first.key:  # type: ignore[attr-defined]
            raise SourceUnavailable("down")
        answered.append(photo)
        return read(photo)  # type: ignore[arg-type]

    monkeypatch.setattr(source, "read", down)
    with pytest.raises(SourceUnavailable):
        index_stale()
    store = make_store()
    assert store.uncalibrated_changes == 1
    assert store.indexed_at > before
