"""Changes that people make to many products at once: visibility and tags."""

from collections.abc import Callable, Sequence

from django.utils import timezone

from catalog_search.indexing.documents import refresh_digests
from catalog_search.indexing.tags import with_tags, without_tags
from catalog_search.models import Finding, Product, databases
from catalog_search.models.catalogue.products import TAGS

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
        keys.append(product.pk)
        return True

    keys: list[int] = []
    count = changed(products, change, ["visible", "withdrawn_at"])
    take_over(keys)
    return count


def take_over(products: Sequence[int]) -> None:
    """Note that these products, by key, are shown or hidden for another reason than a finding."""
    for start in range(0, len(products), BATCH):
        rows = Finding.objects.filter(photo__product__in=products[start : start + BATCH])
        rows.filter(hid_product=True).update(hid_product=False)


def add_tag(products: Sequence[Product], *tags: str) -> int:
    """Give the products tags that syncs keep; return how many did not have all of them."""
    return change_tags(products, lambda has: with_tags(has, tags))


def remove_tag(products: Sequence[Product], *tags: str) -> int:
    """Take tags from the products; return how many had one of them."""
    return change_tags(products, lambda has: without_tags(has, tags))


def change_tags(
    products: Sequence[Product], changed_tags: Callable[[Sequence[str]], list[str]]
) -> int:
    def change(product: Product) -> bool:
        tags = changed_tags(product.tags)
        return tags != product.tags and set_tags(product, tags)

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
    databases.write_fields(products, [*fields, "updated_at", "record_digest"])
    refresh_digests(products)
    return len(products)
