"""Stores and proxies that know less than Amazon's, or send requests elsewhere."""

import gzip
import io
import zlib
from urllib.parse import quote, quote_plus

import pytest

from catalog_search import conf
from catalog_search.backends.s3 import S3Source
from catalog_search.backends.s3.listing_xml import readable_listing, rewrite_plus_signs
from catalog_search.exceptions import PhotoGone, SourceUnavailable, UnreadableObject, WrongSettings
from catalog_search.types import Record, StoredPhoto
from tests.support.servers.faulty_s3 import Handler, etag

DATA = b"x" * 9
PAGE = (
    b"<ListBucketResult><IsTruncated>false</IsTruncated>"
    b"<Contents><Key>a.jpg</Key><Size>9</Size></Contents></ListBucketResult>"
)


def read(source: S3Source) -> list[bytes]:
    return [source.read(each) for each in source.photos() if isinstance(each, StoredPhoto)]


@pytest.mark.parametrize("status", [400, 405, 501])
@pytest.mark.parametrize("unknown", ["list-type=2", "encoding-type"])
def test_a_store_that_refuses_what_it_does_not_know_of_listings(s3, status, unknown) -> None:
    s3.objects |= {"ab.jpg": DATA, "catalog.csv": b"sku,title\n1,One\n"}
    s3.on_list = lambda handler, page: (
        unknown in handler.path and handler.refuse(status, "NotImplemented")
    )
    source = S3Source(**s3.options)
    assert source.check() == []
    assert read(source) == [DATA]
    assert [each.sku for each in source.records() if isinstance(each, Record)] == ["1"]
    refused = len(s3.requests)
    list(source.photos())
    assert len(s3.requests) == refused + 1


@pytest.mark.parametrize("status", [304, 400, 405, 501])
@pytest.mark.parametrize("header", ["If-Match", "x-amz-checksum-mode"])
def test_a_store_that_refuses_what_it_does_not_know_of_objects(s3, status, header) -> None:
    s3.objects |= {"a.jpg": DATA, "catalog.csv": b"sku,title\n1,One\n"}
    source = S3Source(**s3.options)
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto)
    s3.on_object = lambda handler, key: (
        handler.headers.get(header) and handler.refuse(status, "NotImplemented")
    )
    assert source.read(photo) == DATA
    assert [each.sku for each in source.records() if isinstance(each, Record)] == ["1"]
    s3.objects["a.jpg"] = b"y" * 9
    with pytest.raises(PhotoGone):
        source.read(photo)


@pytest.mark.parametrize("status", [304, 400, 501])
def test_what_is_refused_in_every_way_is_told(s3, status: int) -> None:
    s3.objects["a.jpg"] = DATA
    source = S3Source(**s3.options)
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto)
    s3.on_object = lambda handler, key: handler.refuse(status, "Strange")
    with pytest.raises((UnreadableObject, SourceUnavailable), match=r"Strange|304"):
        source.read(photo)


@pytest.mark.parametrize("checksum", ["not base64!", "abc"])
def test_a_checksum_that_cannot_be_read_costs_no_photo(s3, checksum: str) -> None:
    s3.objects["a.jpg"] = DATA
    headers = {"ETag": etag(DATA), "x-amz-checksum-sha256": checksum}
    s3.on_object = lambda handler, key: handler.answer(200, DATA, headers)
    assert read(S3Source(**s3.options)) == [DATA]


@pytest.mark.parametrize(
    ("pack", "encoding"),
    [(gzip.compress, "gzip"), (gzip.compress, ""), (zlib.compress, "deflate")],
)
def test_a_listing_that_a_proxy_packs_is_read(s3, pack, encoding: str) -> None:
    s3.objects["a.jpg"] = DATA
    headers = {"Content-Encoding": encoding} if encoding else {}
    s3.on_list = lambda handler, page: handler.answer(200, pack(PAGE), headers)
    assert read(S3Source(**s3.options)) == [DATA]


