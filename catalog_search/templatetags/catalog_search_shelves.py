"""Tags that show products to go on from; `{% load catalog_search %}` has them too."""

import logging

from django import template
from django.http import QueryDict

from catalog_search.exceptions import EncoderUnavailable, IndexMismatch, IndexUnavailable
from catalog_search.models import Product
from catalog_search.models.stores import store_of
from catalog_search.search import similar
from catalog_search.search.results import results_by_id
from catalog_search.views import examples, visits

logger = logging.getLogger(__name__)
register = template.Library()


@register.inclusion_tag("catalog_search/_similar.html")
def similar_products(product: Product, limit: int = 8) -> dict[str, object]:
    """A shelf of similar products; nothing at all while the search engine is out."""
    try:
        return {"items": similar.similar_to(product, limit)}
    except (EncoderUnavailable, IndexUnavailable, IndexMismatch):
        logger.warning("Similar products are left out: no engine answers.", exc_info=True)
        return {"items": ()}


@register.inclusion_tag("catalog_search/_seen.html", takes_context=True)
def recently_seen(context: template.Context, limit: int = 8) -> dict[str, object]:
    """A shelf of the products seen in this visit, without the one that is shown."""
    request = context.get("request")
    if request is None:
        return {"items": ()}
    store, shown = store_of(request), context.get("product")
    ids = [pk for pk in visits.recently_viewed(request, store) if pk != getattr(shown, "pk", None)]
    items = results_by_id(store, ids[:limit]) if ids else ()
    return {"items": items, "request": request, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def more_like_url(context: template.Context, product: Product) -> str:
    """The address of products like this one too, beside what was chosen before."""
    return examples.examples_url(chosen_examples(context), like=product.pk)


@register.simple_tag(takes_context=True)
def less_like_url(context: template.Context, product: Product) -> str:
    """The address of the products shown, less like this one; "" where nothing was chosen yet."""
    chosen = chosen_examples(context)
    return examples.examples_url(chosen, unlike=product.pk) if chosen.get(examples.LIKE) else ""


def chosen_examples(context: template.Context) -> QueryDict:
    """Return the parameters of the page of examples; on any other page there are none."""
    request = context.get("request")
    return request.GET if request is not None and "examples" in context else QueryDict()
