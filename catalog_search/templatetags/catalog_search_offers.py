"""Prices, ratings, colors and sizes on cards and product pages; catalog_search loads them."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from catalog_search.models import Product
from catalog_search.models.catalogue.offers import Offer
from catalog_search.models.catalogue.variants import Choice, choices_of
from catalog_search.templatetags.markup import markup, markup_join
from catalog_search.text.colors import hex_color

register = template.Library()

SYMBOLS = {"AUD": "A$", "CAD": "C$", "EUR": "€", "GBP": "£", "INR": "₹", "JPY": "¥", "USD": "$"}
WHOLE = {"CLP", "HUF", "ISK", "JPY", "KRW", "VND"}
"""Currencies without minor units in daily use."""

MINUS = "\N{MINUS SIGN}"
ON_CARD = {"color": 5, "size": 4}
"""Colors and sizes that a card shows; it counts the others."""
FEW = 5
"""So many pieces or fewer of a size are told on the product page."""
STARS = 5


@register.filter
def price(product: Product) -> str:
    """Return the price as the active language writes it: $1,299.00, or from 1,299.00 CHF."""
    return price_in(product, product.offer)


def price_in(product: Product, offer: Offer) -> str:
    if offer.price is None:
        return ""
    text = amount(offer.price, product.currency)
    return _("from %(price)s") % {"price": text} if product.price_varies else text


def amount(number: Decimal, currency: str) -> str:
    return written_amount(number, currency, get_language())


@lru_cache(maxsize=5000)
def written_amount(number: Decimal, currency: str, _language: str | None) -> str:
    places = 0 if currency in WHOLE else 2
    digits = number_format(number, decimal_pos=places, force_grouping=True)
    symbol = SYMBOLS.get(currency)
    if not symbol:
        return f"{digits} {currency}".strip()
    # Languages differ in where the sign stands: 1.299,00 € in German.
    return _("%(symbol)s%(amount)s") % {"symbol": symbol, "amount": digits}


@register.simple_tag
def price_tag(product: Product) -> SafeString:
    """Show the price and, where it is a sale, the one before struck through and the discount.

    Screen readers hear which is which.
    """
    offer = product.offer
    before = offer.before
    if offer.price is None or before is None or before <= offer.price:
        return markup("{}", price_in(product, offer))
    percent = markup(' <span class="cs-discount">{}{}%</span>', MINUS, str(offer.discount))
    return markup(
        '<span class="cs-hidden">{} </span><span class="cs-sale">{}</span>'
        ' <s class="cs-before"><span class="cs-hidden">{} </span>{}</s>{}',
        *(
            _("Sale price"),
            price_in(product, offer),
            _("Price before"),
            amount(before, product.currency),
        ),
        percent if offer.discount else SafeString(""),
    )


@register.simple_tag
def rating_stars(product: Product) -> SafeString:
    """Show the rating as stars with its number and how many gave it; nothing without a rating."""
    if product.rating is None:
        return SafeString("")
    stars = number_format(product.rating, decimal_pos=1)
    width = f"{100 * float(product.rating) / STARS:.0f}"
    ratings = ngettext("%(count)s rating", "%(count)s ratings", product.rating_count) % {
        "count": number_format(product.rating_count, force_grouping=True)
    }
    counted = markup(
        ' <span class="cs-quiet"><span aria-hidden="true">({})</span>'
        '<span class="cs-hidden">, {}</span></span>',
        *(number_format(product.rating_count, force_grouping=True), ratings),
    )
    return markup(
        '<p class="cs-rating cs-small"><svg class="cs-stars" aria-hidden="true" width="80"'
        ' height="16" viewBox="0 0 100 20"><path d="{}"/><svg width="{}" height="20"'
        ' viewBox="0 0 {} 20" preserveAspectRatio="xMinYMin slice"><path class="cs-stars-given"'
        ' d="{}"/></svg></svg> <span aria-hidden="true">{}</span>'
        '<span class="cs-hidden">{}</span>{}</p>',
        *(FIVE, width, width, FIVE, stars),
        _("%(stars)s out of 5 stars") % {"stars": stars},
        counted if product.rating_count else SafeString(""),
    )


STAR = "l2.4 5.6 6.1.5-4.7 3.9 1.6 5.9-5.4-3.3-5.4 3.3 1.6-5.9-4.7-3.9 6.1-.5z"
FIVE = SafeString("".join(f"M{10 + 20 * place} 1.500{STAR}" for place in range(STARS)))
"""The outlines of five stars, each 20 units wide."""


@register.simple_tag
def card_choices(product: Product) -> SafeString:
    """Show the first colors and sizes that a product is sold in, and how many more there are."""
    if not product.variants:
        return SafeString("")
    colors, sizes = choices_of(product.variants, "color"), choices_of(product.variants, "size")
    rows = SafeString("")
    if len(colors) > 1:
        rows += row(_("Colors"), colors, "color")
    if sizes:
        rows += row(_("Sizes"), sizes, "size")
    return rows


def row(name: str, choices: list[Choice], kind: str) -> SafeString:
    """Return one line of a card. Screen readers hear all labels, and which are sold out."""
    limit = ON_CARD[kind]
    draw = dot if kind == "color" else size
    more = len(choices) - limit
    return markup(
        '<p class="cs-choices cs-small" data-kind="{}"><span class="cs-hidden">{}: {}</span>'
        "{}{}</p>",
        *(kind, name, ", ".join(map(label_with_stock, choices[: 4 * limit]))),
        SafeString("".join(map(draw, choices[:limit]))),
        markup('<span class="cs-quiet" aria-hidden="true">+{}</span>', str(more))
        if more > 0
        else SafeString(""),
    )


def label_with_stock(choice: Choice) -> str:
    if choice.in_stock:
        return choice.label
    return _("%(name)s (sold out)") % {"name": choice.label}


def dot(choice: Choice) -> SafeString:
    """Return a dot of the color; of one without a known color, its first letter."""
    color = hex_color(choice.label)
    return markup(
        '<svg class="cs-swatch{}" aria-hidden="true" width="16" height="16" viewBox="0 0 16 16">'
        '<circle cx="8" cy="8" r="7" fill="{}"/>{}{}</svg>',
        "" if choice.in_stock else " cs-swatch-out",
        color or "none",
        SafeString("") if color else markup(LETTER, choice.label[:1].upper()),
        SafeString("") if choice.in_stock else SafeString('<path d="M3 13L13 3"/>'),
    )


LETTER = '<text x="8" y="11.500" text-anchor="middle" font-size="9">{}</text>'


def size(choice: Choice) -> SafeString:
    form = '<span class="cs-size{}" aria-hidden="true">{}</span>'
    return markup(form, "" if choice.in_stock else " cs-size-out", choice.label)


@register.simple_tag
def product_choices(product: Product) -> SafeString:
    """Show all colors and sizes of a product, those that are sold out, and low stock."""
    rows = ((_("Colors"), "color"), (_("Sizes"), "size"))
    lists = [(name, kind, choices_of(product.variants, kind)) for name, kind in rows]
    return markup_join(
        '<div class="cs-variants" data-kind="{}"><h2 class="cs-small">{}</h2><ul>{}</ul></div>',
        (
            (
                kind,
                name,
                markup_join("<li>{}</li>", ((choice_markup(each, kind),) for each in choices)),
            )
            for name, kind, choices in lists
            if choices
        ),
    )


def choice_markup(choice: Choice, kind: str) -> SafeString:
    """Return one color or size with its name and, in words, its stock."""
    note = ""
    if not choice.in_stock:
        note = _("sold out")
    elif choice.stock is not None and 0 < choice.stock <= FEW:
        note = ngettext("%(count)d left", "%(count)d left", choice.stock) % {"count": choice.stock}
    return markup(
        '<span class="cs-variant{}">{}{}{}</span>',
        "" if choice.in_stock else " cs-variant-out",
        dot(choice) if kind == "color" else SafeString(""),
        markup('<span class="cs-variant-name">{}</span>', choice.label),
        markup(' <span class="cs-quiet cs-small">{}</span>', note) if note else SafeString(""),
    )
