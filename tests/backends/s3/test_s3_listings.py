"""Listings as stores and gateways write them: fields twice, no tokens, keys that break XML."""

import pytest

from catalog_search.backends.s3 import S3Source
from catalog_search.exceptions import SourceUnavailable
from catalog_search.types import Problem, StoredPhoto

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
