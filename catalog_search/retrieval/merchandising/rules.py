"""The joint decisions of a store's rules about one search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from catalog_search.models import Rule, category_prefixes
from catalog_search.retrieval.filters import Filters
from catalog_search.text.analysis import Terms, contains


@dataclass(frozen=True, slots=True)
class Boost:
    """A factor for the products with this value; below 1 it buries them."""

    field: str
    value: str
    factor: float


@dataclass(frozen=True, slots=True)
class BannerPicture:
    """The picture of a rule's banner: the rule's key, its name in the storage, size in pixels."""

    rule: int
    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Banner:
    """A line of text above the results, with the address that it leads to, or ""."""

    text: str
    link: str = ""
    picture: BannerPicture | None = None
    """Stands above the text, where moderation lets it through."""


@dataclass(frozen=True, slots=True)
class StoreRule:
    """One rule, without what only its form needs."""

    pk: int
    """0 for a rule that is not saved yet."""
    name: str
    when: str
    """One of Rule.When."""
    terms: Terms = ()
    category: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    pins: tuple[tuple[int, int], ...] = ()
    """Places, from 1, and keys of products."""
    hides: tuple[int, ...] = ()
    boosts: tuple[Boost, ...] = ()
    redirect_to: str = ""
    banner: Banner | None = None
    position: int = 0

    def is_on(self, now: datetime) -> bool:
        has_begun = self.starts_at is None or self.starts_at <= now
        return has_begun and (self.ends_at is None or now < self.ends_at)

    def applies(self, texts: Sequence[Terms], categories: Sequence[str]) -> bool:
        """Return whether the rule is for a search with these words and chosen categories."""
        if self.when == Rule.When.WORDS:
            return bool(self.terms) and self.terms in texts
        if self.when == Rule.When.CONTAINS:
            return bool(self.terms) and any(contains(text, self.terms) for text in texts)
        if self.when == Rule.When.CATEGORY:
            return any(self.category in category_prefixes(each) for each in categories)
        return True


@dataclass(frozen=True)
class Decisions:
    """The rules that apply to one search, the first one first, and what they decide together.

    Where rules disagree about a product, a place, the redirect or the banner, the first one wins.
    """

    rules: tuple[StoreRule, ...] = ()
    with_photo: bool = False
    """A search by photo has no pins: a photo asks for what looks like it."""
    filters: Filters | None = None
    """The filters for pinned products; None for those of the search. A rule for the word
    "toys" may pin what is in no category of that name."""
    clicked: Mapping[int, float] = field(default_factory=dict)
    """Factors from 1 on of products that shoppers open for these words; see search/clicks.py."""

    def __bool__(self) -> bool:
        return bool(self.rules or self.clicked)

    @cached_property
    def decided_by(self) -> Mapping[int, StoreRule]:
        """The rule that decides about each product that is pinned or hidden."""
        decided: dict[int, StoreRule] = {}
        for rule in self.rules:
            pinned = () if self.with_photo else (product for _place, product in rule.pins)
            for product in (*pinned, *rule.hides):
                decided.setdefault(product, rule)
        return decided

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The keys of the products that are left out."""
        return frozenset(
            product for product, rule in self.decided_by.items() if product in rule.hides
        )

    @cached_property
    def pins(self) -> Mapping[int, int]:
        """The key of the pinned product by its place, from 1, in order.

        If a place is taken, the later rule's product gets the next free one.
        """
        by_place: dict[int, int] = {}
        for rule in () if self.with_photo else self.rules:
            for place, product in rule.pins:
                if self.decided_by[product] is rule and product not in self.hidden:
                    by_place[next_free(place, by_place)] = product
        return dict(sorted(by_place.items()))

    @property
    def boosts(self) -> list[Boost]:
        return [boost for rule in self.rules for boost in rule.boosts]

    @property
    def redirect_to(self) -> str:
        return next((rule.redirect_to for rule in self.rules if rule.redirect_to), "")

    @property
    def banner(self) -> Banner | None:
        return next((rule.banner for rule in self.rules if rule.banner), None)


def next_free(place: int, by_place: Mapping[int, int]) -> int:
    while place in by_place:
        place += 1
    return place


NOTHING = Decisions()
