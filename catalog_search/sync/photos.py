"""Listed photos become photo rows; one that no record names gets a product of its own."""

from collections.abc import Iterable, Mapping, Sequence

from catalog_search.indexing.documents import digest
from catalog_search.models import Photo, PointToDelete, Product, SyncRun
from catalog_search.models.locks import locked
from catalog_search.sync.cleaning import readable, without_suffix
from catalog_search.sync.products import Written, upsert
from catalog_search.sync.records import MOST_IMAGES
from catalog_search.sync.writing import AT_ONCE, overwrite
from catalog_search.types import Record, StoredPhoto

PLACED = ("product", "position", "named", "product_digest")
RENEWED = (
    "etag",
    "size",
    "version_id",
    "state",
    "reason",
    "attempts",
    "width",
    "height",
    "mean_color",
    "indexed_etag",
    "verdict_policy",
    "verdict_score",
)


def untitled(run: SyncRun, listed: Sequence[StoredPhoto], keep_products: bool) -> list[str]:
    """Return the keys whose titles to ask the source for: photos of no record, when they are new.

    New to us, changed, or named by a record until now.
    """
    rows = rows_of(run, listed)

    def is_settled(photo: StoredPhoto) -> bool:
        row = rows.get(photo.key)
        if row is None:
            return False
        return is_named(row, run, keep_products) or not (row.named or differs(row, photo))

    return [photo.key for photo in listed if not is_settled(photo)]


def write_photos(
    run: SyncRun,
    listed: Sequence[StoredPhoto],
    titles: Mapping[str, str],
    keep_products: bool,
) -> Written:
    """Make or renew the photos' rows and mark them as seen by this run.

    With `keep_products`, products of records that this run did not see keep their photos.
    """
    listed = list({photo.key: photo for photo in listed}.values())
    rows = rows_of(run, listed, lock=True)
    written = Written(photos=len(listed))
    named = {key: row.product for key, row in rows.items() if is_named(row, run, keep_products)}
    unnamed = [photo.key for photo in listed if photo.key not in named]
    own = own_products(run, unnamed, titles, keep_products, written)
    new: list[Photo] = []
    placed: list[Photo] = []
    renewed: list[Photo] = []
    for photo in listed:
        row = rows.get(photo.key) or Photo(store=run.store, key=photo.key, last_seen=run)
        was_known = bool(row.etag)
        moved = place(row, named.get(photo.key) or own[photo.key], run, photo.key in named)
        fresh = renew(row, photo)
        written.photos_new += not was_known
        written.photos_changed += was_known and fresh
        new += [row] * (row.pk is None)
        placed += [row] * (row.pk is not None and moved)
        renewed += [row] * (row.pk is not None and fresh)
    write_rows(new, placed, renewed)
    Photo.objects.filter(pk__in=[row.pk for row in rows.values()]).update(last_seen=run)
    return written


def write_rows(new: list[Photo], placed: list[Photo], renewed: list[Photo]) -> None:
    Photo.objects.bulk_create(new, AT_ONCE)
    overwrite(placed, PLACED, key=("store", "key_digest"))
    overwrite(renewed, RENEWED, key=("store", "key_digest"))
    # A photo that came back before its old point was deleted keeps that point.
    points = [row.point_id for row in [*new, *renewed]]
    PointToDelete.objects.filter(point_id__in=points).delete()


def rows_of(run: SyncRun, listed: Sequence[StoredPhoto], *, lock: bool = False) -> dict[str, Photo]:
    """Return the rows there are, by key."""
    rows = Photo.objects.filter(store=run.store).with_keys(photo.key for photo in listed)
    rows = rows.select_related("product")
    if lock:
        rows = locked(rows)
    return {row.key: row for row in rows.order_by("pk")}


def is_named(row: Photo, run: SyncRun, keep_products: bool) -> bool:
    """Return whether a record of this run names the photo, or one that must be kept does."""
    return row.named and (keep_products or row.product.last_seen_id == run.pk)


def own_products(
    run: SyncRun,
    keys: Iterable[str],
    titles: Mapping[str, str],
    keep_products: bool,
    written: Written,
) -> dict[str, Product]:
    """Return by key the products of photos that no record names.

    Their sku is the key without its suffix. A record with that very sku takes the photo in.
    """
    skus = {key: without_suffix(key) for key in keys}
    rows = Product.objects.filter(store=run.store).with_skus(skus.values())
    products = {product.sku: product for product in rows}
    wanted: dict[str, Record] = {}
    for key, sku in skus.items():
        product = products.get(sku)
        if product and product.from_manifest and (keep_products or product.last_seen_id == run.pk):
            continue
        kept = product.title if product and not product.from_manifest else ""
        title = titles.get(key) or kept or readable(key)
        wanted.setdefault(sku, Record(sku=sku, title=title))
    products |= upsert(run, wanted, written, from_manifest=False)
    return {key: products[sku] for key, sku in skus.items()}


def place(row: Photo, product: Product, run: SyncRun, named: bool) -> bool:
    """Tie the photo to its product and tell it what the index should know; was that new?"""
    product.store = run.store
    before = row.product_id, row.named, row.product_digest
    row.product, row.named, row.product_digest = product, named, digest(product)
    if not named:
        # Behind the photos that the record itself names, if it has any.
        row.position = MOST_IMAGES
    return before != (product.pk, named, row.product_digest)


def renew(row: Photo, photo: StoredPhoto) -> bool:
    """Start the row anew if its photo has changed or come back; return whether it has."""
    if not differs(row, photo) and row.state != Photo.State.MISSING:
        return False
    row.etag, row.size, row.version_id = photo.etag, photo.size, photo.version_id
    row.state, row.reason = Photo.State.LIVE, ""
    # Whoever works on the photo right now has counted one attempt and may take it back.
    row.attempts = 1 if row.claimed_by else 0
    row.width = row.height = 0
    row.mean_color = ""
    row.indexed_etag = ""
    row.verdict_policy, row.verdict_score = "", 0
    return True


def differs(row: Photo, photo: StoredPhoto) -> bool:
    return (row.etag, row.size, row.version_id) != (photo.etag, photo.size, photo.version_id)
