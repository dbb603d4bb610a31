"""Products of a JSON feed, from a file or the web, and their photos from the web."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urljoin

from catalog_search import conf
from catalog_search.backends.json_feed.fetching import Fetcher, TooLarge, host_of, public_address
from catalog_search.backends.json_feed.mapping import LAYOUTS, row_of, with_publication
from catalog_search.backends.json_feed.pages import Pages
from catalog_search.exceptions import (
    InvalidPhoto,
    SourceUnavailable,
    WrongSettings,
    message_of,
)
from catalog_search.exceptions import message as _
from catalog_search.sync.records.deep_cells import without_deep_cells
from catalog_search.sync.records.records import from_row
from catalog_search.sync.tables.hidden import Row, without_hidden
from catalog_search.sync.tables.manifests import known_attributes
from catalog_search.types import Problem, Record, StoredPhoto


class JsonFeedSource:
    """Reads the feed at `url`, or the file at `path`: a list of products, or one below `items`.

    `fields` says where each column of a manifest is in an item, such as {"price": "variants.price",
    "url": "https://shop.example/p/{handle}"}; a `layout` ("shopify") says it for a known feed, and
    without both the items have the columns of a manifest themselves. With `page_parameter` the
    feed has pages: ?page=1, ?page=2 and so on, up to an empty one, or the same one again.

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
        self.url, self.layout = url, layout
        self.fields = {**LAYOUTS.get(layout, {}), **(fields or {})}
        self.where = public_address(url) if url else path
        self._fetcher = Fetcher(
            hosts=frozenset(filter(None, [host_of(url), *map(str.lower, photo_hosts)])),
            read_timeout=read_timeout,
            transfer_timeout=transfer_timeout,
            headers=dict(headers or {}),
            own_host=host_of(url),
        )
        self._pages = Pages(
            self.where, url, path, items, page_parameter, max_feed_bytes, self._fetcher
        )
        self._images: dict[str, None] | None = None
        """What the records name, from the end of `records` to the next `photos`."""

    def version(self) -> str:
        """Return a digest of the feed. It covers the photos, by their addresses in the feed."""
        digest = hashlib.sha256(repr(sorted(self.fields.items())).encode())
        for page in self._pages:
            digest.update(page)
        return digest.hexdigest()

    def records(self) -> Iterator[Record | Problem]:
        names: dict[str, None] = {}
        # What a path of `fields` leads to is what its column says.
        read = (*known_attributes(), *self.fields.values())
        for item in without_hidden(self._readable(), read):
            for record in self._from_item(item):
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
            first = next(iter(self._pages.items()), None)
        except SourceUnavailable as error:
            return [Problem(self.where, message_of(error))]
        return [] if first else [Problem(self.where, _("The feed has no products."), warning=True)]

    def _readable(self) -> Iterator[Row | Problem]:
        """Yield the items with their numbers, and problems of those that cannot be read."""
        for number, item in enumerate(self._pages.items(), 1):
            if not isinstance(item, dict):
                yield Problem(
                    self.where, _("Not a product: no JSON object."), number, product_lost=True
                )
                continue
            readable, problems = without_deep_cells(item, self.where, number)
            yield from problems
            yield number, with_publication(readable, self.layout)

    def _from_item(self, item: Row | Problem) -> Iterator[Record | Problem]:
        if isinstance(item, Problem):
            yield replace(item, where=self.where)
            return
        number, cells = item
        for each in from_row(row_of(cells, self.fields), self.where, number):
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