@pytest.mark.parametrize("ends", [(b"\xef\xbb\xbf ", b""), (b"", b"\0\0"), (b"\n\n", b"\n \0")])
def test_what_stands_around_a_listing_is_left_out(s3, ends: tuple[bytes, bytes]) -> None:
    s3.objects["a.jpg"] = DATA
    s3.on_list = lambda handler, page: handler.answer(200, ends[0] + PAGE + ends[1])
    assert read(S3Source(**s3.options)) == [DATA]


@pytest.mark.parametrize("encoding", ["URL", " url\n"])
def test_keys_that_are_encoded_are_decoded_however_that_is_told(s3, encoding: str) -> None:
    s3.objects["a b.jpg"] = DATA
    told = f"<EncodingType>{encoding}</EncodingType>".encode()
    page = PAGE.replace(b"a.jpg", b"a%20b.jpg").replace(b"<Contents>", told + b"<Contents>")
    s3.on_list = lambda handler, number: handler.answer(200, page)
    assert read(S3Source(**s3.options)) == [DATA]


@pytest.mark.parametrize("space", ["%20", " "])
def test_a_plus_sign_is_one_where_spaces_are_written_otherwise(s3, space: str) -> None:
    s3.objects |= {"a+b.jpg": DATA, "c d+e.jpg": DATA}
    entry = PAGE[PAGE.index(b"<Contents>") : PAGE.index(b"</ListBucketResult>")]
    first = entry.replace(b"a.jpg", b"a+b.jpg")
    second = entry.replace(b"a.jpg", f"c{space}d+e.jpg".encode())
    told = b"<EncodingType>url</EncodingType>"
    page = PAGE.replace(entry, told + first + second)
    s3.on_list = lambda handler, number: handler.answer(200, page)
    assert read(S3Source(**s3.options)) == [DATA, DATA]


@pytest.mark.parametrize(
    ("written", "is_sign"),
    [
        (["red%20shoe.jpg", "size+1.jpg"], True),
        (["x/red%20shoe.jpg", "x/size+1.jpg"], True),
        (["red+shoe.jpg", "size+1.jpg"], False),
        (["a%20b/red+shoe.jpg", "a%20b/"], False),
        (["red%20shoe.jpg", "blue+shoe.jpg", "size%2B1.jpg"], False),
        (["100%2520wool.jpg", "red+shoe.jpg"], False),
    ],
)
def test_how_a_page_writes_spaces_of_names_tells_what_its_plus_signs_are(
    written: list[str], is_sign: bool
) -> None:
    objects = [{"Key": key} for key in written]
    rewrite_plus_signs(objects)
    keys = [key.replace("+", "%2B") for key in written] if is_sign else written
    assert [each["Key"] for each in objects] == keys


@pytest.mark.parametrize("names", [["size+1.jpg", "a b/x+y+2.jpg"], ["red shoe.jpg"], ["c.jpg"]])
@pytest.mark.parametrize("is_sign", [True, False])
def test_a_store_is_asked_what_its_plus_signs_are_where_nothing_tells(
    s3, monkeypatch, names: list[str], is_sign: bool
) -> None:
    """One writes both as they are but for spaces, the other writes spaces as Amazon does."""
    s3.objects |= dict.fromkeys(names, DATA)
    write = (lambda key: quote(key, safe="/+")) if is_sign else (lambda key: quote_plus(key, "/"))
    entry = Handler.entry
    monkeypatch.setattr(
        Handler, "entry", lambda self, key: entry(self, key).replace(quote(key), write(key))
    )
    source = S3Source(**s3.options)
    assert [photo.key for photo in source.photos()] == sorted(names)
    assert read(source) == [DATA] * len(names)


