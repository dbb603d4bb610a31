"""A shopper's photo: checked, stripped, kept for a while under a token, then forgotten."""

import io
import time
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from catalog_search import conf
from catalog_search.exceptions import (
    EncoderUnavailable,
    InvalidPhoto,
    QueryPhotoExpired,
    QueryPhotoUnknown,
)
from catalog_search.photos.shoppers import uploads
from catalog_search.types import Box
from tests.support.shops.factories import color_bytes, color_image


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", data)


def test_a_kept_photo_comes_back_under_its_token() -> None:
    token = uploads.keep(uploads.read_upload(upload(color_bytes("blue"))))
    photo = uploads.recall(token)
    assert (photo.token, photo.width, photo.height) == (token, 64, 48)
    assert photo.image().size == (64, 48)


def test_tokens_cannot_be_told_from_each_other() -> None:
    tokens = {uploads.keep(color_image()) for _ in range(5)}
    assert len(tokens) == 5
    assert len({uploads.key_of(token) for token in tokens}) == 5


def test_a_token_that_was_changed_is_unknown() -> None:
    token = uploads.keep(color_image())
    key, made, signature = token.split(".")
    for other in (key, f"{key}.{made}", f"{key}.{made}.{signature[::-1]}", f"x{token}"):
        with pytest.raises(QueryPhotoUnknown, match="upload the photo again"):
            uploads.recall(other)


def test_a_token_is_over_with_its_time_even_where_the_cache_forgets_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = uploads.keep(color_image())
    later = time.time() + 1801
    monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: later))
    with pytest.raises(QueryPhotoExpired):
        uploads.recall(token)


def test_what_is_kept_is_small_upright_and_without_metadata() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera maker"
    exif[0x0112] = 6  # lying on its side
    buffer = io.BytesIO()
    Image.new("RGB", (3000, 1500), "red").save(buffer, "JPEG", exif=exif)
    photo = uploads.recall(uploads.keep(uploads.read_upload(upload(buffer.getvalue()))))
    assert (photo.width, photo.height) == (512, 1024)
    assert not Image.open(io.BytesIO(photo.data)).getexif()
    assert b"camera" not in photo.data


def test_after_its_time_it_is_gone(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "QUERY_PHOTO_SECONDS": 0}
    token = uploads.keep(color_image())
    with pytest.raises(QueryPhotoExpired, match="Upload it again"):
        uploads.recall(token)


def test_a_photo_that_the_cache_dropped_reads_as_expired() -> None:
    token = uploads.keep(color_image())
    cache.clear()
    with pytest.raises(QueryPhotoExpired):
        uploads.recall(token)


def test_the_vector_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = uploads.recall(uploads.keep(color_image("green")))
    first = uploads.vectors(photo)
    monkeypatch.setattr(type(conf.get_encoder()), "encode_images", out_of_order)
    assert (uploads.vectors(photo) == first).all()
    assert first.dtype == np.float32
    assert first[0] @ conf.get_encoder().encode_texts(["green"])[0] == pytest.approx(1)


def test_a_photo_outlives_an_encoder_that_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = uploads.recall(uploads.keep(color_image("green")))
    with monkeypatch.context() as resting:
        resting.setattr(type(conf.get_encoder()), "encode_images", out_of_order)
        with pytest.raises(EncoderUnavailable):
            uploads.vectors(photo)
    assert uploads.vectors(uploads.recall(photo.token)).shape == (1, 64)


def out_of_order(self: object, images: object) -> None:
    raise EncoderUnavailable("no model")


def test_another_model_encodes_anew(settings) -> None:
    photo = uploads.recall(uploads.keep(color_image("green")))
    assert uploads.vectors(photo).shape == (1, 64)
    narrow = {**settings.CATALOG_SEARCH["ENCODER"], "OPTIONS": {"dimension": 32}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": narrow}
    assert uploads.vectors(photo).shape == (1, 32)


def test_what_is_made_of_a_photo_is_forgotten_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = uploads.recall(uploads.keep(color_image("green")))
    ends: list[float] = []
    monkeypatch.setattr(cache, "set", lambda key, value, seconds: ends.append(seconds))
    monkeypatch.setattr(uploads.time, "time", lambda: photo.until - 60)
    uploads.vectors(photo)
    assert ends == [60]


def test_a_part_has_a_vector_of_its_own() -> None:
    image = color_image("green", (100, 100))
    image.paste(color_image("red", (50, 100)), (50, 0))
    photo = uploads.recall(uploads.keep(image))
    red, green = conf.get_encoder().encode_texts(["red", "green"])
    assert uploads.vectors(photo, Box(0.6, 0, 1, 1))[0] @ red == pytest.approx(1)
    assert uploads.vectors(photo, Box(0, 0, 0.4, 1))[0] @ green == pytest.approx(1)
    assert uploads.vectors(photo, Box(0.6, 0, 1, 1))[0] @ red == pytest.approx(1)


def test_a_file_that_says_it_is_too_large_is_not_read(settings) -> None:
    class Unread(SimpleUploadedFile):
        def read(self, *args: object) -> bytes:
            raise AssertionError("read all the same")

    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "MAX_PHOTO_BYTES": 2 * 2**20}
    file = Unread("big.jpg", b"")
    file.size = 50 * 2**20
    with pytest.raises(InvalidPhoto, match="larger than 2 MB"):
        uploads.read_upload(file)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"just words", "Not a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Not a JPEG"),
        (color_bytes(image_format="ICO"), "Not a JPEG"),
        (color_bytes(size=(400, 300), image_format="JPEG")[:-200], "cut off"),
        (color_bytes(size=(400, 300))[:60], "cut off"),
    ],
)
def test_files_that_are_no_photos_are_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(InvalidPhoto, match=words):
        uploads.read_upload(upload(data))
