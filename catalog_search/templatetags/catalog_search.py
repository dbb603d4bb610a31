"""Tags for a shop's own templates, and what the pages of this package need to show a product.

{% load catalog_search %}
{% catalog_search_bar %}
{% similar_products product limit=6 %}
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from django import template
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog_search.models import CATEGORY_SEPARATOR, Photo, Product, category_prefixes
from catalog_search.photos import formats
from catalog_search.photos.formats import Format
from catalog_search.photos.thumbnails import address
from catalog_search.retrieval.facets import FacetValue
from catalog_search.search.results import Results
from catalog_search.templatetags.catalog_search_shelves import register as shelves
from catalog_search.text.colors import hex_color
from catalog_search.text.values import as_words
from catalog_search.types import Box

register = template.Library()
register.tags.update(shelves.tags)

SYMBOLS = {"AUD": "A$", "CAD": "C$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥", "USD": "$"}
WHOLE = {"CLP", "HUF", "ISK", "JPY", "KRW", "VND"}
"""Currencies without minor units in daily use."""


@register.inclusion_tag("catalog_search/_bar.html", takes_context=True)
def catalog_search_bar(context: template.Context) -> dict[str, object]:
    """The search field with its photo button; filled with the words searched for."""
    return {"text": context.get("text", "")}


@register.filter
def photo_url(photo: Photo, width: int) -> str:
    """The address of the photo's thumbnail; it changes whenever the photo does."""
    return address(photo, width, square=False)


@register.filter
def thumb_url(photo: Photo) -> str:
    """The address of the photo as a small square."""
    return address(photo, 96, square=True)


@register.filter
def marked(text: str, beginnings: Sequence[str]) -> SafeString:
    """The text, with each beginning of one of its words that was typed in <mark>."""
    choices = "|".join(re.escape(one) for one in sorted(beginnings, key=len, reverse=True) if one)
    if not choices:
        return format_html("{}", text)
    parts = re.split(rf"(?i)\b({choices})", text)
    pairs = itertools.zip_longest(parts[::2], parts[1::2], fillvalue="")
    told = [format_html("{}<mark>{}</mark>", *pair) if pair[1] else pair[0] for pair in pairs]
    return format_html_join("", "{}", ((one,) for one in told))


@register.inclusion_tag("catalog_search/_photo.html")
def photo_img(
    photo: Photo,
    sizes: str,
    widths: str = "320 640 1280",
    alt: str = "",
    first: bool = False,
) -> dict[str, object]:
    """A picture in several widths and formats, with the room it will take known beforehand.

    A photo whose proportions are not known yet is shown as a square.
    """
    given = {"sizes": sizes, "alt": alt, "first": first}
    square = not (photo.width and photo.height)
    size = {"width": photo.width or 640, "height": photo.height or 640}
    return {**given, **size, **sources(photo, widths, square=square)}


@register.inclusion_tag("catalog_search/_photo.html")
def photo_tile(
    photo: Photo, sizes: str, widths: str = "320 640", alt: str = "", first: bool = False
) -> dict[str, object]:
    """The same as a square, as it stands in a grid."""
    given = {"sizes": sizes, "alt": alt, "first": first}
    return {**given, "width": 640, "height": 640, **sources(photo, widths, square=True)}


def sources(photo: Photo, widths: str, *, square: bool) -> dict[str, object]:
    """The addresses of each format, the last of which every browser shows, and the color."""

    def addresses(form: Format) -> dict[str, str]:
        urls = {w: address(photo, int(w), square=square, form=form) for w in widths.split()}
        srcset = ", ".join(f"{url} {width}w" for width, url in urls.items())
        return {"type": form.content_type, "src": next(iter(urls.values())), "srcset": srcset}

    *better, plain = map(addresses, formats.available())
    return {"better": better, "plain": plain, "color": photo.mean_color}


