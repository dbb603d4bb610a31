"""Thumbnails: made once, whole, free of metadata, and a drawing where there is none."""

import hashlib
import io
from pathlib import Path

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog_search import conf
from catalog_search.backends.memory_source import MemorySource
from catalog_search.exceptions import PhotoGone, SourceUnavailable, UnreadableObject
from catalog_search.models import Photo, Product
from catalog_search.photos import squares, thumbnails
from catalog_search.photos.formats import AVIF, WEBP, available, encode, is_whole
from catalog_search.photos.thumbnails import delete_unused
from catalog_search.templatetags.catalog_search_photos import photo_url
from tests.support.shops.factories import (
    color_bytes,
    make_photo,
    make_product,
    make_store,
    put_photo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photo_of(data: bytes, **fields: object) -> Photo:
    """Make a photo whose source holds exactly these bytes."""
    photo = make_photo(**fields)
    put_photo(photo.store, photo.key, data)
    photo.etag = hashlib.sha256(data).hexdigest()
    photo.save()
    return photo


def jpeg(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def reads() -> int:
    source = conf.get_source("demo")
    assert isinstance(source, MemorySource)
    return len(source.reads)


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def address(photo: Photo, width: int = 320, square: bool = False, suffix: str = "webp") -> str:
    name = "square_thumbnail" if square else "thumbnail"
    return reverse(f"catalog_search:{name}", args=[photo.pk, width, suffix])


def test_a_thumbnail_has_the_width_and_keeps_the_proportions() -> None:
    photo = photo_of(color_bytes(size=(1000, 500)))
    image = opened(thumbnails.webp(photo, 320))
    assert (image.format, image.size) == ("WEBP", (320, 160))


def test_a_small_photo_is_not_blown_up() -> None:
    assert opened(thumbnails.webp(make_photo(), 1280)).size == (64, 48)


def test_it_is_made_once_and_kept(media: Path) -> None:
    photo = make_photo()
    assert thumbnails.webp(photo, 96) == thumbnails.webp(photo, 96)
    assert reads() == 1
    assert len(kept(media)) == 1


def test_a_changed_photo_has_a_new_thumbnail_and_address() -> None:
    photo = make_photo(color="red")
    before, address_before = thumbnails.webp(photo, 96), photo_url(photo, 96)
    put_photo(photo.store, photo.key, color_bytes("blue"))
    photo.etag = hashlib.sha256(color_bytes("blue")).hexdigest()
    assert thumbnails.webp(photo, 96) != before
    assert photo_url(photo, 96) != address_before


def test_a_thumbnail_cut_off_while_it_was_written_is_made_again(media: Path) -> None:
    photo = make_photo()
    whole = thumbnails.webp(photo, 96)
    (path,) = kept(media)
    path.write_bytes(whole[: len(whole) // 2])
    assert thumbnails.webp(photo, 96) == whole
    assert path.read_bytes() == whole


def test_two_processes_leave_one_file(media: Path) -> None:
    photo = make_photo()
    name = thumbnails.name_of(photo, 96, False, WEBP)
    thumbnails.keep(name, thumbnails.webp(photo, 96))
    assert len(kept(media)) == 1


def test_a_name_taken_meanwhile_leaves_no_twin(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default_storage.save("catalog_search/thumbs/x.webp", ContentFile(b"theirs"))
    exists, answers = storages["default"].exists, iter([False])
    monkeypatch.setattr(storages["default"], "exists", lambda n: next(answers, exists(n)))
    thumbnails.keep("catalog_search/thumbs/x.webp", b"ours")
    assert [path.read_bytes() for path in kept(media)] == [b"theirs"]


def test_a_renaming_storage_is_not_filled(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo, save = make_photo(), storages["default"].save
    monkeypatch.setattr(storages["default"], "save", lambda name, file: save(f"{name}.x", file))
    monkeypatch.setattr(storages["default"], "delete", lambda name: None)
    whole = [thumbnails.webp(photo, 96) for _ in range(3)]
    assert whole[0] == whole[2] and len(kept(media)) == 1


def test_place_and_camera_are_not_in_it() -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera maker"
    exif[0x0112] = 6  # lying on its side
    data = jpeg(Image.new("RGB", (400, 200), "red"), exif=exif, comment=b"a secret")
    made = thumbnails.webp(photo_of(data), 96)
    assert opened(made).height > opened(made).width
    assert not opened(made).getexif()
    assert b"camera" not in made
    assert b"secret" not in made


def reviewed(**fields: object) -> Photo:
    photo = make_photo(**fields)
    photo.indexed_etag = photo.etag
    photo.save()
    return photo


def shared_seconds(answer: HttpResponse) -> int:
    """Return for how long a cache that serves others may keep the answer."""
    given = dict(
        part.strip().partition("=")[::2] for part in answer.get("Cache-Control", "").split(",")
    )
    if "private" in given or "no-store" in given:
        return 0
    return int(given.get("s-maxage") or given.get("max-age") or 0)


def test_page_addresses_answer_with_a_picture_that_may_be_kept(client: Client) -> None:
    photo = reviewed()
    answer = client.get(photo_url(photo, 320))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "max-age=86400" in answer["Cache-Control"]
    assert 0 < shared_seconds(answer) <= 300
    again = client.get(photo_url(photo, 320), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == answer["ETag"]
    assert client.head(photo_url(photo, 320)).status_code == 200


def test_a_photo_that_is_hidden_later_leaves_shared_caches(client: Client) -> None:
    """They ask with its ETag, and a hidden photo is not "not modified"."""
    photo = reviewed()
    etag = {"If-None-Match": client.get(address(photo))["ETag"]}
    for hide in ({"state": Photo.State.BLOCKED}, {"state": Photo.State.MISSING}):
        Photo.objects.filter(pk=photo.pk).update(**hide)
        assert client.get(address(photo), headers=etag).status_code == 404
    Photo.objects.filter(pk=photo.pk).update(state=Photo.State.LIVE)
    assert client.get(address(photo), headers=etag).status_code == 304
    Product.objects.filter(pk=photo.product_id).update(visible=False)
    answer = client.get(address(photo), headers=etag)
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize(
    ("fields", "shared"),
    [
        ({"indexed_etag": ""}, False),
        ({"indexed_etag": "an older version"}, False),
        ({"indexed_etag": "", "released_etag": "an older version"}, False),
        ({"etag": "", "indexed_etag": ""}, False),
        ({"indexed_etag": "now"}, True),
        ({"indexed_etag": "", "released_etag": "now"}, True),
    ],
)
def test_what_moderation_has_not_seen_is_for_one_visitor(fields: dict, shared: bool) -> None:
    photo = Photo(**{"etag": "now", "state": Photo.State.LIVE, **fields})
    assert photo.is_reviewed is shared
    photo.state = Photo.State.BLOCKED
    assert not photo.is_reviewed


def test_a_new_or_changed_photo_is_in_no_shared_cache(client: Client) -> None:
    new, changed = make_photo(), reviewed()
    Photo.objects.filter(pk=changed.pk).update(indexed_etag="what it was")
    for photo in (new, changed):
        answer = client.get(address(photo))
        assert (answer.status_code, shared_seconds(answer)) == (200, 0)


@pytest.mark.parametrize("state", [Photo.State.QUARANTINED, Photo.State.MISSING])
def test_a_photo_that_cannot_be_shown_is_a_drawing(client: Client, state: str) -> None:
    answer = client.get(address(make_photo(state=state)))
    assert (answer.status_code, answer["Content-Type"]) == (404, "image/svg+xml")
    assert answer["Cache-Control"] == "no-store"


def test_a_photo_gone_from_the_bucket_or_damaged_is_a_drawing(client: Client) -> None:
    gone, damaged = make_photo(), photo_of(color_bytes(image_format="JPEG")[:-40])
    conf.get_source("demo").stored_photos.pop(gone.key)
    for photo in (gone, damaged):
        answer = client.get(address(photo))
        assert (answer.status_code, answer["Content-Type"]) == (404, "image/svg+xml")


def test_while_the_bucket_does_not_answer_it_is_a_drawing_for_now(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(self: object, photo: object) -> bytes:
        raise SourceUnavailable("no route to the bucket")

    monkeypatch.setattr(MemorySource, "read", down)
    answer = client.get(address(make_photo()))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert b"bucket" not in answer.content


def test_a_photo_that_the_bucket_refuses_is_a_drawing_on_every_face(
    client: Client, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: object, photo: object) -> bytes:
        raise UnreadableObject("'a.png' cannot be read: AccessDenied.")

    monkeypatch.setattr(MemorySource, "read", refused)
    photo = make_photo()
    answer = client.get(address(photo))
    assert (answer.status_code, answer["Content-Type"]) == (404, "image/svg+xml")
    for name, arguments in (
        ("admin:catalog_search_photo_thumbnail", [photo.pk, 320]),
        ("catalog_search:desk_photo", [photo.store.slug, photo.pk, 320]),
        ("catalog_search:desk_queue_photo", [photo.store.slug, photo.pk, 320]),
    ):
        answer = admin_client.get(reverse(name, args=arguments))
        assert (answer.status_code, answer["Location"][-4:]) == (302, ".svg"), name


def test_blocked_and_hidden_photos_are_for_staff(client: Client, admin_client: Client) -> None:
    blocked = make_photo(state=Photo.State.BLOCKED)
    hidden = make_photo(make_product(visible=False))
    for photo in (blocked, hidden):
        assert client.get(address(photo)).status_code == 404
        answer = admin_client.get(address(photo))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"


def test_another_store_s_photo_is_not_here(client: Client) -> None:
    other = make_photo(make_product(make_store("other")))
    assert client.get(address(other)).status_code == 404


@pytest.mark.parametrize("width", [0, 97, 100_000])
def test_other_widths_are_not_made(client: Client, media: Path, width: int) -> None:
    assert client.get(address(make_photo(), width)).status_code == 404
    assert not kept(media)


def test_a_missing_photo_raises_rather_than_reading() -> None:
    with pytest.raises(PhotoGone):
        thumbnails.webp(make_photo(state=Photo.State.MISSING), 96)
    assert reads() == 0


def test_avif_is_made_where_it_is_asked_for(client: Client, media: Path) -> None:
    photo = photo_of(color_bytes(size=(1000, 700)))
    answer = client.get(address(photo, square=True, suffix="avif"))
    assert answer["Content-Type"] == "image/avif"
    image = opened(answer.content)
    assert (image.format, image.size) == ("AVIF", (320, 320))
    (path,) = kept(media)
    path.write_bytes(answer.content[:-20])
    assert client.get(address(photo, square=True, suffix="avif")).content == answer.content
    assert reads() == 2
    assert answer["ETag"] != client.get(address(photo, square=True))["ETag"]


@pytest.mark.parametrize("suffix", ["gif", "jpeg", "AVIF", "webp.exe"])
def test_other_formats_are_not_made(client: Client, media: Path, suffix: str) -> None:
    assert client.get(address(make_photo(), suffix=suffix)).status_code == 404
    assert not kept(media)


def test_a_pillow_without_avif_offers_webp_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PIL.features.check", lambda name: False)
    available.cache_clear()
    try:
        assert client.get(address(make_photo(), suffix="avif")).status_code == 404
        assert available() == (WEBP,)
    finally:
        available.cache_clear()


@pytest.mark.parametrize("form", [AVIF, WEBP])
def test_a_part_of_a_file_is_no_whole_one(form) -> None:
    data = encode(Image.effect_noise((64, 64), 40).convert("RGB"), form)
    assert is_whole(data)
    assert not any(is_whole(data[:length]) for length in range(len(data)))
    assert not is_whole(data + b"more")


def test_the_sweep_leaves_what_photos_have(media: Path) -> None:
    photo, changed, gone = make_photo(), make_photo(color="green"), make_photo(color="blue")
    for each in (photo, changed, gone):
        thumbnails.webp(each, 96)
        thumbnails.thumbnail(each, 96, True, AVIF)
    older = media / thumbnails.FOLDER / f"{'0' * 64}.webp"
    older.write_bytes(b"named in an older way")
    (media / "somebody-elses.webp").write_bytes(b"not ours")
    strange = media / thumbnails.FOLDER / "ab" / "notes.txt"
    strange.parent.mkdir(exist_ok=True)
    strange.write_bytes(b"not ours either")
    changed.etag = "another"
    changed.save()
    gone.delete()
    assert delete_unused() == 5
    assert {path.name.partition("-")[0] for path in kept(media)} == {
        thumbnails.digest(photo),
        "somebody",
        "notes.txt",
    }
    assert delete_unused() == 0


def test_the_sweep_of_a_shop_without_thumbnails() -> None:
    make_photo()
    assert delete_unused() == 0


def test_a_square_address_gives_a_square(client: Client) -> None:
    photo = photo_of(color_bytes(size=(1000, 700)))
    image = opened(client.get(address(photo, square=True)).content)
    assert image.size == (320, 320)


def test_a_plain_backdrop_goes_on_and_the_product_stays_whole() -> None:
    picture = Image.new("RGB", (40, 80), "white")
    picture.paste("red", (15, 0, 25, 80))
    pixels = np.asarray(squares.square(picture))
    assert pixels.shape == (80, 80, 3)
    assert (pixels[:, 35:45] == (255, 0, 0)).all()
    assert (pixels[:, :20] == 255).all()
    assert (pixels[:, 60:] == 255).all()


def test_a_wide_picture_grows_above_and_below() -> None:
    pixels = np.asarray(squares.square(Image.new("RGB", (81, 60), "white")))
    assert pixels.shape == (81, 81, 3)


def test_a_busy_picture_is_cropped_to_its_middle() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (40, 90, 3), dtype=np.uint8)
    assert (np.asarray(squares.square(Image.fromarray(noise))) == noise[:, 25:65]).all()


@pytest.mark.parametrize("turned", [False, True])
def test_a_busy_picture_is_cropped_to_where_its_detail_is(turned: bool) -> None:
    """A product at the far end, before a backdrop that is no plain one."""
    pixels = np.full((120, 40, 3), 200, dtype=np.uint8)
    pixels[:2, ::3] = 0
    pixels[85:115] = np.random.default_rng(1).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    whole = pixels.swapaxes(0, 1) if turned else pixels
    made = np.asarray(squares.square(Image.fromarray(np.ascontiguousarray(whole))))
    made = made.swapaxes(0, 1) if turned else made
    assert (made == pixels[75:115]).all() or (made == pixels[80:120]).all()


def test_a_very_long_picture_is_cropped_even_if_plain() -> None:
    assert squares.square(Image.new("RGB", (100, 10), "white")).size == (10, 10)