@pytest.mark.parametrize(
    ("written", "key"),
    [("&#55357;&#56832;.jpg", "\U0001f600.jpg"), ("&#xD83D;&#xde01;", "\U0001f601"),
     ("&#55357;&#20013;", "\ufffd\u4e2d"), ("&#20013;&#22269;&#1;", "\u4e2d\u56fd\ufffd")],
)  # fmt: skip
def test_a_letter_in_two_halves_is_one_letter(written: str, key: str) -> None:
    page = readable_listing(PAGE.replace(b"a.jpg", written.encode()))
    assert page is not None and f"<Key>{key}</Key>" in page.decode()


def test_a_space_in_a_folder_says_nothing_of_plus_signs(s3) -> None:
    """SeaweedFS writes spaces of folders as %20, and those of names as +."""
    s3.objects |= {"a b/c d.jpg": DATA}
    told = b"<EncodingType>url</EncodingType><Contents>"
    page = PAGE.replace(b"a.jpg", b"a%20b/c+d.jpg").replace(b"<Contents>", told)
    s3.on_list = lambda handler, number: handler.answer(200, page)
    assert read(S3Source(**s3.options)) == [DATA]


@pytest.mark.parametrize(
    ("status", "code"),
    [(501, "NotImplemented"), (400, "AuthorizationHeaderMalformed"), (401, "Unauthorized"),
     (403, "SignatureDoesNotMatch"), (411, "MissingContentLength")],
)  # fmt: skip
def test_a_store_that_knows_no_checksums_takes_files(s3, status: int, code: str) -> None:
    def is_refused(handler) -> bool:
        names = map(str.lower, handler.headers)
        return any("checksum" in name or "trailer" in name for name in names)

    s3.on_write = lambda handler, key: is_refused(handler) and handler.refuse(status, code)
    source = S3Source(**s3.options, prefix="shop")
    assert source.write("a.csv", io.BytesIO(b"sku")) == "s3://bucket/shop/a.csv"
    assert s3.objects == {"shop/a.csv": b"sku"}


def test_a_store_that_takes_no_files_says_so(s3) -> None:
    s3.on_write = lambda handler, key: handler.refuse(403, "AccessDenied")
    with pytest.raises(UnreadableObject, match="let these credentials"):
        S3Source(**s3.options).write("a.csv", io.BytesIO(b"sku"))
    assert s3.requests == ["PUT a.csv"] * 2


@pytest.mark.parametrize("root", ["ListVersionsResult", "ListAllMyBucketsResult", "html"])
def test_another_document_is_no_empty_bucket(s3, root: str) -> None:
    body = f"<{root}><IsTruncated>false</IsTruncated></{root}>".encode()
    s3.on_list = lambda handler, page: handler.answer(200, body)
    source = S3Source(**s3.options)
    with pytest.raises(SourceUnavailable, match="endpoint_url"):
        list(source.photos())
    [problem] = source.check()
    assert "endpoint_url" in problem.reason


def test_what_lies_outside_of_the_prefix_is_left_out(s3) -> None:
    """Some gateways do not know prefixes and list all there is."""
    s3.objects |= {"shop/a.jpg": DATA, "other/b.jpg": DATA}
    keys = b"".join(
        b"<Contents><Key>%b</Key><Size>9</Size></Contents>" % key.encode() for key in s3.objects
    )
    page = b"<ListBucketResult><IsTruncated>false</IsTruncated>%b</ListBucketResult>" % keys
    s3.on_list = lambda handler, number: handler.answer(200, page)
    assert [each.key for each in S3Source(**s3.options, prefix="shop").photos()] == ["shop/a.jpg"]


