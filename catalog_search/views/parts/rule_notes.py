"""What rules did to a page of results, for staff, and the redirect and banner, for everyone.

Only where a rule applies is it asked who the visitor is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog_search.catalogue.rows import declared_facets
from catalog_search.models import Product, Store, category_prefixes
from catalog_search.models.editors import is_allowed, may_see
from catalog_search.retrieval.rules import Boost, Decisions, StoreRule
from catalog_search.retrieval.store_rules import decisions


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
    user: Any = getattr(request, "user", None)
    may_look = is_allowed(user, "view_rule") and may_see(user, store.pk)
    return RuleNotes(store, decided) if may_look else None


def redirect_of(request: HttpRequest, store: Store, text: str) -> HttpResponse | None:
    """Return the redirect that a rule wants for these words, None if there is none.

    A redirect to a search that is itself redirected would never end, so it is left out.
    """
    address = decisions(store, [text]).redirect_to
    if not address or is_redirected(store, address):
        return None
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def is_redirected(store: Store, address: str) -> bool:
    parts = urlsplit(address)
    words = parse_qs(parts.query).get("q", [""])[0]
    is_search = parts.path == reverse("catalog_search:search")
    return is_search and bool(decisions(store, [words]).redirect_to)
