"""Finds the product for a project's reference to it: a Product, its SKU, or the project's own."""

from catalog_search import conf
from catalog_search.models import Product, Store
from catalog_search.protocols import ObjectSource


def find_product(store: Store, reference: object) -> Product | None:
    """Return the store's product; None if it is unknown, hidden or of another store.

    `reference` is a Product, a SKU, or a project's own product that the store's source knows.
    """
    if isinstance(reference, Product):
        is_shown = reference.pk and reference.visible and reference.store_id == store.pk
        return reference if is_shown else None
    sku = sku_of(store, reference)
    if not sku:
        return None
    product: Product | None = store.products.with_skus([sku]).filter(visible=True).first()
    if product:
        product.store = store
    return product


def sku_of(store: Store, reference: object) -> str:
    """Return a text or number as a SKU, else the SKU that the source has for it; "" for None."""
    if reference is None or isinstance(reference, bool):
        return ""
    if isinstance(reference, str | int):
        return str(reference)
    source = conf.get_source(store.slug)
    return source.key_of(reference) if isinstance(source, ObjectSource) else ""