def test_pages_that_come_again_and_again_end(s3) -> None:
    tokens = iter("1212121212")

    def page(handler, number: int) -> bool:
        more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{next(tokens)}"
        body = PAGE.replace(
            b"<IsTruncated>false</IsTruncated>", f"{more}</NextContinuationToken>".encode()
        )
        return handler.answer(200, body)

    s3.on_list = page
    with pytest.raises(SourceUnavailable, match="before its last page"):
        list(S3Source(**s3.options).photos())


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_an_endpoint_that_sends_every_request_elsewhere_is_told(s3, status: int) -> None:
    """As of a proxy that wants https."""
    location = {"Location": "https://me:secret@s3.example.com/bucket?list-type=2"}
    s3.on_list = lambda handler, page: handler.answer(status, b"<html>moved", location)
    source = S3Source(**s3.options)
    told = r"sends requests on to https://s3\.example\.com\..*OPTIONS\['endpoint_url'\]"
    with pytest.raises(SourceUnavailable, match=told):
        list(source.photos())
    assert "secret" not in source.check()[0].reason


def test_a_redirect_that_names_nothing_is_told(s3) -> None:
    s3.on_list = lambda handler, page: handler.refuse(301, "PermanentRedirect")
    with pytest.raises(SourceUnavailable, match=r"OPTIONS\['region'\]"):
        list(S3Source(**s3.options).photos())


def test_titles_of_archived_photos_end_no_sync(s3) -> None:
    s3.objects |= {"a.jpg": DATA, "b.jpg": DATA}
    titled = {"ETag": etag(DATA), "x-amz-meta-title": "Hat"}
    s3.on_object = lambda handler, key: (
        handler.refuse(403, "InvalidObjectState")
        if key == "b.jpg"
        else handler.answer(200, DATA, titled)
    )
    assert S3Source(**s3.options).titles(["a.jpg", "b.jpg"]) == {
        "a.jpg": "Hat",
        "b.jpg": None,
    }


def test_options_may_be_text_with_a_line_end(s3) -> None:
    """As files of secrets and variables of the environment have it."""
    s3.objects["a.jpg"] = DATA
    names = ("access_key_id", "secret_access_key", "endpoint_url", "region")
    texts = {name: f" {s3.options[name]}\n" for name in names}
    numbers = {"read_timeout": "5", "connect_timeout": "2.5", "max_attempts": "1"}
    options = {**s3.options, **texts, **numbers}
    assert read(S3Source(**options)) == [DATA]
    entry = {"BACKEND": "catalog_search.backends.s3.S3Source", "OPTIONS": options}
    assert conf.quick_options(entry)["read_timeout"] == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [("read_timeout", "soon"), ("connect_timeout", None), ("transfer_timeout", 0),
     ("read_timeout", "nan"), ("max_attempts", "0"), ("max_attempts", "many"),
     ("checksums", "never"), ("addressing_style", "sideways")],
)  # fmt: skip
def test_an_option_that_cannot_be_used_is_told(s3, name: str, value: object) -> None:
    entry = {
        "BACKEND": "catalog_search.backends.s3.S3Source",
        "OPTIONS": {**s3.options, name: value},
    }
    told = "cannot be used" if name == "addressing_style" else name
    with pytest.raises(WrongSettings, match=told):
        conf.build(entry, **{**conf.quick_options(entry), **{name: value}})


def test_a_bucket_that_others_pay_for_is_read_at_ones_own_cost(s3) -> None:
    s3.objects |= {"a.jpg": DATA, "catalog.csv": b"sku,title\n1,One\n"}

    def unpaid(handler, *_: object) -> bool:
        paid = handler.headers.get("x-amz-request-payer") == "requester"
        return not paid and handler.refuse(403, "AccessDenied")

    s3.on_object = s3.on_list = unpaid
    with pytest.raises(SourceUnavailable):
        list(S3Source(**s3.options).photos())
    source = S3Source(**s3.options, requester_pays=True)
    assert read(source) == [DATA]
    assert source.titles(["a.jpg"]) == {} and source.check() == []
    assert [each.sku for each in source.records() if isinstance(each, Record)] == ["1"]


def test_a_region_that_can_be_none_is_told(s3) -> None:
    with pytest.raises(SourceUnavailable, match=r"OPTIONS\['region'\]"):
        list(S3Source(**{**s3.options, "region": "eu central"}).photos())
