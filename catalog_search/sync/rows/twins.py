"""Complete products that a sync has written with what a further record of their SKU says."""

from collections.abc import Sequence

from catalog_search.models import CATEGORY_SEPARATOR, Photo, Product, SyncRun
from catalog_search.sync.records.sales import columns_of, in_cents
from catalog_search.sync.records.twins import completed_attributes, takes_price, tells_stock
from catalog_search.sync.rows.batch_result import BatchResult
from catalog_search.sync.rows.listed_rows import ListedRows
from catalog_search.types import Record


def complete(
    run: SyncRun, listed_rows: ListedRows, twins: Sequence[Record], result: BatchResult
) -> tuple[list[Product], dict[str, tuple[Record, Product]]]:
    """Return the products that take values of these records, and by SKU those that take photos.

    The next sync reads their records again, because none says by itself what its product holds.
    """
    rows = {
        row.sku: row
        for row in Product.objects.filter(store=run.store).with_skus(twin.sku for twin in twins)
    }
    photographed = set(
        Photo.objects.filter(product__in=rows.values(), named=True).values_list(
            "product", flat=True
        )
    )
    changed: dict[str, Product] = {}
    photos: dict[str, tuple[Record, Product]] = {}
    for twin in twins:
        product = rows[twin.sku]
        takes_stock = tells_stock(twin) and product.pk not in listed_rows.stock_told
        if fill(product, twin, takes_stock=takes_stock):
            changed[twin.sku] = product
        if takes_stock:
            result.stock_told.append(product.pk)
        if twin.images and product.pk not in photographed:
            photos.setdefault(twin.sku, (twin, product))
    result.unsettled.update(rows[sku].pk for sku in (*changed, *photos))
    return list(changed.values()), photos


def fill(product: Product, twin: Record, *, takes_stock: bool) -> bool:
    """Give the product what only the twin says; return whether that is anything."""
    values: dict[str, object] = {
        "description": product.description or twin.description,
        "brand": product.brand or twin.brand,
        "colors": product.colors or list(twin.colors),
        "url": product.url or twin.url,
    }
    if product.category_chosen_by == Product.ChosenBy.SOURCE:
        values["category"] = product.category or CATEGORY_SEPARATOR.join(twin.category)
    if with_price := takes_price(product.price, product.currency, twin):
        variants = [dict(each) for each in twin.variants]
        values |= {**columns_of(twin), "currency": twin.currency}
        values["variants"] = variants
    if takes_stock:
        values["in_stock"] = twin.in_stock
    if product.rating is None:
        values |= {"rating": in_cents(twin.rating), "rating_count": twin.rating_count}
    values["attributes"] = completed_attributes(product.attributes, twin, with_price=with_price)
    changed = [name for name, value in values.items() if getattr(product, name) != value]
    for name in changed:
        setattr(product, name, values[name])
    return bool(changed)
