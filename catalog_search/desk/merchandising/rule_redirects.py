"""Redirects that lead to each other: none of them sends a shopper anywhere."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from catalog_search.retrieval.merchandising.rules import StoreRule
from catalog_search.retrieval.merchandising.store_rules import terms_of
from catalog_search.views.parts.rule_notes import searched_words


def leads_to(rule: StoreRule, other: StoreRule, host: str) -> bool:
    """Return whether the rule redirects to a search that the other one redirects.

    `host` is this site's.
    """
    words = searched_words(rule.redirect_to, host) if rule.redirect_to else ""
    return bool(words and other.redirect_to) and other.applies([terms_of(words)], ())


def last_of_circle(rule: StoreRule, others: Sequence[StoreRule], host: str) -> StoreRule | None:
    """Return the rule that leads back to this one over any number of others, None without any.

    `others` are in their order of precedence and may contain the rule itself as it was saved.
    """
    waiting = [each for each in others if each.pk != rule.pk and meet(rule, each)]
    at = rule
    while following := next((each for each in waiting if leads_to(at, each, host)), None):
        if leads_to(following, rule, host):
            return following
        waiting.remove(following)
        at = following
    return None


def chained_redirects(rule: StoreRule, others: Sequence[StoreRule], host: str) -> Iterator[str]:
    """Yield for each other rule which redirect of both has no effect, because they are chained."""
    for other in others:
        if other.pk == rule.pk or not meet(rule, other):
            continue
        values = {"number": other.pk, "name": other.name}
        if leads_to(rule, other, host):
            text = _(
                "Rule %(number)s “%(name)s” redirects the search that this one leads to, "
                "so this one does not redirect."
            )
            yield text % values
        if leads_to(other, rule, host):
            text = _(
                "Rule %(number)s “%(name)s” leads to a search that this one redirects, "
                "so that one does not redirect."
            )
            yield text % values


def meet(rule: StoreRule, other: StoreRule) -> bool:
    """Return whether both rules may be on at one time."""
    ends_before = rule.ends_at and other.starts_at and rule.ends_at <= other.starts_at
    begins_after = other.ends_at and rule.starts_at and other.ends_at <= rule.starts_at
    return not (ends_before or begins_after)
