"""Write records as product rows and link the photos they name."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog_search.conf import COLOR
from catalog_search.exceptions import message as _
from catalog_search.models import CATEGORY_SEPARATOR, Category, Photo, Product, SyncRun, databases
from catalog_search.models.locks import locked
from catalog_search.models.names import keep_names
from catalog_search.models.offers import PLANNED, SETTLED
from catalog_search.sync.problems import named_twice, of_record
from catalog_search.sync.sales import columns_of, in_cents
from catalog_search.sync.seen import Seen, record_digest
from catalog_search.sync.titles import give_titles
from catalog_search.sync.writing import AT_ONCE, overwrite
from catalog_search.types import Problem, Record

NOT_LISTED = _("The catalogue names this photo, but the source does not have it.")
FIELDS = (
    "title",
    "description",
    "category",
    "brand",
    "colors",
    *(*PLANNED, *SETTLED),
    "currency",
    "in_stock",
    "rating",
    "rating_count",
    "variants",
    "url",
    "attributes",
    "from_manifest",
    "record_digest",
)


@dataclass
class BatchResult:
    """What one batch changed; the counters have the names of SyncRun's fields."""

    products: int = 0
    products_changed: int = 0
    """Includes new products."""
    photos: int = 0
    photos_new: int = 0
    photos_changed: int = 0
    problems: list[Problem] = field(default_factory=list)
    products_seen: list[int] = field(default_factory=list)
    photos_seen: list[int] = field(default_factory=list)
    unsettled: set[int] = field(default_factory=set)
    """Products to be looked at again by the next sync, although their records stay the same."""

    def tallies(self) -> dict[str, int]:
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}


def write_records(
    run: SyncRun, seen: Seen, records: Sequence[Record], late_titles: Mapping[str, str]
) -> BatchResult:
    """Create or update the records' products and photos; list the products as seen.

    `late_titles` are those of further records of SKUs whose first one had none.
    """
    result = BatchResult()
    by_sku = unique_by_sku(run, seen, records, result)
    products = upsert(run, by_sku, result, from_manifest=True)
    give_titles(run, late_titles)
    add_categories(run, by_sku.values())
    link_photos(run, seen, by_sku, products, result)
    if result.unsettled:
        Product.objects.filter(pk__in=result.unsettled).update(record_digest="")
    return result


def unique_by_sku(
    run: SyncRun, seen: Seen, records: Iterable[Record], result: BatchResult
) -> dict[str, Record]:
    """Return the records by SKU; a SKU that this run has seen before becomes a problem."""
    rows = Product.objects.filter(store=run.store).with_skus(record.sku for record in records)
    earlier = {sku for pk, sku in rows.values_list("pk", "sku") if pk in seen.products}
    by_sku: dict[str, Record] = {}
    for record in records:
        if record.sku in earlier or record.sku in by_sku:
            reason = _("%(sku)s: The sku comes twice; the first record is used.", sku=record.sku)
            result.problems.append(of_record(record, reason))
        else:
            by_sku[record.sku] = record
    return by_sku


def upsert(
    run: SyncRun, records: Mapping[str, Record], result: BatchResult, *, from_manifest: bool
) -> dict[str, Product]:
    """Return the products of these records by SKU, created or updated where they differ."""
    keyed = Product.objects.filter(store=run.store).with_skus(records)
    # Looked up first: sorted by its key, a query by SKUs would scan the store's products.
    pks = list(keyed.order_by().values_list("pk", flat=True))
    # Locked, so that a category that somebody chooses meanwhile stays.
    stored = locked(Product.objects.filter(pk__in=pks).order_by("pk"))
    rows = {product.sku: product for product in stored}
    back = [product.pk for product in rows.values() if not product.listed]
    new: list[Product] = []
    changed: list[Product] = []
    same: list[Product] = []
    for sku, record in records.items():
        product = rows.setdefault(sku, Product(store=run.store, sku=sku))
        product.store = run.store
        digest = record_digest(record)
        if apply_record(product, record, from_manifest) or product.pk is None:
            (new if product.pk is None else changed).append(product)
        elif product.record_digest != digest:
            same.append(product)
        product.record_digest = digest
    Product.objects.bulk_create(new, AT_ONCE)
    overwrite(changed, [*FIELDS, "updated_at"], key=("store", "sku_digest"))
    keep_names(changed)
    databases.write_fields(same, ["record_digest"])
    Product.objects.filter(pk__in=back).update(listed=True)
    result.products_seen += [product.pk for product in rows.values()]
    result.products += len(rows)
    result.products_changed += len(new) + len(changed)
    return rows


