"""Admin list of shoppers' searches: the popular ones, and those without results."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import IntegerField, Max, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin
from catalog_search.models import Click, SearchCount
from catalog_search.models.clock import today
from catalog_search.models.editors import visible_to

DAYS = 30


class WithResults(admin.SimpleListFilter):
    title = _("results")
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("no", _("without results")), ("yes", _("with results"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() == "no":
            return queryset.filter(missed__gt=0)
        return queryset.filter(missed=0) if self.value() == "yes" else queryset


@admin.register(SearchCount)
class SearchCountAdmin(CatalogAdmin):
    """Each search once, with its counts of the last 30 days. Read-only."""

    list_display = ("words", "store", "searches", "missed", "clicks", "last_day", "links")
    list_filter = ("store", WithResults)
    list_select_related = ("store",)
    list_display_links = None
    search_fields = ("words",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_ordering(self, request: HttpRequest) -> Any:
        return ["-searched", "words"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        since = today() - timedelta(days=DAYS)
        recent = SearchCount.objects.filter(day__gt=since).exclude(words="")
        newest = recent.order_by().values("store", "words").annotate(last=Max("pk")).values("last")
        rows = visible_to(request.user, SearchCount.objects.filter(pk__in=newest), "store")
        annotated: QuerySet[Any] = rows.annotate(
            searched=total(recent, "count"),
            missed=total(recent, "without_results"),
            clicked=total(Click.objects.filter(day__gt=since), "count"),
        )
        return annotated

    @admin.display(description=_("searches in 30 days"), ordering="searched")
    def searches(self, row: Any) -> int:
        return int(row.searched)

    @admin.display(description=_("without results"), ordering="missed")
    def missed(self, row: Any) -> int:
        return int(row.missed)

    @admin.display(description=_("products opened"), ordering="clicked")
    def clicks(self, row: Any) -> int:
        return int(row.clicked or 0)

    @admin.display(description=_("last searched"), ordering="day")
    def last_day(self, row: Any) -> Any:
        return row.day

    @admin.display(description=_("improve"))
    def links(self, row: Any) -> SafeString:
        """Links to the results, and to a new synonym and a new rule for these words."""
        slug, query = row.store.slug, urlencode({"words": row.words})
        pages = [(f"{reverse('catalog_search:search')}?{urlencode({'q': row.words})}", _("show"))]
        for name, label in (("desk_new_synonym", _("synonym")), ("desk_new_rule", _("rule"))):
            pages.append((f"{reverse(f'catalog_search:{name}', args=[slug])}?{query}", label))
        return format_html_join(" · ", '<a href="{}">{}</a>', pages)


def total(counts: "QuerySet[Any]", field: str) -> Subquery:
    """Return the sum of the field over the counts with the outer row's store and words."""
    same = counts.filter(store=OuterRef("store"), words=OuterRef("words")).order_by()
    summed = same.values("words").annotate(total=Sum(field)).values("total")
    return Subquery(summed, output_field=IntegerField())
