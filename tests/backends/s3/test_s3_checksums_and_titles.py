"""Wrong checksums that a store keeps, titles as uploaders write them, and codes of answers."""

import pytest

from catalog_search.backends.s3 import S3Source
from catalog_search.backends.s3.titles import decoded
from catalog_search.exceptions import SourceUnavailable
from catalog_search.types import StoredPhoto
from tests.support.servers.faulty_s3 import etag

DATA = b"x" * 99
WRONG = {"x-amz-checksum-crc32": "AAAAAA=="}


@pytest.mark.parametrize("checksum", [WRONG, {"x-amz-checksum-sha256": "ab" * 32}])
def test_a_photo_that_its_etag_proves_is_read_despite_its_checksum(s3, checksum) -> None:
    s3.objects["a.jpg"] = DATA
    s3.on_object = lambda handler, key: handler.answer(200, DATA, {"ETag": etag(DATA), **checksum})
    source = S3Source(**s3.options)
    (photo,) = source.photos()
    assert isinstance(photo, StoredPhoto) and source.read(photo) == DATA


@pytest.mark.parametrize(
    ("listed_etag", "sent"), [(etag(DATA), b"y" * 99), ('"not-a-digest-2"', DATA)]
)
def test_a_photo_that_nothing_proves_names_the_option(s3, listed_etag: str, sent: bytes) -> None:
    headers = {"ETag": listed_etag, **WRONG}
    s3.on_object = lambda handler, key: handler.answer(200, sent, headers)
    photo = StoredPhoto("a.jpg", listed_etag.strip('"'), len(sent))
    with pytest.raises(SourceUnavailable, match="'when_required'"):
        S3Source(**s3.options).read(photo)


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("Blue+Hat+%C3%A9t%C3%A9", "Blue Hat été"),
        ("Blue%20Hat+Cap", "Blue Hat+Cap"),
        ("C%2B%2B+book", "C++ book"),
        ("Hat + cap", "Hat + cap"),
        ("Hat+cap", "Hat+cap"),
        ("%E9charpe", "écharpe"),
        ("UTF-8''%C3%89charpe", "Écharpe"),
        ("utf-8'fr'%C3%89charpe%20d'%C3%A9t%C3%A9", "Écharpe d'été"),
        ("ISO-8859-1''%C9charpe", "Écharpe"),
        ("50% off", "50% off"),
        ("100%25 cotton", "100% cotton"),
        *((written, "") for written in ("undefined", "null", "-", "N/A", "None", "#N/A")),
    ],
)
def test_titles_are_read_as_uploaders_write_them(header: str, title: str) -> None:
    assert decoded(header) == title


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (520, "", "no usable answer"), (522, "", "no usable answer"),
        (524, "", "no usable answer"), (530, "", "no usable answer"), (509, "", "slow down"),
        (401, "", "does not accept these credentials.*access_key_id"),
        (401, "Unauthorized", "does not accept these credentials"),
        (407, "", "proxy on the way.*HTTP_PROXY"),
        (403, "AccountSuspended", "has suspended the account"),
        (403, "TokenExpired", "session token.*has expired"),
        (403, "RequestExpired", "clock of this machine"),
        (403, "InvalidClientTokenId", "does not know the access key"),
        (403, "AccessForbidden", "s3:ListBucket"),
    ],
)  # fmt: skip
def test_an_answer_says_what_to_do(s3, status: int, code: str, words: str) -> None:
    s3.on_list = lambda handler, page: (
        handler.refuse(status, code) if code else handler.answer(status, b"")
    )
    with pytest.raises(SourceUnavailable, match=words):
        list(S3Source(**s3.options).photos())
