"""One object's failure is its own: refused photos and manifests, ETags as proxies write them."""

import bz2
import gzip
import lzma
import zlib

import pytest

from catalog_search.backends.s3 import S3Source
from catalog_search.exceptions import PhotoGone, SourceUnavailable, UnreadableObject
from catalog_search.types import Problem, Record, StoredPhoto
from tests.support.servers.faulty_s3 import etag


def opened(s3) -> tuple[S3Source, StoredPhoto]:
    """Return the source and its one photo."""
    source = S3Source(**s3.options)
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto)
    return source, photo


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "AccessDenied"), (403, ""), (400, "InvalidRequest"), (400, ""), (403, "KMS.Disabled"),
     (304, ""), (423, ""), (431, ""), (451, "")],
)  # fmt: skip
def test_a_refused_photo_is_told_with_its_key(s3, status: int, code: str) -> None:
    s3.objects["b.jpg"] = b"x"
    source, photo = opened(s3)
    s3.on_object = lambda handler, key: handler.refuse(status, code)
    with pytest.raises(UnreadableObject, match="cannot be read") as raised:
        source.read(photo)
    assert "b.jpg" in str(raised.value)


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "InvalidAccessKeyId"), (403, "SignatureDoesNotMatch"), (400, "ExpiredToken"),
     (403, "RequestTimeTooSkewed"), (404, "NoSuchBucket"), (503, "SlowDown"), (407, ""),
     (429, ""), (403, "UserSuspended"), (403, "RequestExpired"), (403, "download_cap_exceeded")],
)  # fmt: skip
def test_what_concerns_every_object_is_an_outage(s3, status: int, code: str) -> None:
    s3.objects["b.jpg"] = b"x"
    source, photo = opened(s3)
    s3.on_object = lambda handler, key: handler.refuse(status, code)
    with pytest.raises(SourceUnavailable):
        source.read(photo)


def test_a_refused_manifest_loses_its_own_products_only(s3) -> None:
    s3.objects |= {"a/catalog.csv": b"sku\n1\n", "b/catalog.csv": b"sku\n2\n"}
    s3.on_object = lambda handler, key: key.startswith("a/") and handler.refuse(403, "AccessDenied")
    problem, record = S3Source(**s3.options).records()
    assert (
        isinstance(problem, Problem) and problem.where == "a/catalog.csv" and problem.product_lost
    )
    assert isinstance(record, Record) and record.sku == "2"


@pytest.mark.parametrize(
    "body", [b"", b"sku,title\n1,One\n", b"<html>Sign in</html>"], ids=["empty", "cut", "proxy"]
)
@pytest.mark.parametrize("headers", [{}, {"Content-Length": None}], ids=["length", "none"])
def test_a_manifest_of_another_size_than_listed_gives_no_record(s3, body, headers) -> None:
    s3.objects["catalog.csv"] = b"sku,title\n1,One\n2,Two\n"
    s3.on_object = lambda handler, key: handler.answer(200, body, headers)
    [problem] = S3Source(**s3.options).records()
    assert isinstance(problem, Problem) and problem.product_lost
    assert "'catalog.csv' is not what was listed." in problem.reason


def test_a_manifest_replaced_since_it_was_listed_is_read(s3) -> None:
    s3.objects["catalog.csv"] = b"sku,title\n1,One\n"
    source = S3Source(**s3.options)
    list(source.photos())
    s3.objects["catalog.csv"] = b"sku,title\n1,One\n2,Two\n"
    assert [record.sku for record in source.records() if isinstance(record, Record)] == ["1", "2"]


def test_an_outage_at_one_manifest_names_it(s3) -> None:
    s3.objects |= {"a/catalog.csv": b"sku\n1\n", "b/catalog.csv": b"sku\n2\n"}
    s3.on_object = lambda handler, key: key[0] == "b" and handler.refuse(500, "InternalError")
    with pytest.raises(SourceUnavailable, match=r"'b/catalog.csv' cannot be read: .* usable"):
        list(S3Source(**s3.options).records())


