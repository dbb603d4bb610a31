"""What search engines and networks read of a page: schema.org data, its own address, a preview."""

from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.html import strip_tags

from catalog_search.models import Photo, Product, clock
from catalog_search.models.catalogue.offers import Offer
from catalog_search.photos.thumbnails import address
from catalog_search.retrieval.filters import Filters
from catalog_search.search.paging import PageRequest
from catalog_search.search.results import Result
from catalog_search.views import addresses

CONTEXT = "https://schema.org"
PHOTO_WIDTH = 1280
MAX_PHOTOS = 10
MAX_DESCRIPTION = 5000
MIDNIGHT = time()


def canonical_of_list(request: HttpRequest, filters: Filters, page: PageRequest) -> str:
    """Return the address under which search engines shall list the catalogue or one category.

    "" for every other list: searches, orders, later pages and combinations of filters have no end.
    """
    other = page.number != 1 or page.sort or request.GET.get("q", "").strip()
    category = filters.category if len(filters.category) == 1 else ()
    if other or filters != Filters(category=category):
        return ""
    query = f"?{urlencode({'category': category[0]})}" if category else ""
    return request.build_absolute_uri(addresses.page("search") + query)


def canonical_of_product(request: HttpRequest, product: Product) -> str:
    """Return the address of the product's page: the shop's, or the one here."""
    return request.build_absolute_uri(addresses.product_page(product))


def photo_address(request: HttpRequest, photo: Photo) -> str:
    return request.build_absolute_uri(address(photo, PHOTO_WIDTH, square=False))


def product_data(request: HttpRequest, product: Product, photos: Sequence[Photo]) -> dict[str, Any]:
    """Return the product as a schema.org Product, without what is not known of it."""
    images = [photo_address(request, photo) for photo in photos[:MAX_PHOTOS]]
    return filled_in(
        {
            "@context": CONTEXT,
            "@type": "Product",
            "name": product.title,
            "sku": product.sku,
            "description": strip_tags(product.description)[:MAX_DESCRIPTION],
            "brand": product.brand and {"@type": "Brand", "name": product.brand},
            "category": product.category,
            "color": ", ".join(map(str, product.colors)),
            "image": images,
            "url": canonical_of_product(request, product),
            "aggregateRating": rating(product),
            "offers": offer(request, product),
        }
    )


def filled_in(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def rating(product: Product) -> dict[str, Any] | None:
    """Return the rating; schema.org has none without a count."""
    if product.rating is None or not product.rating_count:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": str(product.rating),
        "ratingCount": product.rating_count,
    }


def offer(request: HttpRequest, product: Product) -> dict[str, Any] | None:
    """Return the price that is paid and what it was before; None without price and currency."""
    now = product.offer
    if now.price is None or not product.currency:
        return None
    shared = {
        "priceCurrency": product.currency,
        "priceValidUntil": valid_until(now),
        "availability": f"{CONTEXT}/{'InStock' if product.in_stock else 'OutOfStock'}",
        "url": canonical_of_product(request, product),
    }
    if highest := product.highest_price:
        prices = {"lowPrice": f"{now.price:.2f}", "highPrice": highest}
        counted = {"offerCount": len(product.variants)} if product.variants else {}
        return filled_in({"@type": "AggregateOffer", **prices, **shared, **counted})
    price = {"price": f"{now.price:.2f}", "priceSpecification": price_before(now, product)}
    return filled_in({"@type": "Offer", **price, **shared})


def valid_until(offer: Offer) -> str:
    """Return when another price begins to count: the last whole day, or a moment."""
    if offer.changes_at is None:
        return ""
    moment = clock.in_own_zone(offer.changes_at)
    if moment.time() == MIDNIGHT:
        return str(moment.date() - timedelta(days=1))
    return moment.isoformat(timespec="seconds")


def price_before(offer: Offer, product: Product) -> dict[str, str] | None:
    if not offer.discount:
        return None
    return {
        "@type": "UnitPriceSpecification",
        "priceType": f"{CONTEXT}/StrikethroughPrice",
        "price": f"{offer.before:.2f}",
        "priceCurrency": product.currency,
    }


def list_data(request: HttpRequest, items: Iterable[Result]) -> dict[str, Any]:
    """Return the products of a page as a schema.org ItemList."""
    products = [item.product for item in items]
    return {
        "@context": CONTEXT,
        "@type": "ItemList",
        "numberOfItems": len(products),
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": product.title,
                "url": canonical_of_product(request, product),
            }
            for number, product in enumerate(products, start=1)
        ],
    }
