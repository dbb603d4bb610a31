"""Filters of the product list. None of them lists values whose number grows with the catalogue."""

from abc import ABC, abstractmethod
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog_search.categories.naming import lies_in
from catalog_search.models import CategorySuggestion, Photo, Product
from catalog_search.models.any_case import in_any_case

Products = QuerySet[Product]


class TypedFilter(admin.SimpleListFilter):
    """A filter whose value is typed, because a list of all values would have no end."""

    template = "admin/catalog_search/typed_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        # Django shows no filter without lookups.
        return [("", _("All"))]

    def choices(self, changelist: Any) -> Any:
        parameters = changelist.get_filters_params()
        parameters.pop(self.parameter_name, None)
        fields = [(name, values[-1]) for name, values in parameters.items() if values]
        clear = changelist.get_query_string(remove=[self.parameter_name])
        yield {"fields": fields, "value": self.value() or "", "clear": clear}


class BrandFilter(TypedFilter):
    title = _("brand")
    parameter_name = "of_brand"

    def queryset(self, request: HttpRequest, queryset: "Products") -> "Products":
        value = self.value()
        return queryset.filter(in_any_case("brand__iexact", value)) if value else queryset


class CategoryFilter(TypedFilter):
    title = _("category, with those below it")
    parameter_name = "in_category"

    def queryset(self, request: HttpRequest, queryset: "Products") -> "Products":
        path = (self.value() or "").strip()
        return queryset.filter(lies_in("category", path)) if path else queryset


class YesNo(ABC, admin.SimpleListFilter):
    """Filters by whether a condition holds."""

    labels: tuple[Any, Any]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", self.labels[0]), ("no", self.labels[1])]

    def queryset(self, request: HttpRequest, queryset: "Products") -> "Products":
        match self.value():
            case "yes":
                return queryset.filter(self.condition())
            case "no":
                return queryset.exclude(self.condition())
        return queryset

    @abstractmethod
    def condition(self) -> Any:
        """Return the condition, as QuerySet.filter() takes it."""


class HasCategory(YesNo):
    title = _("category")
    parameter_name = "has_category"
    labels = (_("With a category"), _("Without a category"))

    def condition(self) -> Any:
        return ~Q(category="")


class HasSuggestion(YesNo):
    title = _("suggestion")
    parameter_name = "has_suggestion"
    labels = (_("With an open suggestion"), _("Without an open suggestion"))

    def condition(self) -> Any:
        rows = CategorySuggestion.objects.filter(product=OuterRef("pk"))
        return Exists(rows.filter(state=CategorySuggestion.State.OPEN))


class HasPhoto(YesNo):
    title = _("photo")
    parameter_name = "has_photo"
    labels = (_("With a photo"), _("Without a photo"))

    def condition(self) -> Any:
        return Exists(Photo.objects.filter(product=OuterRef("pk"), state=Photo.State.LIVE))