def test_one_title_that_never_comes_ends_no_sync(s3) -> None:
    s3.objects |= {"a.jpg": b"x", "b.jpg": b"x"}
    titled = {"ETag": '"x"', "x-amz-meta-title": "One"}

    def broken_disk(handler, key):
        return handler.refuse(500, "InternalError") if key == "b.jpg" else None

    s3.on_object = lambda handler, key: (
        broken_disk(handler, key) or handler.answer(200, b"x", titled)
    )
    source = S3Source(**s3.options)
    assert source.titles(["a.jpg", "b.jpg"]) == {"a.jpg": "One", "b.jpg": None}
    assert source.titles(["b.jpg"]) == {"b.jpg": None}


def test_titles_of_a_store_that_goes_away_are_an_outage(s3) -> None:
    s3.objects |= {"a.jpg": b"x", "b.jpg": b"x"}
    calls = []

    def once(handler, key):
        calls.append(key)
        return len(calls) > 1 and handler.refuse(503, "SlowDown")

    s3.on_object = once
    with pytest.raises(SourceUnavailable, match="slow down"):
        S3Source(**s3.options).titles(["a.jpg", "b.jpg"])
    s3.on_list = lambda handler, page: handler.refuse(503, "SlowDown")
    with pytest.raises(SourceUnavailable):
        S3Source(**s3.options).titles(["b.jpg"])


@pytest.mark.parametrize("others", [{"catalog.csv": b"sku\n1\n"}, {"z.jpg": b"x"}, {}])
def test_many_new_photos_that_are_refused_wait_where_other_objects_are_read(s3, others) -> None:
    refused = {f"private/{number:02}.jpg": b"x" for number in range(12)}
    s3.objects |= refused | others
    s3.on_object = lambda handler, key: key in refused and handler.refuse(403, "AccessDenied")
    source = S3Source(**s3.options)
    s3.page_size = 10 if "catalog.csv" in others else 100
    list(source.records())
    if others:
        assert source.titles(list(refused)) == dict.fromkeys(refused)
    else:
        with pytest.raises(SourceUnavailable, match="GetObject"):
            source.titles(list(refused))


SIGN_IN = b"<!doctype html><title>Sign in</title>"


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        (lambda handler: handler.refuse(404, "NoSuchKey"), {"a.jpg": None}),
        (lambda handler: handler.refuse(403, "InvalidObjectState"), {"a.jpg": None}),
        (lambda handler: handler.answer(200, SIGN_IN, {"Content-Type": "text/html"}),
         {"a.jpg": None}),
        (lambda handler: handler.answer(200, SIGN_IN), {"a.jpg": None}),
        (lambda handler: handler.answer(200, b"photo", {"Content-Type": "text/html"}), {}),
        (lambda handler: handler.answer(200, b"photo"), {}),
        (lambda handler: handler.answer(200, b"", {"Content-Length": None}), {}),
        (lambda handler: handler.answer(200, b"packed", {"Content-Encoding": "gzip"}), {}),
        (lambda handler: handler.answer(200, SIGN_IN, {"x-amz-meta-title": "undefined"}), {}),
    ],
)  # fmt: skip
def test_a_photo_is_without_title_only_where_the_photo_itself_says_so(s3, answer, titles) -> None:
    s3.objects["a.jpg"] = b"photo"
    s3.on_object = lambda handler, key: answer(handler)
    assert S3Source(**s3.options).titles(["a.jpg"]) == titles


def test_a_manifest_stored_compressed_is_unpacked(s3) -> None:
    s3.objects["catalog.csv"] = gzip.compress(b"sku,title\n1,One\n")
    [record] = S3Source(**s3.options).records()
    assert isinstance(record, Record) and record.title == "One"
    s3.objects["catalog.csv"] = gzip.compress(b"sku,title\n1,One\n" * 99)[:-9]
    [problem] = S3Source(**s3.options).records()
    assert isinstance(problem, Problem) and problem.product_lost
    assert "broken" in problem.reason


