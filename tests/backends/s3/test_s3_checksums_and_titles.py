"""Wrong checksums that a store keeps, titles as uploaders write them, and codes of answers."""

import pytest

from catalog_search.backends.s3 import S3Source
from catalog_search.backends.s3.titles import decoded
from catalog_search.exceptions import SourceUnavailable
from catalog_search.types import Problem, Record, StoredPhoto
from tests.support.servers.faulty_s3 import etag

DATA = b"x" * 99
WRONG = {"x-amz-checksum-crc32": "AAAAAA=="}
UNREADABLE = {"x-amz-checksum-crc32": "!!!"}


@pytest.mark.parametrize("checksum", [WRONG, {"x-amz-checksum-sha256": "ab" * 32}])
def test_a_photo_that_its_etag_proves_is_read_despite_its_checksum(s3, checksum) -> None:
    s3.objects["a.jpg"] = DATA
    s3.on_object = lambda handler, key: handler.answer(200, DATA, {"ETag": etag(DATA), **checksum})
    source = S3Source(**s3.options)
    (photo,) = source.photos()
    assert isinstance(photo, StoredPhoto) and source.read(photo) == DATA


TABLE = b"sku\n1\n"


@pytest.mark.parametrize(
    ("answer", "is_read"),
    [
        (lambda handler: handler.answer(200, TABLE, {"ETag": etag(TABLE), **WRONG}), True),
        (lambda handler: handler.answer(200, TABLE, {"ETag": etag(TABLE), **UNREADABLE}), True),
        (lambda handler: handler.answer(200, b"sku\n3\n", {"ETag": etag(TABLE), **WRONG}), False),
        (lambda handler: handler.answer(200, TABLE, {"ETag": '"abc-2"', **WRONG}), False),
        (lambda handler: handler.answer(302, b"", {"Location": "https://login.example/"}), False),
        (lambda handler: handler.refuse(501, "NotImplemented"), False),
    ],
)
def test_a_manifest_that_cannot_be_trusted_costs_no_other(s3, answer, is_read: bool) -> None:
    s3.objects |= {"a/catalog.csv": TABLE, "b/catalog.csv": b"sku\n2\n"}
    s3.on_object = lambda handler, key: key[0] == "a" and answer(handler)
    first, other = S3Source(**s3.options).records()
    assert isinstance(other, Record) and other.sku == "2"
    if is_read:
        assert isinstance(first, Record) and first.sku == "1"
    else:
        assert isinstance(first, Problem) and first.product_lost and first.passing
        assert "'a/catalog.csv' cannot be read" in first.reason


def test_a_photo_of_another_etag_than_listed_is_read_despite_its_checksum(s3) -> None:
    s3.objects["a.jpg"] = DATA
    headers = {"ETag": '"of-the-answer"', **WRONG}
    s3.on_object = lambda handler, key: handler.answer(200, DATA, headers)
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
        ("Caf%25C3%25A9", "Café"),
        ("50%25ab sofort", "50%ab sofort"),
        *(("=?UTF-8?Q?Caf=C3", ""), ("=?UTF-8?Q?Caf=C3=A9?=", "Café"), ("[object Object]", "")),
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


KMS = "User: arn:x is not authorized to perform: kms:Decrypt on resource: arn:y"


@pytest.mark.parametrize(
    ("code", "words", "told"),
    [
        ("AccessDenied", "Request must\n use TLS", r"GetObject on its .*It says: Request must use"),
        ("AccessDenied", "with an explicit deny in a policy", "It says: with an explicit deny"),
        ("AccessDenied", KMS, "Allow them kms:Decrypt on the key .* It says: User: arn:x"),
        ("AccessDenied", "Access Denied.", r"its objects\.$"),
        ("AccessDenied", "Access Denied", r"its objects\.$"),
        ("AccessDenied", "", r"its objects\.$"),
        ("BadRequest", "", "BadRequest: no reason given"),
        ("SlowDown", "Please reduce your request rate.", r"Try again later\.$"),
    ],
)
def test_what_a_store_says_beyond_its_code_is_told(s3, code: str, words: str, told: str) -> None:
    body = f"<Error><Code>{code}</Code><Message>{words}</Message></Error>".encode()
    s3.on_list = lambda handler, page: handler.answer(403, body)
    with pytest.raises(SourceUnavailable, match=told):
        list(S3Source(**s3.options).photos())
