"""Products of a JSON feed, from a file or the web, and their photos from the web."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from catalog_search import conf
from catalog_search.backends.json_feed.fetching import Fetcher, TooLarge, host_of, public_address
from catalog_search.backends.json_feed.mapping import LAYOUTS, row_of
from catalog_search.backends.packed import inflated_gzip
from catalog_search.exceptions import (
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    WrongSettings,
    message_of,
)
from catalog_search.exceptions import message as _
from catalog_search.sync.records.deep_cells import without_deep_cells
from catalog_search.sync.records.records import from_row
from catalog_search.types import Problem, Record, StoredPhoto

MAX_PAGES = 10_000


class JsonFeedSource:
    """Reads the feed at `url`, or the file at `path`: a list of products, or one below `items`.

    `fields` says where each column of a manifest is in an item, such as {"price": "variants.price",
    "url": "https://shop.example/p/{handle}"}; a `layout` ("shopify") says it for a known feed, and
    without both the items have the columns of a manifest themselves. With `page_parameter` the
    feed has pages: ?page=1, ?page=2 and so on, up to an empty one.

    Images are addresses on the web: of the feed's own host and of `photo_hosts`, no others. A photo
    counts as changed when its address does (`shoe.jpg?v=2`). `headers` are sent to the feed's host.
    """

    names_are_keys = True

    def __init__(
        self,
        url: str = "",
        path: str = "",
        items: str = "",
        layout: str = "",
        fields: Mapping[str, str] | None = None,
        page_parameter: str = "",
        photo_hosts: Iterable[str] = (),
        headers: Mapping[str, str] | None = None,
        max_feed_bytes: int = 64 * 2**20,
        read_timeout: float = 20,
        transfer_timeout: float = 300,
    ) -> None:
        if bool(url) == bool(path):
            raise WrongSettings(_("A JsonFeedSource needs one of the options url and path."))
        if layout and layout not in LAYOUTS:
            raise WrongSettings(
                _(
                    "OPTIONS['layout'] is none of %(layouts)s: %(layout)r.",
                    layouts=", ".join(LAYOUTS),
                    layout=layout,
                )
            )
        self.url, self.path, self.items, self.page_parameter = url, path, items, page_parameter
        self.fields = {**LAYOUTS.get(layout, {}), **(fields or {})}
        self.where = public_address(url) if url else path
        self.max_feed_bytes = max_feed_bytes
        self._fetcher = Fetcher(
            hosts=frozenset(filter(None, [host_of(url), *map(str.lower, photo_hosts)])),
            read_timeout=read_timeout,
            transfer_timeout=transfer_timeout,
            headers=dict(headers or {}),
            own_host=host_of(url),
        )
        self._images: dict[str, None] | None = None
        """What the records name, from the end of `records` to the next `photos`."""

    def version(self) -> str:
        """Return a digest of the feed. It covers the photos, by their addresses in the feed."""
        digest = hashlib.sha256(repr(sorted(self.fields.items())).encode())
        for page in self._pages():
            digest.update(page)
        return digest.hexdigest()

    def records(self) -> Iterator[Record | Problem]:
        names: dict[str, None] = {}
        for number, item in enumerate(self._items(self._pages()), 1):
            for record in self._from_item(item, number):
                names |= dict.fromkeys(record.images if isinstance(record, Record) else ())
                yield record
        self._images = names

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        """Yield the photos of the records that were just read, or of records read anew."""
        names, self._images = self._images, None
        if names is None:
            records = [each for each in self.records() if isinstance(each, Record)]
            names = dict.fromkeys(name for record in records for name in record.images)
        for name in names:
            yield StoredPhoto(name, hashlib.sha256(name.encode()).hexdigest(), 0)

    def read(self, photo: StoredPhoto) -> bytes:
        limit = conf.settings().max_photo_bytes
        try:
            data = self._fetcher.get(photo.key, limit)
        except TooLarge:
            raise InvalidPhoto(
                _("The file is larger than %(size)s MB.", size=f"{limit / 2**20:.0f}")
            ) from None
        if not data:
            raise InvalidPhoto(_("The file is empty."))
        return data

    def titles(self, keys: Iterable[str]) -> Mapping[str, str]:
        return {}

    def check(self) -> list[Problem]:
        try:
            first = next(iter(self._items(self._pages())), None)
        except SourceUnavailable as error:
            return [Problem(self.where, message_of(error))]
        return [] if first else [Problem(self.where, _("The feed has no products."), warning=True)]

    def _pages(self) -> Iterator[bytes]:
        if self.path:
            yield self._file()
            return
        for number in range(1, MAX_PAGES + 1):
            page = self._page(number)
            if number > 1 and not self._listed(page):
                return
            yield page
            if not self.page_parameter:
                return
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
            return self._fetcher.get(address, self.max_feed_bytes)
        except (PhotoGone, UnreadableObject) as error:
            raise SourceUnavailable(message_of(error)) from error
        except TooLarge:
            raise self._too_large() from None

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

    def _items(self, pages: Iterable[bytes]) -> Iterator[object]:
        for page in pages:
            yield from self._listed(page)

    def _listed(self, page: bytes) -> list[object]:
        """Return the products of a page. Raises SourceUnavailable if they are not a list."""
        try:
            data: object = json.loads(page)
        except (ValueError, RecursionError) as error:
            raise SourceUnavailable(
                _("%(where)s is not JSON: %(error)s.", where=self.where, error=error)
            ) from error
        for name in filter(None, self.items.split(".")):
            data = data.get(name) if isinstance(data, dict) else None
        if not isinstance(data, list):
            below = _(" below %(items)r", items=self.items) if self.items else ""
            raise SourceUnavailable(
                _(
                    "%(where)s has no list of products%(below)s. OPTIONS['items'] says where "
                    "it is.",
                    where=self.where,
                    below=below,
                )
            )
        return data

    def _from_item(self, item: object, number: int) -> Iterator[Record | Problem]:
        if not isinstance(item, dict):
            yield Problem(
                self.where, _("Not a product: no JSON object."), number, product_lost=True
            )
            return
        readable, problems = without_deep_cells(item, self.where, number)
        yield from problems
        for each in from_row(row_of(readable, self.fields), self.where, number):
            if isinstance(each, Record):
                addresses = map(self._absolute, each.images)
                images = tuple(name for name in addresses if self._is_allowed(name))
                if len(images) < len(each.images):
                    reason = _(
                        "%(sku)s: some images are on hosts that photo_hosts does not name.",
                        sku=each.sku,
                    )
                    yield Problem(self.where, reason, number)
                yield replace(each, images=images)
            else:
                yield each

    def _absolute(self, address: str) -> str:
        """Return the address with its scheme, the feed's own where it leaves it out."""
        return urljoin(self.url or "https:", address) if address.startswith("//") else address

    def _is_allowed(self, address: str) -> bool:
        return host_of(address) in self._fetcher.hosts