@pytest.mark.parametrize(
    "written",
    [
        "W/{}",
        "{}",
        "{upper}",
        "{bare}-gzip",
        "{bare};gzip",
        "{bare}--gzip",
        "W/{bare}-br",
        "w/{}",
        "",
    ],
)
def test_an_etag_is_compared_as_what_it_is(s3, written: str) -> None:
    s3.objects["a.jpg"] = data = b"x" * 9
    source, photo = opened(s3)
    bare = etag(data).strip('"')
    sent = written.format(etag(data), bare=f'"{bare}', upper=etag(data).upper())
    sent = f'{sent}"' if sent.count('"') == 1 else sent
    s3.on_object = lambda handler, key: handler.answer(200, data, {"ETag": sent} if sent else {})
    assert source.read(photo) == data


def test_another_etag_is_another_photo(s3) -> None:
    s3.objects["a.jpg"] = b"x" * 9
    source, photo = opened(s3)
    s3.objects["a.jpg"] = b"y" * 9
    with pytest.raises(PhotoGone):
        source.read(photo)


@pytest.mark.parametrize("status", [200, 412])
def test_an_etag_of_the_answer_that_is_never_the_listings_is_no_other_photo(s3, status) -> None:
    """As of stores that encrypt, or list what was uploaded in parts under another ETag."""
    s3.objects["a.jpg"] = data = b"x" * 9
    source, photo = opened(s3)

    def answer(handler, key: str) -> bool:
        if status == 412 and handler.headers.get("If-Match"):
            return handler.refuse(412, "PreconditionFailed")
        return handler.answer(200, data, {"ETag": '"0123456789abcdef-3"'})

    s3.on_object = answer
    assert source.read(photo) == data
    s3.objects["a.jpg"] = b"z" * 9
    with pytest.raises(PhotoGone):
        source.read(photo)


PAGE = (
    "<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated>"
    "<Contents><Key>a.jpg</Key>{}</Contents></ListBucketResult>"
)


def test_a_listing_that_names_neither_etag_nor_time_goes_by_the_size(s3) -> None:
    s3.objects["a.jpg"] = b"x" * 9
    s3.on_list = lambda handler, page: handler.answer(200, PAGE.format("<Size>9</Size>").encode())
    source, photo = opened(s3)
    assert source.read(photo) == b"x" * 9
    s3.objects["a.jpg"] = b"x" * 8
    with pytest.raises(UnreadableObject, match="says 9 bytes, but 8 were sent"):
        source.read(photo)


def test_a_listing_without_sizes_is_told(s3) -> None:
    s3.on_list = lambda handler, page: handler.answer(200, PAGE.format('<ETag>"x"</ETag>').encode())
    [problem] = S3Source(**s3.options).photos()
    assert isinstance(problem, Problem) and problem.where == "a.jpg" and "size" in problem.reason


def test_an_answer_without_its_length_is_read_to_its_end(s3) -> None:
    s3.objects["a.jpg"] = data = b"x" * 9
    source, photo = opened(s3)

    def chunked(handler, key: str) -> bool:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.send_header("ETag", etag(data))
        handler.end_headers()
        handler.wfile.write(b"9\r\n" + sent + b"\r\n0\r\n\r\n")
        return True

    s3.on_object, sent = chunked, data
    assert source.read(photo) == data


@pytest.mark.parametrize("on_its_way", [True, False])
def test_a_photo_that_is_sent_packed_is_unpacked(s3, on_its_way: bool) -> None:
    data = b"x" * 99
    packed = gzip.compress(data)
    s3.objects["a.jpg"] = data if on_its_way else packed
    source, photo = opened(s3)
    headers = {"ETag": f"W/{photo.etag}", "Content-Encoding": "gzip"}
    s3.on_object = lambda handler, key: handler.answer(200, packed, headers)
    assert source.read(photo) == data


