"""What a card shows, and what a page renders once for all cards; catalog_search loads them, too."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypedDict, TypeVar

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
from catalog_search.views import addresses, examples

register = template.Library()

T = TypeVar("T")


class Card(TypedDict):
    """What a card shows besides its product. A dict, which templates read faster than an object."""

    title: SafeString
    url: str
    """The product's page; of results whose clicks are counted, with the card's place."""
    brand: str
    is_sold_out: bool
    band: str
    is_related: bool
    """Whether it does not surely match the search."""
    reasons: SafeString
    """Why it matches, "" for results without reasons."""
    similar_url: str
    similar_label: SafeString
    more_url: str
    more_label: SafeString
    less_url: str
    """"" where there is no liked example to search with."""
    less_label: SafeString


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
    kept: dict[Any, Any] = context.render_context.dicts[0]
    if key not in kept:
        kept[key] = make()
    value: T = kept[key]
    return value


def place_of(results: Results, number: int) -> int:
    """Return the place among all results, from 1, of a card with this number on its page."""
    return (results.page - 1) * conf.settings().page_size + number


def example_params(context: template.Context) -> QueryDict:
    """Return the parameters of a "more like" page; on any other page an empty QueryDict."""
    params = context.get("params") if "examples" in context else None
    return params if isinstance(params, QueryDict) else NO_PARAMS


NO_PARAMS = QueryDict()


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
    reasons: dict[tuple[Reason, ...], SafeString] = field(default_factory=dict)

    def card(self, item: Result, place: int) -> Card:
        key, title = item.product.pk, escape(item.product.title)
        # A spot on a look, or what a shop's own template shows, has a product and a photo only.
        band, reasons = getattr(item, "band", ""), getattr(item, "reasons", ())
        words = {"title": title}
        is_example = bool(self.params.get(examples.LIKE))
        return {
            "title": title,
            "url": addresses.page_in_list(item.product, place, self.product),
            "brand": item.product.brand,
            "is_sold_out": not item.product.in_stock,
            "band": band,
            "is_related": band == "related",
            "reasons": self.reasons_of(reasons) if reasons else NOTHING,
            "similar_url": self.similar.replace(addresses.ANY_KEY, str(item.photo.pk)),
            "similar_label": SafeString(self.similar_label % words),
            "more_url": examples.examples_url(self.params, like=key),
            "more_label": SafeString(self.more_label % words),
            "less_url": examples.examples_url(self.params, unlike=key) if is_example else "",
            "less_label": SafeString(self.less_label % words) if is_example else NOTHING,
        }

    def reasons_of(self, reasons: tuple[Reason, ...]) -> SafeString:
        if reasons not in self.reasons:
            self.reasons[reasons] = SafeString(" · ".join(map(escape, reasons)))
        return self.reasons[reasons]


NOTHING = SafeString("")


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
