"""What is found about photos: duplicates, few pixels, writing, titles that do not fit."""

import hashlib
import io
from datetime import timedelta

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import ImageDraw, ImageFont

from catalog_search import conf
from catalog_search.indexing import index_stale, quality
from catalog_search.indexing.baselines import calibration
from catalog_search.indexing.moderation.sample import Sample
from catalog_search.models import Finding, Photo, Product, Store
from catalog_search.types import Point
from tests.support.shops.factories import (
    color_image,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
    put_photo,
)

pytestmark = pytest.mark.django_db

Kind, State = Finding.Kind, Finding.State
ONE_SECOND = timedelta(seconds=1)


@pytest.fixture
def near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos count as nearly the same from a cosine of .9, however few there are."""
    monkeypatch.setattr(quality, "near_cosine", lambda store: 0.9)


def add(title: str = "thing", angle: float = 0.0, **fields: object) -> Photo:
    """Add a photo whose vector has this angle to the first axis, in degrees."""
    size = {"width": 800, "height": 800}
    photo = make_indexed_photo(make_product(title=title), **{**size, **fields})
    vector = np.zeros(conf.get_encoder().dimension, np.float32)
    vector[[0, 1]] = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    conf.get_index().upsert([Point(point.id, vector, point.title, point.payload, point.words)])
    photo.indexed_at = timezone.now()
    photo.save()
    return photo


def found(kind: Finding.Kind) -> list[tuple[int, int | None]]:
    rows = Finding.objects.filter(kind=kind).order_by("photo")
    return list(rows.values_list("photo", "other"))


def test_nearly_the_same_photos_are_one_group_and_found_once(near: None) -> None:
    first, second, third = add(angle=0, etag="a"), add(angle=10, etag="b"), add(angle=20, etag="c")
    add(angle=80, etag="d")
    assert quality.check(make_store(), 100) == 4
    assert found(Kind.NEAR) == [(second.pk, first.pk), (third.pk, first.pk)]
    assert not found(Kind.SAME)
    score = Finding.objects.get(photo=second).score
    assert score == pytest.approx(np.cos(np.radians(10)), abs=1e-5)


def test_one_and_the_same_file_is_told_apart(near: None) -> None:
    first, second = add(etag="same", size=5), add(etag="same", size=5)
    quality.check(make_store(), 100)
    assert found(Kind.SAME) == [(second.pk, first.pk)]
    assert not found(Kind.NEAR)


def test_photos_of_one_product_are_no_duplicates(near: None) -> None:
    first = add(etag="a")
    second = add(etag="b")
    Product.objects.filter(pk=second.product_id).delete()
    other = make_indexed_photo(first.product, "red")
    Photo.objects.filter(pk=other.pk).update(indexed_at=first.indexed_at)
    quality.check(make_store(), 100)
    assert not found(Kind.NEAR)


def test_another_stores_photos_are_no_duplicates(near: None) -> None:
    add(etag="a")
    other = make_store("other", "Other")
    photo = make_indexed_photo(make_product(other), "black", etag="b")
    Photo.objects.filter(pk=photo.pk).update(indexed_at=Photo.objects.first().indexed_at)  # type: ignore[union-attr]
    assert quality.check(other, 100) == 1
    assert not found(Kind.NEAR)


def test_how_near_depends_on_the_store() -> None:
    for number in range(quality.MIN_PHOTOS):
        add(angle=number, etag=f"e{number}")
    # Every photo has another within one degree.
    usual = 1 - np.cos(np.radians(1))
    expected = 1 - quality.NEAR_SHARE * usual
    assert quality.near_cosine(make_store()) == pytest.approx(expected, abs=1e-6)


def test_photos_that_are_far_apart_do_not_make_others_near(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.eye(40, dtype=np.float32)
    sample = Sample(np.arange(40), vectors, np.zeros(40, bool), True)
    monkeypatch.setattr(quality, "sample_of", lambda store: sample)
    assert quality.near_cosine(make_store()) == quality.MIN_NEAR


def test_in_a_small_store_only_the_same_file_is_found() -> None:
    first, _second, third = add(etag="a", size=5), add(etag="b"), add(etag="a", size=5)
    quality.check(make_store(), 100)
    assert found(Kind.SAME) == [(third.pk, first.pk)]
    assert not found(Kind.NEAR)


def test_few_pixels() -> None:
    small = add(width=200, height=399, etag="a")
    add(width=200, height=400, etag="b")
    add(width=0, height=0, etag="c")
    quality.check(make_store(), 100)
    assert found(Kind.SMALL) == [(small.pk, None)]


def test_a_photo_that_does_not_fit_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    store = make_store()
    wrong, right = add("white", angle=0, etag="a"), add("black", angle=0, etag="b")
    assert quality.check(store, 100) == 2
    assert not found(Kind.MISMATCH)
    baseline = {"mean": 0.1, "deviation": 0.1}
    store.calibration = {conf.get_encoder().model_id: {"text_photo": baseline}}
    store.save()
    assert calibration.of_store(store, conf.get_encoder().model_id).text_photo.mean == 0.1
    call_command("catalog_quality", again=True)
    assert "2 photos looked at, 1 findings to look at." in capsys.readouterr().out
    assert found(Kind.MISMATCH) == [(wrong.pk, None)]
    assert right.pk not in dict(found(Kind.MISMATCH))


def test_each_run_takes_a_part_and_none_twice(near: None) -> None:
    photos = [add(angle=80 * number, etag=f"e{number}") for number in range(5)]
    assert [quality.check(make_store(), 2) for _ in range(4)] == [2, 2, 1, 0]
    again = photos[1]
    again.indexed_at = photos[4].indexed_at
    again.save()
    assert quality.check(Store.objects.get(), 9) == 0
    Photo.objects.filter(pk=again.pk).update(indexed_at=photos[4].indexed_at + ONE_SECOND)
    assert quality.check(Store.objects.get(), 9) == 1


def test_what_a_person_decided_stays_until_the_photo_changes(near: None) -> None:
    add(etag="a")
    add(etag="b")
    quality.check(make_store(), 9)
    Finding.objects.update(state=State.FINE)
    call_command("catalog_quality", again=True)
    assert Finding.objects.get().state == State.FINE
    photo = Finding.objects.get().photo
    photo.etag = photo.indexed_etag = "new"
    photo.save()
    call_command("catalog_quality", again=True)
    assert Finding.objects.get().state == State.OPEN


def test_what_is_no_longer_so_goes_away() -> None:
    photo = add(width=100, height=100)
    quality.check(make_store(), 9)
    photo.width = 900
    photo.save()
    call_command("catalog_quality", again=True)
    assert not Finding.objects.exists()


def test_hidden_products_are_left_alone(near: None) -> None:
    add(etag="a")
    hidden = add(etag="b", width=10, height=10)
    Product.objects.filter(pk=hidden.product_id).update(visible=False)
    quality.check(make_store(), 9)
    assert not Finding.objects.exists()


def on_ground(count: int, ground: str, **fields: object) -> list[Photo]:
    return [add(ground=ground, **fields) for _ in range(count)]


def kinds_of(photo: Photo) -> set[str]:
    """Return what is found of a photo beside its double."""
    rows = Finding.objects.filter(photo=photo).exclude(kind=Kind.SAME)
    return set(rows.values_list("kind", flat=True))


def test_another_ground_than_most_is_found() -> None:
    usual = on_ground(30, "#fefefe")
    floor, blue, grey = (on_ground(1, each)[0] for each in ("uneven", "#2040c0", "#f0f0f0"))
    quality.check(make_store(), 99)
    assert kinds_of(floor) == kinds_of(blue) == {Kind.GROUND}
    assert kinds_of(grey) == kinds_of(usual[0]) == set()


@pytest.mark.parametrize("others", [0, 10])
def test_without_a_custom_no_ground_is_another(others: int) -> None:
    """With too few photos, or where a quarter of them has another ground."""
    on_ground(29 + (1 if others else 0), "#ffffff")
    floor = on_ground(others or 1, "uneven")[0]
    if not others:
        Photo.objects.filter(pk=floor.pk).update(ground="")
        floor.ground = ""
    quality.check(make_store(), 99)
    assert not Finding.objects.filter(kind=Kind.GROUND).exists()


def test_indexing_notes_the_ground() -> None:
    photo = make_photo(color="blue")
    index_stale()
    photo.refresh_from_db()
    assert photo.ground == "#1e46d2"


def written_on(count: int, **fields: object) -> list[Photo]:
    return [add(ground="#ffffff", has_writing=True, **fields) for _ in range(count)]


def test_writing_over_photos_is_found() -> None:
    on_ground(38, "#ffffff")
    written, hidden = written_on(2)
    Product.objects.filter(pk=hidden.product_id).update(visible=False)
    quality.check(make_store(), 99)
    assert kinds_of(written) == {Kind.WRITING}
    assert found(Kind.WRITING) == [(written.pk, None)]


def test_where_a_tenth_of_the_photos_have_writing_it_is_the_custom() -> None:
    on_ground(36, "#ffffff")
    written_on(3)
    quality.check(make_store(), 99)
    assert len(found(Kind.WRITING)) == 3
    written_on(1)
    call_command("catalog_quality", again=True)
    assert not found(Kind.WRITING)


def test_in_a_small_store_nothing_is_the_custom() -> None:
    written = written_on(5)
    quality.check(make_store(), 99)
    assert len(found(Kind.WRITING)) == len(written)


def test_indexing_notes_writing() -> None:
    image, file = color_image("red", (300, 300)), io.BytesIO()
    font = ImageFont.load_default(30)
    ImageDraw.Draw(image).text((150, 30), "BEST SELLER", font=font, fill="white", anchor="mm")
    image.save(file, "PNG")
    data = file.getvalue()
    plain, written = make_photo(), make_photo(etag=hashlib.sha256(data).hexdigest())
    put_photo(written.store, written.key, data)
    index_stale()
    for photo in (plain, written):
        photo.refresh_from_db()
    assert (plain.has_writing, written.has_writing) == (False, True)
