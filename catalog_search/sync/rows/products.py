"""Write records as product rows, and the categories that they name."""

from collections.abc import Iterable, Mapping, Sequence, Set

from catalog_search.conf import COLOR
from catalog_search.models import CATEGORY_SEPARATOR, Category, Product, SyncRun, databases
from catalog_search.models.catalogue.names import keep_names
from catalog_search.models.catalogue.offers import PLANNED, SETTLED
from catalog_search.models.locks import locked
from catalog_search.sync.records.sales import columns_of, in_cents
from catalog_search.sync.records.twins import tells_stock
from catalog_search.sync.rows.batch_result import BatchResult
from catalog_search.sync.rows.emptied import lost_values
from catalog_search.sync.rows.kept_decisions import Returning, link_waiting
from catalog_search.sync.rows.listed_rows import ListedRows, record_digest
from catalog_search.sync.rows.photo_links import link_photos
from catalog_search.sync.rows.titles import give_titles
from catalog_search.sync.rows.twins import complete
from catalog_search.sync.rows.writing import AT_ONCE, overwrite
from catalog_search.types import Record

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


def write_records(
    run: SyncRun, listed_rows: ListedRows, records: Sequence[Record], late_titles: Mapping[str, str]
) -> BatchResult:
    """Create or update the records' products and photos; list the products as seen.

    `late_titles` are those of further records of SKUs whose first one had none.
    """
    result = BatchResult()
    by_sku, twins = unique_by_sku(run, listed_rows, records, result)
    products = upsert(run, by_sku, result, from_manifest=True)
    give_titles(run, late_titles)
    completed, photographed = complete(run, listed_rows, twins, result)
    overwrite(completed, [*FIELDS, "updated_at"], key=("store", "sku_digest"))
    paths = {CATEGORY_SEPARATOR.join(record.category) for record in by_sku.values()}
    add_categories(run, paths | {product.category for product in completed})
    named = by_sku | {sku: twin for sku, (twin, _product) in photographed.items()}
    products |= {sku: product for sku, (_twin, product) in photographed.items()}
    link_photos(run, listed_rows, named, products, result)
    if result.unsettled:
        Product.objects.filter(pk__in=result.unsettled).update(record_digest="")
    return result


def unique_by_sku(
    run: SyncRun, listed_rows: ListedRows, records: Iterable[Record], result: BatchResult
) -> tuple[dict[str, Record], list[Record]]:
    """Return the records by SKU, and further ones of SKUs that this run has seen before.

    Each of these is a problem, and its photos make no products of their own.
    """
    rows = Product.objects.filter(store=run.store).with_skus(record.sku for record in records)
    earlier = {sku for pk, sku in rows.values_list("pk", "sku") if pk in listed_rows.products}
    by_sku: dict[str, Record] = {}
    twins: list[Record] = []
    for record in records:
        if record.sku in earlier or record.sku in by_sku:
            listed_rows.left_out.add_keys(record.images)
            if record.sku in earlier:
                twins.append(record)
            result.problems.append(listed_rows.skus.twin_of_first(record))
        else:
            by_sku[record.sku] = record
    return by_sku, twins


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
    returning = Returning(run.store, Product, records.keys() - rows)
    new: list[Product] = []
    changed: list[Product] = []
    same: list[Product] = []
    for sku, record in records.items():
        if sku not in rows:
            rows[sku] = returning.give(Product(store=run.store, sku=sku))
        product = rows[sku]
        product.store = run.store
        digest = record_digest(record)
        if from_manifest:
            result.lost += lost_values(product, record)
        if apply_record(product, record, from_manifest) or product.pk is None:
            (new if product.pk is None else changed).append(product)
        elif product.record_digest != digest:
            same.append(product)
        product.record_digest = digest
    Product.objects.bulk_create(new, AT_ONCE)
    if new:
        returning.restore(new)
        link_waiting(run.store, new)
    overwrite(changed, [*FIELDS, "updated_at"], key=("store", "sku_digest"))
    keep_names(changed)
    databases.write_fields(same, ["record_digest"])
    Product.objects.filter(pk__in=back).update(listed=True)
    result.products_listed += [product.pk for product in rows.values()]
    result.stock_told += [rows[sku].pk for sku, record in records.items() if tells_stock(record)]
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


def add_categories(run: SyncRun, named: Set[str]) -> None:
    """Add the new ones of these categories to the store."""
    paths = named - {""}
    existing = Category.objects.filter(store=run.store, path__in=paths)
    new = sorted(paths - set(existing.values_list("path", flat=True)))
    rows = [Category(store=run.store, path=path) for path in new]
    Category.objects.bulk_create(rows, ignore_conflicts=True)
