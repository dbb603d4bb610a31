"""Answers of gateways: optional fields in forms of their own, no HEAD, packed on the way."""

import base64
import gzip
import zlib

import pytest

from catalog_search.backends.s3 import S3Source
from catalog_search.exceptions import PhotoGone, UnreadableObject
from catalog_search.types import Problem, StoredPhoto
from tests.support.servers.faulty_s3 import etag

DATA = b"x" * 9
LISTED = (
    "<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount></KeyCount>"
    "<Contents>{}</Contents><Contents><Key>b.jpg</Key><Size>9</Size></Contents></ListBucketResult>"
)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("<Key>a.jpg</Key><LastModified></LastModified><Size>9</Size>", ""),
        ("<Key>a.jpg</Key><LastModified>yesterday</LastModified><Size>9</Size>", ""),
        ("<Key>a.jpg</Key><ETag>x</ETag><Size>9 B</Size>", "does not tell its size"),
        ("<Key>a.jpg</Key><ETag>x</ETag><Size/>", "does not tell its size"),
        ("<ETag>x</ETag><Size>9</Size>", None),
    ],
)
def test_one_odd_entry_of_a_listing_costs_no_other(s3, fields: str, told: str | None) -> None:
    s3.objects |= {"a.jpg": DATA, "b.jpg": DATA}
    s3.on_list = lambda handler, page: handler.answer(200, LISTED.format(fields).encode())
    source = S3Source(**s3.options)
    *first, other = source.photos()
    assert isinstance(other, StoredPhoto) and source.read(other) == DATA
    if told is None:
        assert first == []
    elif told:
        [problem] = first
        assert isinstance(problem, Problem) and problem.where == "a.jpg" and told in problem.reason
    else:
        [photo] = first
        assert isinstance(photo, StoredPhoto) and source.read(photo) == DATA


@pytest.mark.parametrize(
    "header",
    [("Last-Modified", "garbage"), ("Last-Modified", ""), ("x-amz-missing-meta", "none"),
     ("x-amz-mp-parts-count", "x"), ("x-amz-object-lock-retain-until-date", "never")],
)  # fmt: skip
def test_a_header_that_cannot_be_read_costs_no_photo(s3, header: tuple[str, str]) -> None:
    s3.objects["a.jpg"] = DATA
    source = S3Source(**s3.options)
    [photo] = source.photos()
    headers = {"ETag": etag(DATA), "x-amz-meta-title": "Hat", header[0]: header[1]}
    s3.on_object = lambda handler, key: handler.answer(200, DATA, headers)
    assert isinstance(photo, StoredPhoto) and source.read(photo) == DATA
    assert source.titles(["a.jpg"]) == {"a.jpg": "Hat"}


@pytest.mark.parametrize("status", [400, 403, 404, 405, 501])
def test_a_gateway_that_answers_no_head_is_asked_by_get(s3, status: int) -> None:
    s3.objects |= {f"{n}.jpg": DATA for n in range(12)}

    def answer(handler, key: str) -> bool:
        if handler.command == "HEAD":
            return handler.refuse(status, "")
        return handler.answer(200, DATA, {"ETag": etag(DATA), "x-amz-meta-title": "Hat"})

    s3.on_object = answer
    source = S3Source(**s3.options)
    assert set(source.titles(list(s3.objects)).values()) == {"Hat"}
    assert source.check() == []


@pytest.mark.parametrize(
    ("pack", "encoding"),
    [
        (zlib.compress, "deflate"), (lambda data: zlib.compress(data)[2:-4], "deflate"),
        (lambda data: gzip.compress(gzip.compress(data)), "gzip, gzip"),
        (lambda data: gzip.compress(zlib.compress(data)), "deflate, gzip"),
        (zlib.compress, "identity, deflate"),
        (lambda data: gzip.compress(data[:4]) + gzip.compress(data[4:]), "gzip"),
    ],
)  # fmt: skip
def test_a_photo_packed_on_its_way_is_unpacked(s3, pack, encoding: str) -> None:
    s3.objects["a.jpg"] = DATA
    source = S3Source(**s3.options)
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto)
    headers = {"ETag": f"W/{photo.etag}", "Content-Encoding": encoding}
    s3.on_object = lambda handler, key: handler.answer(200, pack(DATA), headers)
    assert source.read(photo) == DATA
    s3.on_object = lambda handler, key: handler.answer(200, pack(b"y" * 99), headers)
    with pytest.raises(UnreadableObject, match="not what was listed"):
        source.read(photo)


