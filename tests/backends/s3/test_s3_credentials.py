"""Credentials that boto3 finds itself: line ends around them, and providers that fail."""

import os
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest

from catalog_search.backends.s3.source import S3Source
from catalog_search.exceptions import PhotoGone, SourceUnavailable
from catalog_search.types import StoredPhoto
from tests.support.servers.serving import HastyServer, serving

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "the-secret"}
WEB = {
    "AWS_WEB_IDENTITY_TOKEN_FILE": "{d}/token",
    "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/x",
}
CONFIG = {"AWS_CONFIG_FILE": "{d}/config"}
ROLE = "role_arn = arn:aws:iam::123456789012:role/x\n"
EXPIRED = (
    '#!/bin/sh\necho \'{"Version": 1, "AccessKeyId": "k", "SecretAccessKey": "the-secret",'
    ' "SessionToken": "t", "Expiration": "2020-01-01T00:00:00Z"}\'\n'
)
FETCHED = "credentials could not be fetched"

Setter = Callable[..., S3Source]


class Sts(BaseHTTPRequestHandler):
    """Refuses to hand out credentials, as the service of roles does."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b"<R><Error><Code>AccessDenied</Code><Message>Not authorized.</Message></Error></R>"
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def sts() -> Iterator[str]:
    server = HastyServer(("127.0.0.1", 0), Sts)
    server.hurry = Event()
    with serving(server):
        yield f"http://127.0.0.1:{server.server_address[1]}"


@pytest.fixture
def source_with(s3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Setter:
    """Return a source without credentials in OPTIONS, among these files and variables."""
    s3.objects["a.jpg"] = b"x"
    names = ("access_key_id", "secret_access_key", "region")
    options = {name: value for name, value in s3.options.items() if name not in names}
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    def made(files: dict[str, str], variables: dict[str, str], **more: object) -> S3Source:
        for name, text in files.items():
            (tmp_path / name).write_text(text.replace("{d}", str(tmp_path)))
            (tmp_path / name).chmod(0o700)
        for name, text in {"AWS_DEFAULT_REGION": "us-east-1", **variables}.items():
            monkeypatch.setenv(name, text.replace("{d}", str(tmp_path)))
        return S3Source(**{**options, **more})

    return made


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_ACCESS_KEY_ID": "key\n"}, {"AWS_ACCESS_KEY_ID": "key\r"},
        {"AWS_SECRET_ACCESS_KEY": " the-secret\r\n"}, {"AWS_SESSION_TOKEN": "token\n"},
        {"AWS_DEFAULT_REGION": "eu-central-1\n"}, {"AWS_ACCESS_KEY_ID": "key\u200b"},
    ],
)  # fmt: skip
def test_a_line_end_around_a_variable_does_not_count(s3, source_with: Setter, variables) -> None:
    seen = []
    s3.on_list = lambda handler, page: seen.append(handler.headers["Authorization"])
    photos = list(source_with({}, {**KEYS, **variables}).photos())
    assert [photo.key for photo in photos] == ["a.jpg"]
    region = variables.get("AWS_DEFAULT_REGION", "us-east-1").strip()
    assert "Credential=key/" in seen[0] and f"/{region}/s3/" in seen[0]


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9/\n"}, "AWS_ENDPOINT_URL_S3"),
        ({"AWS_PROFILE": "prod\n"}, "AWS_PROFILE"),
        ({**KEYS, "AWS_CREDENTIAL_EXPIRATION": "2999-01-01T00:00:00Z", "AWS_SESSION_TOKEN": "t\n"},
         "AWS_SESSION_TOKEN"),
    ],
)  # fmt: skip
def test_a_line_end_that_does_count_is_told(source_with: Setter, variables, name: str) -> None:
    source = source_with({}, {**KEYS, **variables}, **{
        "endpoint_url": None if "ENDPOINT" in name else "http://127.0.0.1:9"
    })  # fmt: skip
    with pytest.raises(SourceUnavailable, match=f"line end around the value of {name}"):
        list(source.photos())


def test_a_key_that_no_request_can_carry_is_told(source_with: Setter) -> None:
    source = source_with({}, {}, access_key_id="key\nkey", secret_access_key="the-secret")
    with pytest.raises(SourceUnavailable, match=r"No request to .* can be written") as error:
        list(source.photos())
    assert "key\n" not in str(error.value) and "the-secret" not in str(error.value)


@pytest.mark.parametrize(
    ("files", "variables", "words"),
    [
        ({}, {**WEB, "AWS_WEB_IDENTITY_TOKEN_FILE": "/nope/token"}, f"{FETCHED}.*/nope/token"),
        ({"token": "x"}, WEB, f"{FETCHED}.*WebIdentityToken"),
        ({"token": "eyJhbGciOi"}, {"AWS_WEB_IDENTITY_TOKEN_FILE": "{d}/token"}, "role ARN"),
        ({"config": "[default]\ncredential_process = /bin/false\n"}, CONFIG,
         f"{FETCHED}.*custom-process"),
        ({"config": "[default]\ncredential_process = /nope/x\n"}, CONFIG, f"{FETCHED}.*/nope/x"),
        ({"config": "[default]\ncredential_process = /bin/echo hi\n"}, CONFIG, f"{FETCHED}.*JSON"),
        ({"config": "[default]\ncredential_process = {d}/p\n", "p": EXPIRED}, CONFIG,
         f"{FETCHED}.*still expired"),
        ({"config": "[default]\nsso_start_url=https://x.test/start\nsso_region=us-east-1\n"
                    "sso_account_id=1\nsso_role_name=r\n"}, CONFIG, f"{FETCHED}.*SSO Token"),
        ({"config": f"[default]\n{ROLE}source_profile = nope\n"}, CONFIG, f"{FETCHED}.*nope"),
        ({"config": f"[default]\n{ROLE}"}, CONFIG, f"{FETCHED}.*assume-role"),
        ({}, {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://evil.example/x"}, f"{FETCHED}.*evil"),
        ({}, {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:9/x",
              "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/nope/t"}, f"{FETCHED}.*/nope/t"),
        ({"config": "[default\nregion us"}, {**KEYS, **CONFIG}, "settings of AWS.*/config"),
        ({"keys": "\ufeff[default]\naws_access_key_id=k\n"},
         {"AWS_SHARED_CREDENTIALS_FILE": "{d}/keys"}, "settings of AWS.*/keys.*byte order mark"),
        ({}, {**KEYS, "AWS_PROFILE": "prod"}, "profile 'prod'.*AWS_PROFILE"),
        ({}, {"AWS_DEFAULT_PROFILE": "prod"}, "profile 'prod'.*AWS_PROFILE"),
        ({}, {"AWS_ACCESS_KEY_ID": "only"}, "No complete credentials"),
    ],
)  # fmt: skip
def test_a_provider_that_fails_is_not_taken_for_the_store(
    s3, source_with: Setter, files: dict[str, str], variables: dict[str, str], words: str
) -> None:
    source = source_with(files, variables)
    (problem,) = source.check()
    with pytest.raises(SourceUnavailable, match=words) as error:
        list(source.photos())
    assert problem.reason == str(error.value) and "the-secret" not in problem.reason
    assert s3.requests == []
    with pytest.raises(SourceUnavailable):
        source.read(StoredPhoto("a.jpg", "etag", 1))


@pytest.mark.parametrize("by_web", [True, False])
def test_a_role_that_is_refused_is_told(source_with: Setter, sts: str, by_web: bool) -> None:
    config = f"[default]\n{ROLE}source_profile = b\n[profile b]\n" + "".join(
        f"{name.lower()} = {value}\n" for name, value in KEYS.items()
    )
    files = {"token": "eyJhbGciOi"} if by_web else {"config": config}
    variables = {**(WEB if by_web else CONFIG), "AWS_ENDPOINT_URL_STS": sts}
    source = source_with(files, variables)
    operation = "AssumeRoleWithWebIdentity" if by_web else "AssumeRole"
    with pytest.raises(SourceUnavailable, match=f"{FETCHED}.*{operation}: AccessDenied: Not auth"):
        list(source.photos())


def test_a_service_of_roles_that_is_away_is_not_the_store(source_with: Setter) -> None:
    variables = {**WEB, "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    with pytest.raises(SourceUnavailable, match=rf"{FETCHED} \(Could not connect"):
        list(source_with({"token": "eyJhbGciOi"}, variables).photos())


def test_credentials_that_expire_are_renewed_before_a_request(
    s3, source_with: Setter, tmp_path: Path
) -> None:
    """And where that fails the store is not blamed, nor is the photo lost."""
    fresh = EXPIRED.replace("2020", "2999").replace('"k"', '"renewed"')
    config = "[default]\ncredential_process = {d}/p\n"
    source = source_with({"config": config, "p": fresh}, CONFIG)
    (photo,) = source.photos()
    assert isinstance(photo, StoredPhoto) and source.read(photo) == b"x"
    client = source._connection.client()
    credentials = client._request_signer._credentials
    credentials._expiry_time = credentials._expiry_time.replace(year=2001)
    (tmp_path / "p").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(SourceUnavailable, match=FETCHED):
        source.read(photo)
    (tmp_path / "p").write_text(fresh)
    assert source.read(photo) == b"x"
    with pytest.raises(PhotoGone):
        source.read(StoredPhoto("gone.jpg", "etag", 1))


@pytest.mark.parametrize("proxy", ["http://me:pass@127.0.0.1:9", "not a url"])
def test_a_proxy_that_cannot_be_used_is_told(
    source_with: Setter, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "")
    with pytest.raises(SourceUnavailable, match=r"proxy of this machine.*HTTP_PROXY") as error:
        list(source_with({}, KEYS).photos())
    assert "pass" not in str(error.value)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_told(s3, source_with: Setter, content) -> None:
    files = {"trusted.pem": content} if content else {}
    address = s3.options["endpoint_url"].replace("http:", "https:")
    variables = {**KEYS, "AWS_CA_BUNDLE": "{d}/trusted.pem"}
    with pytest.raises(SourceUnavailable, match="AWS_CA_BUNDLE"):
        list(source_with(files, variables, endpoint_url=address).photos())
