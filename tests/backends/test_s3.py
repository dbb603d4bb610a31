"""S3Source with odd keys, wrong settings, and slow, broken or false answers."""

import os
import traceback
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from catalog_search import conf
from catalog_search.backends.s3.source import S3Source, decoded
from catalog_search.exceptions import InvalidPhoto, PhotoGone, SourceUnavailable, WrongSettings
from catalog_search.types import Problem, Record, StoredPhoto
from tests.contracts.catalog_source import only_photo, photos
from tests.support.faulty_s3 import etag, faulty_s3
from tests.support.servers import free_ports
from tests.support.shelves import BucketShelf

NASTY = [
    "space d.jpg",
    "plus+plus.jpg",
    "slash%2Fquoted.jpg",
    "percent%20quoted.jpg",
    "100%.jpg",
    "query?x=1&y=2.jpg",
    "hash#1.jpg",
    "<xml>&amp;.jpg",
    "emoji👟.jpg",
    unicodedata.normalize("NFC", "café.jpg"),
    unicodedata.normalize("NFD", "café.jpg"),
    "Case.jpg",
    "case.jpg",
    " leading.jpg",
    "trailing /x.jpg",
    "quo'te\".jpg",
    "tab\t.jpg",
    "..jpg",
    "~*!().jpg",
]
SOME_STORES_FOLD = [
    "//two.jpg",
    "x//y.jpg",
    "/leading.jpg",
    "dots/../up.jpg",
    "./dot.jpg",
    "back\\slash.jpg",
    "ü" * 510 + ".jpg",
    "d" * 500 + "/" + "e" * 519 + ".jpg",
]


@pytest.fixture
def s3():
    with faulty_s3() as server:
        yield server


