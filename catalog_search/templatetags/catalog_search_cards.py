"""What a card shows, and what a page renders once for all cards; catalog_search loads them, too."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypedDict, TypeVar

from django import template
from django.http import QueryDict
from django.template.base import NodeList, Parser, Token
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.retrieval.relevance import Reason
from catalog_search.search.results import Result, Results
from catalog_search.templatetags.markup import escaped, icon, markup
from catalog_search.views import addresses
from catalog_search.views.parts import examples

register = template.Library()

T = TypeVar("T")


class Card(TypedDict):
    """What a card shows besides its product. A dict, which templates read faster than an object."""

    title: SafeString
    url: str
    """The product's page; of results whose clicks are counted, with the card's place."""
    brand: SafeString
    is_sold_out: bool
    band: str
    is_related: bool
    """Whether it does not surely match the search."""
    reasons: SafeString
    """Why it matches, "" for results without reasons."""
    why: SafeString
    """The line of a card that says so; "" where there is nothing to say."""
    similar_url: str
    similar_label: SafeString
    more_url: str
    more_label: SafeString
    less_url: str
    """"" where there is no liked example to search with."""
    less_label: SafeString
    links: SafeString
    """These as icons with their labels."""


@register.simple_tag(takes_context=True)
def card_of(context: template.Context, item: Result) -> Card:
    """Return what the card of a result shows."""
    params = example_params(context)
    shared = once(context, (get_language(), id(params)), lambda: CardPage(params))
    counts = context.get("counts_places") and context.get("lead") and not context.get("class")
    results = context.get("results") if counts else None
    place = place_of(results, context["forloop"]["counter"]) if results else 0
    return shared.card(item, place)


def once(context: template.Context, key: Hashable, make: Callable[[], T]) -> T:
    """Return the value that was made for this key before on this page, in any of its templates."""
    # Where {% include %} keeps its templates: it lasts as long as the page is rendered.
    values: dict[Any, Any] = context.render_context.dicts[0]
    if key not in values:
        values[key] = make()
    value: T = values[key]
    return value


def place_of(results: Results, number: int) -> int:
    """Return the place among all results, from 1, of a card with this number on its page."""
    return (results.page - 1) * conf.settings().page_size + number


def example_params(context: template.Context) -> QueryDict:
    """Return the parameters of a "more like" page; on any other page an empty QueryDict."""
    params = context.get("params") if "examples" in context else None
    return params if isinstance(params, QueryDict) else NO_PARAMS


NO_PARAMS = QueryDict()
NOTHING = SafeString("")


class Link(NamedTuple):
    """An address and what it is called."""

    url: str
    label: SafeString


NO_LINK = Link("", NOTHING)
WHY = '<p class="cs-why cs-quiet cs-small" data-band="{}">{}{}</p>'
LINKS = '{}<div class="cs-card-examples">{}{}</div>'
LINK = '<a class="cs-round{}" href="{{}}" title="{}" aria-label="{{}}">{}</a>'


def link_form(name: str, title: str, attributes: str = '" rel="nofollow') -> str:
    """Return what is filled with address and label of a card's link."""
    return LINK.format(attributes, escape(title), icon(name))


@dataclass(frozen=True)
class CardPage:
    """What the cards of one page share, in one language."""

    params: QueryDict
    """Those of a "more like" page."""
    product: str = field(default_factory=lambda: addresses.pages_of("product"))
    similar: str = field(default_factory=lambda: addresses.pages_of("similar_photo"))
    similar_label: str = field(default_factory=lambda: _("Similar to %(title)s"))
    more_label: str = field(default_factory=lambda: _("More like %(title)s"))
    less_label: str = field(default_factory=lambda: _("Less like %(title)s"))
    more: str = field(default_factory=lambda: f"{addresses.page('more_like')}?{examples.LIKE}=")
    """The address of a search with one example, up to its number."""
    similar_link: str = field(
        default_factory=lambda: link_form("similar", _("Similar"), " cs-card-similar")
    )
    more_link: str = field(default_factory=lambda: link_form("more", _("More like this")))
    less_link: str = field(default_factory=lambda: link_form("less", _("Less like this")))
    reasons: dict[tuple[Reason, ...], SafeString] = field(default_factory=dict)
    whys: dict[tuple[str, tuple[Reason, ...]], SafeString] = field(default_factory=dict)

    def card(self, item: Result, place: int) -> Card:
        title = escape(item.product.title)
        # A spot on a look, or what a shop's own template shows, has a product and a photo only.
        band, reasons = getattr(item, "band", ""), getattr(item, "reasons", ())
        similar, more, less = self.links_of(item, title)
        links = (
            markup(self.similar_link, *similar),
            markup(self.more_link, *more),
            markup(self.less_link, *less) if less.url else NOTHING,
        )
        return {
            "title": title,
            "url": addresses.page_in_list(item.product, place, self.product),
            "brand": SafeString(escaped(item.product.brand)),
            "is_sold_out": not item.product.in_stock,
            "band": band,
            "is_related": band == "related",
            "reasons": self.reasons_of(reasons),
            "why": self.why_of(band, reasons),
            "similar_url": similar.url,
            "similar_label": similar.label,
            "more_url": more.url,
            "more_label": more.label,
            "less_url": less.url,
            "less_label": less.label,
            "links": markup(LINKS, *links),
        }

    def links_of(self, item: Result, title: SafeString) -> tuple[Link, Link, Link]:
        """Return the links to similar photos, and to more and less like the product."""
        key, titled = item.product.pk, {"title": title}
        similar = self.similar.replace(addresses.ANY_KEY, str(item.photo.pk))
        more = examples.examples_url(self.params, like=key) if self.params else f"{self.more}{key}"
        less = ""
        if self.params.get(examples.LIKE):
            less = examples.examples_url(self.params, unlike=key)
        return (
            Link(similar, SafeString(self.similar_label % titled)),
            Link(more, SafeString(self.more_label % titled)),
            Link(less, SafeString(self.less_label % titled)) if less else NO_LINK,
        )

    def reasons_of(self, reasons: tuple[Reason, ...]) -> SafeString:
        if reasons not in self.reasons:
            self.reasons[reasons] = SafeString(" · ".join(map(escape, reasons)))
        return self.reasons[reasons]

    def why_of(self, band: str, reasons: tuple[Reason, ...]) -> SafeString:
        if (band, reasons) not in self.whys:
            words, related = self.reasons_of(reasons), _("Related") if band == "related" else ""
            dot = SafeString(" · " if related else "")
            sentence = (
                markup('<span class="cs-reasons">{}{}</span>', dot, words) if words else NOTHING
            )
            why = markup(WHY, band, related, sentence) if words or related else NOTHING
            self.whys[band, reasons] = why
        return self.whys[band, reasons]


@register.tag(name="once")
def parse_once(parser: Parser, _token: Token) -> "OnceNode":
    """Render what is between {% once %} and {% endonce %} once for a page, and use it again.

    It is for what each card repeats: nothing in it may differ from one card to the next.
    """
    nodes = parser.parse(["endonce"])
    parser.delete_first_token()
    return OnceNode(nodes)


class OnceNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        return once(context, (self, get_language()), lambda: self.nodelist.render(context))
