"""What stands between this machine and a store: proxies that change requests or objects."""

import pytest

from catalog_search.backends.s3 import S3Source
from catalog_search.exceptions import SourceUnavailable, UnreadableObject
from catalog_search.types import Problem, Record, StoredPhoto
from tests.support.servers import faulty_s3
from tests.support.servers.faulty_s3 import etag

DATA, TABLE = b"x" * 900, b"sku,title\n1,One\n"


@pytest.fixture
def source(s3) -> S3Source:
    s3.objects |= {"a.jpg": DATA, "catalog.csv": TABLE}
    return S3Source(**s3.options)


def photo_of(source: S3Source) -> StoredPhoto:
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto)
    return photo


@pytest.mark.parametrize(
    ("status", "code"),
    [(403, "SignatureDoesNotMatch"), (403, "AccessDenied"), (401, ""), (403, "")],
)
@pytest.mark.parametrize("header", ["If-Match", "x-amz-checksum-mode"])
def test_a_proxy_that_takes_a_signed_header_away_costs_no_photo(
    s3, source: S3Source, status: int, code: str, header: str
) -> None:
    photo = photo_of(source)
    s3.on_object = lambda handler, key: handler.headers.get(header) and handler.refuse(status, code)
    assert source.read(photo) == DATA
    assert [each.sku for each in source.records() if isinstance(each, Record)] == ["1"]


def test_a_proxy_that_breaks_every_signature_is_named(s3, source: S3Source) -> None:
    photo = photo_of(source)
    s3.on_object = lambda handler, key: handler.refuse(403, "SignatureDoesNotMatch")
    for read in (lambda: source.read(photo), lambda: list(source.records())):
        with pytest.raises(SourceUnavailable, match="the keys are right, and a proxy"):
            read()
    s3.on_list = lambda handler, page: handler.refuse(403, "SignatureDoesNotMatch")
    with pytest.raises(SourceUnavailable, match="secret_access_key"):
        source.read(photo)


@pytest.mark.parametrize("headers", [{"ETag": '"opt-1"'}, {}, {"Content-Length": None}])
@pytest.mark.parametrize("body", [b"smaller", b"<html>Sign in</html>", b"y" * 999])
def test_what_is_listed_but_handed_out_otherwise_is_told(
    s3, source: S3Source, headers, body: bytes
) -> None:
    photo = photo_of(source)
    s3.on_object = lambda handler, key: handler.answer(200, body, headers)
    with pytest.raises(UnreadableObject, match=f"says 900 bytes, but {len(body)} were sent"):
        source.read(photo)
    [problem] = source.records()
    assert isinstance(problem, Problem) and problem.passing
    assert f"says {len(TABLE)} bytes, but {len(body)} were sent" in problem.reason


def test_what_is_listed_but_never_there_is_told(s3, source: S3Source) -> None:
    photo = photo_of(source)
    s3.on_object = lambda handler, key: handler.refuse(404, "NoSuchKey")
    with pytest.raises(UnreadableObject, match="is listed, but the store says"):
        source.read(photo)
    [problem] = source.records()
    assert isinstance(problem, Problem) and "is listed, but" in problem.reason and problem.passing


@pytest.mark.parametrize("more", [16, -16])
def test_the_size_of_a_listing_may_be_another_where_the_etag_is_the_same(
    s3, source: S3Source, more: int, monkeypatch
) -> None:
    """As of stores that list what an object takes once it is encrypted."""

    def entry(handler, key: str) -> str:
        data = handler.server.objects[key]
        fields = f"<ETag>{etag(data)}</ETag><Size>{len(data) + more}</Size>"
        return f"<Contents><Key>{key}</Key>{fields}</Contents>"

    monkeypatch.setattr(faulty_s3.Handler, "entry", entry)
    assert source.read(photo_of(source)) == DATA
    assert [each.sku for each in source.records() if isinstance(each, Record)] == ["1"]
    s3.on_object = lambda handler, key: handler.answer(200, b"", {"ETag": etag(DATA)})
    with pytest.raises(UnreadableObject):
        source.read(photo_of(source))


LINES = b"sku,title\n" + b"".join(b"%d,Hat\n" % number for number in range(999))
CUT = LINES[: LINES.index(b"996,")]
KMS = {"x-amz-server-side-encryption": "aws:kms"}


@pytest.mark.parametrize(
    ("headers", "is_read"),
    [
        ({"ETag": etag(LINES)}, False),
        ({"ETag": etag(LINES), "x-amz-server-side-encryption": "AES256"}, False),
        ({"ETag": '"0123456789abcdef-2"'}, False),
        ({"ETag": etag(LINES), **KMS, "Content-Range": f"bytes 0-{len(CUT) - 1}/{len(LINES)}"},
         False),
        ({"ETag": etag(CUT)}, True),
        ({"ETag": etag(CUT), "Content-Range": f"bytes 0-{len(CUT) - 1}/{len(CUT)}"}, True),
        ({"ETag": etag(LINES), **KMS}, True),
        ({"ETag": etag(LINES), "x-amz-server-side-encryption-customer-algorithm": "AES256"}, True),
        ({"ETag": '"0123456789abcdef-2"', "x-amz-server-side-encryption": "AES256"}, True),
    ],
)  # fmt: skip
def test_a_manifest_is_read_shorter_than_listed_only_where_nothing_is_lost(
    s3, source: S3Source, monkeypatch, headers: dict[str, str], is_read: bool
) -> None:
    """The last lines would be deleted products; what is encrypted is listed as longer."""
    entry = f"<Key>catalog.csv</Key><ETag>{headers['ETag']}</ETag><Size>{len(LINES)}</Size>"
    monkeypatch.setattr(faulty_s3.Handler, "entry", lambda *_: f"<Contents>{entry}</Contents>")
    s3.on_object = lambda handler, key: handler.answer(
        206 if "Content-Range" in headers else 200, CUT, headers
    )
    first, *others = source.records()
    assert isinstance(first, Record) == is_read and len(others) == (995 if is_read else 0)
    if isinstance(first, Problem):
        assert f"but {len(CUT)} were sent" in first.reason


def test_an_object_that_is_listed_twice_is_the_first(s3, source: S3Source, monkeypatch) -> None:
    """As of stores that list older versions behind the newest one."""
    once = faulty_s3.Handler.entry
    monkeypatch.setattr(
        faulty_s3.Handler,
        "entry",
        lambda handler, key: once(handler, key) + once(handler, key).replace("<ETag>", "<ETag>0"),
    )
    assert source.read(photo_of(source)) == DATA


@pytest.mark.parametrize("behind", ["/bucket", "/bucket/", "/s3/bucket"])
@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchBucket", ""])
def test_an_address_that_ends_in_the_bucket_is_told(s3, behind: str, code: str) -> None:
    s3.on_object = lambda handler, key: handler.refuse(404, code)
    source = S3Source(**{**s3.options, "endpoint_url": s3.options["endpoint_url"] + behind})
    with pytest.raises(SourceUnavailable, match="already names the bucket 'bucket'"):
        list(source.photos())
    [problem] = source.check()
    assert "already names the bucket" in problem.reason


def test_an_address_with_another_folder_is_told(s3) -> None:
    source = S3Source(**{**s3.options, "endpoint_url": s3.options["endpoint_url"] + "/shop"})
    with pytest.raises(SourceUnavailable, match="without the bucket and without a folder"):
        list(source.photos())