@pytest.fixture
def clean_environment(monkeypatch, tmp_path):
    """Remove credentials from every place boto3 looks."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


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


@pytest.mark.servers
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
    assert {photo.key for photo in shelf.source.photos()} == {"a.JPG", "b.jpeg", "c.Png", "d.webp"}


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
        ("shop/summer/shoes/CATALOG.JSONL", 2)
    ]


def test_a_large_manifest_is_spooled_to_disk(moto, monkeypatch):
    monkeypatch.setattr("catalog_search.backends.s3.source.MAX_IN_MEMORY", 1000)
    shelf = BucketShelf(moto)
    shelf.tell([Record(sku=str(number), title="x" * 100) for number in range(200)])
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


# Wrong settings


@pytest.mark.servers
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"bucket": "nowhere"}, "no bucket 'nowhere'.*OPTIONS\\['bucket'\\]"),
        ({"bucket": "Not A Bucket"}, "cannot be the name of a bucket"),
        ({"access_key_id": "stranger"}, "does not know the access key.*access_key_id"),
        ({"secret_access_key": "wrong-secret"}, "secret does not fit.*secret_access_key"),
        (
            {"access_key_id": "reader-key", "secret_access_key": "reader-secret"},
            "does not let these credentials.*s3:ListBucket.*s3:GetObject",
        ),
    ],
)
def test_a_store_that_refuses_says_what_to_write(seaweedfs, options, words):
    bucket = BucketShelf(seaweedfs).bucket
    all_options = {"bucket": bucket, **seaweedfs.options, **options}
    source = S3Source(**all_options)
    (problem,) = source.check()
    assert all_options["secret_access_key"] not in problem.reason + repr(source)
    with pytest.raises(SourceUnavailable, match=f"(?s){words}") as error:
        list(source.photos())
    assert problem.reason == str(error.value)
    formatted = "".join(traceback.format_exception(error.value))
    assert all_options["secret_access_key"] not in formatted


@pytest.mark.servers
def test_credentials_may_come_from_the_environment(seaweedfs, clean_environment, monkeypatch):
    shelf = BucketShelf(seaweedfs)
    shelf.put("a.jpg", b"x")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", seaweedfs.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", seaweedfs.secret_access_key)
    source = S3Source(shelf.bucket, endpoint_url=seaweedfs.endpoint_url, access_key_id="")
    assert [photo.key for photo in source.photos()] == ["a.jpg"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "No complete credentials"),
        ({"access_key_id": "only"}, "No complete credentials"),
        ({"profile": "nobody"}, "OPTIONS\\['profile'\\]"),
        ({"endpoint_url": "localhost:9000"}, "not an address.*OPTIONS\\['endpoint_url'\\]"),
    ],
)
def test_unusable_settings_are_reported_on_first_use(clean_environment, options, words):
    source = S3Source(**{"bucket": "bucket", "endpoint_url": "http://127.0.0.1:9", **options})
    with pytest.raises(SourceUnavailable, match=words):
        next(source.photos())


def test_an_unreachable_endpoint_is_reported(s3):
    port = free_ports(1)[0]
    source = S3Source(**{**s3.options, "endpoint_url": f"http://me:secret@127.0.0.1:{port}"})
    with pytest.raises(SourceUnavailable, match="cannot be reached") as error:
        next(source.photos())
    assert "secret" not in str(error.value)


def test_an_endpoint_without_tls_is_reported(s3):
    address = s3.options["endpoint_url"].replace("http://", "https://")
    with pytest.raises(SourceUnavailable, match="certificate"):
        next(S3Source(**{**s3.options, "endpoint_url": address}).photos())


def test_a_bucket_in_another_region_is_reported(s3):
    s3.on_list = lambda handler, page: handler.refuse(
        301, "PermanentRedirect", {"x-amz-bucket-region": "eu-central-1"}
    )
    with pytest.raises(SourceUnavailable, match=r"region \(eu-central-1\).*OPTIONS\['region'\]"):
        next(S3Source(**s3.options).photos())


@pytest.mark.parametrize("body", [b"<html><body>Welcome</body></html>", b"{}", b"", b"<a><b>"])
def test_an_answer_that_is_not_s3_is_not_taken_for_an_empty_bucket(s3, body):
    s3.on_list = lambda handler, page: handler.answer(200, body)
    with pytest.raises(SourceUnavailable, match="endpoint_url"):
        list(S3Source(**s3.options).photos())
    assert len(S3Source(**s3.options).check()) == 1


def test_an_unknown_answer_is_passed_on(s3):
    s3.on_list = lambda handler, page: handler.refuse(400, "Strange")
    with pytest.raises(SourceUnavailable, match="Strange: No"):
        list(S3Source(**s3.options).photos())


def test_check_says_when_nothing_lies_under_the_prefix(s3):
    s3.objects["shop/a.jpg"] = b"x"
    assert S3Source(**s3.options, prefix="shop").check() == []
    (problem,) = S3Source(**s3.options, prefix="shob").check()
    assert "OPTIONS['prefix']" in problem.reason


def test_check_says_when_photos_may_be_listed_but_not_read(s3):
    s3.objects["a.jpg"] = b"x"
    s3.on_object = lambda handler, key: handler.refuse(403, "")
    (problem,) = S3Source(**s3.options).check()
    assert "s3:GetObject" in problem.reason


def test_check_does_not_try_again(s3):
    s3.on_list = lambda handler, page: handler.refuse(503, "SlowDown")
    (problem,) = S3Source(**{**s3.options, "max_attempts": 6}).check()
    assert "slow down" in problem.reason
    assert len(s3.requests) == 1


def test_settings_with_an_unknown_option_do_not_show_the_others():
    backend = "catalog_search.backends.s3.S3Source"
    options = {"bucket": "b", "secret_access_key": "the-secret", "acess_key_id": "the-key"}
    with pytest.raises(WrongSettings, match="acess_key_id") as error:
        conf.build({"BACKEND": backend, "OPTIONS": options})
    assert "the-" not in "".join(traceback.format_exception(error.value))


# Slow, broken and false answers


def test_a_listing_that_fails_on_page_7_of_20_is_never_taken_for_complete(s3):
    s3.objects = {f"{number:03}.jpg": b"x" for number in range(200)}
    s3.on_list = lambda handler, page: page == 7 and handler.refuse(500, "InternalError")
    listing = S3Source(**s3.options).photos()
    assert [next(listing).key for _ in range(60)] == sorted(s3.objects)[:60]
    with pytest.raises(SourceUnavailable, match="no usable answer"):
        next(listing)


def test_a_listing_without_its_last_page_is_never_taken_for_complete(s3):
    s3.objects = {"a.jpg": b"x"}
    words = b"<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"
    s3.on_list = lambda handler, page: handler.answer(200, words)
    with pytest.raises(SourceUnavailable, match="before its last page"):
        list(S3Source(**s3.options).photos())


def test_a_page_that_is_cut_off_is_never_taken_for_complete(s3):
    page = b"<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a.jpg</Key>"

    def cut(handler, number):
        handler.close_connection = True
        return handler.answer(200, page, {"Content-Length": str(len(page) + 100)})

    s3.on_list = cut
    with pytest.raises(SourceUnavailable, match="no usable answer"):
        list(S3Source(**s3.options).photos())


@pytest.fixture
def pauses(monkeypatch):
    """Seconds botocore would have slept before each retry; it does not sleep."""
    waited = []
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=waited.append))
    return waited


def test_a_store_that_asks_to_slow_down_is_retried_after_longer_and_longer_pauses(s3, pauses):
    s3.objects = {"a.jpg": b"x"}
    s3.on_list = lambda handler, page: len(s3.requests) <= 5 and handler.refuse(503, "SlowDown")
    options = {name: value for name, value in s3.options.items() if name != "max_attempts"}
    assert [photo.key for photo in S3Source(**options).photos()] == ["a.jpg"]
    assert len(pauses) == 5
    assert all(0 <= pause <= 2**number for number, pause in enumerate(pauses))


def test_retries_end_if_a_store_stays_slow(s3, pauses):
    s3.on_list = lambda handler, page: handler.refuse(503, "SlowDown")
    with pytest.raises(SourceUnavailable, match="slow down"):
        next(S3Source(**{**s3.options, "max_attempts": 6}).photos())
    assert len(s3.requests) == 6
    assert len(set(pauses)) == 5


def test_a_store_that_never_answers_frees_its_caller(s3):
    s3.on_list = lambda handler, page: handler.hang()
    with pytest.raises(SourceUnavailable, match="did not answer in time"):
        next(S3Source(**s3.options, read_timeout=0.2).photos())


def test_a_body_that_stops_midway_frees_its_caller(s3):
    photo = put(s3, b"x" * 1000)

    def stop(handler, key):
        handler.answer(200, b"x" * 500, {"Content-Length": "1000", "ETag": f'"{photo.etag}"'})
        return handler.hang()

    s3.on_object = stop
    with pytest.raises(SourceUnavailable, match="did not answer in time"):
        S3Source(**s3.options, read_timeout=0.2).read(photo)


def test_a_body_that_trickles_for_ever_frees_its_caller(s3):
    photo = put(s3, b"x" * 10_000)
    s3.on_object = lambda handler, key: handler.trickle(s3.objects[key])
    with pytest.raises(SourceUnavailable, match="broke off"):
        S3Source(**s3.options, transfer_timeout=0.3).read(photo)


def test_a_body_that_is_cut_off_is_not_a_photo(s3):
    photo = put(s3, b"x" * 1000)

    def cut(handler, key):
        handler.close_connection = True
        length = {"Content-Length": "1000", "ETag": f'"{photo.etag}"'}
        return handler.answer(200, b"x" * 999, length)

    s3.on_object = cut
    with pytest.raises(SourceUnavailable, match="broke off"):
        S3Source(**s3.options).read(photo)


def test_bytes_that_do_not_fit_their_checksum_are_not_a_photo(s3):
    photo = put(s3, b"right")
    false = {"ETag": f'"{photo.etag}"', "x-amz-checksum-crc32": "AAAAAA=="}
    s3.on_object = lambda handler, key: handler.answer(200, b"wrong", false)
    with pytest.raises(SourceUnavailable, match="checksum"):
        S3Source(**s3.options).read(photo)


def test_a_store_that_ignores_if_match_gives_no_other_photo(s3):
    photo = put(s3, b"first")
    s3.objects["a.jpg"] = b"other"
    with pytest.raises(PhotoGone):
        S3Source(**s3.options).read(photo)


def test_an_archived_photo_is_reported(s3):
    photo = put(s3, b"x")
    s3.on_object = lambda handler, key: handler.refuse(403, "InvalidObjectState")
    with pytest.raises(InvalidPhoto, match="archived"):
        S3Source(**s3.options).read(photo)


def test_a_photo_over_the_limit_is_not_requested(s3):
    huge = StoredPhoto("a.jpg", "etag", conf.get("MAX_PHOTO_BYTES") + 1)
    with pytest.raises(InvalidPhoto):
        S3Source(**s3.options).read(huge)
    assert s3.requests == []


def test_a_manifest_that_is_cut_off_gives_no_record_at_all(s3):
    s3.objects["catalog.csv"] = b"sku\n1\n2\n"

    def cut(handler, key):
        handler.close_connection = True
        return handler.answer(200, b"sku\n1\n", {"Content-Length": "8", "ETag": '"x"'})

    s3.on_object = cut
    with pytest.raises(SourceUnavailable, match="broke off"):
        next(S3Source(**s3.options).records())


def test_refused_titles_are_not_missing_titles(s3):
    s3.on_object = lambda handler, key: handler.refuse(403, "")
    with pytest.raises(SourceUnavailable, match="GetObject"):
        S3Source(**s3.options).titles(["a.jpg"])


def test_a_forked_child_does_not_share_its_parents_connections(s3, monkeypatch):
    connection = S3Source(**s3.options)._connection
    ours = connection.client()
    assert connection.client() is ours
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert connection.client() is not ours


def put(s3, data: bytes) -> StoredPhoto:
    s3.objects["a.jpg"] = data
    return StoredPhoto("a.jpg", etag(data).strip('"'), len(data))
