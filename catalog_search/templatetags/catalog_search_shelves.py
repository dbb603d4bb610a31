"""Template tags for shelves of products and for example links; catalog_search loads them, too."""

from collections.abc import Sequence

from django import template

from catalog_search.models import Product
from catalog_search.models.stores import default_slug, open_store, store_of
from catalog_search.search.given import shelf_limit
from catalog_search.search.page_engines import page_engines
from catalog_search.search.products import similar
from catalog_search.search.products.lookup import find_product
from catalog_search.search.results import Result, Results, results_by_id
from catalog_search.templatetags.catalog_search_cards import example_params, place_of
from catalog_search.views import addresses, visits
from catalog_search.views.parts import examples
from catalog_search.views.parts.rule_notes import RuleNote, RuleNotes
from catalog_search.views.problems import left_out

register = template.Library()

SHELF = 8
"""Products of a shelf whose tag names no `limit`."""


@register.inclusion_tag("catalog_search/_similar.html", takes_context=True)
def similar_products(
    context: template.Context, product: object, limit: object = SHELF
) -> dict[str, object]:
    """Show a shelf of similar products; nothing while model, index or database are unavailable.

    `product` is a Product, a SKU, or the project's own product; one that is unknown shows nothing.
    """
    most = shelf_limit(limit, SHELF)
    items: Sequence[Result] = ()
    with left_out("Similar products"), page_engines():
        row = meant_product(context, product)
        items = similar.similar_to(row, most) if row else ()
    return {"items": items}


def meant_product(context: template.Context, thing: object) -> Product | None:
    """Return the product of the request's store that a template means; see find_product."""
    if isinstance(thing, Product):
        return find_product(thing.store, thing)
    request = context.get("request")
    return find_product(store_of(request) if request else open_store(default_slug()), thing)


@register.inclusion_tag("catalog_search/_seen.html", takes_context=True)
def recently_seen(context: template.Context, limit: object = SHELF) -> dict[str, object]:
    """Show a shelf of the products this visitor viewed, without the page's own product.

    While the database is unavailable it shows nothing.
    """
    request = context.get("request")
    if request is None:
        return {"items": ()}
    items: Sequence[Result] = ()
    with left_out("Recently viewed products"):
        store = store_of(request)
        ids = visits.recently_viewed(request, store)
        if ids and (current := meant_product(context, context.get("product"))):
            ids = [pk for pk in ids if pk != current.pk]
        items = results_by_id(store, ids[: shelf_limit(limit, SHELF)]) if ids else ()
    return {"items": items, "request": request, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def more_like_url(context: template.Context, product: Product) -> str:
    """Return the URL of a search with this product as one more liked example."""
    return examples.examples_url(example_params(context), like=product.pk)


@register.simple_tag(takes_context=True)
def less_like_url(context: template.Context, product: Product) -> str:
    """Return the URL of a search with this product as an unliked example.

    Without a liked example there is nothing to search with, so it is "".
    """
    params = example_params(context)
    return examples.examples_url(params, unlike=product.pk) if params.get(examples.LIKE) else ""


@register.simple_tag(takes_context=True)
def rule_notes_of(context: template.Context, product: Product) -> list[RuleNote]:
    """Return what the store's rules did to this product, for staff; [] for shoppers."""
    notes = context.get("rule_notes")
    return notes.of_product(product) if isinstance(notes, RuleNotes) else []


@register.simple_tag
def page_from_results(product: Product, results: Results, number: int) -> str:
    """Return the product's page; of this package's own, so that a click counts for its place.

    `number` is the card's on its page, from 1.
    """
    return addresses.page_in_list(product, place_of(results, number))
