"""Preview of a rule: real searches without it beside the same searches with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _

from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import Rule, SearchCount, Store
from catalog_search.models.clock import today
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.merchandising.rules import StoreRule
from catalog_search.retrieval.merchandising.store_rules import of_store, previewing, terms_of
from catalog_search.search.page_engines import page_engines
from catalog_search.search.query import TextQuery
from catalog_search.search.results import Result, Results
from catalog_search.search.words.text import by_text
from catalog_search.views.parts.rule_notes import RuleNotes

SHOWN = 8
"""Products of each list."""
MAX_SEARCHES = 3
LOGGED = 300
"""The most frequent searches of the last DAYS among which a preview chooses."""
DAYS = 30


@dataclass(frozen=True, slots=True)
class Preview:
    """The first products of one search, and what rules did."""

    results: Results
    notes: RuleNotes

    @property
    def items(self) -> Sequence[Result]:
        return self.results.items[:SHOWN]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One search before and after; `problem` is set instead if it could not be made."""

    label: str
    before: Preview | None = None
    after: Preview | None = None
    problem: str = ""


def compare(store: Store, rule: StoreRule, typed: str) -> list[Comparison]:
    """Return the comparison for the typed words, else for searches that the rule is for."""
    queries = [TextQuery(typed)] if typed else queries_for(store, rule)
    other_rules = [each for each in of_store(store).rules if each.pk != rule.pk]
    return [comparison(store, query, other_rules, rule) for query in queries]


def comparison(
    store: Store, query: TextQuery, other_rules: Sequence[StoreRule], rule: StoreRule
) -> Comparison:
    label = query.text or ", ".join(query.filters.category) or _("All products")
    try:
        before, after = (
            previewed(store, query, rules) for rules in (other_rules, [*other_rules, rule])
        )
    except CatalogSearchError as error:
        return Comparison(label, problem=str(error))
    return Comparison(label, before, after)


def previewed(store: Store, query: TextQuery, rules: Sequence[StoreRule]) -> Preview:
    with page_engines(), previewing(rules):
        results = by_text(store, query)
    return Preview(results, RuleNotes(store, results.decisions))


def queries_for(store: Store, rule: StoreRule) -> list[TextQuery]:
    """Return up to MAX_SEARCHES searches that the rule is for, of shoppers where there are any."""
    if rule.when == Rule.When.CATEGORY:
        return [TextQuery("", Filters(category=(rule.category,)))] if rule.category else []
    logged = [words for words in frequent(store) if rule.applies([terms_of(words)], ())]
    if rule.when == Rule.When.EVERYWHERE:
        return [TextQuery(words) for words in ["", *logged][:MAX_SEARCHES]]
    own = " ".join(rule.terms)
    named = next((words for words in logged if terms_of(words) == rule.terms), own)
    listed = dict.fromkeys([named, *logged] if named else [])
    return [TextQuery(words) for words in [*listed][:MAX_SEARCHES]]


def frequent(store: Store) -> list[str]:
    """Return the words that were searched for most often in the last DAYS."""
    recent = SearchCount.objects.filter(store=store, day__gt=today() - timedelta(days=DAYS))
    counted = recent.exclude(words="").order_by().values("words").annotate(total=Sum("count"))
    return [row["words"] for row in counted.order_by("-total", "words")[:LOGGED]]
