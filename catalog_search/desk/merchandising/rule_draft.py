"""The products and boosts of a rule that is being edited, which stand beside its form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog_search.desk.merchandising.rule_boosts import StoreValues, boost_problems, boosts_in
from catalog_search.desk.parameters import whole_number
from catalog_search.models import Product, Rule, RuleBoost, RuleProduct, Store
from catalog_search.models.merchandising.rules import MAX_HIDES, MAX_PINS, MAX_PLACE
from catalog_search.retrieval.merchandising.rules import Boost

NAMESAKES = 10
"""Products of one name among which a person is asked to choose."""


class Places(dict[int, int | None]):
    """The place of each product by its key, None if the rule hides it."""

    def items_as_rows(self) -> list[tuple[int | None, int]]:
        return [(place, product) for product, place in self.items()]


@dataclass
class Draft:
    """The products and boosts of a rule that is being edited."""

    store: Store
    products: Places = field(default_factory=Places)
    boosts: list[Boost] = field(default_factory=list)
    wrong_places: list[str] = field(default_factory=list)
    """What was typed as a place and is none."""
    waiting: dict[str, int | None] = field(default_factory=dict)
    """The places, by SKU, of products that left the catalogue."""

    @classmethod
    def of_rule(cls, rule: Rule) -> "Draft":
        rows = rule.products.values_list("product", "sku", "place")
        boosts = [Boost(each.field, each.value, each.factor) for each in rule.boosts.all()]
        products = Places({key: place for key, _sku, place in rows if key})
        waiting = {sku: place for key, sku, place in rows if not key}
        return cls(rule.store, products, boosts, waiting=waiting)

    @classmethod
    def of_post(cls, store: Store, data: QueryDict) -> "Draft":
        """Read what the form sent; products of other stores are left out."""
        pins, hides = keys(data, "pin"), keys(data, "hide")
        listed = store.products.filter(pk__in={*pins, *hides})
        own = set(listed.values_list("pk", flat=True))
        typed = {
            key: data.get(f"place_{key}", "").strip() or "1"
            for key in pins
            if key in own and key not in hides
        }
        places = {key: whole_number(text) for key, text in typed.items()}
        wrong = [text for key, text in typed.items() if not 1 <= places[key] <= MAX_PLACE]
        pinned = {key: place or 1 for key, place in places.items()}
        hidden = dict.fromkeys(key for key in hides if key in own)
        draft = cls(store, Places({**pinned, **hidden}), wrong_places=wrong)
        draft.boosts = [draft.values.spelled(boost) for boost in boosts_in(data)]
        return draft

    @cached_property
    def values(self) -> StoreValues:
        return StoreValues(self.store)

    @property
    def pinned(self) -> list[int]:
        """The keys of the pinned products in the order of their places."""
        placed = [(place, key) for key, place in self.products.items() if place]
        return [key for _place, key in sorted(placed)]

    @property
    def hidden(self) -> list[int]:
        return [key for key, place in self.products.items() if not place]

    def pin(self, product: int) -> None:
        others = {key: place for key, place in self.products.items() if key != product}
        taken = {place for place in (*others.values(), *self.waiting.values()) if place}
        self.products[product] = next(n for n in range(1, len(taken) + 2) if n not in taken)

    def hide(self, product: int) -> None:
        self.products[product] = None

    def drop(self, product: int) -> None:
        self.products.pop(product, None)

    def keep_waiting(self, rule: Rule, skus: Sequence[str]) -> None:
        """Let the rule wait for those of these SKUs that it waits for now."""
        waiting = Draft.of_rule(rule).waiting if rule.pk else {}
        self.waiting = {sku: place for sku, place in waiting.items() if sku in skus}

    def shown(self) -> dict[str, Any]:
        """Return what the page shows of it, as its hidden field carries it."""
        boosts = [[boost.field, boost.value, boost.factor] for boost in self.boosts]
        products = {str(key): at for key, at in self.products.items()}
        return {"products": products, "waiting": self.waiting, "boosts": boosts}

    def problems(self) -> list[str]:
        places = [at for at in (*self.products.values(), *self.waiting.values()) if at]
        hidden = len(self.products) + len(self.waiting) - len(places)
        many = _("A rule pins %(pins)d products and hides %(hides)d at most.")
        texts = []
        if len(places) > MAX_PINS or hidden > MAX_HIDES:
            texts.append(many % {"pins": MAX_PINS, "hides": MAX_HIDES})
        if len(set(places)) < len(places):
            texts.append(_("Two products are pinned to the same place."))
        if self.wrong_places:
            text = _("“%(place)s” is no place: type a whole number from 1 to %(most)d.")
            texts.append(text % {"place": self.wrong_places[0][:20], "most": MAX_PLACE})
        return [*texts, *boost_problems(self.boosts)]

    def rows(self) -> tuple[list[RuleProduct], list[RuleBoost]]:
        products = [
            RuleProduct(product_id=key, place=place) for key, place in self.products.items()
        ]
        products += [RuleProduct(sku=sku, place=place) for sku, place in self.waiting.items()]
        boosts = [RuleBoost(field=b.field, value=b.value, factor=b.factor) for b in self.boosts]
        return products, boosts


def products_of(store: Store, text: str) -> list[Product]:
    """Return the store's products with this SKU, barcode or title; one of this SKU alone."""
    text = text.strip()
    called = list(store.products.called(text).order_by("pk")[:NAMESAKES]) if text else []
    by_sku = [product for product in called if product.sku.casefold() == text.casefold()]
    return by_sku if len(by_sku) == 1 else called


def keys(data: QueryDict, name: str) -> list[int]:
    return [key for text in data.getlist(name) if (key := whole_number(text))]
