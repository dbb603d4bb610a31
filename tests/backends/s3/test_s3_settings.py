"""S3Source with wrong settings: messages say what to write instead, and show no secret."""

import os
import traceback
from pathlib import Path

import pytest

from catalog_search import conf
from catalog_search.backends.s3.source import S3Source
from catalog_search.exceptions import SourceUnavailable, WrongSettings
from tests.support.servers.servers import free_ports
from tests.support.shops.shelves import BucketShelf


@pytest.fixture
def clean_environment(monkeypatch, tmp_path):
    """Remove credentials from every place boto3 looks."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


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
    with pytest.raises(SourceUnavailable, match=r"does not speak https\. Write http://"):
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


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda handler: handler.refuse(403, "AccessDenied"), "'a.jpg' cannot be read: "),
        (lambda handler: handler.refuse(404, "NoSuchKey"), "'a.jpg' is listed, but the store"),
        (lambda handler: handler.refuse(500, "InternalError"), "'a.jpg' cannot be read: "),
        (lambda handler: handler.answer(302, b"", {"Location": "https://x/"}), "'a.jpg' cannot"),
        (lambda handler: handler.answer(200, b"<html>Sign in"), "'a.jpg' is not what was listed"),
    ],
)
def test_check_takes_no_object_for_the_store(s3, answer, words: str) -> None:
    s3.objects = {f"{name}.jpg": b"x" for name in ("._0", "a", "b", "c", "d")}
    s3.on_object = lambda handler, key: key in refused and answer(handler)
    refused = {"._0.jpg", "a.jpg"}
    assert S3Source(**s3.options).check() == []
    refused = set(s3.objects)
    (problem,) = S3Source(**s3.options).check()
    assert words in problem.reason


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


def built(s3, **options):
    backend = "catalog_search.backends.s3.S3Source"
    return conf.build({"BACKEND": backend, "OPTIONS": {**s3.options, **options}})


@pytest.mark.parametrize(
    "options",
    [
        {"prefix": None}, {"prefix": " shop/\n"}, {"prefix": "shop\r\n"}, {"bucket": "bucket\n"},
        {"bucket": "\ufeff bucket"}, {"access_key_id": "key\u200b"}, {"region": "us-east-1\r"},
        {"profile": " \n"}, {"addressing_style": ""}, {"addressing_style": "Path\n"},
        {"checksums": "when_required\n"}, {"session_token": ""}, {"requester_pays": "False"},
    ],
)  # fmt: skip
def test_variables_that_are_not_set_or_end_in_a_line_are_read_as_meant(s3, options):
    s3.objects["shop/a.jpg"] = b"x"
    assert [photo.key for photo in built(s3, **options).photos()] == ["shop/a.jpg"]


@pytest.mark.parametrize("bucket", [None, "", " \n"])
def test_a_bucket_that_is_not_set_is_told(s3, bucket):
    with pytest.raises(SourceUnavailable, match=r"^OPTIONS\['bucket'\] is empty"):
        list(built(s3, bucket=bucket).photos())


@pytest.mark.parametrize("value", [["the-secret"], 123, b"the-secret", Path("the-secret")])
@pytest.mark.parametrize(
    "name",
    ["bucket", "prefix", "endpoint_url", "region", "access_key_id", "secret_access_key",
     "session_token", "profile", "addressing_style"],
)  # fmt: skip
def test_what_is_no_text_is_told_without_its_value(s3, name, value):
    with pytest.raises(WrongSettings, match=rf"OPTIONS\['{name}'\] is not a text") as error:
        built(s3, **{name: value})
    assert "the-secret" not in str(error.value) and "123" not in str(error.value)


@pytest.mark.parametrize(
    ("value", "pays"),
    [("False", False), ("0", False), ("no\n", False), (None, False), ("", False), (0, False),
     ("True", True), ("1", True), ("on", True), (1, True), (True, True)],
)  # fmt: skip
def test_a_switch_may_be_text(s3, value, pays):
    paid = []
    s3.on_list = lambda handler, page: paid.append("x-amz-request-payer" in handler.headers)
    list(built(s3, requester_pays=value).photos())
    assert paid == [pays]


def test_a_switch_that_says_neither_is_told(s3):
    with pytest.raises(WrongSettings, match=r"requester_pays.*Write True or False"):
        built(s3, requester_pays="perhaps")
