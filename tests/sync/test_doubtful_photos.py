"""Photos in a bucket that look like copies or like what a system left: which of them are sold."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from catalog_search import conf
from catalog_search.exceptions import read_message
from catalog_search.models import Photo, SyncRun
from catalog_search.sync import sync_store
from tests.support.servers.faulty_s3 import FaultyS3, faulty_s3

pytestmark = pytest.mark.django_db
UPLOADS = "wp-content/uploads/2024/05"


@pytest.fixture
def bucket(settings: Any) -> Iterator[FaultyS3]:
    with faulty_s3() as running:
        source = {"BACKEND": "catalog_search.backends.s3.S3Source", "OPTIONS": running.options}
        settings.CATALOG_SEARCH = {
            **settings.CATALOG_SEARCH,
            "STORES": {"demo": {"SOURCE": source}},
        }
        conf.forget_backends()
        yield running
    conf.forget_backends()


def synced(bucket: FaultyS3, *keys: str, manifest: str = "") -> SyncRun:
    bucket.objects = {key: key.encode() for key in keys}
    if manifest:
        bucket.objects["catalog.csv"] = manifest.encode()
    return sync_store("demo")


def live() -> set[str]:
    return set(Photo.objects.filter(state=Photo.State.LIVE).values_list("key", flat=True))


def reasons(run: SyncRun) -> Mapping[str, str]:
    return {problem["where"]: read_message(problem["reason"]) for problem in run.problems}


@pytest.mark.parametrize(
    "key",
    [
        f"{UPLOADS}/poster-50x70.jpg", "recycled/tote.jpg", "trash/bin-60l.jpg", "cvs/soap.jpg",
        "uploads/2024/05/rug-160x230.jpg", "thumbnail/poster_30x40.jpg", ".22-pellets.jpg",
        "media/image/ab/cd/poster_30x40.jpg", "bed.width-140.jpg", "guitar.part.jpg",
        "boot.bak.jpg", "styles/boho/public/hat.jpg", "favicon-sticker.jpg", "favicon.jpg",
        "Games/Risk (Conflict Edition).jpg", "image/cache/a.jpg", "a.sync-conflict-20240131-1.jpg",
        "catalog/product/cache/0f3a/s/h/shoe.jpg", "img/p/1/2/12-home_default.jpg", ".hat.jpg",
    ],
)  # fmt: skip
def test_a_photo_that_a_manifest_names_is_one_of_a_product(bucket: FaultyS3, key: str) -> None:
    for name in (key, f"https://cdn.example/{key}"):
        run = synced(bucket, key, "other.jpg", manifest=f"sku,title,images\np,One,{name}\n")
        assert live() == {key, "other.jpg"} and run.problem_count == 0
        assert Photo.objects.get(key=key).product.sku == "p"


@pytest.mark.parametrize(
    "key",
    [f"{UPLOADS}/poster-50x70.jpg", "uploads/sites/3/2024/05/rug-160x230.jpg", "recycled/tote.jpg",
     "bed.width-140.jpg", "styles/boho/public/hat.jpg", "thumbnail/poster_30x40.jpg",
     "shoe.jpg.webp", "a.jpg__200x200_q85.jpg", "thumbnails/hat_thumbnail_256.webp",
     "generated/a/380_340_75/hat.jpg", "rug.medium.jpg", "small_rug_0a1b2c3d4e.jpg",
     "thumbs/0000123_rug_415.jpg", "cache/hat_display.jpg",
     "board game (conflict).jpg", "Games/Risk (Conflict Edition).jpg", "favicon-sticker.jpg"],
)  # fmt: skip
def test_what_is_a_copy_of_nothing_is_a_photo_of_its_own(bucket: FaultyS3, key: str) -> None:
    run = synced(bucket, key, "other/Risk.jpg")
    assert key in live() and run.problem_count == 0


@pytest.mark.parametrize(
    ("original", "copies"),
    [
        (f"{UPLOADS}/shoe.jpg", [f"{UPLOADS}/shoe-150x150.jpg", f"{UPLOADS}/shoe-300x200.webp"]),
        (f"{UPLOADS}/Shoe.JPEG", [f"{UPLOADS}/Shoe-150x150.JPEG", f"{UPLOADS}/Shoe-90x99.jpg"]),
        (f"{UPLOADS}/shoe-scaled.jpg", [f"{UPLOADS}/shoe-150x150.jpg"]),
        ("uploads/sites/3/2024/05/shoe.jpg", ["uploads/sites/3/2024/05/shoe-150x150.jpg"]),
        ("wp-content/blogs.dir/2/files/a.jpg", ["wp-content/blogs.dir/2/files/a-150x150.jpg"]),
        ("media/ab/shoe.jpg", ["thumbnail/ab/shoe_800x800.jpg", "thumbnail/ab/shoe_80x80@2x.jpg"]),
        ("original_images/a.jpg", ["images/a.width-140.jpg", "images/a.2e16d0ba.fill-9x9-c1.jpg"]),
        ("2024-05/hat.jpg", ["styles/large/public/2024-05/hat.jpg"]),
        ("shoe.jpg", ["images/shoe.jpg.300x300_q85_crop.jpg"]),
        (f"{UPLOADS}/shoe.jpg", [f"{UPLOADS}/shoe.jpg.webp", f"{UPLOADS}/shoe-90x90.jpg.webp"]),
        ("photos/Shoe.JPEG", ["photos/Shoe.JPEG.webp", "photos/shoe.jpeg.png"]),
        ("shoe.webp", ["shoe.webp.jpg"]),
        ("filer_public/aa/b/shoe.jpg", [
            "filer_public_thumbnails/filer_public/aa/b/shoe.jpg__200x200_q85_crop_upscale.jpg",
            "filer_public_thumbnails/filer_public/aa/b/shoe.jpg__0x300_q85_subsampling-2.png"]),
        ("products/shoe.jpg", ["thumbnails/products/shoe_thumbnail_256.webp"]),
        ("out/pictures/master/product/1/shoe.jpg", [
            "out/pictures/generated/product/1/380_340_75/shoe.jpg",
            "out/pictures/generated/product/thumb/185_150_75/shoe.jpg"]),
        ("a/shoe.jpg", ["a/shoe.thumbnail.jpg", "a/shoe.medium.jpg"]),
        ("uploads/shoe_0a1b2c3d4e.png", ["uploads/thumbnail_shoe_0a1b2c3d4e.png"]),
        ("thumbs/0000123_shoe.jpeg", ["thumbs/0000123_shoe_415.jpeg"]),
        ("gallery/shoe.jpg", ["gallery/cache/shoe_thumbnail.jpg"]),
    ],
)  # fmt: skip
def test_copies_of_a_photo_are_left_out(bucket: FaultyS3, original: str, copies: list[str]) -> None:
    run = synced(bucket, original, *copies)
    assert live() == {original} and run.problem_count == 0


@pytest.mark.parametrize(
    "words",
    ["Anna's conflicted copy 2024-01-31", "In Konflikt stehende Kopie von Anna 2024-01-31",
     "Copie en conflit de Anna 2024-01-31", "Copia en conflicto de Anna (PC) 2024-01-31",
     "конфликтующая копия Анна 2024-01-31", "конфліктна копія 2024-01-31",
     "co\u0301pia em conflito de Ana 2024-01-31", "競合コピー 2024-01-31", "競合コピー",
     "Anna 的冲突副本 2024-01-31", "衝突複本 2024-01-31", "충돌된 사본 2024-01-31",
     "Annas kopia i konflikt 2024-01-31", "kopia powodująca konflikt Anna 2024-01-31",
     "Konfliktkopie von Anna 2024-01-31", "conflict", "Konflikt 2"],
)  # fmt: skip
def test_copies_of_two_computers_are_left_out_in_any_language(bucket: FaultyS3, words: str) -> None:
    run = synced(bucket, "a/shoe.jpg", f"a/shoe ({words}).jpg", "a/shoe (red).jpg")
    assert live() == {"a/shoe.jpg", "a/shoe (red).jpg"} and run.problem_count == 0


@pytest.mark.parametrize(
    ("key", "is_left_out"),
    [("shoe (red) (conflict 1).jpg", False), ("hat (red) (conflict 1).jpg", True),
     ("shoe (conflict 1) (conflict 2).jpg", True), ("shoe (conflict 1) (red).jpg", False)],
)  # fmt: skip
def test_a_copy_is_one_of_what_stands_before_its_last_brackets(
    bucket: FaultyS3, key: str, is_left_out: bool
) -> None:
    synced(bucket, "shoe.jpg", "hat (red).jpg", key)
    assert (key not in live()) == is_left_out


def test_what_is_left_out_for_its_name_is_told_once(bucket: FaultyS3) -> None:
    run = synced(
        bucket, "a.jpg", "trash/b.jpg", "Trash/c.jpg", "d.tmp.jpg", "._a.jpg", "@eaDir/e.jpg"
    )
    assert live() == {"a.jpg"}
    [(where, reason)] = reasons(run).items()
    assert where == "Trash/c.jpg" and "(3, this one first)" in reason


PROGRAMS = [
    "wp-content/plugins/woo/paypal.png", "wp-content/themes/store/x.png", "wp-admin/images/w.png",
    "wp-includes/images/blank.png", "blog/wp-content/cache/x/shoe.jpg", "_next/static/media/a.png",
    "wp-content/webp-express/webp-images/uploads/2024/05/shoe.jpg.webp", "static/admin/img/x.png",
    "static/rest_framework/img/glyphicons.png", "static/ckeditor/plugins/x/icons.png",
    "static/catalog_search/x.png", "appdata_oc12ab/preview/a/b/1024-1024-max.jpg",
    "files_trashbin/files/dir.d1700000000/old.jpg", "__sized__/shoe-thumbnail-255x255-70.jpg",
    "__sized__/products/shoe-crop-c0-5__0-5-400x400-70.jpg",
]  # fmt: skip


def test_parts_of_programs_are_sold_only_if_a_manifest_names_them(bucket: FaultyS3) -> None:
    run = synced(bucket, "a.jpg", *PROGRAMS)
    assert live() == {"a.jpg"} and run.problem_count == 0
    synced(bucket, "a.jpg", *PROGRAMS, manifest=f"sku,title,images\np,One,{PROGRAMS[1]}\n")
    assert live() == {"a.jpg", PROGRAMS[1]}


@pytest.mark.parametrize(
    "key",
    ["themes/halloween/mask.jpg", "plugins/amp.jpg", "static/shoe.jpg", "static/shoes/admin.jpg",
     "files_versions.jpg", "wp-content/uploads/plugins/shoe.jpg", "generated/art.jpg",
     "admin/static.jpg", "ckeditor/a.jpg", "shoe.small/a.jpg"],
)  # fmt: skip
def test_folders_that_a_shop_may_have_are_not_left_out(bucket: FaultyS3, key: str) -> None:
    assert synced(bucket, key, "other.jpg").problem_count == 0
    assert live() == {key, "other.jpg"}


def test_a_named_copy_stays_while_its_manifest_cannot_be_read(bucket: FaultyS3) -> None:
    keys = (f"{UPLOADS}/shoe.jpg", f"{UPLOADS}/shoe-150x150.jpg", "trash/bin.jpg")
    named = f"sku,title,images\np,One,{keys[1]};{keys[2]}\n"
    synced(bucket, *keys, manifest=named)
    assert live() == set(keys)
    bucket.on_object = lambda handler, key: key == "catalog.csv" and handler.refuse(403, "")
    synced(bucket, *keys, manifest=f"{named}q,Two,\n")
    assert live() == set(keys)


@pytest.mark.parametrize(
    "key",
    ["b.jpg?v=1", "a.jpg ", "d.jpg_", "e.pjpeg", "h.jpg!d", "c.jpg%20", "m.jpg\u200e", "n.jpg.",
     "o.jpg(1)", "i.jpgx", "k.png&w=9", "l.jpgg", "a.jgp", "a.\uff4apg", "x.jpg:large"],
)  # fmt: skip
def test_names_that_do_not_end_like_a_photos_are_told(bucket: FaultyS3, key: str) -> None:
    told = reasons(synced(bucket, "good.jpg", key))
    assert "(1, this one first)" in told[key.strip()] and len(told) == 1


@pytest.mark.parametrize("keys", [["img/abc123", "img/def456"], ["a.xyz", "b.xyz"]])
def test_a_bucket_in_which_nothing_is_read_is_told(bucket: FaultyS3, keys: list[str]) -> None:
    told = reasons(synced(bucket, *keys))
    assert list(told) == keys[:1] and "(2, this one first)" in told[keys[0]]


@pytest.mark.parametrize(
    "key",
    ["LICENSE", "a.txt", "folder/", "a.jpg.md5", "a.jpg.json", "a.jpg.xmp", "#a.jpg#", "a.jpg~",
     "a.jpg_original", "a.jpg:com.dropbox.attrs", "readme.md"],
)  # fmt: skip
def test_other_files_beside_photos_are_not(bucket: FaultyS3, key: str) -> None:
    assert reasons(synced(bucket, "good.jpg", key)) == {}
