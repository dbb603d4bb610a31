"""The form that adds a product to the basket; the partial `_basket.html` loads them."""

from django import template

from catalog_search.models import Product
from catalog_search.views import basket

register = template.Library()


@register.simple_tag
def takes_orders() -> bool:
    """Return whether the project listens to `added_to_basket`."""
    return basket.takes_orders()


@register.simple_tag
def variants_sold(product: Product) -> list[dict[str, str]]:
    """Return the product's variants that can be bought, each with `sku` and `label`."""
    return basket.sold(product)
