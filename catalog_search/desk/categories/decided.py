"""What people decided on products, as JSON for the shop's own system."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from catalog_search.categories import outcomes
from catalog_search.desk.access import desk_page
from catalog_search.models import Product, Store
from catalog_search.models.clock import as_stored

ROWS = 500


@desk_page("view_product", for_programs=True)
def decided(request: HttpRequest, store: Store) -> HttpResponse:
    """Return products in the order of when people decided on them, from `since` (ISO 8601) on.

    `next` is the address of the following page, null on the last. An undone decision is told as
    well, with the category that the product has again.
    """
    try:
        since = moment(request.GET.get("since", ""))
        after = int(request.GET.get("after", "0")[:18])
    except (ValueError, OverflowError):
        error = "since must be a date and time, such as 2026-11-27T12:00:00Z, and after a number."
        return JsonResponse({"error": error}, status=400)
    products = outcomes.decided_products(store, since, after, ROWS + 1)
    rows = products[:ROWS]
    following = address(store, rows[-1]) if len(products) > ROWS else None
    return JsonResponse({"products": [plain(row) for row in rows], "next": following})


def moment(text: str) -> datetime | None:
    """Return the time in the text, None if it is empty. Raises ValueError, OverflowError."""
    if not text:
        return None
    # A plus sign that was not encoded arrives as a space.
    parsed = parse_datetime(text.replace(" ", "+"))
    if parsed is None:
        raise ValueError(text)
    return as_stored(parsed)


def address(store: Store, last: Product) -> str:
    at = last.decided_at
    query = urlencode({"since": at.isoformat() if at else "", "after": last.pk})
    return f"{reverse('catalog_search:desk_decided', args=[store.slug])}?{query}"


def plain(product: Product) -> dict[str, Any]:
    return {
        "sku": product.sku,
        "category": product.category,
        "category_chosen_by": product.category_chosen_by,
        "tags": product.tags,
        "attributes": product.chosen_attributes,
        "decided_at": product.decided_at,
    }
