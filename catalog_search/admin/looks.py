"""Admin of looks; hotspots are placed with the pointer, the arrow keys or as numbers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin, StockAdmin, row_action
from catalog_search.admin.display import NOTHING
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import Hotspot, Look, Product
from catalog_search.photos.decoder import decoding
from catalog_search.photos.shoppers import uploads
from catalog_search.photos.uploaded_pictures import LONGEST_SIDE, set_picture
from catalog_search.search.scenes import looks as curated_looks
from catalog_search.templatetags.catalog_looks import picture_url
from catalog_search.views.older_forms import SHOWN, MergedForm, Said, as_posted


class LookForm(MergedForm):
    upload = forms.FileField(
        label=_("picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": decoding.asked_types()}),
        help_text=format_lazy(
            _("{formats}. Location and camera data are removed."),
            formats=decoding.upload_format_names(),
        ),
    )
    suggest_hotspots = forms.BooleanField(
        label=_("suggest hotspots"),
        required=False,
        help_text=_(
            "Adds a draft of a hotspot with the most similar product for each item found on the "
            "picture. Shoppers see it once you clear its draft box."
        ),
    )

    class Meta:
        model = Look
        fields = ("store", "title", "slug", "description", "published", "position")

    def clean_upload(self) -> None:
        """Keep the uploaded picture and set it on the look; without one the present one stays."""
        file = self.cleaned_data.get("upload")
        if not file and not self.instance.picture:
            raise ValidationError(gettext("A look needs a picture."))
        try:
            if file:
                set_picture(self.instance, uploads.read_upload(file, LONGEST_SIDE))
        except CatalogSearchError as error:
            raise ValidationError(str(error)) from error


class ProductSelect(AutocompleteSelect):
    """Shows the product that the row has without asking for it, row by row."""

    product: Product | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        product = self.product
        if product is None or [*value] != [str(product.pk)]:
            return super().optgroups(name, value, attr)
        [(label, options, index)] = super().optgroups(name, [], attr)
        has = self.create_option(name, product.pk, str(product), True, len(options))
        return [(label, [*options, has], index)]


class HotspotForm(MergedForm):
    class Meta:
        model = Hotspot
        fields = ("product", "label", "x", "y", "position", "draft")
        widgets = {
            name: forms.NumberInput(attrs={"min": 0, "max": 1, "step": "any"}) for name in "xy"
        }

    def prepare(self) -> None:
        # A hotspot whose product left the catalogue waits for the SKU to come back.
        waits = self.instance.product_id is None and bool(self.instance.sku)
        self.fields["product"].required = not waits
        select = getattr(self.fields["product"].widget, "widget", None)
        if isinstance(select, ProductSelect):
            select.product = self.instance.product

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        product, look = self.cleaned_data.get("product"), self.cleaned_data.get("look")
        if product and look and look.store_id and product.store_id != look.store_id:
            self.add_error("product", gettext("This product belongs to another store."))
        return cleaned


class LookRowForm(MergedForm):
    """The fields of a look in the list. Each shows there what it has, also in a hidden field."""

    def prepare(self) -> None:
        for name in self.compared():
            self.fields[name].show_hidden_initial = True

    def said(self) -> Said | None:
        names = {name: self.add_initial_prefix(name) for name in self.compared()}
        if not all(key in self.data for key in names.values()):
            return None
        values = {name: self.fields[name].to_python(self.data[key]) for name, key in names.items()}
        return None, {name: as_posted(self[name], value) for name, value in values.items()}, {}

    def renew(self, data: Any) -> None:
        for name in self.compared():
            data[self.add_initial_prefix(name)] = str(self[name].initial)


class HotspotInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Hotspot
    form = HotspotForm
    extra = 0
    autocomplete_fields = ("product",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "product":
            kwargs["widget"] = ProductSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        names = super().get_fields(request, obj)
        may_change = self.has_change_permission(request, obj)
        return [name for name in names if may_change or name != SHOWN]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Hotspot]":
        return super().get_queryset(request).select_related("product")


@admin.register(Look)
class LookAdmin(CatalogAdmin):
    form = LookForm
    list_display = ("title", "store", "published", "position", "hotspots", "row_buttons")
    list_editable = ("published", "position")
    list_filter = ("store", "published")
    list_select_related = ("store",)
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (HotspotInline,)
    actions = ("suggest",)
    row_actions = ("suggest",)
    fields = (
        "store",
        ("title", "slug"),
        "description",
        ("published", "position"),
        "upload",
        "suggest_hotspots",
        "preview",
    )

    has_add_permission = StockAdmin.has_add_permission
    has_delete_permission = StockAdmin.has_delete_permission

    class Media:
        css = {"all": ["catalog_search/look_editor.css"]}
        js = ["catalog_search/look_editor.js"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        looks: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = looks.annotate(hotspot_count=Count("hotspots"))
        return counted

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, form=LookRowForm, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # The hotspots' products belong to this store.
        return ("store", "preview") if obj else ("preview",)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        # An existing look keeps its address when its title changes.
        is_new = not obj and self.has_add_permission(request)
        return {"slug": ("title",)} if is_new else {}

    def view_on_site(self, look: Look) -> str:
        return reverse("catalog_search:curated_look", args=[look.slug])

    @admin.display(description=_("hotspots"))
    def hotspots(self, look: Any) -> int:
        return int(look.hotspot_count)

    @admin.display(description=_("hotspots on the picture"))
    def preview(self, look: Look) -> SafeString | str:
        if not look.picture:
            return NOTHING
        instructions = gettext(
            "Drag a marker, or move the focused one with the arrow keys (Shift: larger steps). "
            "Click the picture to add a marker. Save to keep your changes."
        )
        return format_html(
            '<p class="help">{}</p><div class="look-editor" data-look-editor data-name="{}">'
            '<img src="{}" width="{}" height="{}" alt=""></div>',
            instructions,
            gettext("Hotspot"),
            picture_url(look),
            look.width,
            look.height,
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("suggest_hotspots"):
            self.suggest_and_report(request, [form.instance])

    @row_action(_("Suggest hotspots for the selected looks"), _("Suggest hotspots"))
    def suggest(self, request: HttpRequest, queryset: "QuerySet[Look]") -> None:
        looks = self.permitted(request, queryset.exclude(picture="").select_related("store"))
        self.suggest_and_report(request, looks)
        self.audit(request, looks, "Hotspots suggested.")

    def suggest_and_report(self, request: HttpRequest, looks: list[Look]) -> None:
        try:
            count = sum(curated_looks.suggest(look) for look in looks)
        except (CatalogSearchError, FileNotFoundError) as error:
            messages.error(request, gettext("Hotspots could not be suggested: %s") % error)
            return
        message = ngettext(
            "%(count)d hotspot is suggested as a draft; clear its draft box to show it.",
            "%(count)d hotspots are suggested as drafts; clear the draft box of those to show.",
            count,
        )
        messages.success(request, message % {"count": count})
