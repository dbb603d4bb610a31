"""The pages of a JSON feed, from a file or the web."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from catalog_search.backends.json_feed.fetching import Fetcher, TooLarge
from catalog_search.backends.packed import inflated_gzip
from catalog_search.exceptions import (
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    message_of,
)
from catalog_search.exceptions import message as _

MAX_PAGES = 10_000


@dataclass(frozen=True)
class Pages:
    """The pages as bytes, one after the other; see JsonFeedSource for what the options mean.

    Raises SourceUnavailable where one cannot be read.
    """

    where: str
    """The feed's name in messages."""
    url: str
    path: str
    below: str
    page_parameter: str
    max_feed_bytes: int
    fetcher: Fetcher

    def __iter__(self) -> Iterator[bytes]:
        if self.path:
            yield self._file()
            return
        before: list[object] = []
        for number in range(1, MAX_PAGES + 1):
            page = self._page(number)
            if not self.page_parameter:
                yield page
                return
            items = self.listed(page)
            if number == 2 and items == before != []:
                raise self._same_page()
            if number > 1 and items in ([], before):
                return  # Some hosts answer with the last page for all behind it.
            before = items
            yield page
        raise SourceUnavailable(
            _("%(where)s has more than %(max_pages)s pages.", where=self.where, max_pages=MAX_PAGES)
        )

    def _file(self) -> bytes:
        try:
            with Path(self.path).open("rb") as file:
                data = file.read(self.max_feed_bytes + 1)
        except OSError as error:
            raise SourceUnavailable(
                _("%(path)s cannot be read: %(strerror)s.", path=self.path, strerror=error.strerror)
            ) from error
        if len(data) > self.max_feed_bytes:
            raise self._too_large()
        return inflated_gzip(data, self.max_feed_bytes)

    def _page(self, number: int) -> bytes:
        address = self.url
        if self.page_parameter:
            joined = "&" if urlsplit(self.url).query else "?"
            address = f"{self.url}{joined}{self.page_parameter}={number}"
        try:
            return self.fetcher.get(address, self.max_feed_bytes)
        except (PhotoGone, UnreadableObject) as error:
            raise SourceUnavailable(message_of(error)) from error
        except TooLarge:
            raise self._too_large() from None

    def _same_page(self) -> SourceUnavailable:
        return SourceUnavailable(
            _(
                "%(where)s has the same products on its second page as on its first one. Leave "
                "OPTIONS['page_parameter'] out, or write the name that the host gives it.",
                where=self.where,
            )
        )

    def _too_large(self) -> SourceUnavailable:
        limit = f"{self.max_feed_bytes / 2**20:.0f} MB"
        return SourceUnavailable(
            _(
                "%(where)s is larger than %(limit)s. Raise OPTIONS['max_feed_bytes'], or "
                "use pages.",
                where=self.where,
                limit=limit,
            )
        )

    def items(self) -> Iterator[object]:
        """Yield the products of all pages."""
        for page in self:
            yield from self.listed(page)

    def listed(self, page: bytes) -> list[object]:
        """Return the products of a page. Raises SourceUnavailable if they are not a list."""
        try:
            data: object = json.loads(page)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(
                _("%(where)s is not JSON: %(error)s.", where=self.where, error=error)
            ) from error
        for name in filter(None, self.below.split(".")):
            data = data.get(name) if isinstance(data, dict) else None
        if not isinstance(data, list):
            below = _(" below %(items)r", items=self.below) if self.below else ""
            raise SourceUnavailable(
                _(
                    "%(where)s has no list of products%(below)s. OPTIONS['items'] says where "
                    "it is.",
                    where=self.where,
                    below=below,
                )
            )
        return data
