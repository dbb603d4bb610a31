"""S3Source with slow, broken or false answers."""

from types import SimpleNamespace

import pytest

from catalog_search import conf
from catalog_search.backends.s3.source import S3Source
from catalog_search.exceptions import ArchivedPhoto, InvalidPhoto, PhotoGone, SourceUnavailable
from catalog_search.types import StoredPhoto
from tests.support.servers.faulty_s3 import etag


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
    with pytest.raises(ArchivedPhoto, match="archived"):
        S3Source(**s3.options).read(photo)


def test_a_photo_over_the_limit_is_not_requested(s3):
    huge = StoredPhoto("a.jpg", "etag", conf.settings().max_photo_bytes + 1)
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
    source = S3Source(**s3.options)
    with pytest.raises(SourceUnavailable, match="GetObject"):
        source.titles([f"{number}.jpg" for number in range(10)])
    assert source.titles(["a.jpg"]) == {"a.jpg": None}, (
        "one photo that is refused ends nobody's sync"
    )


def test_a_forked_child_does_not_share_its_parents_connections(s3, monkeypatch):
    connection = S3Source(**s3.options)._connection
    ours = connection.client()
    assert connection.client() is ours
    monkeypatch.setattr("os.getpid", lambda: -1)
    assert connection.client() is not ours


def put(s3, data: bytes) -> StoredPhoto:
    s3.objects["a.jpg"] = data
    return StoredPhoto("a.jpg", etag(data).strip('"'), len(data))
