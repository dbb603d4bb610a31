"""Which product a project means: our row, its SKU, or the project's own product."""

from catalog_search import conf
from catalog_search.models import Product, Store
from catalog_search.protocols import ObjectSource


def find_product(store: Store, thing: object) -> Product | None:
    """Return the store's product; None if it is unknown, hidden or of another store.

    `thing` is a Product, a SKU, or a product of the project's own that the store's source knows.
    """
    if isinstance(thing, Product):
        return thing if thing.pk and thing.visible and thing.store_id == store.pk else None
    sku = sku_of(store, thing)
    if not sku:
        return None
    product: Product | None = store.products.with_skus([sku]).filter(visible=True).first()
    if product:
        product.store = store
    return product


def sku_of(store: Store, thing: object) -> str:
    """Return a text or number as a SKU, else the SKU that the source has for it; "" for None."""
    if thing is None or isinstance(thing, bool):
        return ""
    if isinstance(thing, str | int):
        return str(thing)
    source = conf.get_source(store.slug)
    return source.key_of(thing) if isinstance(source, ObjectSource) else ""
