"""Admin of categories and the words that describe their photos."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin, StockAdmin
from catalog_search.models import Category, Product


@admin.register(Category)
class CategoryAdmin(CatalogAdmin):
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
