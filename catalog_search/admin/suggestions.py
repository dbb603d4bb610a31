"""Admin queue of category suggestions: accept, reject or undo, one or many at a time."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.admin import dial
from catalog_search.admin.base import CatalogAdmin, row_action, start_indexing
from catalog_search.admin.display import NOTHING, badge, first_photo, share
from catalog_search.admin.links import link_to
from catalog_search.categories import decisions, queue, requests
from catalog_search.categories.deciding import had
from catalog_search.models import CategoryDecision, CategorySuggestion, Store
from catalog_search.models.editors import name_of
from catalog_search.retrieval.facets import label_of

Action = CategoryDecision.Action

BANDS = ((0.9, 1.01), (0.7, 0.9), (0.5, 0.7), (0.0, 0.5))
"""Minimum confidence, and the limit it must be below."""

SEEN = "seen-"


class ConfidenceFilter(admin.SimpleListFilter):
    title = _("expected right")
    parameter_name = "confidence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(f"{low}", f"{low:.0%} – {min(high, 1):.0%}") for low, high in BANDS]  # noqa: RUF001

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[CategorySuggestion]"
    ) -> "QuerySet[CategorySuggestion]":
        for low, high in BANDS:
            if self.value() == f"{low}":
                return queryset.filter(confidence__gte=low, confidence__lt=high)
        return queryset


class DecisionFilter(admin.SimpleListFilter):
    """Filter by decision; without a choice only open suggestions are listed."""

    title = _("decision")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        states = [(state.value, state.label) for state in CategorySuggestion.State]
        return [*states, ("all", _("all"))]

    def choices(self, changelist: Any) -> Any:
        selected = self.value() or CategorySuggestion.State.OPEN
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": selected == value, "query_string": query, "display": label}

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[CategorySuggestion]"
    ) -> "QuerySet[CategorySuggestion]":
        selected = self.value() or CategorySuggestion.State.OPEN
        return queryset if selected == "all" else queryset.filter(state=selected)


class AboutFilter(admin.SimpleListFilter):
    """Filter by what is suggested: the category or an attribute, if any is declared."""

    title = _("suggested is")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        declared = conf.settings().attributes
        offered = [(name, gettext(label_of(name))) for name in (queue.CATEGORIES, *declared)]
        return offered if declared else []

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[CategorySuggestion]"
    ) -> "QuerySet[CategorySuggestion]":
        about = self.value()
        if not about:
            return queryset
        return queryset.filter(attribute="" if about == queue.CATEGORIES else about)


@admin.register(CategorySuggestion)
class CategorySuggestionAdmin(CatalogAdmin):
    list_display = ("photo", "product_link", "current", "proposed", "confidence_bar", "row_buttons")
    list_display_links = None
    store_path = "product__store"
    list_filter = (
        *(DecisionFilter, ConfidenceFilter, AboutFilter, "product__store", "category"),
        dial.DialFilter,
    )
    list_select_related = ("product",)
    list_per_page = 50
    search_fields = ("product__title", "product__sku", "category")
    ordering = ("-confidence", "pk")
    actions = ("accept", "reject", "undo")
    row_actions = ("accept", "reject", "undo")
    fields = readonly_fields = (
        "photo",
        "product_link",
        "current",
        "proposed",
        "confidence_bar",
        "model_id",
        "state_badge",
        "decided_by",
        "decided_at",
        "previous_category",
        "rejected",
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[CategorySuggestion]":
        return super().get_queryset(request).prefetch_related("product__photos")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        context = response.context_data if isinstance(response, TemplateResponse) else None
        if context and (changelist := context.get("cl")):
            may_accept = self.has_change_permission(request)
            context["dial"] = {**dial.dial_context(changelist, request), "may_accept": may_accept}
        return response

    def offers(self, name: str, obj: CategorySuggestion) -> bool:
        return (name == "undo") == (obj.state != CategorySuggestion.State.OPEN)

    @admin.display(description=_("photo"))
    def photo(self, suggestion: CategorySuggestion) -> SafeString | str:
        return first_photo(self.admin_site, suggestion.product)

    @admin.display(description=_("product"), ordering="product__title")
    def product_link(self, suggestion: CategorySuggestion) -> SafeString:
        return link_to(self.admin_site, suggestion.product)

    @admin.display(description=_("current category"), ordering="product__category")
    def current(self, suggestion: CategorySuggestion) -> str:
        return ", ".join(had(suggestion)) or NOTHING

    @admin.display(description=_("suggested category"), ordering="category")
    def proposed(self, suggestion: CategorySuggestion) -> SafeString:
        # The buttons send it along: a decision is about what its author saw.
        return format_html(
            '{}<input type="hidden" name="{}{}" value="{}">',
            *(suggestion.what, SEEN, suggestion.pk, suggestion.category),
        )

    @admin.display(description=_("expected right"), ordering="confidence")
    def confidence_bar(self, suggestion: CategorySuggestion) -> SafeString:
        return share(suggestion.confidence)

    @admin.display(description=_("decision"), ordering="state")
    def state_badge(self, suggestion: CategorySuggestion) -> SafeString:
        return badge(suggestion.state, suggestion.get_state_display())

    @row_action(_("Accept the selected suggestions"), _("Accept"))
    def accept(self, request: HttpRequest, queryset: "QuerySet[CategorySuggestion]") -> None:
        undecided = queryset.filter(state=CategorySuggestion.State.OPEN)
        accept = partial(decisions.accept, shown_categories=shown_categories(request))
        self.decide(request, undecided, accept, "Suggestion accepted.", Action.ACCEPTED)

    @row_action(_("Reject the selected suggestions"), _("Reject"))
    def reject(self, request: HttpRequest, queryset: "QuerySet[CategorySuggestion]") -> None:
        undecided = queryset.filter(state=CategorySuggestion.State.OPEN)
        reject = partial(decisions.reject, shown_categories=shown_categories(request))
        self.decide(request, undecided, reject, "Suggestion rejected.", Action.REJECTED)

    @row_action(_("Undo the decisions on the selected suggestions"), _("Undo"))
    def undo(self, request: HttpRequest, queryset: "QuerySet[CategorySuggestion]") -> None:
        decided = queryset.exclude(state=CategorySuggestion.State.OPEN)
        self.decide(request, decided, decisions.undo, "Decision undone.")

    def is_left_to_indexing(
        self,
        request: HttpRequest,
        undecided: "QuerySet[CategorySuggestion]",
        action: Action,
    ) -> bool:
        """Have the next indexing run decide, where there are too many for a page; say whether."""
        rows = undecided.order_by("store", "pk").values_list("store", "pk")
        if rows[requests.IN_REQUEST :].first() is None:
            return False
        keys = {store: [key for _, key in each] for store, each in groupby(rows, itemgetter(0))}
        stores = Store.objects.in_bulk(keys)
        for store, named in keys.items():
            requests.ask_named(stores[store], action, named, by=name_of(request.user))
        start_indexing({*stores.values()})
        messages.success(request, later(sum(map(len, keys.values()))))
        return True

    def decide(
        self,
        request: HttpRequest,
        queryset: "QuerySet[CategorySuggestion]",
        decision: Callable[..., int],
        history: str,
        action: Action | None = None,
    ) -> None:
        """Decide on the rows; on too many for a page the next indexing run does `action`."""
        if action and self.is_left_to_indexing(request, queryset, action):
            return
        rows = self.permitted(request, queryset.select_related("product__store"))
        count = decision(rows, by=name_of(request.user))
        self.audit(request, rows, history)
        self.audit(request, [row.product for row in rows], history)
        start_indexing({row.product.store for row in rows})
        message = ngettext("%(count)d suggestion decided.", "%(count)d suggestions decided.", count)
        messages.success(request, message % {"count": count})
        self.tell_left(request, rows, count)

    def tell_left(self, request: HttpRequest, rows: Sequence[object], decided: int) -> None:
        if left := len(rows) - decided:
            message = ngettext(
                "%(count)d suggestion has changed meanwhile and was left as it is. Look again.",
                "%(count)d suggestions have changed meanwhile and were left as they are. "
                "Look again.",
                left,
            )
            messages.warning(request, message % {"count": left})


def later(count: int) -> str:
    words = ngettext(
        "The next indexing run decides on %(count)d suggestion. The list of decisions on the desk "
        "shows how far it is, and can take it back.",
        "The next indexing run decides on %(count)d suggestions. The list of decisions on the "
        "desk shows how far it is, and can take it back.",
        count,
    )
    return words % {"count": count}


def shown_categories(request: HttpRequest) -> dict[int, str]:
    """Return the suggested categories that the page showed, by key."""
    posted = {name[len(SEEN) :]: str(value) for name, value in request.POST.items() if SEEN in name}
    return {int(key): value for key, value in posted.items() if key.isdecimal()}
