"""Template tags for a shop's own templates, and tags and filters of this package's pages.

{% load catalog_search %}
{% catalog_search_bar %}
{% similar_products product limit=6 %}
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote

from django import template
from django.core.paginator import Paginator
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from catalog_search.models import CATEGORY_SEPARATOR, Product, category_prefixes
from catalog_search.retrieval.facets import Facet, FacetValue, label_of
from catalog_search.search.results import Results
from catalog_search.templatetags.catalog_search_cards import register as cards
from catalog_search.templatetags.catalog_search_offers import register as offers
from catalog_search.templatetags.catalog_search_photos import register as photos
from catalog_search.templatetags.catalog_search_shelves import register as shelves
from catalog_search.templatetags.markup import escaped, icon, markup
from catalog_search.text.analysis import attribute_words
from catalog_search.text.colors import hex_color
from catalog_search.types import Box
from catalog_search.views import addresses

register = template.Library()
register.tags.update({**cards.tags, **shelves.tags, **photos.tags, **offers.tags})
register.filters.update({**photos.filters, **offers.filters})

CHECKED = SafeString(" checked")


@register.inclusion_tag("catalog_search/_bar.html", takes_context=True)
def catalog_search_bar(context: template.Context) -> dict[str, object]:
    """Show the search field, with the current query in it, and its photo button."""
    return {"text": context.get("text", "")}


@register.filter
def marked(text: str, beginnings: Sequence[str]) -> SafeString:
    """Return the text with <mark> around each of these beginnings of its words."""
    longest_first = sorted(beginnings, key=len, reverse=True)
    pattern = "|".join(re.escape(beginning) for beginning in longest_first if beginning)
    if not pattern:
        return format_html("{}", text)
    parts = re.split(rf"(?i)\b({pattern})", text)
    pairs = itertools.zip_longest(parts[::2], parts[1::2], fillvalue="")
    pieces = [format_html("{}<mark>{}</mark>", *pair) if pair[1] else pair[0] for pair in pairs]
    return format_html_join("", "{}", ((piece,) for piece in pieces))


register.filter(addresses.web_address)
register.simple_tag(icon)
register.filter(addresses.product_page)


@register.filter
def crumbs(product: Product) -> list[dict[str, str]]:
    """Return the product's category and those above it, from the root, with name and path."""
    paths = category_prefixes(product.category)
    return [{"path": path, "name": path.rsplit(CATEGORY_SEPARATOR, 1)[-1]} for path in paths]


@register.filter
def facts(product: Product) -> list[tuple[str, str]]:
    """Return the product's colors and the attributes that shoppers may see, as label and value."""
    colors = [(_("Color"), ", ".join(map(str, product.colors)))] if product.colors else []
    texts = ((name, fact(value)) for name, value in product.shown_attributes.items())
    return [
        *colors,
        *((_(label_of(name)), words) for name, words in texts if words),
    ]


def fact(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return ", ".join(attribute_words(value))


@register.filter
def plain_number(value: float | Decimal | None) -> str:
    """Return a number as machines read it in every language and project: 20, 1234.5, or "".

    For SVG, widths, data- attributes and <input type=number>. Unlike `unlocalize` it does not
    follow the project's DECIMAL_SEPARATOR.
    """
    if value is None:
        return ""
    text = f"{Decimal(repr(float(value)) if isinstance(value, float) else value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def unfolded(values: Sequence[FacetValue]) -> list[FacetValue]:
    """Return the categories to list: all roots, and the children of unfolded categories.

    Unfolded are every chosen category, its ancestors, and a root without siblings.
    """
    chosen = {value.value for value in values if value.selected}
    roots = [value.value for value in values if not value.depth]
    unfolded_paths = {"", *(roots if len(roots) == 1 else [])}
    unfolded_paths.update(prefix for path in chosen for prefix in category_prefixes(path))
    return [value for value in values if parent(value.value) in unfolded_paths]


def parent(path: str) -> str:
    return path.rpartition(CATEGORY_SEPARATOR)[0]


@register.filter
def any_selected(values: Iterable[FacetValue]) -> bool:
    return any(value.selected for value in values)


@register.filter
def page_numbers(results: Results) -> Iterator[int | str]:
    """Return the first and last page number and those around the current one, "…" between."""
    return Paginator(range(results.pages), 1).get_elided_page_range(
        results.page, on_each_side=1, on_ends=1
    )


@register.filter
def page_of(key: int, name: str) -> str:
    """Return the address of the page of this name for the row with this key."""
    return addresses.page_of(name, key)


@register.simple_tag
def facet_choice(facet: Facet, value: FacetValue) -> SafeString:
    """Show one choice of a facet as a labelled checkbox; lists of them are long."""
    label = _("In stock") if facet.name == "in_stock" else value.label
    choice = labelled_choice(facet.name, value.value, label, value.depth, value.selected)
    count = number_format(value.count) if value.count >= 1000 else str(value.count)
    return SafeString(
        f'{choice} <span class="cs-choice-count">{escaped(count)}</span></label></li>'
    )


@register.simple_tag
def facet_choices(facet: Facet, values: Iterable[FacetValue]) -> SafeString:
    """Show several choices of a facet; see `facet_choice`."""
    return SafeString("".join([facet_choice(facet, value) for value in values]))


@lru_cache(maxsize=2000)
def labelled_choice(facet: str, value: str, label: str, depth: int, selected: bool) -> SafeString:
    """Return a choice without its count and its end: lists of a store repeat them."""
    return markup(
        '<li class="cs-depth-{}"><label class="cs-choice"><input id="cs-{}-{}" type="checkbox"'
        ' name="{}" value="{}"{}>{}<span class="cs-choice-name">{}</span>',
        *(str(depth), facet, quote(value, safe=""), facet, value),
        CHECKED if selected else "",
        swatch(value) if facet == "color" else "",
        capfirst(label) if facet == "color" else label,
    )


@register.simple_tag
def swatch(name: str) -> SafeString:
    """Draw a dot of the color, or an empty dot for an unknown name."""
    return markup(
        '<svg class="cs-swatch" aria-hidden="true" width="14" height="14">'
        '<circle cx="7" cy="7" r="6.5" fill="{}"/></svg>',
        hex_color(name) or "none",
    )


@register.simple_tag
def box_attributes(box: Box) -> SafeString:
    """Return x, y, width and height of a box as SVG attributes, in percent of the photo."""
    return format_html(
        'x="{}%" y="{}%" width="{}%" height="{}%"',
        f"{100 * box.left:.2f}",
        f"{100 * box.top:.2f}",
        f"{100 * (box.right - box.left):.2f}",
        f"{100 * (box.bottom - box.top):.2f}",
    )


@register.simple_tag
def box_view(box: Box, width: int, height: int) -> str:
    """Return the viewBox that shows only the box of a photo of this size in pixels."""
    box_width, box_height = box.right - box.left, box.bottom - box.top
    view = (box.left * width, box.top * height, box_width * width, box_height * height)
    return " ".join(f"{value:.1f}" for value in view)
