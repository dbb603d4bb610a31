"""The connection to one bucket: a lazily built boto3 client and its errors, translated."""

import copy
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.handlers import set_list_objects_encoding_type_url
from botocore.loaders import Loader, create_loader
from botocore.parsers import ResponseParserError

from catalog_search.backends.s3 import answers, credentials, errors
from catalog_search.backends.s3.addresses import code, public_endpoint
from catalog_search.backends.s3.options import AROUND
from catalog_search.exceptions import (
    ArchivedPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    WrongSettings,
)
from catalog_search.exceptions import message as _

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

CHUNK = 1 << 18

PLAIN = Config(
    request_checksum_calculation="when_required", response_checksum_validation="when_required"
)
"""What older stores know: they refuse requests for checksums."""


def session(profile: str) -> boto3.session.Session:
    """Return a session of its own that shares with others what describes the requests of S3.

    It has read the files with settings of AWS. `profile` is one of them, or "".
    """
    core = botocore.session.get_session()
    core.register_component("data_loader", (loader := descriptions()))
    of_profile = boto3.session.Session(profile_name=profile or None, botocore_session=core)
    # Each session adds the folder of boto3.
    loader.search_paths[:] = dict.fromkeys(loader.search_paths)
    core.get_scoped_config()
    return of_profile


@cache
def descriptions() -> Loader:
    """Return the files that describe S3. Reading them takes five times as long as the rest."""
    return create_loader(os.environ.get("AWS_DATA_PATH"))


class S3Connection:
    """A boto3 client for one bucket, shared between threads but not between processes."""

    def __init__(
        self,
        bucket: str,
        profile: str,
        credentials: Mapping[str, str],
        region: str,
        endpoint_url: str,
        transfer_timeout: float,
        config: Mapping[str, Any],
        max_attempts: int,
        requester_pays: bool,
    ) -> None:
        self.bucket = bucket
        self._profile = profile
        self._credentials: dict[str, Any] = {n: text for n, text in credentials.items() if text}
        self._region = region
        self._endpoint_url = endpoint_url or None
        self._transfer_timeout = transfer_timeout
        try:
            self._config = Config(**config)
        except (BotoCoreError, ValueError) as error:
            raise WrongSettings(_("An option cannot be used: %(error)s", error=error)) from error
        self._max_attempts = max_attempts
        self._requester_pays = requester_pays
        self._lock = threading.Lock()
        self._clients: dict[bool, tuple[int, S3Client]] = {}
        """Process id and client, by whether it is a plain one."""
        self.listed_by = 0
        """Which of the requests for listings the store knows, see listings.WAYS."""
        self.means_plus_signs: bool | None = None
        """Whether its listings mean plus signs by +, and no spaces; None if that is not known."""

    @property
    def place(self) -> str:
        """The endpoint as messages name it."""
        return public_endpoint(self._endpoint_url)

    def once(self) -> "S3Connection":
        """Return a connection of its own that tries each request once."""
        connection = copy.copy(self)
        connection._max_attempts, connection._clients = 1, {}
        return connection

    def client(self, *, plain: bool = False) -> "S3Client":
        """Return this process's client; a forked child must not use its parent's sockets.

        A `plain` one asks for nothing that older stores may not know: checksums, encoded keys.
        """
        with self._lock:
            process, client = self._clients.get(plain, (0, None))
            if client is None or process != os.getpid():
                client = self._make_client(plain)
                self._clients[plain] = os.getpid(), client
            return client

    def _make_client(self, plain: bool) -> "S3Client":
        retries: Any = {"mode": "standard", "total_max_attempts": self._max_attempts}
        config = self._config.merge(Config(retries=retries))
        with credentials.fetching(self._profile):
            of_profile = session(self._profile)
            region = self._region or (of_profile.region_name or "").strip(AROUND)
            texts, renewed = self._credentials, credentials.renewed
            if not {*texts} & {*credentials.NAMES[:2]}:
                texts, renewed = credentials.found(of_profile)
        client = of_profile.client(
            "s3",
            **texts,
            region_name=region or None,
            endpoint_url=self._endpoint_url,
            config=config.merge(PLAIN) if plain else config,
        )
        events = client.meta.events
        events.register("before-sign.s3.*", renewed)
        events.register("before-parse.s3.*", answers.without_unreadable)
        events.register("before-call.s3.HeadBucket", answers.not_sent_on)
        if self._requester_pays:
            events.register("before-parameter-build.s3.*", answers.paid_by_requester)
        if plain:
            events.unregister(
                "before-parameter-build.s3.ListObjects", set_list_objects_encoding_type_url
            )
        return client

    @contextmanager
    def errors_translated(self, key: str | None = None) -> Iterator[None]:
        """Translate boto3's errors to SourceUnavailable.

        With a `key`, a missing or changed object raises PhotoGone, an archived one ArchivedPhoto,
        one that the store does not hand out UnreadableObject.
        """
        try:
            yield
        except ClientError as error:
            if key is not None and code(error) in errors.GONE:
                raise PhotoGone(
                    _("%(key)r is no longer there, or not what was listed. Sync again.", key=key)
                ) from error
            if key is not None and code(error) in errors.ARCHIVED:
                raise ArchivedPhoto(
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
