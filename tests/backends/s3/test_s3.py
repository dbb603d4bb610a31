"""S3Source with odd keys, pages, manifests, versions and titles."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from catalog_search.backends.s3.titles import decoded
from catalog_search.types import Problem, Record, StoredPhoto
from tests.contracts.catalog_source import only_photo, photos
from tests.support.keys import NASTY, SOME_STORES_FOLD
from tests.support.shops.shelves import BucketShelf


@pytest.mark.servers
@pytest.mark.parametrize(
    ("server", "keys"),
    [("seaweedfs", [*NASTY, "new\nline.jpg"]), ("moto", [*NASTY, *SOME_STORES_FOLD])],
)
def test_every_key_makes_the_round_trip(server, keys, request):
    shelf = BucketShelf(request.getfixturevalue(server))
    assert all(len(key.encode()) <= 1024 for key in keys)
    for key in keys:
        shelf.put(key, key.encode())
    listed = photos(list(shelf.source.photos()))
    assert sorted(photo.key for photo in listed) == sorted(keys)
    assert {photo.key: shelf.source.read(photo).decode() for photo in listed} == {
        key: key for key in keys
    }


def test_a_bucket_of_several_pages_is_listed_to_its_end(seaweedfs):
    shelf = BucketShelf(seaweedfs)
    keys = {f"{number:04}.jpg" for number in range(1001)}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: shelf.put(key, b"x"), keys))
    assert {photo.key for photo in shelf.source.photos()} == keys


def test_only_photos_are_listed(moto):
    shelf = BucketShelf(moto)
    for key in ("folder/", "folder.jpg/", "a.JPG", "b.jpeg", "c.Png", "d.webp", "e.gif", "jpg"):
        shelf.put(key, b"" if key.endswith("/") else b"x")
    listed = [each for each in shelf.source.photos() if isinstance(each, StoredPhoto)]
    assert {photo.key for photo in listed} == {"a.JPG", "b.jpeg", "c.Png", "d.webp"}


def test_manifests_are_found_at_any_depth_and_read_relative_to_their_folder(moto):
    shelf = BucketShelf(moto, prefix="shop")
    shelf.put("shop/catalog.csv", b"sku,images\n1,a.jpg\n2")
    shelf.put("shop/summer/shoes/CATALOG.JSONL", b'{"sku": "3", "images": ["a.jpg"]}\nbroken')
    shelf.put("shop/other.csv", b"sku\n4\n")
    shelf.put("shop-2/catalog.csv", b"sku\n5\n")
    items = list(shelf.source.records())
    assert [item.images for item in items if isinstance(item, Record)] == [
        ("shop/a.jpg",),
        (),
        ("shop/summer/shoes/a.jpg",),
    ]
    assert [(item.where, item.line) for item in items if isinstance(item, Problem)] == [
        ("shop/other.csv", None),
        ("shop/summer/shoes/CATALOG.JSONL", 2),
    ]


def test_a_large_manifest_is_spooled_to_disk(moto, monkeypatch):
    monkeypatch.setattr("catalog_search.backends.s3.objects.MAX_IN_MEMORY", 1000)
    shelf = BucketShelf(moto)
    shelf.put_records([Record(sku=str(number), title="x" * 100) for number in range(200)])
    assert len(list(shelf.source.records())) == 200


def test_an_etag_is_opaque_even_that_of_an_upload_in_parts(moto):
    shelf = BucketShelf(moto)
    where = {"Bucket": shelf.bucket, "Key": "a.jpg"}
    upload = shelf.client.create_multipart_upload(**where)["UploadId"]
    data = b"x" * 5 * 2**20 + b"y"
    parts = []
    for number, body in enumerate((data[:-1], data[-1:]), start=1):
        done = shelf.client.upload_part(**where, UploadId=upload, PartNumber=number, Body=body)
        parts.append({"PartNumber": number, "ETag": done["ETag"]})
    shelf.client.complete_multipart_upload(
        **where, UploadId=upload, MultipartUpload={"Parts": parts}
    )
    assert only_photo(shelf).etag.endswith("-2")
    assert shelf.source.read(only_photo(shelf)) == data


def test_a_photo_of_a_known_version_is_read_as_that_version(moto):
    shelf = BucketShelf(moto)
    shelf.client.put_bucket_versioning(
        Bucket=shelf.bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    first = shelf.client.put_object(Bucket=shelf.bucket, Key="a.jpg", Body=b"first")
    shelf.put("a.jpg", b"other")
    photo = StoredPhoto("a.jpg", first["ETag"].strip('"'), 5, first["VersionId"])
    assert shelf.source.read(photo) == b"first"


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("Red shoe", "Red shoe"),
        ("=?UTF-8?B?Um90ZXIgU2NodWgg8J+Rnw==?=", "Roter Schuh 👟"),
        ("=?utf-8?q?gr=C3=B6=C3=9Fer?=", "größer"),
        ("Gr\u00c3\u00b6\u00c3\u009fe M", "Größe M"),
        ("Sch%C3%BCh+1", "Schüh+1"),
        ("20% off", "20% off"),
        ("%FF%FE", "%FF%FE"),
        ("=?nonsense?B?!!!?=", "=?nonsense?B?!!!?="),
        ("caf\u00e9", "café"),
        ("", ""),
    ],
)
def test_titles_in_headers_are_decoded(header, title):
    assert decoded(header) == title
