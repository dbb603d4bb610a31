"""Listings as stores and gateways write them: fields twice, no tokens, keys that break XML."""

from collections.abc import Callable, Iterable
from urllib.parse import parse_qs, urlsplit

import pytest

from catalog_search.backends.s3 import S3Source, listings
from catalog_search.exceptions import PhotoGone, SourceUnavailable
from catalog_search.types import Problem, StoredPhoto
from tests.support.servers.faulty_s3 import FaultyS3, Handler

OTHER = "<Contents><Key>z.jpg</Key><ETag>x</ETag><Size>9</Size></Contents>"
ONE = "<Contents><Key>{}</Key><ETag>x</ETag><Size>9</Size></Contents>"
TOKEN = "<NextContinuationToken>10</NextContinuationToken>"


def listing(*parts: str) -> bytes:
    return f"<ListBucketResult>{''.join(parts)}</ListBucketResult>".encode()


def keys(s3) -> list[str]:
    listed = S3Source(**s3.options).photos()
    return [entry.where if isinstance(entry, Problem) else entry.key for entry in listed]


@pytest.mark.parametrize(
    "fields",
    [
        "<Key>a.jpg</Key><ETag>x</ETag><ETag>y</ETag><Size>9</Size><Size>9</Size>",
        "<Key>a.jpg</Key><Key>b.jpg</Key><Size>9</Size>",
        "<Key>a.jpg</Key><LastModified><time/></LastModified><Size unit='bytes'>9 B</Size>",
        "<Key>a.jpg</Key><Size>9</Size><RestoreStatus><RestoreExpiryDate>never"
        "</RestoreExpiryDate></RestoreStatus>",
        "<Key>a.jpg</Key><Size>99999999999999999999</Size>",
        "<Key>a.jpg</Key><Size>" + "9" * 5000 + "</Size>",
    ],
)
@pytest.mark.parametrize("encoding", ["", "<EncodingType>url</EncodingType>"])
def test_a_field_that_cannot_be_read_costs_no_other_object(s3, fields: str, encoding: str) -> None:
    entries = f"<Contents>{fields}</Contents><Contents><Size>9</Size></Contents>{OTHER}"
    page = listing(encoding, "<IsTruncated>false</IsTruncated><CommonPrefixes/>", entries)
    s3.on_list = lambda handler, number: handler.answer(200, page)
    assert keys(s3) == ["a.jpg", "z.jpg"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a&#x1;.jpg", "a\ufffd.jpg"),
        ("a\x01.jpg", "a\ufffd.jpg"),
        ("a & b.jpg", "a & b.jpg"),
        ("a&#38;b&#13;.jpg", "a&b\r.jpg"),
        ("caf&eacute;.jpg", "caf&eacute;.jpg"),
    ],
)
def test_a_key_that_breaks_the_rules_of_xml_costs_no_other(s3, written: str, read: str) -> None:
    entries = ONE.format(written) + OTHER
    page = b"\n<?xml version='1.0'?>" + listing("<IsTruncated>false</IsTruncated>", entries)
    s3.on_list = lambda handler, number: handler.answer(200, page)
    assert keys(s3) == [read, "z.jpg"]


@pytest.mark.parametrize(
    "more", [*(f"<IsTruncated>{yes}</IsTruncated>" for yes in ("True", "1", " true\n")), ""]
)
def test_a_page_that_says_in_its_own_way_that_more_follow_is_not_the_last(s3, more: str) -> None:
    pages = [listing(more, TOKEN, ONE.format("a.jpg")), listing(OTHER)]
    s3.on_list = lambda handler, number: handler.answer(200, pages[number - 1])
    assert keys(s3) == ["a.jpg", "z.jpg"]


@pytest.mark.parametrize("told", ["", "<NextMarker>a.jpg</NextMarker>", "<IsTruncated/>"])
def test_a_full_page_that_says_nothing_is_not_the_last(s3, told: str) -> None:
    page = listing(told, *(ONE.format(f"{number:04}.jpg") for number in range(1000)))
    s3.on_list = lambda handler, number: handler.answer(200, page)
    with pytest.raises(SourceUnavailable, match="before its last page"):
        keys(s3)


@pytest.mark.parametrize(
    "token", ["", "<NextContinuationToken/>", "<NextMarker>a.jpg</NextMarker>"]
)
def test_a_store_without_tokens_is_listed_to_its_end(s3, token: str) -> None:
    def page(handler, number: int) -> bool:
        if "marker=a.jpg" in handler.path:
            return handler.answer(200, listing("<IsTruncated>false</IsTruncated>", OTHER))
        more = "<IsTruncated>true</IsTruncated>"
        return handler.answer(200, listing(more, token, ONE.format("a.jpg")))

    s3.on_list = page
    assert keys(s3) == ["a.jpg", "z.jpg"]


def test_a_store_that_gives_the_same_page_again_is_never_taken_for_complete(s3) -> None:
    pages = iter(["true", "false"])
    s3.on_list = lambda handler, number: handler.answer(
        200, listing(f"<IsTruncated>{next(pages)}</IsTruncated>", OTHER)
    )
    with pytest.raises(SourceUnavailable, match="before its last page"):
        keys(s3)


