"""Tags that show looks in a shop's own templates.

{% load catalog_looks %}
{% look "summer-terrace" %}
{% complete_the_look product %}
"""

from django import template
from django.urls import reverse
from django.utils.text import slugify

from catalog_search.exceptions import EncoderUnavailable, IndexMismatch, IndexUnavailable
from catalog_search.models import Look, Product
from catalog_search.models.stores import default_slug, store_of
from catalog_search.search import looks as curated_looks
from catalog_search.search.completion import LIMIT, Completion, complete

register = template.Library()


@register.inclusion_tag("catalog_search/_look.html", takes_context=True)
def look(context: template.Context, shown: Look | str, heading: str = "h2") -> dict[str, object]:
    """A look with its markers and products, by itself or by its slug.

    Nothing where there is no published look of that slug in the store of the request.
    """
    if isinstance(shown, str):
        request = context.get("request")
        slug = store_of(request).slug if request else default_slug()
        looks = Look.objects.filter(slug=shown, published=True, store__slug=slug)
        found = looks.exclude(picture="").first()
    else:
        found = shown
    spots = curated_looks.spots(found) if found else ()
    return {"look": found, "spots": spots, "heading": heading}


@register.inclusion_tag("catalog_search/_complete.html")
def complete_the_look(product: Product, limit: int = LIMIT) -> dict[str, object]:
    """A shelf of what goes with the product; nothing while the search engine is out."""
    try:
        return {"found": complete(product, limit)}
    except (EncoderUnavailable, IndexUnavailable, IndexMismatch):
        return {"found": Completion((), "style")}


@register.filter
def percent(share: float) -> str:
    """A share of a picture as SVG takes it: 12.34%."""
    return f"{100 * share:.2f}%"


@register.filter
def picture_url(shown: Look) -> str:
    """The address of the look's picture; it changes whenever the picture does."""
    place = reverse("catalog_search:look_picture", args=[shown.slug])
    return f"{place}?v={slugify(shown.picture.rsplit('/', 1)[-1])[:12]}"
