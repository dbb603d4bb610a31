"""What the category queue shows of a suggestion: photo, words, choices and their reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search.categories import queue
from catalog_search.categories.deciding import had
from catalog_search.desk.categories.filters import label_of
from catalog_search.models import CategorySuggestion, Photo, Product

WORDS = 600
"""Characters of a description that are shown."""
SURE_PLACES = 3
"""Down to this place the photo or the title speaks for a category."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A category to choose, as the card shows it."""

    number: int
    category: str
    expected: float
    reasons: tuple[str, ...]

    @property
    def percent(self) -> str:
        # No suggestion is certain, so 99.7 % is shown as 99 %, and 0.4 % as < 1 %.
        share = min(int(self.expected * 100), 99)
        return f"{share} %" if share else "< 1 %"


@dataclass(frozen=True, slots=True)
class Card:
    """A suggestion that waits for a decision."""

    suggestion: CategorySuggestion
    product: Product
    photo: Photo | None
    choices: tuple[Choice, ...]
    cursor: str
    label: str
    """The attribute that the suggestion is about, as a page calls it; "" for the category."""
    now: str
    """The category, or the attribute's values, that the product has."""

    @property
    def description(self) -> str:
        return self.product.description[:WORDS]


def cards(suggestions: Sequence[CategorySuggestion]) -> list[Card]:
    """Return the cards of these suggestions, in their order."""
    keys = [suggestion.pk for suggestion in suggestions]
    rows = with_products(CategorySuggestion.objects.filter(pk__in=keys)).in_bulk()
    return [card(rows[key]) for key in keys if key in rows]


def with_products(rows: "QuerySet[CategorySuggestion]") -> "QuerySet[CategorySuggestion]":
    return rows.select_related("product__store").prefetch_related("product__photos")


def card(suggestion: CategorySuggestion) -> Card:
    product = suggestion.product
    live = [photo for photo in product.photos.all() if photo.state == Photo.State.LIVE]
    return Card(
        suggestion,
        product,
        min(live, key=lambda photo: (photo.position, photo.pk), default=None),
        choices_of(suggestion),
        queue.cursor_of(suggestion),
        label_of(suggestion.attribute) if suggestion.attribute else "",
        ", ".join(had(suggestion)),
    )


def choices_of(suggestion: CategorySuggestion) -> tuple[Choice, ...]:
    """Return the suggested category and the next ones, each with its reasons."""
    choices = list(suggestion.choices)
    if not choices or choices[0]["category"] != suggestion.category:
        # Made before reasons were kept.
        choices = [{"category": suggestion.category, "expected": suggestion.confidence}]
    return tuple(
        Choice(number, each["category"], each["expected"], reasons(each))
        for number, each in enumerate(choices, start=1)
    )


def reasons(choice: dict[str, Any]) -> tuple[str, ...]:
    """Say why it is a choice: what the photo says, what the title says, and the examples."""
    if "photo" not in choice:
        return ()
    texts = [_("The photo says so") if choice["photo"] == 1 else said_by_photo(choice["photo"])]
    if choice["title"]:
        by_title = (
            _("The title says so") if choice["title"] == 1 else said_by_title(choice["title"])
        )
        texts.append(by_title)
    if place := choice.get("pixels"):
        texts.append(said_by_pixels(place))
    return (*texts, learned_from(choice["examples"]))


def said_by_photo(place: int) -> str:
    if place <= SURE_PLACES:
        return _("By the photo: choice %(place)d") % {"place": place}
    return _("The photo says otherwise")


def said_by_title(place: int) -> str:
    if place <= SURE_PLACES:
        return _("By the title: choice %(place)d") % {"place": place}
    return _("The title says otherwise")


def said_by_pixels(place: int) -> str:
    if place == 1:
        return _("The measured color says so")
    if place <= SURE_PLACES:
        return _("By the measured color: choice %(place)d") % {"place": place}
    return _("The measured color says otherwise")


def learned_from(examples: int) -> str:
    if not examples:
        return _("No example yet")
    words = ngettext("Learned from %(count)d example", "Learned from %(count)d examples", examples)
    return words % {"count": examples}
