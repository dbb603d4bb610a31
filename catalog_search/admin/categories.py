"""Admin of categories and the words that describe their photos."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin, StockAdmin
from catalog_search.models import CATEGORY_SEPARATOR, Category, Product
from catalog_search.sync.cells.categories.lines import levels_of
from catalog_search.text.cleaning import one_line

if TYPE_CHECKING:
    CategoryModelForm = forms.ModelForm[Category]
else:
    CategoryModelForm = forms.ModelForm


class CategoryForm(CategoryModelForm):
    """Takes a path as a sync reads that of a product, so that both are one category."""

    def clean_path(self) -> str:
        text = one_line(self.cleaned_data["path"])
        try:
            path = CATEGORY_SEPARATOR.join(levels_of([text])(text))
        except ValueError as error:
            several = gettext("These are several categories: add one at a time.")
            raise forms.ValidationError(several) from error
        if not path:
            raise forms.ValidationError(gettext("Type a name, or names with “>” between them."))
        return path


@admin.register(Category)
class CategoryAdmin(CatalogAdmin):
    form = CategoryForm
    list_display = ("path", "store", "described_as", "products")
    list_filter = ("store",)
    list_select_related = ("store",)
    search_fields = ("path", "prompt")

    has_add_permission = StockAdmin.has_add_permission
    has_delete_permission = StockAdmin.has_delete_permission

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # Products store the path as text, so changing it here would not change theirs.
        return ("store", "path") if obj else ()

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Category]":
        products = Product.objects.filter(store=OuterRef("store"), category=OuterRef("path"))
        counts = products.order_by().values("store").annotate(all=Count("pk")).values("all")
        count = Coalesce(Subquery(counts), 0, output_field=IntegerField())
        categories: QuerySet[Category] = super().get_queryset(request)
        return categories.annotate(product_count=count)

    @admin.display(description=_("described as"), ordering="prompt")
    def described_as(self, category: Category) -> str:
        return category.words

    @admin.display(description=_("products"), ordering="product_count")
    def products(self, category: Any) -> int:
        count: int = category.product_count
        return count