def framed(data: bytes) -> bytes:
    """Return the data in the frames of aws-chunked, of two pieces and a checksum behind them."""
    pieces = b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in (data[:5], data[5:]))
    return pieces + b"0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"


def test_a_manifest_that_unpacks_to_too_much_gives_no_record(s3, monkeypatch) -> None:
    monkeypatch.setattr("catalog_search.backends.packed.MAX_DEFLATED", 99)
    s3.objects["catalog.csv"] = data = zlib.compress(b"sku,title\n1,One\n" * 99)
    headers = {"ETag": etag(data), "Content-Encoding": "deflate"}
    s3.on_object = lambda handler, key: handler.answer(200, data, headers)
    [problem] = S3Source(**s3.options).records()
    assert isinstance(problem, Problem) and problem.product_lost and "deflate" in problem.reason


@pytest.mark.parametrize(
    ("pack", "encoding"),
    [
        (bz2.compress, ""), (lzma.compress, ""),
        (lambda data: gzip.compress(bz2.compress(data)), ""),
        (zlib.compress, "deflate"), (lambda data: zlib.compress(data)[2:-4], "deflate"),
        (gzip.compress, "gzip"), (bytes, "gzip"), (bytes, "br"), (bytes, "aws-chunked"),
        (lambda data: gzip.compress(zlib.compress(data)), "deflate, gzip"),
        (lambda data: zlib.compress(gzip.compress(data)), "gzip, deflate"),
        (zlib.compress, "aws-chunked,deflate"), (gzip.compress, "x-gzip, identity"),
        (lambda data: data.decode().replace("One", "One\u20ac").encode("cp1252"), "br"),
        (lambda data: data.decode().encode("utf-16"), "br"), (framed, ""), (framed, "aws-chunked"),
    ],
)  # fmt: skip
def test_a_manifest_packed_otherwise_is_read(s3, pack, encoding: str) -> None:
    data = pack(b"sku,title\n1,One\n")
    s3.objects["catalog.csv"] = data
    headers = {"ETag": etag(data), **({"Content-Encoding": encoding} if encoding else {})}
    s3.on_object = lambda handler, key: handler.answer(200, data, headers)
    *_told, record = S3Source(**s3.options).records()
    assert isinstance(record, Record) and record.title.startswith("One")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br", "br;q=1"])
def test_an_encoding_that_cannot_be_read_is_named(s3, encoding: str) -> None:
    data = zlib.compress(b"sku,title\n1,One\n")
    s3.objects["catalog.csv"] = data
    headers = {"ETag": etag(data), "Content-Encoding": encoding}
    s3.on_object = lambda handler, key: handler.answer(200, data, headers)
    [problem] = S3Source(**s3.options).records()
    assert (
        isinstance(problem, Problem) and problem.product_lost and repr(encoding) in problem.reason
    )


def test_a_listing_without_etags_goes_by_the_time_of_change(s3) -> None:
    s3.objects["a.jpg"] = b"x" * 9

    second = 0

    def page(handler, number: int) -> bool:
        return handler.answer(
            200,
            b"<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated><Contents>"
            b"<Key>a.jpg</Key><LastModified>2024-05-01T10:00:0%d.123Z</LastModified>"
            b"<Size>9</Size></Contents></ListBucketResult>" % second,
        )

    s3.on_list = page
    source, photo = opened(s3)
    assert photo.etag == "modified 2024-05-01T10:00:00+00:00"
    s3.on_object = lambda handler, key: handler.answer(
        200, b"x" * 9, {"Last-Modified": "Wed, 01 May 2024 10:00:00 GMT"}
    )
    assert source.read(photo) == b"x" * 9
    second = 1
    s3.on_object = lambda handler, key: handler.answer(
        200, b"x" * 9, {"Last-Modified": "Wed, 01 May 2024 10:00:01 GMT"}
    )
    with pytest.raises(PhotoGone):
        source.read(photo)
