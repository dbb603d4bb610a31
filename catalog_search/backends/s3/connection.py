"""The way to one bucket: a client built when first needed, and its failures in plain words."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from catalog_search.backends.s3 import errors
from catalog_search.exceptions import InvalidPhoto, PhotoGone, SourceUnavailable

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CHUNK = 1 << 18


class S3Connection:
    """A boto3 client for one bucket, shared by threads and never by processes."""

    def __init__(
        self,
        bucket: str,
        profile: str | None,
        credentials: Mapping[str, Any],
        endpoint_url: str | None,
        transfer_timeout: float,
        config: Mapping[str, Any],
        max_attempts: int,
    ) -> None:
        self.bucket = bucket
        self._profile = profile or None
        self._credentials = {name: value or None for name, value in credentials.items()}
        self._endpoint_url = endpoint_url or None
        self._transfer_timeout = transfer_timeout
        self._config = Config(**config)
        self._max_attempts = max_attempts
        self._lock = threading.Lock()
        self._made: tuple[int, S3Client] | None = None

    def client(self) -> "S3Client":
        """Return this process's client; a forked child must not share its parent's sockets."""
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = os.getpid(), self.make_client(self._max_attempts)
            return self._made[1]

    def make_client(self, attempts: int) -> "S3Client":
        """Return a new client that tries each request so often, waiting longer each time."""
        retries: Any = {"mode": "standard", "total_max_attempts": attempts}
        return boto3.session.Session(profile_name=self._profile).client(
            "s3",
            **self._credentials,
            endpoint_url=self._endpoint_url,
            config=self._config.merge(Config(retries=retries)),
        )

    @contextmanager
    def explained(self, key: str | None = None) -> Iterator[None]:
        """Turn what boto3 raises into SourceUnavailable; about one key, also into PhotoGone."""
        try:
            yield
        except ClientError as error:
            if key is not None and errors.code(error) in errors.GONE:
                raise PhotoGone(
                    f"{key!r} is no longer there, or not what was listed. Sync again."
                ) from error
            if key is not None and errors.code(error) in errors.ARCHIVED:
                raise InvalidPhoto(
                    "The object is archived. Restore it from cold storage."
                ) from error
            raise self._unavailable(error) from error
        except (BotoCoreError, ResponseParserError, ValueError) as error:
            raise self._unavailable(error) from error

    def received(self, body: Any) -> Iterator[bytes]:
        """Yield a body to its end, or raise once it took longer than the transfer timeout."""
        with body as stream:
            # The read timeout starts anew with every byte; a trickle would hold us for ever.
            watchdog = threading.Timer(self._transfer_timeout, stream.shutdown)
            watchdog.daemon = True
            watchdog.start()
            try:
                yield from iter(lambda: body.read(CHUNK), b"")
            finally:
                watchdog.cancel()

    def _unavailable(self, error: Exception) -> SourceUnavailable:
        return SourceUnavailable(errors.explain(error, self.bucket, self._endpoint_url))
