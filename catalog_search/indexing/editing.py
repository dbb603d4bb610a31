"""Changes that people make to many products at once: visibility and tags."""

from collections.abc import Callable, Sequence

from django.utils import timezone

from catalog_search.indexing.documents import refresh_digests
from catalog_search.models import Product, databases
from catalog_search.models.products import TAGS

TAGGED_FIELDS = ("attributes", "chosen_attributes", "decided_at")
"""Fields that set_tags() changes."""
BATCH = 200
"""Products changed in one transaction."""


def set_visible(products: Sequence[Product], visible: bool) -> int:
    """Show or hide the products; return how many changed."""

    def change(product: Product) -> bool:
        if product.visible == visible:
            return False
        # The index learns of it again, also of one that was hidden a moment ago.
        product.visible, product.withdrawn_at = visible, None
        return True

    return changed(products, change, ["visible", "withdrawn_at"])


def add_tag(products: Sequence[Product], tag: str) -> int:
    """Give the products a tag that syncs keep; return how many did not have it."""

    def change(product: Product) -> bool:
        return tag not in product.tags and set_tags(product, [*product.tags, tag])

    return changed(products, change, TAGGED_FIELDS)


def remove_tag(products: Sequence[Product], tag: str) -> int:
    """Take a tag from the products; return how many had it."""

    def change(product: Product) -> bool:
        tags = [each for each in product.tags if each != tag]
        return len(tags) < len(product.tags) and set_tags(product, tags)

    return changed(products, change, TAGGED_FIELDS)


def set_tags(product: Product, tags: Sequence[str]) -> bool:
    """Set the product's tags, unsaved, so that syncs keep them."""
    product.chosen_attributes = {**product.chosen_attributes, TAGS: list(tags)}
    product.attributes = {**product.attributes, TAGS: list(tags)}
    product.decided_at = timezone.now()
    return True


def changed(
    products: Sequence[Product], change: Callable[[Product], bool], fields: Sequence[str]
) -> int:
    keys = sorted(product.pk for product in products)
    starts = range(0, len(keys), BATCH)
    return sum(changed_batch(keys[start : start + BATCH], change, fields) for start in starts)


@databases.transaction()
def changed_batch(
    keys: Sequence[int], change: Callable[[Product], bool], fields: Sequence[str]
) -> int:
    rows = Product.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    products = [product for product in rows if change(product)]
    for product in products:
        product.updated_at, product.record_digest = timezone.now(), ""
    Product.objects.bulk_update(products, [*fields, "updated_at", "record_digest"])
    refresh_digests(products)
    return len(products)
