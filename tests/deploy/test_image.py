"""The image: its Dockerfile by a linter, then its own commands with real servers around them."""

import http.client
import json
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.servers import image, qdrant_server
from tests.support.servers.compose import DEPLOY, SHOPS, project
from tests.support.servers.image import Image, of
from tests.support.servers.servers import PATIENCE, S3Server, free_ports, wait_until
from tests.support.servers.serving import serving
from tests.support.shops.factories import color_bytes

ROOT = DEPLOY.parent
HEADERS = {"Host": "shop.example", "X-Forwarded-Proto": "https"}


def test_the_linter_has_nothing_to_say() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([linter, DEPLOY / "Dockerfile"], capture_output=True, text=True)
    assert done.stdout + done.stderr == ""
    assert done.returncode == 0


def test_the_image_runs_as_nobody_in_particular_and_tells_its_health() -> None:
    assert of("USER")[-1] == "10001:10001"
    assert "/healthz" in of("HEALTHCHECK")[-1]
    base, final = (stage[0].rest for stage in image.stages())
    assert base == "${BASE} AS build"
    assert final == "${BASE}"
    assert not [rest for rest in of("RUN") if "apt-get" in rest or "pip" in rest]


def test_the_base_has_a_tag_that_a_digest_can_replace() -> None:
    (default,) = [line.rest for line in image.lines() if line.word == "ARG"]
    assert re.fullmatch(r"BASE=python:\d+\.\d+\.\d+-slim-\w+", default)


def test_everything_that_is_copied_passes_the_ignore_file() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] == "!"
    }
    copied = {
        source
        for stage in image.stages()
        for line in stage
        if line.word == "COPY" and not line.rest.startswith("--from")
        for source in line.rest.split()[:-1]
    }
    assert copied == allowed
    assert all((ROOT / name).exists() for name in allowed)


def test_the_constraints_name_one_version_of_each_package() -> None:
    lines = (DEPLOY / "constraints.txt").read_text().splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.!+]+", line) for line in pinned)
    assert {"celery", "django", "gunicorn", "onnxruntime", "psycopg", "whitenoise"} <= {
        line.partition("==")[0].lower() for line in pinned
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return image.build(tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def variables(moto: S3Server, valkey_url: str, postgres_url: str) -> Iterator[dict[str, str]]:
    """What compose.yaml tells the shop, with addresses of this test's servers."""
    bucket = f"image-{uuid.uuid4().hex[:8]}"
    fill(moto, bucket)
    with database(postgres_url) as url, serving(qdrant_server.QdrantServer()) as qdrant:
        yield {
            "SHOP_HOSTS": "shop.example",
            "SHOP_SECRET_KEY": "".join(map(chr, range(48, 110))),
            "SHOP_PROXIES": "1",
            "SHOP_LOG_LEVEL": "INFO",
            "DATABASE_URL": url,
            "SHOP_CACHE": valkey_url.replace("/0", "/1"),
            "SHOP_BROKER": valkey_url,
            "SHOP_QDRANT": qdrant.url,
            "SHOP_QDRANT_KEY": "",
            "SHOP_QDRANT_OPTIONS": '{"write_timeout": 30}',
            "CATALOG_BUCKET": f"s3://{bucket}",
            "CATALOG_ENDPOINT": moto.endpoint_url,
            "AWS_ACCESS_KEY_ID": moto.access_key_id,
            "AWS_SECRET_ACCESS_KEY": moto.secret_access_key,
            "AWS_DEFAULT_REGION": "us-east-1",
        }


def fill(moto: S3Server, bucket: str) -> None:
    client = moto.client()
    client.create_bucket(Bucket=bucket)
    records = []
    for color in ("red", "blue", "green"):
        key = f"{color}.png"
        client.put_object(Bucket=bucket, Key=key, Body=color_bytes(color, size=(80, 80)))
        records.append(json.dumps({"sku": color, "title": f"{color} teapot", "images": [key]}))
    client.put_object(Bucket=bucket, Key="catalog.jsonl", Body="\n".join(records).encode())
    client.close()


class database:  # noqa: N801  used like contextlib.closing
    """A database of the server, deleted at the end."""

    def __init__(self, server: str) -> None:
        self.server, self.name = server, f"shop_{uuid.uuid4().hex}"

    def __enter__(self) -> str:
        self.execute(f"CREATE DATABASE {self.name}")
        path, _, query = self.server.partition("?")
        return f"{path.rpartition('/')[0]}/{self.name}" + (f"?{query}" if query else "")

    def __exit__(self, *error: object) -> None:
        self.execute(f"DROP DATABASE {self.name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(statement)


def test_the_test_tells_the_shop_what_compose_does(variables: dict[str, str]) -> None:
    for name in SHOPS:
        environment = project("compose.yaml")["services"][name]["environment"]
        assert set(environment) - {"WEB_CONCURRENCY"} == set(variables)


@pytest.mark.slow
def test_the_shop_runs_from_its_environment_alone(built: Image, variables: dict[str, str]) -> None:
    services = project("compose.yaml")["services"]
    prepared = networks(built)
    assert prepared
    files = built.files()
    built.run(services["migrate"]["command"], **variables)
    deployed = built.run(["python", "manage.py", "check", "--deploy"], **variables)
    assert "no issues" in deployed
    (port,) = free_ports(1)
    web = {**variables, "WEB_BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2"}
    with built.running(image.command(), **web):
        wait_until_open(port)
        # As the image's HEALTHCHECK asks, over http and under no name of SHOP_HOSTS.
        wait_until(f"http://127.0.0.1:{port}/healthz")
        with built.running(services["worker"]["command"], **variables):
            send = "import tasks; tasks.app.send_task('catalog_search.sync_all')"
            built.run(["python", "-c", send], **variables)
            wait_for_teapots(port)
        page = ask(port, "/?q=blue+teapot").decode()
        (style,) = re.findall(r'href="(/static/catalog_search/catalog_search[^"]*\.css)"', page)
        assert re.search(r"\.[0-9a-f]{12}\.css$", style)
        assert b"--" in ask(port, style)
    assert built.files() == files
    assert networks(built) == prepared


def networks(built: Image) -> dict[str, float]:
    """Return the prepared networks of the machine and when each was written."""
    found = (built.folder / "machine").glob("catalog-search-*/networks/*/network.*")
    return {str(path): path.stat().st_mtime for path in found}


def ask(port: int, path: str) -> bytes:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    client.request("GET", path, headers=HEADERS)
    answer = client.getresponse()
    body = answer.read()
    client.close()
    assert answer.status == 200, (answer.status, body[:500])
    return body


def wait_until_open(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def wait_for_teapots(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        answer: dict[str, Any] = json.loads(ask(port, "/api/search?q=blue+teapot"))
        titles = [item["product"]["title"] for item in answer["items"]]
        if titles[:1] == ["blue teapot"] and not answer.get("degraded"):
            return
        assert time.monotonic() < deadline, answer
        time.sleep(0.5)
