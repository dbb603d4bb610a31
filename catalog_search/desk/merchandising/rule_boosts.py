"""The boosts of a rule: factors for the products with a value, spelled as the shop spells it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog_search.catalogue import store as catalogue
from catalog_search.catalogue.columns import Columns
from catalog_search.catalogue.rows import names_of_facets
from catalog_search.categories.naming import spelled
from catalog_search.models import Store, category_prefixes
from catalog_search.models.merchandising.rules import MAX_BOOSTS
from catalog_search.retrieval.merchandising.rules import Boost

FACTORS = (
    (4.0, gettext_lazy("boost strongly (times 4)")),
    (2.0, gettext_lazy("boost (times 2)")),
    (1.25, gettext_lazy("boost a little (times 1.25)")),
    (0.8, gettext_lazy("bury a little (divided by 1.25)")),
    (0.5, gettext_lazy("bury (divided by 2)")),
    (0.25, gettext_lazy("bury strongly (divided by 4)")),
)


def boost_fields() -> list[str]:
    return [*names_of_facets(), "in_stock"]


def boosts_in(data: QueryDict) -> list[Boost]:
    rows = zip(
        data.getlist("boost_field"),
        data.getlist("boost_value"),
        data.getlist("boost_factor"),
        strict=False,
    )
    factors = {f"{factor:g}": factor for factor, _label in FACTORS}
    names = boost_fields()
    boosts = [
        Boost(name, "1" if name == "in_stock" else value.strip()[:500], factors[factor])
        for name, value, factor in rows
        if name in names and factor in factors
    ]
    return boosts[:MAX_BOOSTS]


def boost_problems(boosts: Iterable[Boost]) -> Iterator[str]:
    """Yield what no rule may have, whichever products the store has."""
    named = [(boost.field, boost.value) for boost in boosts]
    if not all(value for _field, value in named):
        yield _("Say which value to boost or bury.")
    if len(set(named)) < len(named):
        yield _("Two lines boost or bury the products with the same value.")


@dataclass
class StoreValues:
    """The values of the products that shoppers see."""

    store: Store

    @cached_property
    def columns(self) -> Columns:
        is_small = catalogue.is_small(self.store)
        return catalogue.read(self.store) if is_small else catalogue.of_store(self.store)

    def spelled(self, boost: Boost) -> Boost:
        """Return the boost with its value as the products have it, unchanged if none has it."""
        if boost.field == "in_stock" or not boost.value:
            return boost
        values = self.columns.values(boost.field).names.codes
        if boost.value in values:
            return boost
        return replace(boost, value=spelled(boost.value, values) or boost.value)

    def without_effect(self, boost: Boost) -> str:
        """Return why the boost has no effect now, or ""."""
        if boost.field == "in_stock" or not boost.value:
            return ""
        if self.columns.having(boost.field, [boost.value]).any():
            return ""
        text = _("%(field)s “%(value)s”: no product that shoppers see has it, so it has no effect.")
        return text % {"field": boost.field, "value": boost.value}


def category_of(store: Store, text: str) -> str:
    """Return the path of the store's category that the text names, "" if there is none.

    A category may be there before its products are.
    """
    own = store.categories.values_list("path", flat=True)
    prefixes = {prefix for path in own.iterator() for prefix in category_prefixes(path)}
    return spelled(text, sorted(prefixes | paths_of_products(store)))


def paths_of_products(store: Store) -> set[str]:
    """Return the categories in which products of the store are, also in ones below them."""
    paths = store.products.order_by().values_list("category", flat=True).distinct()
    return {prefix for path in paths.iterator() for prefix in category_prefixes(path)}
