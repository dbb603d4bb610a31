"""The connection to one bucket: a lazily built boto3 client and its errors, translated."""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from catalog_search.backends.s3 import answers, errors
from catalog_search.exceptions import InvalidPhoto, PhotoGone, SourceUnavailable, UnreadableObject
from catalog_search.exceptions import message as _

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CHUNK = 1 << 18


class S3Connection:
    """A boto3 client for one bucket, shared between threads but not between processes."""

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
        self._client: tuple[int, S3Client] | None = None
        """Process id and client."""

    def client(self) -> "S3Client":
        """Return this process's client; a forked child must not use its parent's sockets."""
        with self._lock:
            if self._client is None or self._client[0] != os.getpid():
                self._client = os.getpid(), self.make_client(self._max_attempts)
            return self._client[1]

    def make_client(self, attempts: int) -> "S3Client":
        """Return a new client that tries each request `attempts` times, backing off in between."""
        retries: Any = {"mode": "standard", "total_max_attempts": attempts}
        client = boto3.session.Session(profile_name=self._profile).client(
            "s3",
            **self._credentials,
            endpoint_url=self._endpoint_url,
            config=self._config.merge(Config(retries=retries)),
        )
        client.meta.events.register("before-parse.s3.*", answers.without_unreadable)
        return client

    @contextmanager
    def errors_translated(self, key: str | None = None) -> Iterator[None]:
        """Translate boto3's errors to SourceUnavailable.

        With a `key`, a missing or changed object raises PhotoGone, an archived one InvalidPhoto,
        one that the store does not hand out UnreadableObject.
        """
        try:
            yield
        except ClientError as error:
            if key is not None and errors.code(error) in errors.GONE:
                raise PhotoGone(
                    _("%(key)r is no longer there, or not what was listed. Sync again.", key=key)
                ) from error
            if key is not None and errors.code(error) in errors.ARCHIVED:
                raise InvalidPhoto(
                    _("The object is archived. Restore it from cold storage.")
                ) from error
            if key is not None and errors.is_refusal(error):
                reason = errors.explain(error, self.bucket, self._endpoint_url)
                raise UnreadableObject(
                    _("%(key)r cannot be read: %(reason)s", key=key, reason=reason)
                ) from error
            raise self._unavailable(error) from error
        except (BotoCoreError, ResponseParserError, ValueError) as error:
            raise self._unavailable(error) from error

    def chunks(self, body: Any, extra_seconds: float = 0) -> Iterator[bytes]:
        """Yield a body in chunks; raise if that takes longer than the transfer timeout."""
        with body as stream:
            # The read timeout restarts with every byte, so a trickle would never time out.
            watchdog = threading.Timer(self._transfer_timeout + extra_seconds, stream.shutdown)
            watchdog.daemon = True
            watchdog.start()
            try:
                yield from iter(lambda: body.read(CHUNK), b"")
            finally:
                watchdog.cancel()

    def _unavailable(self, error: Exception) -> SourceUnavailable:
        return SourceUnavailable(errors.explain(error, self.bucket, self._endpoint_url))
