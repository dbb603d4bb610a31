"""The rows that a sync has met so far, and those of them that it may leave as they are.

A product remembers a digest of the record that it was last written from. Where a record is the
same, the row and its photos' links are what a sync would make of them, and nothing is written.
Saving the product in any other way clears the digest (models/catalogue/products.py).
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from catalog_search.models import Photo, Product, Store
from catalog_search.sync.photo_names.left_out_photos import LeftOutPhotos
from catalog_search.sync.photo_names.photo_skus import PhotoSkus
from catalog_search.sync.records.twins import tells_stock
from catalog_search.sync.rows.batch_result import BatchResult
from catalog_search.sync.rows.emptied import Emptied
from catalog_search.sync.rows.hidden_skus import HiddenSkus
from catalog_search.sync.rows.writing import batches
from catalog_search.types import Problem, Record, StoredPhoto

PAGE = 1 << 16
"""Keys of one piece of a KeySet."""

KEYS_AT_ONCE = 5000
LISTED = ("key", "etag", "size", "version_id")
LINKED = ("product", "named", "product__sku", "product__from_manifest", "product__record_digest")


class Link(NamedTuple):
    """The product that a photo's row belongs to: the values of LINKED."""

    product: int
    named: bool
    """Whether the product's record names the photo."""
    sku: str
    from_manifest: bool
    digest: str
    """Digest of the record that the product was last written from; "" if it was changed since."""


class KeySet:
    """A set of primary keys, at an eighth of a byte each where they lie close together."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def update(self, keys: Iterable[int]) -> None:
        for key in keys:
            page, place = divmod(key, PAGE)
            bits = self._pages.get(page)
            if bits is None:
                bits = self._pages[page] = bytearray(PAGE // 8)
            bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, key: int) -> bool:
        page, place = divmod(key, PAGE)
        bits = self._pages.get(page)
        return bits is not None and bool(bits[place >> 3] >> (place & 7) & 1)

    def __iter__(self) -> Iterator[int]:
        for page, bits in self._pages.items():
            for place in range(PAGE):
                if bits[place >> 3] >> (place & 7) & 1:
                    yield page * PAGE + place

    def __len__(self) -> int:
        return sum(int.from_bytes(bits).bit_count() for bits in self._pages.values())


@dataclass(frozen=True)
class ListedRows:
    """Primary keys of the rows that the source still has, as far as a sync has come."""

    products: KeySet = field(default_factory=KeySet)
    stock_told: KeySet = field(default_factory=KeySet)
    """Products of which a record says whether they are in stock."""
    photos: KeySet = field(default_factory=KeySet)
    settled: KeySet = field(default_factory=KeySet)
    """Products whose records are the same as last time."""
    skus: PhotoSkus = field(default_factory=PhotoSkus)
    left_out: LeftOutPhotos = field(default_factory=LeftOutPhotos)
    emptied: Emptied = field(default_factory=Emptied)
    hidden: HiddenSkus = field(default_factory=HiddenSkus)

    def add(self, result: BatchResult) -> None:
        """Add the rows of a batch that was written, and the values that its products lost."""
        self.products.update(result.products_listed)
        self.stock_told.update(result.stock_told)
        self.photos.update(result.photos_listed)
        self.emptied.lost.update(result.lost)

    def close(self) -> None:
        """Remove the temporary files."""
        self.skus.close()
        self.left_out.close()

    def problems(self) -> Iterator[Problem]:
        """Yield what all records together show to be wrong."""
        yield from self.emptied.problems()
        yield from self.hidden.problems(self.skus)

    def makes_no_product(self, key: str) -> bool:
        """Return whether the photo belongs to a left-out product, and by its name to no other."""
        return key in self.left_out and self.skus.home(key) not in self.skus


def record_digest(record: Record) -> str:
    """Return a digest of what the record says, whatever its line in the manifest."""
    sale = (record.sale_price, record.sale_starts, record.sale_ends)
    values = (
        *(record.sku, record.title, record.description, record.category, record.brand),
        *(record.colors, record.price, record.currency, record.in_stock, record.url),
        *(record.images, dict(record.attributes), record.compare_at_price),
        *(record.rating, record.rating_count, [dict(each) for each in record.variants]),
        *(() if record.sale_price is None else sale),
    )
    return hashlib.sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def split_records(
    store: Store, listed_rows: ListedRows, records: Sequence[Record]
) -> tuple[list[int], list[Record]]:
    """Return the products whose records are the same as last time, and the other records in order.

    A record whose photo another one of these records takes is among the others.
    """
    rows = Product.objects.filter(store=store, listed=True, from_manifest=True)
    rows = rows.exclude(record_digest="").with_skus(record.sku for record in records)
    saved = {
        sku: (pk, title, digest)
        for pk, sku, title, digest in rows.values_list("pk", "sku", "title", "record_digest")
        if pk not in listed_rows.products
    }
    settled: dict[str, int] = {}
    to_write: list[Record] = []
    for record in records:
        pk, title, digest = saved.pop(record.sku, (0, "", ""))
        # A record without a title keeps the one that its row has.
        if pk and record_digest(record if record.title else replace(record, title=title)) == digest:
            settled[record.sku] = pk
        else:
            to_write.append(record)
    if settled and to_write:
        losing = products_with_photos_of(store, to_write)
        settled = {sku: pk for sku, pk in settled.items() if pk not in losing}
        left = dict(settled)
        to_write = [record for record in records if left.pop(record.sku, None) is None]
    told = {record.sku for record in records if tells_stock(record)}
    listed_rows.stock_told.update(pk for sku, pk in settled.items() if sku in told)
    return list(settled.values()), to_write


def products_with_photos_of(store: Store, records: Iterable[Record]) -> set[int]:
    """Return the products whose own records name photos that these records name."""
    keys = {key for record in records for key in record.images}
    products: set[int] = set()
    for some in batches(sorted(keys), KEYS_AT_ONCE):
        named = Photo.objects.filter(store=store, named=True).with_keys(some).order_by()
        products.update(named.values_list("product", flat=True))
    return products


def split_photos(
    store: Store, listed_rows: ListedRows, listed: Sequence[StoredPhoto]
) -> tuple[list[tuple[int, int]], list[StoredPhoto]]:
    """Return (photo, product) of photos whose rows are up to date, and the others in order."""
    rows = Photo.objects.filter(store=store, listed=True).exclude(state=Photo.State.MISSING)
    rows = rows.with_keys(photo.key for photo in listed).order_by()
    saved = {
        tuple(row[:4]): (row[4], Link(*row[5:])) for row in rows.values_list(*LISTED, "pk", *LINKED)
    }
    settled: list[tuple[int, int]] = []
    to_write: list[StoredPhoto] = []
    for photo in listed:
        pk, link = saved.pop((photo.key, photo.etag, photo.size, photo.version_id), (0, None))
        if link and link_is_settled(listed_rows, photo.key, link):
            settled.append((pk, link.product))
        else:
            to_write.append(photo)
    return settled, to_write


def link_is_settled(listed_rows: ListedRows, key: str, link: Link) -> bool:
    """Return whether a sync would leave the photo with this product, and the product unchanged."""
    if link.named:
        return link.product in listed_rows.settled
    is_current = link.product in listed_rows.settled if link.from_manifest else bool(link.digest)
    stays = is_current and link.sku == listed_rows.skus.home(key)
    return stays and not listed_rows.makes_no_product(key)
