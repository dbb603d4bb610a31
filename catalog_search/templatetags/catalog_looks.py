"""Template tags that show looks in a shop's own templates.

{% load catalog_looks %}
{% look "summer-terrace" %}
{% complete_the_look product %}
"""

from django import template
from django.urls import reverse

from catalog_search.models import Look, Store
from catalog_search.models.stores import default_slug, store_of
from catalog_search.retrieval.merchandising.rules import BannerPicture
from catalog_search.search.given import shelf_limit
from catalog_search.search.page_engines import page_engines
from catalog_search.search.products.completion import LIMIT, Completion, complete
from catalog_search.search.scenes import looks as curated_looks
from catalog_search.templatetags.catalog_search_shelves import meant_product
from catalog_search.views import pictures
from catalog_search.views.problems import left_out

register = template.Library()

NOTHING = Completion((), "style")


@register.inclusion_tag("catalog_search/_look.html", takes_context=True)
def look(context: template.Context, look_or_slug: object, heading: str = "h2") -> dict[str, object]:
    """Show a look with its markers and products.

    A slug names a published look of the request's store; if there is none, nothing is shown, nor
    while the database is unavailable.
    """
    given = look_or_slug
    shown: dict[str, object] = {"look": None}
    with left_out("A look"):
        look = given if isinstance(given, Look) else published_look(context, str(given))
        spots = curated_looks.spots(look) if look else ()
        shown = {"look": look, "spots": spots, "heading": heading}
    return shown


def published_look(context: template.Context, slug: str) -> Look | None:
    """Return the look of the request's store, None if it has none of this name."""
    request = context.get("request")
    store_slug = store_of(request).slug if request else default_slug()
    store = Store.objects.filter(slug=store_slug).first()
    return curated_looks.published(store).filter(slug=slug).first() if store else None


@register.inclusion_tag("catalog_search/_complete.html", takes_context=True)
def complete_the_look(
    context: template.Context, product: object, limit: object = LIMIT
) -> dict[str, object]:
    """Show products that go with this one; nothing while model, index or database are away.

    `product` is a Product, a SKU, or the project's own product; one that is unknown shows nothing.
    """
    most, completion = shelf_limit(limit, LIMIT), NOTHING
    with left_out("Products that complete a look"), page_engines():
        row = meant_product(context, product)
        completion = complete(row, most) if row else NOTHING
    return {"completion": completion}


@register.filter
def percent(share: float) -> str:
    """Return a share from 0 to 1 as an SVG length: 12.34%."""
    return f"{100 * share:.2f}%"


@register.filter
def picture_url(look: Look) -> str:
    """Return the URL of the look's picture. It changes whenever the picture does."""
    url = reverse("catalog_search:look_picture", args=[look.slug])
    return f"{url}?v={pictures.version(look.picture)}"


@register.filter
def banner_url(picture: BannerPicture) -> str:
    """Return the URL of the picture of a rule's banner."""
    return pictures.banner_url(picture)
