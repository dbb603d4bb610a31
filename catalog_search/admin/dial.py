"""The dial above the suggestions: the accuracy wanted, and how many may be accepted for it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog_search.categories import dial
from catalog_search.models import CategorySuggestion
from catalog_search.models.numbers import percent

OFFERED = (0.9, 0.95, 0.98, 0.99)
LEAST = 0.5
"""Suggestions that are wrong more often than right are not accepted by the hundred."""
PARAMETER = "right"

State = CategorySuggestion.State
Suggestions = QuerySet[CategorySuggestion]


class DialFilter(admin.SimpleListFilter):
    """Lists the surest open suggestions, as many as together reach the accuracy wanted."""

    title = _("share that should be right")
    parameter_name = PARAMETER
    chosen: dial.Setting | None = None
    settings: tuple[dial.Setting, ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(percent_of(share), f"{percent_of(share)} %") for share in OFFERED]

    def queryset(self, request: HttpRequest, queryset: "Suggestions") -> "Suggestions":
        accuracy = share_in(self.value())
        undecided = queryset.filter(state=State.OPEN)
        accuracies = [*OFFERED, *([] if accuracy is None else [accuracy])]
        *offered, last = dial.settings(undecided, accuracies)
        self.settings = tuple(offered if accuracy is not None else [*offered, last])
        self.chosen = None if accuracy is None else last
        return dial.chosen(undecided, last) if self.chosen else queryset


def dial_context(changelist: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the template of the dial shows."""
    spec = next(each for each in changelist.filter_specs if isinstance(each, DialFilter))
    parameters = [
        (name, value) for name, value in request.GET.items() if name not in (PARAMETER, "p")
    ]
    return {
        "open": spec.settings[0].of,
        "percent": percent_of(spec.chosen.accuracy if spec.chosen else OFFERED[2]),
        "others": parameters,
        "settings": [described(setting, changelist) for setting in spec.settings],
        "chosen": described(spec.chosen, changelist) if spec.chosen else None,
    }


def described(setting: dial.Setting, changelist: Any) -> dict[str, Any]:
    counts = {"count": setting.count, "of": setting.of, "share": percent(setting.coverage)}
    words = gettext("%(share)s of the open suggestions (%(count)d of %(of)d)") % counts
    button = ngettext("Accept this %(count)d", "Accept these %(count)d", setting.count) % counts
    promise = gettext("Expected right: %(share)s.") % {"share": percent(setting.expected, 1)}
    first = next(iter(changelist.result_list), None)
    return {
        "count": setting.count,
        "words": f"{percent_of(setting.accuracy)} %: {words}.",
        "promise": promise if setting.count else "",
        "button": button,
        "first": str(first.pk) if first else "",
        "link": changelist.get_query_string({PARAMETER: percent_of(setting.accuracy)}, ["p"]),
    }


def share_in(text: str | None) -> float | None:
    """Return the share that a percentage in the URL means; None if it means none."""
    try:
        share = float(text or "") / 100
    except ValueError:
        return None
    return share if LEAST <= share <= 1 else None


def percent_of(share: float) -> str:
    return f"{100 * share:.4g}"
