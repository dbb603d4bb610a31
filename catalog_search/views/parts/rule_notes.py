"""What rules did to a page of results, for staff, and the redirect and banner, for everyone.

Only where a rule applies is it asked who the visitor is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import validate_host
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.catalogue.rows import declared_facets
from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Product, Rule, Store, category_prefixes
from catalog_search.models.stores import default_store
from catalog_search.retrieval.filters import Filters, parse
from catalog_search.retrieval.merchandising.rules import Boost, Decisions, StoreRule
from catalog_search.retrieval.merchandising.store_rules import decisions
from catalog_search.views.thumbnails import may_view


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A sentence about a rule, and the address of its form."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RuleNotes:
    """What staff are told: about the page, and on request about each product."""

    store: Store
    decided: Decisions

    @property
    def applied(self) -> list[RuleNote]:
        """The rules that apply to this search, the first one first."""
        return [
            self.note(rule, _("Rule %(number)s “%(name)s”: %(what)s"))
            for rule in self.decided.rules
        ]

    def of_product(self, product: Product) -> list[RuleNote]:
        """Return why the product is where it is."""
        deciding = self.decided.decided_by.get(product.pk)
        pinned = product.pk in self.decided.pins.values()
        notes = [self.note(deciding, _("pinned by rule %(number)s"))] if deciding and pinned else []
        for rule in self.decided.rules:
            factors = [boost.factor for boost in rule.boosts if meets(product, boost)]
            if any(factor > 1 for factor in factors):
                notes.append(self.note(rule, _("boosted by rule %(number)s")))
            if any(factor < 1 for factor in factors):
                notes.append(self.note(rule, _("buried by rule %(number)s")))
        if factor := self.decided.clicked.get(product.pk):
            raised = _("raised by %(percent)s %% because shoppers open it for these words")
            notes.append(RuleNote(raised % {"percent": f"{100 * (factor - 1):.1f}"}, ""))
        return notes

    def note(self, rule: StoreRule, text: str) -> RuleNote:
        values = {"number": rule.pk, "name": rule.name, "what": ", ".join(effects(rule))}
        args = (self.store.slug, rule.pk)
        url = reverse("catalog_search:desk_rule", args=args) if rule.pk else ""
        return RuleNote(text % values, url)


def effects(rule: StoreRule) -> list[str]:
    """Return what the rule does, in a few words each."""
    parts = (
        (len(rule.pins), _("pins %(count)d")),
        (len(rule.hides), _("hides %(count)d")),
        (sum(boost.factor > 1 for boost in rule.boosts), _("boosts")),
        (sum(boost.factor < 1 for boost in rule.boosts), _("buries")),
        (bool(rule.redirect_to), _("redirects")),
        (rule.banner is not None, _("shows a banner")),
    )
    return [text % {"count": count} for count, text in parts if count]


def meets(product: Product, boost: Boost) -> bool:
    """Return whether the product has the boost's value, as facets count it."""
    if boost.field == "in_stock":
        return product.in_stock == (boost.value.lower() in ("1", "true", "yes"))
    return boost.value in values_of(product, boost.field)


def values_of(product: Product, field: str) -> Sequence[str]:
    if field == "category":
        return category_prefixes(product.category)
    if field == "brand":
        return [product.brand]
    if field == "color":
        return list(map(str, product.colors))
    return declared_facets(product.attributes).get(field, [])


def rule_notes(request: HttpRequest, store: Store, decided: Decisions) -> RuleNotes | None:
    """Return the notes if rules apply and the visitor may see them."""
    if not decided:
        return None
    return RuleNotes(store, decided) if may_view(request, Rule, store) else None


def redirect_of(request: HttpRequest, store: Store, text: str) -> HttpResponse | None:
    """Return the redirect that a rule wants for these words, None if there is none."""
    address = address_elsewhere(request, store, decisions(store, [text]))
    if not address:
        return None
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def address_elsewhere(request: HttpRequest, store: Store, decided: Decisions) -> str:
    """Return the address that shoppers are sent to, "" if there is none.

    A redirect to a search that is itself redirected would never end, so it is left out.
    """
    address = decided.redirect_to
    words = searched_words(address, request.get_host()) if address else ""
    return "" if words and decisions(store, [words]).redirect_to else address


def is_own(name: str, host: str) -> bool:
    """Return whether a host of this name shows the searches that `host` shows; "" is the same.

    So does the same name with www. or without it, and, where no setting chooses the store by the
    request, each of ALLOWED_HOSTS.
    """
    own_name = urlsplit(f"//{host}").hostname or ""
    if not name or name.removeprefix("www.") == own_name.removeprefix("www."):
        return True
    shows_one_store = import_string(conf.settings().store_of_request) is default_store
    allowed = [each for each in settings.ALLOWED_HOSTS if each != "*"]
    return shows_one_store and validate_host(name, allowed)


def searched_words(address: str, host: str) -> str:
    """Return the words of the search at this address, "" if no rule redirects from there.

    That is the case of other pages, of hosts of other sites than that of `host`, and of a search
    with filters.
    """
    own_path = reverse("catalog_search:search")
    parts = urlsplit(urljoin(own_path, address))
    if not is_own(parts.hostname or "", host) or (parts.path or "/") != own_path:
        return ""
    params = QueryDict(parts.query)
    try:
        return params.get("q", "").strip() if parse(params) == Filters() else ""
    except InvalidQuery:
        return ""
