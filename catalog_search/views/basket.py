"""Add to basket: the form of cards and product pages tells the project what a shopper wants."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from catalog_search import signals
from catalog_search.models import Product
from catalog_search.models.request_transactions import request_transaction
from catalog_search.models.stores import store_of
from catalog_search.views import visits
from catalog_search.views.pages import page

MOST = 99
"""Pieces that one form may ask for."""


def takes_orders() -> bool:
    """Return whether the project listens: without a receiver there is no form."""
    return signals.added_to_basket.has_listeners(signals.AddedToBasket)


@page("POST")
def add(request: HttpRequest) -> HttpResponse:
    """Send `added_to_basket`; answer as a receiver does, else go back to the page.

    What a receiver raises is raised here: a shopper must not believe that it worked.
    """
    if not takes_orders():
        raise Http404
    item = item_of(request)
    with request_transaction():
        responses = signals.added_to_basket.send(signals.AddedToBasket, item=item, request=request)
    answers: list[object] = [answer for _, answer in responses]
    for answer in answers:
        if isinstance(answer, HttpResponse):
            return answer
    return redirect(visits.previous_page(request))


def item_of(request: HttpRequest) -> signals.AddedToBasket:
    """Return what the form asks for; not found if the store shows no such product or variant."""
    store, params = store_of(request), request.POST
    named = store.products.with_skus([params.get("sku", "")])
    product = get_object_or_404(named, visible=True)
    variant = params.get("variant", "")
    if variant and variant not in {each["sku"] for each in sold(product)}:
        raise Http404
    number = params.get("quantity", "")
    quantity = int(number) if number.isascii() and number.isdigit() and len(number) < 3 else 1
    return signals.AddedToBasket(store.slug, product.sku, variant, min(max(quantity, 1), MOST))


def sold(product: Product) -> list[dict[str, str]]:
    """Return the variants in stock that have a SKU of their own, with "label" for shoppers."""
    return [
        {
            "sku": str(each["sku"]),
            "label": f"{each.get('color', '')} {each.get('size', '')}".strip(),
        }
        for each in product.variants
        if isinstance(each, dict) and each.get("sku") and each.get("in_stock")
    ]
