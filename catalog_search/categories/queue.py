"""The open suggestions of a store in the order in which people should decide on them.

The order is that of confidence times impact. It is a column, which weigh() keeps up to date, so
that a page reads its few rows from an index however many are waiting.
"""

from dataclasses import dataclass
from math import log
from typing import TypeAlias

from django.db.models import QuerySet

from catalog_search import conf
from catalog_search.categories.naming import composed, lies_in
from catalog_search.models import CATEGORY_SEPARATOR, Category, CategorySuggestion, Store, databases
from catalog_search.models.any_case import in_any_case
from catalog_search.models.merchandising import searches

DAYS = 30
"""Days whose clicks count."""
PIECE = 500
"""Rows weighed in one transaction."""
MAX_WORDS = 5
COUNTED = 10_000
"""Waiting suggestions are counted up to here."""
CATEGORIES = "category"
"""Value of `about` for suggestions of categories alone; no attribute has this name."""

State = CategorySuggestion.State
Suggestions: TypeAlias = "QuerySet[CategorySuggestion]"


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of the queue, stored with requests; an empty value lets all suggestions through."""

    about: str = ""
    """CATEGORIES, or the attribute that is suggested."""
    category: str = ""
    """The suggested category, or one that it lies in; or the attribute's value."""
    brand: str = ""
    words: str = ""
    """Each of these must be in the title or the SKU."""
    least: float = 0.0
    """The least confidence, from 0 to 1."""


def waiting(store: Store, filters: Filters | None = None) -> Suggestions:
    """Return the store's open suggestions that pass the filters, in the queue's order.

    Those of attributes that are no longer declared are left out; `suggest` withdraws them.
    """
    rows: Suggestions = CategorySuggestion.objects.filter(store=store, state=State.OPEN)
    rows = rows.filter(attribute__in=asked_about(filters.about if filters else ""))
    rows = narrowed(rows, filters) if filters else rows
    # Both descending, so that every database reads the index backward.
    ordered: Suggestions = rows.order_by("-priority", "-pk")
    return ordered


def asked_about(about: str) -> list[str]:
    """Return the attributes, "" for categories, of the suggestions that a filter means."""
    declared = ["", *conf.settings().attributes]
    if about:
        return [name for name in declared if name == ("" if about == CATEGORIES else about)]
    return declared


def of_categories(store: Store) -> Suggestions:
    """Return the suggestions of waiting() that are about categories."""
    return waiting(store, Filters(about=CATEGORIES))


def narrowed(rows: Suggestions, filters: Filters) -> Suggestions:
    if filters.category:
        rows = rows.filter(lies_in("category", filters.category))
    if filters.brand:
        rows = rows.filter(in_any_case("product__brand__iexact", filters.brand))
    for word in filters.words.split()[:MAX_WORDS]:
        title = in_any_case("product__title__icontains", word)
        rows = rows.filter(title | in_any_case("product__sku__icontains", word))
    return rows.filter(confidence__gte=filters.least) if filters.least else rows


def cursor_of(suggestion: CategorySuggestion) -> str:
    """Return where the suggestion stands, for following() and preceding()."""
    return f"{suggestion.priority!r}:{suggestion.pk}"


def following(rows: Suggestions, cursor: str, count: int) -> list[CategorySuggestion]:
    """Return the next `count` of waiting() rows behind the cursor; those at the start without."""
    place = place_of(cursor)
    if place:
        priority, pk = place
        rows = rows.filter(priority__lte=priority).exclude(priority=priority, pk__gte=pk)
    return list(rows[:count])


def preceding(rows: Suggestions, cursor: str) -> CategorySuggestion | None:
    """Return the one of waiting() rows before the cursor."""
    place = place_of(cursor)
    if not place:
        return None
    priority, pk = place
    rows = rows.filter(priority__gte=priority).exclude(priority=priority, pk__lte=pk)
    return rows.order_by("priority", "pk").first()


def place_of(cursor: str) -> tuple[float, int] | None:
    priority, _, pk = cursor.partition(":")
    try:
        place = float(priority), int(pk)
    except ValueError:
        return None
    return place if abs(place[0]) < 1e9 and 0 <= place[1] < 2**63 else None


def weigh(store: Store) -> None:
    """Store the impact of every open suggestion, from how often its product is opened.

    It grows with the logarithm, as term frequencies do: the hundredth click says less than the
    second. A product that nobody opened has 1.
    """
    times_opened = searches.times_opened(store, DAYS)
    rows = CategorySuggestion.objects.filter(store=store, state=State.OPEN)
    weighed = set(rows.exclude(impact=1).values_list("product_id", flat=True))
    keys = sorted(weighed | times_opened.keys())
    for start in range(0, len(keys), PIECE):
        weigh_piece(rows, keys[start : start + PIECE], times_opened)


@databases.transaction()
def weigh_piece(rows: Suggestions, keys: list[int], times_opened: dict[int, int]) -> None:
    piece = list(rows.select_for_update().filter(product_id__in=keys).order_by("product_id"))
    for row in piece:
        row.impact = 1 + log(1 + times_opened.get(row.product_id, 0))
    databases.write_fields(piece, ["impact"])


def completed(store: Store, typed: str, count: int, about: str = "") -> list[str]:
    """Return categories of the store for what a person typed: first those whose name begins so.

    Or values of the attribute `about`, of which all are offered before anything is typed.
    """
    if attribute := conf.settings().attributes.get(about):
        folded = typed.strip().casefold()
        has = [value for value in attribute.values if folded in value.casefold()]
        return sorted(has, key=lambda value: not value.casefold().startswith(folded))[:count]
    typed = composed(typed)
    words = typed.split()[:MAX_WORDS]
    rows = Category.objects.filter(store=store)
    named = rows.filter(
        in_any_case("path__istartswith", typed)
        | in_any_case("path__icontains", CATEGORY_SEPARATOR + typed)
    )
    for word in words:
        rows = rows.filter(in_any_case("path__icontains", word))
    first = list(named.order_by("path").values_list("path", flat=True)[:count]) if words else []
    further = rows.exclude(path__in=first).order_by("path").values_list("path", flat=True)
    return [*first, *further[: count - len(first)]] if len(first) < count else first