@pytest.mark.parametrize("start", [b"", b"data:image/jpeg;base64,"])
def test_a_photo_stored_as_text_is_read(s3, start: bytes) -> None:
    photo = b"\xff\xd8\xff" + bytes(range(99))
    s3.objects["a.jpg"] = stored = start + base64.encodebytes(photo)
    source = S3Source(**s3.options)
    [listed] = source.photos()
    assert isinstance(listed, StoredPhoto)
    headers = {"ETag": etag(stored), "Content-Encoding": "base64"}
    s3.on_object = lambda handler, key: handler.answer(200, stored, headers)
    assert source.read(listed) == photo
    s3.objects["b.jpg"] = photo
    [_, binary] = source.photos()
    assert isinstance(binary, StoredPhoto)
    headers["ETag"] = etag(photo)
    s3.on_object = lambda handler, key: handler.answer(200, photo, headers)
    assert source.read(binary) == photo


def test_a_photo_stored_with_the_frames_of_its_upload_is_read(s3) -> None:
    s3.objects["a.jpg"] = b"9;chunk-signature=" + b"0" * 64 + b"\r\n" + DATA + b"\r\n0\r\n\r\n"
    source = S3Source(**s3.options)
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto) and source.read(photo) == DATA


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "BR;q=1"])
def test_a_photo_in_an_encoding_that_cannot_be_read_is_told(s3, encoding: str) -> None:
    s3.objects["a.jpg"] = DATA
    source = S3Source(**s3.options)
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto)
    headers = {"ETag": f"W/{photo.etag}", "Content-Encoding": encoding}
    s3.on_object = lambda handler, key: handler.answer(200, b"packed", headers)
    with pytest.raises(UnreadableObject, match=encoding):
        source.read(photo)


@pytest.mark.parametrize("length", [{}, {"Content-Length": None}], ids=["length", "none"])
def test_what_a_store_unpacks_on_the_way_is_read(s3, length: dict[str, None]) -> None:
    plain = b"sku,title\n" + b"".join(b"%d,Red hat\n" % number for number in range(99))
    s3.objects |= {"catalog.csv": gzip.compress(plain), "z.jpg": gzip.compress(DATA * 99)}
    plainly = {"catalog.csv": plain, "z.jpg": DATA * 99}

    def answer(handler, key: str) -> bool:
        headers = {"ETag": etag(s3.objects[key]), **length}
        handler.close_connection = True
        return handler.answer(200, plainly[key], headers)

    source = S3Source(**s3.options)
    [photo] = source.photos()
    s3.on_object = answer
    assert isinstance(photo, StoredPhoto) and source.read(photo) == DATA * 99
    assert len(list(source.records())) == 99
    s3.objects["z.jpg"] = b"another"
    with pytest.raises(PhotoGone):
        source.read(photo)


def test_what_is_longer_than_listed_and_has_another_etag_is_not_read(s3) -> None:
    s3.objects["catalog.csv"] = b"sku\n1\n"
    s3.on_object = lambda handler, key: handler.answer(200, b"sku\n1\n2\n3\n", {"ETag": '"other"'})
    [problem] = S3Source(**s3.options).records()
    assert isinstance(problem, Problem) and problem.product_lost


NOW = "Wed, 01 May 2024 10:00:00 GMT"


@pytest.mark.parametrize(
    ("entry", "headers"),
    [
        ("<ETag>tag-{0}</ETag>", {"ETag": '"another"'}),
        ("<ETag>tag-{0}</ETag>", {"ETag": '"another"', "If-Match": "refused"}),
        ("<ETag>tag-{1}</ETag>", {"ETag": '"another"'}),
        ("<LastModified>2025-05-01T10:00:0{0}Z</LastModified>", {"Last-Modified": NOW}),
        ("<LastModified>2025-05-01T10:00:0{2}.{0}Z</LastModified>", {"Last-Modified": NOW}),
    ],
)
def test_a_photo_whose_etag_or_time_changes_by_itself_goes_by_its_size(s3, entry, headers) -> None:
    """As of a store that makes them up for each listing, or two behind one address."""
    s3.objects["a.jpg"] = DATA
    is_still, listings = False, iter(range(1, 9))

    def page(handler, _number: int) -> bool:
        number = 7 if is_still else next(listings)
        fields = f"<Key>a.jpg</Key><Size>9</Size>{entry.format(number, number % 2, min(number, 2))}"
        return handler.answer(200, LISTED.format(fields).encode())

    s3.on_list = page
    source = S3Source(**s3.options)
    photo, *_others = source.photos()
    s3.on_object = lambda handler, key: (
        handler.refuse(412, "PreconditionFailed")
        if handler.headers.get("If-Match") and "If-Match" in headers
        else handler.answer(200, DATA, headers)
    )
    assert isinstance(photo, StoredPhoto) and source.read(photo) == DATA
    s3.on_object = lambda handler, key: handler.answer(200, b"y" * 8, headers)
    with pytest.raises((UnreadableObject, PhotoGone)):
        source.read(photo)
    is_still = "{1}" not in entry  # Now it is another photo of the same size.
    s3.on_object = lambda handler, key: handler.answer(200, b"y" * 9, headers)
    if is_still:
        with pytest.raises(PhotoGone):
            source.read(photo)
