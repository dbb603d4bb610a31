"""The rules of a store as searches read them.

A process keeps the enabled rules of a store until the store's `rules_version` changes, or the
`policy_version` that says which pictures of banners may be shown. So a search in a store with rules
reads nothing more from the database, and one without rules looks at nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.utils import timezone

from catalog_search import conf
from catalog_search.models import Rule, Store, databases
from catalog_search.models.catalogue.pictures import may_be_shown
from catalog_search.models.desk.moderation import has_policies
from catalog_search.models.merchandising.rules import MAX_FACTOR, MAX_RULES, safe_address
from catalog_search.retrieval.merchandising.rules import (
    NOTHING,
    Banner,
    BannerPicture,
    Boost,
    Decisions,
    StoreRule,
)
from catalog_search.text import analysis
from catalog_search.text.analysis import Terms


@dataclass(frozen=True)
class StoreRules:
    """The enabled rules of a store in order, found by their words."""

    rules: tuple[StoreRule, ...] = ()
    by_term: Mapping[str, Sequence[StoreRule]] = field(default_factory=dict)
    """The rules about words, by their first term."""
    without_words: tuple[StoreRule, ...] = ()

    @classmethod
    def of(cls, rules: Iterable[StoreRule]) -> "StoreRules":
        ordered = tuple(sorted(rules, key=lambda rule: (rule.position, rule.pk or MAX_RULES**3)))
        by_term: dict[str, list[StoreRule]] = defaultdict(list)
        for rule in ordered:
            if is_about_words(rule) and rule.terms:
                by_term[rule.terms[0]].append(rule)
        without_words = tuple(rule for rule in ordered if not is_about_words(rule))
        return cls(ordered, dict(by_term), without_words)

    def deciding(
        self, texts: Sequence[str], categories: Sequence[str], *, with_photo: bool = False
    ) -> Decisions:
        """Return the decisions on a search with these words, as typed and as corrected."""
        now, phrases = timezone.now(), list(dict.fromkeys(map(terms_of, texts)))
        terms = {term for text in phrases for term in text}
        about_words = [rule for term in terms for rule in self.by_term.get(term, ())]
        applying = [
            rule
            for rule in (*about_words, *self.without_words)
            if rule.is_on(now) and rule.applies(phrases, categories)
        ]
        places = {id(rule): place for place, rule in enumerate(self.rules)}
        applying.sort(key=lambda rule: places[id(rule)])
        return Decisions(tuple(applying), with_photo) if applying else NOTHING


def is_about_words(rule: StoreRule | Rule) -> bool:
    return rule.when in (Rule.When.WORDS, Rule.When.CONTAINS)


def terms_of(text: str) -> Terms:
    """Return the terms of a text as the store's analyser makes them: "Boots" and "boot" are one."""
    return tuple(analysis.term(token) for token in analysis.tokens(text))


NO_RULES = StoreRules()
PREVIEWED: ContextVar[StoreRules | None] = ContextVar("catalog_search_rules", default=None)


def decisions(
    store: Store,
    texts: Sequence[str],
    categories: Sequence[str] = (),
    *,
    with_photo: bool = False,
) -> Decisions:
    """Return what the store's rules decide about a search."""
    rules = of_store(store)
    if not rules.rules:
        return NOTHING
    return rules.deciding(texts, categories, with_photo=with_photo)


def hidden_everywhere(store: Store) -> frozenset[int]:
    """Return the keys of products that a rule leaves out of every answer, shelf and suggestion.

    Where an earlier rule pins one for some words, it is shown for these all the same.
    """
    return decisions(store, ()).hidden


def of_store(store: Store) -> StoreRules:
    """Return the store's rules that are enabled and not over."""
    previewed = PREVIEWED.get()
    if previewed is not None:
        return previewed
    if not store.rules_version:
        return NO_RULES
    by_store: dict[int, tuple[tuple[int, int], StoreRules]] = conf.once("rules", dict)
    versions, rules = by_store.get(store.pk, ((0, 0), NO_RULES))
    if versions != (store.rules_version, store.policy_version):
        # A replica may have the new version and not yet the rules, which would stay under it.
        rules = StoreRules.of(databases.newest(lambda: enabled_rules(store)))
        by_store[store.pk] = (store.rules_version, store.policy_version), rules
    return rules


@contextmanager
def previewing(rules: Iterable[StoreRule]) -> Iterator[None]:
    """Let the searches of this block go by these rules instead of the store's."""
    token = PREVIEWED.set(StoreRules.of(rules))
    try:
        yield
    finally:
        PREVIEWED.reset(token)


def enabled_rules(store: Store) -> list[StoreRule]:
    """Return the enabled rules from the database, but for those that are over.

    Three queries, and two about pictures if there are any.
    """
    rows = store.rules.filter(enabled=True).exclude(ends_at__lte=timezone.now())
    rules = list(rows.prefetch_related("products", "boosts")[:MAX_RULES])
    shown_pictures = keys_of_shown_pictures(store) if any(rule.picture for rule in rules) else set()
    return [rule_of(rule, with_picture=rule.pk in shown_pictures) for rule in rules]


def keys_of_shown_pictures(store: Store) -> set[int]:
    """Return the keys of the rules whose banner's picture shoppers may see."""
    rows = may_be_shown(store.rules.all(), has_policies=has_policies(store.pk))
    return set(rows.values_list("pk", flat=True))


def rule_of(row: Rule, *, with_picture: bool = True) -> StoreRule:
    """Return a saved row with its products and boosts as searches read it."""
    linked = ((each.place, each.product_id) for each in row.products.all())
    products = [(place, product) for place, product in linked if product]
    boosts = [Boost(each.field, each.value, each.factor) for each in row.boosts.all()]
    rule = rule_with(row, products, boosts)
    if with_picture or rule.banner is None:
        return rule
    return replace(rule, banner=replace(rule.banner, picture=None))


def rule_with(
    row: Rule, products: Iterable[tuple[int | None, int]], boosts: Iterable[Boost]
) -> StoreRule:
    """Return a rule with these products, each with its place or None for hidden, and boosts."""
    placed = list(products)
    return StoreRule(
        pk=row.pk or 0,
        name=row.name,
        when=row.when,
        terms=terms_of(row.words) if row.when in (Rule.When.WORDS, Rule.When.CONTAINS) else (),
        category=row.category,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        pins=tuple(sorted((place, product) for place, product in placed if place)),
        hides=tuple(product for place, product in placed if not place),
        boosts=tuple(bounded(boost) for boost in boosts),
        redirect_to=safe_address(row.redirect_to),
        banner=banner_of(row),
        position=row.position,
    )


def banner_of(row: Rule) -> Banner | None:
    """Return the row's banner, None without a text: where no picture is seen, there is the text."""
    text = row.banner_text.strip()
    if not text:
        return None
    picture = BannerPicture(row.pk or 0, row.picture, row.width, row.height)
    return Banner(text, safe_address(row.banner_link), picture if row.picture else None)


def bounded(boost: Boost) -> Boost:
    factor = min(max(boost.factor, 1 / MAX_FACTOR), MAX_FACTOR)
    return Boost(boost.field, boost.value, factor)
