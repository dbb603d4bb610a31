"""The stages of indexing side by side: how far ahead, how much at once, what a failure costs."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import EncoderUnavailable
from catalog_search.indexing import documents
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.stages import claims, pipeline
from catalog_search.models import Photo
from catalog_search.types import Point, StoredPhoto, Vectors
from tests.support.shops.factories import color_bytes, make_photo, make_product, put_photo

pytestmark = pytest.mark.django_db

KILLER = 77
"""Width of a photo that the encoder cannot bear."""


@pytest.fixture
def batch_size(settings: Any) -> Callable[[int], None]:
    def choose(size: int) -> None:
        conf.READ[:] = [replace(conf.settings(), batch_size=size)]

    return choose


def spy(monkeypatch: pytest.MonkeyPatch, owner: object, method: str, note: Callable) -> None:
    """Call `note` with the arguments of each call before it is made."""
    really = getattr(owner, method)

    def noted(*arguments: Any) -> Any:
        note(*arguments)
        return really(*arguments)

    monkeypatch.setattr(owner, method, noted)


def photos(count: int) -> list[Photo]:
    product = make_product(title="a red cup")
    return [make_photo(product, "red") for _ in range(count)]


def make_killer() -> Photo:
    data = color_bytes("red", size=(KILLER, 20))
    etag = hashlib.sha256(data).hexdigest()
    photo = make_photo(make_product(), "red", etag=etag, size=len(data))
    put_photo(photo.store, photo.key, data)
    return photo


def states() -> set[tuple[object, ...]]:
    return set(Photo.objects.values_list("attempts", "claimed_by", "indexed_etag"))


def test_the_next_batch_is_read_while_one_is_encoded(
    batch_size: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_size(2)
    keys = [photo.key for photo in photos(6)]
    read, waited = threading.Event(), []

    def note(photo: StoredPhoto) -> None:
        if photo.key == keys[2]:
            read.set()

    spy(monkeypatch, conf.get_source("demo"), "read", note)
    spy(
        monkeypatch,
        conf.get_encoder(),
        "encode_images",
        lambda images: waited.append(read.wait(timeout=30)),
    )
    assert index_stale().indexed == 6
    assert waited == [True] * 3


@pytest.mark.usefixtures("one_thread")
def test_no_more_is_read_ahead_than_the_encoder_soon_needs(
    batch_size: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_size(2)
    photos(20)
    claimed: list[int] = []

    def note(images: Sequence[Image]) -> None:
        claimed.append(Photo.objects.exclude(claimed_by=None).count())

    spy(monkeypatch, conf.get_encoder(), "encode_images", note)
    monkeypatch.setattr(pipeline, "WRITING_SHARE", 1e9)
    assert index_stale().indexed == 20
    assert max(claimed) <= 2 * (pipeline.AHEAD + 1)


@pytest.mark.usefixtures("one_thread")
def test_a_slow_index_is_written_in_larger_parts_and_rows_are_marked_afterwards(
    batch_size: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_size(1)
    photos(20)
    written: list[int] = []

    def note(points: Sequence[Point]) -> None:
        keys = [point.payload["photo"] for point in points]
        assert not Photo.objects.filter(pk__in=keys).exclude(indexed_etag="").exists()
        written.append(len(points))

    spy(monkeypatch, conf.get_index(), "upsert", note)
    monkeypatch.setattr(pipeline, "WRITING_SHARE", 1e-9)
    assert index_stale().indexed == 20
    # The first tells how long a write takes.
    assert written == [1, 8, 8, 3]


@pytest.mark.usefixtures("one_thread")
def test_claims_are_renewed_while_photos_wait(
    batch_size: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_size(1)
    photos(3)
    renewed: set[object] = set()
    at_first_write: list[int] = []
    spy(monkeypatch, claims, "renew", renewed.add)
    spy(monkeypatch, conf.get_index(), "upsert", lambda _: at_first_write.append(len(renewed)))
    monkeypatch.setattr(pipeline, "RENEWED_AFTER", -1)
    assert index_stale().indexed == 3
    assert at_first_write[0] == 3


@pytest.mark.usefixtures("one_thread")
def test_a_photo_that_was_attempted_before_is_alone(
    batch_size: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_size(2)
    tried = photos(3)
    Photo.objects.filter(pk__in=[photo.pk for photo in tried]).update(attempts=1)
    photos(4)
    under_way: list[int] = []

    def note(images: Sequence[Image]) -> None:
        under_way.append(Photo.objects.exclude(claimed_by=None).count())

    spy(monkeypatch, conf.get_encoder(), "encode_images", note)
    assert index_stale().indexed == 7
    assert under_way[-3:] == [1, 1, 1]


@pytest.mark.parametrize("threads", ["many", "one"])
def test_a_photo_that_breaks_the_encoder_takes_no_other_with_it(
    batch_size: Callable[[int], None],
    threads: str,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    if threads == "one":
        request.getfixturevalue("one_thread")
    batch_size(2)
    photos(3)
    killer = make_killer()
    photos(6)

    def note(images: Sequence[Image]) -> None:
        if any(image.width == KILLER for image in images):
            raise ValueError("nobody foresaw this")

    spy(monkeypatch, conf.get_encoder(), "encode_images", note)
    for _ in range(conf.settings().max_attempts):
        with pytest.raises(ValueError, match="nobody foresaw"):
            index_stale()
        past = timezone.now() - timedelta(seconds=1)
        Photo.objects.exclude(claimed_by=None).update(claimed_until=past)
    index_stale()
    killer.refresh_from_db()
    assert (killer.state, killer.reason) == (Photo.State.QUARANTINED, claims.DIED)
    other_photos = Photo.objects.exclude(pk=killer.pk)
    assert set(other_photos.values_list("state", "attempts")) == {(Photo.State.LIVE, 0)}
    assert other_photos.exclude(indexed_etag="").count() == 9


def test_an_interrupted_run_counts_no_attempt(
    batch_size: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_size(1)
    photos(5)

    def interrupt(points: Sequence[Point]) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(conf.get_index(), "upsert", interrupt)
        with pytest.raises(KeyboardInterrupt):
            index_stale()
    assert states() == {(0, None, "")}
    assert index_stale().indexed == 5


def test_what_was_encoded_before_the_encoder_failed_is_kept(
    batch_size: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_size(1)
    photos(6)
    monkeypatch.setattr(pipeline, "WRITING_SHARE", 1e-9)
    encode, calls = conf.get_encoder().encode_images, []

    def fails_at_last(images: Sequence[Image]) -> Vectors:
        calls.append(len(images))
        if len(calls) > 4:
            raise EncoderUnavailable("down")
        return encode(images)

    with monkeypatch.context() as patch:
        patch.setattr(conf.get_encoder(), "encode_images", fails_at_last)
        with pytest.raises(EncoderUnavailable):
            index_stale()
    assert Photo.objects.exclude(indexed_etag="").count() == 4
    assert set(Photo.objects.values_list("attempts", "claimed_by")) == {(0, None)}
    assert len(calls) == 5


def test_a_title_is_encoded_once_a_product_and_not_for_a_new_price(
    batch_size: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_size(1)
    product = photos(4)[0].product
    titles: list[str] = []

    def note(texts: Sequence[str]) -> None:
        # The fake encodes a picture as the name of its color.
        titles.extend(text for text in texts if "cup" in text)

    spy(monkeypatch, conf.get_encoder(), "encode_texts", note)
    assert index_stale().indexed == 4
    assert titles == ["a red cup"]
    product.price = 7
    product.save()
    documents.refresh_digests([product])
    assert index_stale().refreshed == 4
    assert titles == ["a red cup"]


def test_a_new_title_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    [photo] = photos(1)
    index_stale()
    photo.product.title = "a blue cup"
    photo.product.save()
    documents.refresh_digests([photo.product])
    assert index_stale().refreshed == 1
    [point] = conf.get_index().fetch([photo.point_id]).values()
    assert point.title == pytest.approx(conf.get_encoder().encode_texts(["a blue cup"])[0])


def test_photos_of_another_collection_are_found_whatever_became_of_their_attempts(
    batch_size: Callable[[int], None],
) -> None:
    batch_size(2)
    first, second, third, fourth, fifth = photos(5)
    index_stale()
    conf.get_index().drop(conf.get_index().state().collection)
    Photo.objects.filter(pk=second.pk).update(attempts=1)
    Photo.objects.filter(pk=fourth.pk).update(attempts=conf.settings().max_attempts)
    assert index_stale().indexed == 4
    model_id = conf.get_encoder().model_id
    of_this = Photo.objects.filter(indexed_model=model_id, attempts=0).values_list("pk", flat=True)
    assert set(of_this) == {first.pk, second.pk, third.pk, fifth.pk}
    assert Photo.objects.get(state=Photo.State.QUARANTINED).pk == fourth.pk