def apply_record(product: Product, record: Record, from_manifest: bool) -> bool:
    """Copy the record's values to the product; return whether any changed.

    What people chose for it stays.
    """
    chosen = dict(product.chosen_attributes)
    colors = chosen.pop(COLOR, None) or list(record.colors)
    values = {
        "title": record.title,
        "description": record.description,
        "category": CATEGORY_SEPARATOR.join(record.category),
        "brand": record.brand,
        "colors": colors,
        **columns_of(record),
        "currency": record.currency,
        "in_stock": record.in_stock,
        "rating": in_cents(record.rating),
        "rating_count": record.rating_count,
        "variants": [dict(each) for each in record.variants],
        "url": record.url,
        "attributes": {**record.attributes, **chosen},
        "from_manifest": from_manifest,
    }
    if product.category_chosen_by != Product.ChosenBy.SOURCE:
        del values["category"]
    changed = [name for name, value in values.items() if getattr(product, name) != value]
    for name in changed:
        setattr(product, name, values[name])
    return bool(changed)


def add_categories(run: SyncRun, records: Iterable[Record]) -> None:
    """Add the records' new categories to the store."""
    paths = {CATEGORY_SEPARATOR.join(record.category) for record in records} - {""}
    known = Category.objects.filter(store=run.store, path__in=paths)
    new = sorted(paths - set(known.values_list("path", flat=True)))
    rows = [Category(store=run.store, path=path) for path in new]
    Category.objects.bulk_create(rows, ignore_conflicts=True)


def link_photos(
    run: SyncRun,
    seen: Seen,
    records: Mapping[str, Record],
    products: Mapping[str, Product],
    result: BatchResult,
) -> None:
    """Link each photo that a record names to the record's product, at its position.

    A photo without a row gets one with the state MISSING until the source lists it.
    """
    places = photo_places(records, products, result)
    pks = {product.pk for product in products.values()}
    # Two lookups by an index each: together they would be one scan of the store's photos.
    named = Photo.objects.filter(product__in=pks, named=True)
    keyed = Photo.objects.filter(store=run.store).with_keys(places)
    found = {pk for rows in (named, keyed) for pk in rows.order_by().values_list("pk", flat=True)}
    rows = Photo.objects.filter(pk__in=found).select_related("product").order_by("pk")
    changed = []
    for photo in locked(rows):
        record, position = places.pop(photo.key, (None, 0))
        if record and is_named_elsewhere(photo, seen, pks):
            result.problems.append(named_twice(record, photo.key, photo.product.sku))
            result.unsettled.add(products[record.sku].pk)
            continue
        owner = photo.product_id if photo.named else None
        if link_photo(photo, products[record.sku] if record else None, position):
            changed.append(photo)
            if owner not in (None, photo.product_id):
                result.unsettled.add(owner)
    new = [
        Photo(
            store=run.store,
            key=key,
            state=Photo.State.MISSING,
            reason=NOT_LISTED,
            named=True,
            listed=False,
            product=products[record.sku],
            position=position,
        )
        for key, (record, position) in places.items()
    ]
    Photo.objects.bulk_create(new, AT_ONCE)
    overwrite(changed, ["named", "product", "position"], key=("store", "key_digest"))


def is_named_elsewhere(photo: Photo, seen: Seen, pks: Collection[int]) -> bool:
    """Return whether an earlier batch of this run linked the photo to another product."""
    return photo.named and photo.product_id not in pks and photo.product_id in seen.products


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
