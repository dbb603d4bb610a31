"""Admin of products. People may change a product's category and whether it is visible."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin, start_indexing
from catalog_search.admin.display import NOTHING, badge, first_photo, thumbnail
from catalog_search.categories import decisions
from catalog_search.indexing import documents
from catalog_search.models import Photo, Product

if TYPE_CHECKING:
    StockInline = admin.TabularInline[Photo, Product]
else:
    StockInline = admin.TabularInline


class PhotoInline(StockInline):
    model = Photo
    fields = readonly_fields = ("thumb", "key", "state_badge", "reason", "attempts")
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("photo"))
    def thumb(self, photo: Photo) -> SafeString:
        return thumbnail(photo, veiled=photo.state == Photo.State.BLOCKED)

    @admin.display(description=_("state"))
    def state_badge(self, photo: Photo) -> SafeString:
        return badge(photo.state, photo.get_state_display())


class HasCategory(admin.SimpleListFilter):
    title = _("category")
    parameter_name = "has_category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("With a category")), ("no", _("Without a category"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Product]") -> "QuerySet[Product]":
        choices = {"yes": queryset.exclude(category=""), "no": queryset.filter(category="")}
        return choices.get(self.value() or "", queryset)


@admin.register(Product)
class ProductAdmin(CatalogAdmin):
    list_display = (
        "photo",
        "title",
        "sku",
        "category",
        "brand",
        "price",
        "in_stock",
        "visible",
        "store",
    )
    list_display_links = ("title",)
    list_filter = ("store", "visible", "in_stock", HasCategory, "category_chosen_by")
    list_select_related = ("store",)
    list_per_page = 50
    search_fields = ("title", "sku", "brand", "category")
    inlines = (PhotoInline,)
    fields = (
        ("category", "category_chosen_by"),
        "visible",
        "title",
        ("sku", "brand"),
        "description",
        ("price", "currency", "in_stock"),
        "colors",
        "attributes",
        "url",
        ("store", "created_at", "updated_at"),
    )
    readonly_fields = (
        "category_chosen_by",
        "title",
        "sku",
        "brand",
        "description",
        "price",
        "currency",
        "in_stock",
        "colors",
        "attributes",
        "url",
        "store",
        "created_at",
        "updated_at",
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Product]":
        return super().get_queryset(request).prefetch_related("photos")

    @admin.display(description=_("photo"))
    def photo(self, product: Product) -> SafeString | str:
        return first_photo(product)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj and "category" in form.base_fields:
            form.base_fields["category"] = category_field(obj)
        return form

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:
        # Save only the changed fields: a sync may have updated the others meanwhile.
        # The category is saved by the decision, which asks the row what it was before.
        changed = [name for name in form.changed_data if name != "category"]
        obj.save(update_fields=[*changed, "updated_at"])
        if "category" in form.changed_data:
            decisions.choose(obj, obj.category, by=request.user.get_username())
        documents.refresh_digests([obj])
        start_indexing({obj.store})


def category_field(product: Product) -> forms.ChoiceField:
    """Return a choice field with the store's categories and the product's present one."""
    paths = {*product.store.categories.values_list("path", flat=True), product.category} - {""}
    return forms.ChoiceField(
        label=_("Category"),
        choices=[("", NOTHING), *((path, path) for path in sorted(paths))],
        required=False,
        help_text=_("A category chosen here is no longer changed by the source or the model."),
    )
