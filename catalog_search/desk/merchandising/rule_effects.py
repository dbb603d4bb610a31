"""Rules that are on and do nothing: what they name is not in the catalogue any more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from catalog_search.desk.merchandising.rule_boosts import StoreValues, paths_of_products
from catalog_search.models import Photo, Rule, Store
from catalog_search.retrieval.merchandising.rules import StoreRule


@dataclass
class Effects:
    """What some rules of a store can still do. Asks the database once for all of them."""

    store: Store
    rules: Sequence[StoreRule]

    @cached_property
    def values(self) -> StoreValues:
        return StoreValues(self.store)

    @cached_property
    def categories(self) -> frozenset[str]:
        return frozenset(paths_of_products(self.store))

    @cached_property
    def visible(self) -> frozenset[int]:
        """The keys of the named products that the catalogue shows."""
        named = {key for rule in self.rules for key in (*pinned(rule), *rule.hides)}
        rows = self.store.products.filter(pk__in=named, visible=True)
        return frozenset(rows.values_list("pk", flat=True))

    @cached_property
    def found(self) -> frozenset[int]:
        """The keys of those among them that a search finds."""
        live = Photo.objects.filter(product__in=self.visible, state=Photo.State.LIVE)
        indexed = live.exclude(indexed_etag="")
        return frozenset(indexed.values_list("product", flat=True))

    def missing(self, rule: StoreRule) -> str:
        """Return why the rule has no effect now, or ""."""
        if rule.when == Rule.When.CATEGORY and rule.category not in self.categories:
            return _("No product of this store is in this category.")
        if rule.redirect_to or rule.banner or not self.found.isdisjoint(pinned(rule)):
            return ""
        hides = not self.visible.isdisjoint(rule.hides)
        if hides or any(not self.values.without_effect(boost) for boost in rule.boosts):
            return ""
        return _("Nothing that it pins, hides or boosts is in the catalogue.")


def pinned(rule: StoreRule) -> Iterable[int]:
    return (product for _place, product in rule.pins)