@pytest.mark.parametrize("written", [[OTHER], [], [OTHER, ""], [ONE.format("a.jpg"), OTHER]])
def test_a_gateway_with_new_tokens_for_the_same_pages_never_keeps_a_sync_for_ever(
    s3, written: list[str], monkeypatch
) -> None:
    monkeypatch.setattr(listings, "MANY_EMPTY", 5)
    asked = []

    def page(handler, _number: int) -> bool:
        asked.append(handler.path)
        objects = written[len(asked) % len(written)] if written else ""
        token = f"<NextContinuationToken>{10 + len(asked)}</NextContinuationToken>"
        return handler.answer(200, listing("<IsTruncated>true</IsTruncated>", token, objects))

    s3.on_list = page
    with pytest.raises(SourceUnavailable, match="before its last page"):
        keys(s3)
    assert len(asked) < 20


def test_an_etag_that_no_column_and_no_header_holds_is_no_reason_to_fail(s3) -> None:
    s3.objects["a.jpg"] = b"x" * 9
    for tag in ("x" * 900, "é\n€"):
        page = listing(
            "<IsTruncated>false</IsTruncated>", ONE.format("a.jpg").replace(">x<", f">{tag}<")
        )
        s3.on_list = lambda handler, number, page=page: handler.answer(200, page)
        source = S3Source(**s3.options)
        [photo] = source.photos()
        assert isinstance(photo, StoredPhoto) and len(photo.etag) <= 200
        assert source.read(photo) == b"x" * 9


def listing_in(
    s3: FaultyS3, order: Callable[[Iterable[str]], list[str]], *, empty: int = 0, prefixes: bool
) -> None:
    """Make the store list its keys in this order, behind so many empty pages."""

    def on_list(handler: Handler, _page: int) -> bool:
        query = parse_qs(urlsplit(handler.path).query)
        prefix = query.get("prefix", [""])[0] if prefixes else ""
        most = min(int(query.get("max-keys", ["1000"])[0]), s3.page_size)
        start = int(query.get("continuation-token", ["0"])[0])
        keys = [key for key in order(s3.objects) if key.startswith(prefix)]
        first = max(0, start - empty)
        on_page = keys[first : first + most] if start >= empty else []
        next_start = start + most if start >= empty else start + 1
        more = start < empty or first + most < len(keys)
        token = f"<NextContinuationToken>{next_start}</NextContinuationToken>" * more
        entries = "".join(map(handler.entry, on_page))
        body = f"<IsTruncated>{str(more).lower()}</IsTruncated>{token}{entries}"
        return handler.answer(200, f"<ListBucketResult>{body}</ListBucketResult>".encode())

    s3.on_list = on_list


@pytest.mark.parametrize(
    ("order", "empty", "prefixes"),
    [(sorted, 0, True), (lambda keys: sorted(keys, reverse=True), 0, True), (sorted, 0, False),
     (sorted, 1, True), (sorted, 3, True)],
)  # fmt: skip
def test_a_photo_is_found_wherever_the_store_lists_it(s3, order, empty, prefixes) -> None:
    """The answer to GET names another ETag, so that only the listing tells which photo it is."""
    s3.objects |= {"0.jpg": b"zero", "a.jpg": b"one", "a.jpg.bak": b"two", "a.jpg.old": b"three"}
    s3.objects["catalog.csv"] = b"sku\na\n"
    listing_in(s3, order, empty=empty, prefixes=prefixes)
    s3.on_object = lambda handler, key: (
        key in s3.objects and handler.answer(200, s3.objects[key], {"ETag": '"of-the-answer"'})
    )
    source = S3Source(**s3.options)
    photos = {each.key: each for each in source.photos() if isinstance(each, StoredPhoto)}
    assert source.read(photos["a.jpg"]) == b"one" and source.check() == []
    s3.objects["a.jpg"] = b"another"
    with pytest.raises(PhotoGone):
        source.read(photos["a.jpg"])
    del s3.objects["a.jpg"]
    with pytest.raises(PhotoGone):
        source.read(photos["a.jpg"])


def test_one_photo_never_costs_a_listing_of_the_whole_bucket(s3) -> None:
    s3.objects |= {f"{number:03}.jpg": b"x" for number in range(200)}
    listing_in(s3, sorted, prefixes=False)
    with pytest.raises(PhotoGone):
        S3Source(**s3.options).read(StoredPhoto("zz.jpg", "etag", 1))
    assert 2 < len(s3.requests) <= 12


def test_empty_pages_alone_are_no_empty_bucket(s3) -> None:
    s3.objects["a.jpg"] = b"x"
    listing_in(s3, sorted, empty=100, prefixes=True)
    assert S3Source(**s3.options).check() == []
    s3.objects.clear()
    listing_in(s3, sorted, empty=2, prefixes=True)
    (problem,) = S3Source(**s3.options).check()
    assert "nothing under this prefix" in problem.reason
