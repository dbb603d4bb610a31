"""The demo's bucket: a local S3-compatible server that holds the demo's catalogue."""

import logging
import mimetypes
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "demo"


@contextmanager
def local_bucket(objects: Mapping[str, bytes]) -> Iterator[str]:
    """Run a server whose bucket `demo` holds the objects; yield its endpoint."""
    # The server accepts any credentials, but the client requires some.
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "demo")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "demo")
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    # The access log would hide the demo's own output.
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        fill(endpoint, objects)
        yield endpoint
    finally:
        server.stop()


def fill(endpoint: str, objects: Mapping[str, bytes]) -> None:
    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket=BUCKET)
    for key, data in objects.items():
        kind = mimetypes.guess_type(key)[0] or "application/octet-stream"
        client.put_object(Bucket=BUCKET, Key=key, Body=data, ContentType=kind)
    client.close()
