"""Fetch what settings allow to be fetched: from named hosts, within a time and a size."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from catalog_search.backends.packed import unpacked_body
from catalog_search.exceptions import PhotoGone, SourceUnavailable, UnreadableObject, message_of
from catalog_search.exceptions import message as _

CHUNK = 64 * 1024
MAX_REDIRECTIONS = 5
GONE, TRY_AGAIN = (404, 410), (408, 425, 429)


class TooLarge(Exception):
    """The answer is larger than the limit."""


@dataclass(frozen=True)
class Fetcher:
    """Sends GET requests to these hosts alone, and follows redirections to these alone."""

    hosts: frozenset[str]
    """In lower case, with a port where it is not the scheme's own: "cdn.example:8443"."""
    read_timeout: float
    """Seconds without a byte."""
    transfer_timeout: float
    """Seconds for the whole answer."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent to `own_host` only, and never passed on by a redirection."""
    own_host: str = ""

    def get(self, address: str, max_bytes: int) -> bytes:
        """Return the body, unpacked: some hosts send it packed although nobody asked for that.

        Raises TooLarge; PhotoGone where there is none; UnreadableObject if this address is refused;
        SourceUnavailable if the host does not answer as it should.
        """
        deadline = time.monotonic() + self.transfer_timeout
        with self.response(address) as answer:
            body = bytearray()
            while chunk := answer.read1(CHUNK):
                body += chunk
                if len(body) > max_bytes:
                    raise TooLarge
                if time.monotonic() > deadline:
                    raise TimeoutError(_("the answer takes too long"))
            if answer.length:
                raise OSError(_("the answer broke off"))
            content = unpacked_body(
                bytes(body), max_bytes, answer.headers.get("Content-Encoding", "")
            )
        if len(content) > max_bytes:
            raise TooLarge
        return content

    @contextmanager
    def response(self, address: str) -> Iterator[Any]:
        """Open the address and translate what may go wrong; its query may be secret."""
        self.allow(address)
        request = Request(encoded(address), headers={"User-Agent": "catalog-search"})  # noqa: S310  see allow
        if host_of(address) == self.own_host:
            for name, value in self.headers.items():
                request.add_unredirected_header(name, value)
        try:
            with self.opener().open(request, timeout=self.read_timeout) as answer:
                yield answer
        except HTTPError as error:
            error.close()
            if error.code in GONE:
                raise PhotoGone(
                    _(
                        "%(address)s is not there: status %(code)s.",
                        address=public_address(address),
                        code=error.code,
                    )
                ) from error
            refused = 400 <= error.code < 500 and error.code not in TRY_AGAIN
            kind = UnreadableObject if refused else SourceUnavailable
            raise kind(
                _(
                    "%(address)s cannot be read: status %(code)s.",
                    address=public_address(address),
                    code=error.code,
                )
            ) from error
        except (OSError, HTTPException, ValueError) as error:
            reason = message_of(error) or type(error).__name__
            raise SourceUnavailable(
                _(
                    "%(address)s cannot be read: %(reason)s.",
                    address=public_address(address),
                    reason=reason,
                )
            ) from error

    def opener(self) -> OpenerDirector:
        return build_opener(AllowedRedirections(self))

    def allow(self, address: str) -> None:
        """Raise UnreadableObject for an address that is not http(s) on one of the hosts."""
        host, scheme = host_of(address), urlsplit(address).scheme
        if scheme not in ("http", "https") or host not in self.hosts:
            raise UnreadableObject(
                _(
                    "%(address)s is on a host that may not be asked. Add %(host)r to "
                    "OPTIONS['photo_hosts'] if it is yours.",
                    address=public_address(address),
                    host=host,
                )
            )


class AllowedRedirections(HTTPRedirectHandler):
    """Follows redirections to allowed hosts."""

    max_redirections = MAX_REDIRECTIONS

    def __init__(self, fetcher: Fetcher) -> None:
        self.fetcher = fetcher

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        self.fetcher.allow(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def host_of(address: str) -> str:
    """Return the host, with its port if the address names one; "" if it names none."""
    try:
        parts = urlsplit(address)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    return f"{parts.hostname}{port}".lower() if parts.hostname else ""


def public_address(address: str) -> str:
    """Return the address without user, password and query, which may be secrets."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{host_of(address)}{parts.path}"


def encoded(address: str) -> str:
    """Return the address in ASCII; encoded characters stay as they are."""
    return quote(address, safe="%/:=&?~#+!$,;'@()*[]")
