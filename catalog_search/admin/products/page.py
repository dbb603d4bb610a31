"""Admin of products. People may change a product's category and whether it is visible."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin, start_indexing
from catalog_search.admin.display import (
    NOTHING,
    PhotoColumns,
    first_photo,
    order,
    share,
    table,
    thumbnail,
)
from catalog_search.admin.links import address
from catalog_search.admin.products import explanation
from catalog_search.admin.products.actions import ProductActions
from catalog_search.admin.products.filters import (
    BrandFilter,
    CategoryFilter,
    HasCategory,
    HasPhoto,
    HasSuggestion,
)
from catalog_search.categories import decisions
from catalog_search.indexing import documents, editing
from catalog_search.indexing.tags import LONGEST_TAG, as_spelled, tags_in
from catalog_search.models import CategorySuggestion, Photo, Product
from catalog_search.models.editors import name_of
from catalog_search.views.older_forms import MergedForm

if TYPE_CHECKING:
    StockInline = admin.TabularInline[Photo, Product]
else:
    StockInline = admin.TabularInline


class PhotoInline(PhotoColumns, StockInline):
    model = Photo
    fields = readonly_fields = ("thumb", "key", "state_badge", "why", "attempts")
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


PICTURES = 6
"""Photos shown large; the table below the form lists all."""


class ProductForm(MergedForm):
    lists = {"tags": tags_in}
    tags = forms.CharField(
        required=False,
        max_length=2000,
        help_text=_("Separated by commas. Tags set here outlast every sync."),
    )

    class Meta:
        model = Product
        fields = ("category", "visible")

    def prepare(self) -> None:
        self.initial["tags"] = ", ".join(self.instance.tags)

    def clean_tags(self) -> list[str]:
        tags = [tag[:LONGEST_TAG].rstrip() for tag in tags_in(self.cleaned_data["tags"])]
        own = self.instance.tags
        new = [tag for tag in tags if tag not in own]
        spelled = as_spelled(new, [self.instance.store_id], besides=self.instance.pk)
        named = dict(zip(new, spelled, strict=True))
        return [named.get(tag, tag) for tag in tags]


@admin.register(Product)
class ProductAdmin(ProductActions, CatalogAdmin):
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
    list_filter = (
        *("store", BrandFilter, CategoryFilter),
        *(HasCategory, HasSuggestion, HasPhoto, "visible", "in_stock", "category_chosen_by"),
    )
    list_select_related = ("store",)
    list_per_page = 50
    search_fields = ("title", "sku", "brand", "category")
    inlines = (PhotoInline,)
    form = ProductForm
    fields = (
        "pictures",
        ("category", "category_chosen_by"),
        "suggested",
        "tags",
        "visible",
        "title",
        ("sku", "brand"),
        "description",
        ("price", "compare_at_price", "currency", "in_stock"),
        ("sale_price", "sale_starts_at", "sale_ends_at"),
        ("rating", "rating_count"),
        "color_names",
        "attribute_table",
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
        "compare_at_price",
        *("sale_price", "sale_starts_at", "sale_ends_at"),
        "currency",
        "in_stock",
        "rating",
        "rating_count",
        "color_names",
        "attribute_table",
        "pictures",
        "suggested",
        "url",
        "store",
        "created_at",
        "updated_at",
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Product]":
        return super().get_queryset(request).prefetch_related("photos")

    @admin.display(description=_("photo"))
    def photo(self, product: Product) -> SafeString | str:
        return first_photo(self.admin_site, product)

    @admin.display(description=_("photos"))
    def pictures(self, product: Product) -> SafeString | str:
        photos = sorted(product.photos.all(), key=order)[:PICTURES]
        blocked, site = Photo.State.BLOCKED, self.admin_site
        thumbnails = (
            (thumbnail(site, each, width=320, veiled=each.state == blocked),) for each in photos
        )
        return format_html_join(" ", "{}", thumbnails) or NOTHING

    @admin.display(description=_("colors"))
    def color_names(self, product: Product) -> str:
        return ", ".join(map(str, product.colors)) or NOTHING

    @admin.display(description=_("attributes"))
    def attribute_table(self, product: Product) -> SafeString | str:
        rows = [(name, plain(value)) for name, value in product.attributes.items()]
        return table((_("Name"), _("Value")), rows) if rows else NOTHING

    @admin.display(description=_("suggestion"))
    def suggested(self, product: Product) -> SafeString | str:
        rows = CategorySuggestion.objects.filter(product=product)
        waiting = rows.filter(state=CategorySuggestion.State.OPEN).order_by("attribute", "asked")
        buttons = format_html_join(
            "", "<div>{}</div>", ((suggestion_buttons(self.admin_site, each),) for each in waiting)
        )
        return buttons or NOTHING

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if product := kwargs.get("obj"):
            context["found"] = explanation.explanation_context(product, request.GET.get("why", ""))
        return super().render_change_form(request, context, *args, **kwargs)

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
        changed = [name for name in form.changed_data if name not in ("category", "tags")]
        if "tags" in form.changed_data:
            editing.set_tags(obj, form.cleaned_data["tags"])
            changed += editing.TAGGED_FIELDS
        obj.save(update_fields=[*changed, "updated_at"])
        if "category" in form.changed_data:
            decisions.choose(obj, obj.category, by=name_of(request.user))
        if "visible" in form.changed_data:
            editing.take_over([obj.pk])
        documents.refresh_digests([obj])
        start_indexing({obj.store})


def plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def suggestion_buttons(site: admin.AdminSite, suggestion: CategorySuggestion) -> SafeString:
    """Return the suggestion with buttons that submit the page's form to the queue's actions."""

    def url(action: str) -> str:
        return address(site, "catalog_search_categorysuggestion_do", suggestion.pk, action)

    choices = (("accept", gettext("Accept")), ("reject", gettext("Reject")))
    buttons = format_html_join(
        " ",
        '<button type="submit" class="catalog-button" formaction="{}" formnovalidate>{}</button>',
        ((url(action), label) for action, label in choices if url(action)),
    )
    return format_html(
        '{} {} <input type="hidden" name="seen-{}" value="{}"> {}',
        *(suggestion.what, share(suggestion.confidence), suggestion.pk, suggestion.category),
        buttons,
    )


def category_field(product: Product) -> forms.ChoiceField:
    """Return a choice field with the store's categories and the product's present one."""
    paths = {*product.store.categories.values_list("path", flat=True), product.category} - {""}
    return forms.ChoiceField(
        label=_("Category"),
        choices=[("", NOTHING), *((path, path) for path in sorted(paths))],
        required=False,
        help_text=_("A category chosen here is no longer changed by the source or the model."),
    )
