"""Tags for the <head> that search engines and networks read.

{% load catalog_search_engines %}
{% product_head product photos %}
{% list_head results %}

They work on a project's own product pages, too, and ask the database for nothing.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from catalog_search.models import Photo, Product
from catalog_search.search.results import Results
from catalog_search.templatetags.markup import markup, markup_join
from catalog_search.views.parts import structured_data

register = template.Library()

ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}
SUMMARY = 160
"""Characters of a description."""


@register.simple_tag
def json_ld(data: Mapping[str, Any]) -> SafeString:
    """Return the data as JSON-LD. A strict Content-Security-Policy allows it: it is no script."""
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')


@register.simple_tag(takes_context=True)
def product_head(
    context: template.Context, product: Product, photos: Sequence[Photo]
) -> SafeString:
    """Return canonical link, description, Open Graph tags and schema.org data of a product.

    `photos` have their `store` loaded.
    """
    request, photo_list = request_of(context), list(photos)
    page = structured_data.canonical_of_product(request, product)
    summary = Truncator(" ".join(strip_tags(product.description).split())).chars(SUMMARY)
    properties = [
        ("og:type", "product"),
        ("og:title", product.title),
        ("og:url", page),
        ("og:site_name", product.store.name),
        ("og:description", summary),
        ("og:image", structured_data.photo_address(request, photo_list[0]) if photo_list else ""),
    ]
    paid = product.offer.price
    if paid is not None and product.currency:
        properties.append(("product:price:amount", f"{paid:.2f}"))
        properties.append(("product:price:currency", product.currency))
    named = [("description", summary)] if summary else []
    return (
        canonical(page)
        + markup_join('<meta name="{}" content="{}">', named)
        + markup_join('<meta property="{}" content="{}">', ((n, v) for n, v in properties if v))
        + json_ld(structured_data.product_data(request, product, photo_list))
    )


@register.simple_tag(takes_context=True)
def list_head(context: template.Context, results: Results) -> SafeString:
    """Return canonical link and schema.org data of a list that search engines shall know.

    Of every other list, tell them to follow its links and not to list it.
    """
    page = context.get("canonical", "")
    if not page:
        return SafeString('<meta name="robots" content="noindex, follow">')
    return canonical(page) + json_ld(structured_data.list_data(request_of(context), results.items))


def request_of(context: template.Context) -> HttpRequest:
    """Return the request of the page, also where no context processor puts it into templates."""
    request: HttpRequest = context.get("request") or context.request  # type: ignore[attr-defined]
    return request


def canonical(page: str) -> SafeString:
    return markup('<link rel="canonical" href="{}">', page)
