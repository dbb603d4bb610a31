"""Rules of a store for tests, written as the desk writes them."""

from collections.abc import Sequence

from catalog_search.models import Product, Rule, RuleBoost, RuleProduct, Store
from catalog_search.models.merchandising.rules import write_rule
from tests.support.shops.factories import make_store


def make_rule(
    words: str = "",
    *,
    pins: Sequence[tuple[int, Product]] = (),
    hides: Sequence[Product] = (),
    boosts: Sequence[tuple[str, str, float]] = (),
    store: Store | None = None,
    **fields: object,
) -> Rule:
    """Write a rule for exactly these words, or what `when` says; the latest one comes last."""
    store = store or make_store()
    when = fields.pop("when", Rule.When.WORDS if words else Rule.When.EVERYWHERE)
    fields = {"name": words or "a rule", "position": store.rules.count() + 1, **fields}
    rule = Rule(store=store, words=words, when=when, **fields)
    products = [RuleProduct(product=product, place=place) for place, product in pins]
    products += [RuleProduct(product=product) for product in hides]
    write_rule(rule, products, [RuleBoost(field=f, value=v, factor=x) for f, v, x in boosts])
    return rule
