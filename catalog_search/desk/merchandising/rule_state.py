"""A rule in the list of rules: when it applies, its state and its contradictions."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, islice

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog_search.desk.merchandising.rule_redirects import chained_redirects, meet
from catalog_search.models import CATEGORY_SEPARATOR, Rule, clock
from catalog_search.retrieval.merchandising.rules import StoreRule
from catalog_search.text.analysis import contains


def condition_of(rule: Rule) -> str:
    """Return when the rule applies, in words."""
    if rule.when == Rule.When.WORDS:
        return _("for “%(words)s”") % {"words": rule.words}
    if rule.when == Rule.When.CONTAINS:
        return _("for searches with “%(words)s”") % {"words": rule.words}
    if rule.when == Rule.When.CATEGORY:
        return _("in %(category)s") % {"category": rule.category}
    return _("everywhere")


def state_of(rule: Rule) -> tuple[str, str]:
    """Return a word for the style of the rule's state, and the state in words."""
    now = clock.now()
    if rule.ends_at and rule.ends_at <= now:
        return "past", _("Past since %(day)s: no effect") % {"day": day_of(rule.ends_at)}
    if not rule.enabled:
        return "off", _("Off")
    if rule.starts_at and rule.starts_at > now:
        return "planned", _("Starts %(day)s") % {"day": day_of(rule.starts_at)}
    if rule.ends_at:
        return "on", _("On until %(day)s") % {"day": day_of(rule.ends_at)}
    return "on", _("On")


def day_of(moment: datetime) -> str:
    return date_format(clock.local(moment), "SHORT_DATETIME_FORMAT")


MAX_CONTRADICTIONS = 5
"""Most contradictions of one rule that are shown."""


def contradictions(rule: StoreRule, other_rules: Sequence[StoreRule], host: str = "") -> list[str]:
    """Return what the rule decides otherwise than others of the same searches, first come first.

    `other_rules` are in their order of precedence and may contain the rule itself. `host` is this
    site's, for redirects to it.
    """
    texts = chain(chained_redirects(rule, other_rules, host), contradicting(rule, other_rules))
    return list(islice(texts, MAX_CONTRADICTIONS))


def contradicting(rule: StoreRule, other_rules: Sequence[StoreRule]) -> Iterator[str]:
    places = {each.pk: place for place, each in enumerate(other_rules)}
    for other in other_rules:
        if other.pk == rule.pk or not overlap(rule, other):
            continue
        for what in disagreements(rule, other):
            wins = places.get(rule.pk, len(other_rules)) < places[other.pk]
            text = (
                _("It wins over rule %(number)s “%(name)s”: %(what)s")
                if wins
                else _("Rule %(number)s “%(name)s” wins: %(what)s")
            )
            yield text % {"number": other.pk, "name": other.name, "what": what}


def overlap(rule: StoreRule, other: StoreRule) -> bool:
    """Return whether both rules may apply to one search at one time."""
    return meet(rule, other) and (for_same(rule, other) or for_same(other, rule))


def for_same(rule: StoreRule, other: StoreRule) -> bool:
    """Return whether every search of `rule` is one of `other`."""
    if other.when == Rule.When.EVERYWHERE:
        return True
    if rule.when == Rule.When.CATEGORY == other.when:
        return f"{rule.category}{CATEGORY_SEPARATOR}".startswith(
            f"{other.category}{CATEGORY_SEPARATOR}"
        )
    if other.when == Rule.When.CONTAINS:
        return bool(other.terms) and contains(rule.terms, other.terms)
    return other.when == rule.when == Rule.When.WORDS and rule.terms == other.terms


def disagreements(rule: StoreRule, other: StoreRule) -> Iterator[str]:
    pins, other_pins = dict(rule.pins), dict(other.pins)
    places = {product: place for place, product in rule.pins}
    if any(product in places for product in other.hides):
        yield _("it hides a product that this rule pins.")
    if any(product in rule.hides for product in other_pins.values()):
        yield _("it pins a product that this rule hides.")
    if any(pins.get(place, product) != product for place, product in other_pins.items()):
        yield _("it pins another product to the same place.")
    if any(places.get(product, place) != place for place, product in other_pins.items()):
        yield _("it pins the same product to another place.")
    if rule.redirect_to and other.redirect_to and rule.redirect_to != other.redirect_to:
        yield _("it redirects to another address.")
    if rule.banner and other.banner and rule.banner != other.banner:
        yield _("it shows another banner.")
    factors = {(boost.field, boost.value): boost.factor > 1 for boost in rule.boosts}
    if any(factors.get((b.field, b.value), b.factor > 1) != (b.factor > 1) for b in other.boosts):
        yield _("it buries what this rule boosts, or the other way round.")
