"""Link the photos that records name to the records' products."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet

from catalog_search.exceptions import message as _
from catalog_search.models import Photo, Product, SyncRun
from catalog_search.models.locks import locked
from catalog_search.sync.problems import named_twice
from catalog_search.sync.rows.batch_result import BatchResult
from catalog_search.sync.rows.kept_decisions import create_photos
from catalog_search.sync.rows.listed_rows import ListedRows
from catalog_search.sync.rows.writing import overwrite
from catalog_search.types import Record

NOT_LISTED = _("The catalogue names this photo, but the source does not have it.")


def link_photos(
    run: SyncRun,
    listed_rows: ListedRows,
    records: Mapping[str, Record],
    products: Mapping[str, Product],
    result: BatchResult,
) -> None:
    """Link each photo that a record names to the record's product, at its position.

    A photo without a row gets one with the state MISSING until the source lists it.
    """
    places = photo_places(records, products, result)
    pks = {product.pk for product in products.values()}
    changed = []
    for photo in locked(linked_photos(run, pks, places)):
        record, position = places.pop(photo.key, (None, 0))
        if record and is_named_elsewhere(photo, listed_rows, pks):
            result.problems.append(named_twice(record, photo.key, photo.product.sku))
            result.unsettled.add(products[record.sku].pk)
            continue
        owner = photo.product_id if photo.named else None
        if link_photo(photo, products[record.sku] if record else None, position):
            changed.append(photo)
            if owner not in (None, photo.product_id):
                result.unsettled.add(owner)
    new = [
        missing_photo(products[record.sku], key, position)
        for key, (record, position) in places.items()
    ]
    create_photos(run.store, new)
    overwrite(changed, ["named", "product", "position"], key=("store", "key_digest"))


def linked_photos(run: SyncRun, pks: Collection[int], keys: Iterable[str]) -> QuerySet[Photo]:
    """Return the photos that the records of these products named before, or name now."""
    # Two lookups by an index each: together they would be one scan of the store's photos.
    named = Photo.objects.filter(product__in=pks, named=True)
    keyed = Photo.objects.filter(store=run.store).with_keys(keys)
    linked_pks = {
        pk for rows in (named, keyed) for pk in rows.order_by().values_list("pk", flat=True)
    }
    return Photo.objects.filter(pk__in=linked_pks).select_related("product").order_by("pk")


def missing_photo(product: Product, key: str, position: int) -> Photo:
    return Photo(
        store=product.store,
        key=key,
        state=Photo.State.MISSING,
        reason=NOT_LISTED,
        named=True,
        listed=False,
        product=product,
        position=position,
    )


def is_named_elsewhere(photo: Photo, listed_rows: ListedRows, pks: Collection[int]) -> bool:
    """Return whether an earlier batch of this run linked the photo to another product."""
    return photo.named and photo.product_id not in pks and photo.product_id in listed_rows.products


def link_photo(photo: Photo, product: Product | None, position: int) -> bool:
    """Link the photo to the product that names it; return whether that changed the row.

    Without a product no record names the photo any more, so it is marked as unnamed.
    """
    if product is None:
        photo.named = False
        return True
    before = photo.named, photo.product_id, photo.position
    photo.named, photo.product, photo.position = True, product, position
    return before != (True, product.pk, position)


def photo_places(
    records: Mapping[str, Record], products: Mapping[str, Product], result: BatchResult
) -> dict[str, tuple[Record, int]]:
    """Return record and position by photo key; a photo named by two records is a problem."""
    places: dict[str, tuple[Record, int]] = {}
    for record in records.values():
        for position, key in enumerate(record.images):
            if key in places:
                result.problems.append(named_twice(record, key, places[key][0].sku))
                result.unsettled.add(products[record.sku].pk)
            else:
                places[key] = record, position
    return places