@register.filter
def price(product: Product) -> str:
    """The price in the active language's digits: $1,299.00, or 1,299.00 CHF."""
    if product.price is None:
        return ""
    places = 0 if product.currency in WHOLE else 2
    amount = number_format(product.price, decimal_pos=places, force_grouping=True)
    if symbol := SYMBOLS.get(product.currency):
        return f"{symbol}{amount}"
    return f"{amount} {product.currency}".strip()


@register.filter
def web_address(url: str) -> str:
    """The url where it leads to a page, else nothing: a catalogue may hold javascript: too."""
    return url if url.startswith(("https://", "http://", "/")) else ""


@register.filter
def crumbs(product: Product) -> list[dict[str, str]]:
    """The product's category and those above it, from the root, each with its whole path."""
    paths = category_prefixes(product.category)
    return [{"path": path, "name": path.rsplit(CATEGORY_SEPARATOR, 1)[-1]} for path in paths]


@register.filter
def facts(product: Product) -> list[tuple[str, str]]:
    """What the source tells of the product besides its columns: name and words."""
    colors = [("Color", ", ".join(map(str, product.colors)))] if product.colors else []
    told = {
        name.replace("_", " ").capitalize(): ", ".join(as_words(value))
        for name, value in product.attributes.items()
        if isinstance(value, str | int | float | list) and value not in ("", [])
    }
    return [*colors, *told.items()]


@register.filter
def plain_number(value: float | None) -> str:
    """A number as an <input type=number> takes it in every language: 20, 19.9, or nothing."""
    return "" if value is None else f"{value:g}" if value < 1e6 else f"{value:.2f}"


@register.filter
def unfolded(values: Sequence[FacetValue]) -> list[FacetValue]:
    """The categories to choose from now: the roots, and what lies below the chosen ones."""
    chosen = {value.value for value in values if value.selected}
    roots = [value.value for value in values if not value.depth]
    opened = {"", *(roots if len(roots) == 1 else [])}
    opened.update(path for one in chosen for path in category_prefixes(one))
    return [value for value in values if parent(value.value) in opened]


def parent(path: str) -> str:
    return path.rpartition(CATEGORY_SEPARATOR)[0]


@register.filter
def any_selected(values: Iterable[FacetValue]) -> bool:
    return any(value.selected for value in values)


@register.filter
def page_numbers(results: Results) -> Iterator[int | str]:
    """The numbers of the pages around this one, the first and the last, and "…" between."""
    return Paginator(range(results.pages), 1).get_elided_page_range(
        results.page, on_each_side=1, on_ends=1
    )


@register.simple_tag
def swatch(name: str) -> SafeString:
    """A dot of the color; an empty one where its name is not known."""
    return format_html(
        '<svg class="cs-swatch" aria-hidden="true" width="14" height="14">'
        '<circle cx="7" cy="7" r="6.5" fill="{}"/></svg>',
        hex_color(name) or "none",
    )


@register.simple_tag
def box_attributes(box: Box) -> SafeString:
    """Where a box lies, as attributes of SVG: in percent of the photo around it."""
    return format_html(
        'x="{}%" y="{}%" width="{}%" height="{}%"',
        f"{100 * box.left:.2f}",
        f"{100 * box.top:.2f}",
        f"{100 * (box.right - box.left):.2f}",
        f"{100 * (box.bottom - box.top):.2f}",
    )


@register.simple_tag
def box_view(box: Box, width: int, height: int) -> str:
    """What an SVG shows of a photo of this size to show the box alone: its viewBox."""
    across, down = box.right - box.left, box.bottom - box.top
    shown = (box.left * width, box.top * height, across * width, down * height)
    return " ".join(f"{value:.1f}" for value in shown)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the drawings in icons.svg, in the color of the text around it."""
    return format_html(
        '<svg class="cs-icon" aria-hidden="true" focusable="false" width="20" height="20">'
        '<use href="{}#{}"/></svg>',
        static("catalog_search/icons.svg"),
        name,
    )
