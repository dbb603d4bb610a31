"""Write the photos that a source lists as rows; an unnamed photo gets a product of its own.

A photo is "named" when a record of its product lists it among its images.
"""

from collections.abc import Mapping, Sequence

from catalog_search.exceptions import message as _
from catalog_search.indexing.documents import digest
from catalog_search.models import Photo, PointToDelete, Product, SyncRun
from catalog_search.models.locks import locked
from catalog_search.sync.cells.cleaning import readable, without_suffix
from catalog_search.sync.photo_names.photo_skus import spelling_of
from catalog_search.sync.records.records import MAX_IMAGES
from catalog_search.sync.rows.batch_result import BatchResult
from catalog_search.sync.rows.kept_decisions import create_photos
from catalog_search.sync.rows.listed_rows import ListedRows
from catalog_search.sync.rows.products import upsert
from catalog_search.sync.rows.writing import overwrite
from catalog_search.types import Problem, Record, StoredPhoto

MANY = 20
"""From so many photos of the same sizes on, new ETags of all of them are told."""
LINK_FIELDS = ("product", "position", "named", "product_digest")
CONTENT_FIELDS = (
    "etag",
    "size",
    "version_id",
    "state",
    "reason",
    "listed",
    "attempts",
    "failed_reads",
    "retry_at",
    "width",
    "height",
    "mean_color",
    "indexed_etag",
    "verdict_policy",
    "verdict_score",
)


def untitled(
    run: SyncRun, listed_rows: ListedRows, listed: Sequence[StoredPhoto], keep_products: bool
) -> list[str]:
    """Return the keys of the photos that need a title from the source.

    These are unnamed photos that are new, have changed, or were named until now.
    """
    rows = rows_of(run, listed)

    def has_title(photo: StoredPhoto) -> bool:
        row = rows.get(photo.key)
        if row is None:
            return False
        return is_named(row, listed_rows, keep_products) or not (row.named or differs(row, photo))

    return [photo.key for photo in listed if not has_title(photo)]


def with_products(
    run: SyncRun, listed_rows: ListedRows, listed: Sequence[StoredPhoto], keep_products: bool
) -> list[StoredPhoto]:
    """Return the photos without those of left-out products, which make no products of their own.

    A photo stays with the product of a record that names it, or that is kept.
    """
    without = {photo.key for photo in listed if listed_rows.makes_no_product(photo.key)}
    for key, row in rows_of(run, [each for each in listed if each.key in without]).items():
        is_kept = keep_products and row.product.from_manifest
        if is_kept or is_named(row, listed_rows, keep_products):
            without.discard(key)
    return [photo for photo in listed if photo.key not in without]


def write_photos(
    run: SyncRun,
    listed_rows: ListedRows,
    listed: Sequence[StoredPhoto],
    titles: Mapping[str, str | None],
    keep_products: bool,
) -> BatchResult:
    """Create or update the photos' rows; list them, and their products, as seen.

    With `keep_products`, the products of records that this run did not see keep their photos.
    """
    listed = list({photo.key: photo for photo in listed}.values())
    rows = rows_of(run, listed, lock=True)
    result = BatchResult(photos=len(listed), problems=renamed(rows, listed))
    named = {
        key: row.product for key, row in rows.items() if is_named(row, listed_rows, keep_products)
    }
    unnamed = [photo.key for photo in listed if photo.key not in named]
    fitting = {key: sku_of(listed_rows, key, rows.get(key), keep_products) for key in unnamed}
    result.problems += [listed_rows.skus.several(key) for key in unnamed if fitting[key] is None]
    skus = {key: sku or without_suffix(key) for key, sku in fitting.items()}
    own = products_of_unnamed(run, listed_rows, skus, titles, keep_products, result)
    new: list[Photo] = []
    relinked: list[Photo] = []
    reset: list[Photo] = []
    for photo in listed:
        row = rows.get(photo.key) or Photo(store=run.store, key=photo.key)
        was_listed = bool(row.etag)
        product = named.get(photo.key) or own[photo.key]
        link_changed = link_product(row, product, run, photo.key in named)
        content_changed = reset_if_changed(row, photo)
        result.photos_new += not was_listed
        result.photos_changed += was_listed and content_changed
        new += [row] * (row.pk is None)
        relinked += [row] * (row.pk is not None and link_changed)
        reset += [row] * (row.pk is not None and content_changed)
    old_pks = [row.pk for row in rows.values()]
    returned_pks = [row.pk for row in rows.values() if not row.listed]
    create_photos(run.store, new)
    overwrite_rows(new, relinked, reset)
    Photo.objects.filter(pk__in=returned_pks).update(listed=True)
    result.photos_listed += [*old_pks, *(row.pk for row in new)]
    return result


def renamed(rows: Mapping[str, Photo], listed: Sequence[StoredPhoto]) -> list[Problem]:
    """Return what tells that all of many photos have other ETags, but the sizes that they had."""
    known = [(row, photo) for photo in listed if (row := rows.get(photo.key)) and row.etag]
    if len(known) < MANY or any(
        row.etag == photo.etag or row.size != photo.size for row, photo in known
    ):
        return []
    reason = _(
        "The photos have other ETags than at the last sync, but the same sizes, and are encoded "
        "again. If nobody uploaded them again, the store or what stands before it changes ETags "
        "by itself, and each sync costs this."
    )
    return [Problem(known[0][1].key, reason, warning=True)]


def overwrite_rows(new: list[Photo], relinked: list[Photo], reset: list[Photo]) -> None:
    overwrite(relinked, LINK_FIELDS, key=("store", "key_digest"))
    overwrite(reset, CONTENT_FIELDS, key=("store", "key_digest"))
    # If a photo comes back before its old point is deleted, the point must stay.
    points = [row.point_id for row in [*new, *reset]]
    PointToDelete.objects.filter(point_id__in=points).delete()


def rows_of(run: SyncRun, listed: Sequence[StoredPhoto], *, lock: bool = False) -> dict[str, Photo]:
    """Return the existing rows of these photos, by key."""
    keyed = Photo.objects.filter(store=run.store).with_keys(photo.key for photo in listed)
    # Looked up first: sorted by its key, a query by photos' keys would scan the store's photos.
    pks = list(keyed.order_by().values_list("pk", flat=True))
    rows = Photo.objects.filter(pk__in=pks).select_related("product")
    if lock:
        rows = locked(rows)
    return {row.key: row for row in rows.order_by("pk")}


def is_named(row: Photo, listed_rows: ListedRows, keep_products: bool) -> bool:
    """Return whether a record of this run, or of a product that is kept, names the photo."""
    return row.named and (keep_products or row.product_id in listed_rows.products)


def sku_of(listed_rows: ListedRows, key: str, row: Photo | None, keep_products: bool) -> str | None:
    """Return the SKU of an unnamed photo's product, None if several records fit it equally.

    A photo stays with a product that is kept though this run did not see its record.
    """
    own = without_suffix(key)
    if row is not None and keep_products and own not in listed_rows.skus:
        product = row.product
        is_kept = product.from_manifest and product.pk not in listed_rows.products
        if is_kept and spelling_of(product.sku) == spelling_of(own):
            return product.sku
    return listed_rows.skus.home(key)


def products_of_unnamed(
    run: SyncRun,
    listed_rows: ListedRows,
    skus: Mapping[str, str],
    titles: Mapping[str, str | None],
    keep_products: bool,
    result: BatchResult,
) -> dict[str, Product]:
    """Return the product of each unnamed photo, by photo key; creates missing ones.

    If a record has the SKU of a photo, the photo joins the record's product.
    """
    rows = Product.objects.filter(store=run.store).with_skus(skus.values())
    products = {product.sku: product for product in rows}
    records: dict[str, Record] = {}
    for key, sku in skus.items():
        product = products.get(sku)
        if (
            product
            and product.from_manifest
            and (keep_products or product.pk in listed_rows.products)
        ):
            continue
        old_title = product.title if product and not product.from_manifest else ""
        title = titles.get(key) or old_title or readable(key)
        records.setdefault(sku, Record(sku=sku, title=title))
    products |= upsert(run, records, result, from_manifest=False)
    return {key: products[sku] for key, sku in skus.items()}


def link_product(row: Photo, product: Product, run: SyncRun, named: bool) -> bool:
    """Link the photo to its product and store the product's digest; return whether it changed."""
    product.store = run.store
    before = row.product_id, row.named, row.product_digest
    row.product, row.named, row.product_digest = product, named, digest(product)
    if not named:
        # After all photos that the product's record names.
        row.position = MAX_IMAGES
    return before != (product.pk, named, row.product_digest)


def reset_if_changed(row: Photo, photo: StoredPhoto) -> bool:
    """Reset the row for indexing if its photo changed or came back; return whether it did.

    One that the source refused may be readable by now.
    """
    is_refused = row.state == Photo.State.QUARANTINED and row.retry_at is not None
    if not (differs(row, photo) or row.state == Photo.State.MISSING or is_refused):
        return False
    row.etag, row.size, row.version_id = photo.etag, photo.size, photo.version_id
    row.state, row.reason, row.listed = Photo.State.LIVE, "", True
    # A worker that holds a claim has counted one attempt, and may subtract it again.
    row.attempts = 1 if row.claimed_by else 0
    row.failed_reads, row.retry_at = 0, None
    row.width = row.height = 0
    row.mean_color = ""
    row.indexed_etag = ""
    if row.etag != row.blocked_etag:
        row.verdict_policy, row.verdict_score = "", 0
    return True


def differs(row: Photo, photo: StoredPhoto) -> bool:
    return (row.etag, row.size, row.version_id) != (photo.etag, photo.size, photo.version_id)
