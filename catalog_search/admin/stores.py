"""Admin of stores: counts, and a button to start a sync."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.admin.base import CatalogAdmin, link_to, row_action
from catalog_search.admin.display import NOTHING, share
from catalog_search.exceptions import translated
from catalog_search.indexing import jobs
from catalog_search.models import Editor, Photo, Product, Store, SyncRun


class EditorForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Editor
        fields = ("username",)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        users = get_user_model()._default_manager
        try:
            is_there = users.filter(**{get_user_model().USERNAME_FIELD: name}).exists()
        except (TypeError, ValueError):  # Names may be numbers.
            is_there = False
        if not is_there:
            raise ValidationError(gettext("There is no user %(name)s.") % {"name": name})
        return name


class EditorInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Editor
    form = EditorForm
    extra = 0


@admin.register(Store)
class StoreAdmin(CatalogAdmin):
    store_path = "pk"
    inlines = (EditorInline,)
    list_display = (
        "name",
        "slug",
        "products",
        "photos",
        "indexed",
        "quarantined",
        "blocked",
        "last_sync",
        "row_buttons",
    )
    readonly_fields = ("slug",)
    actions = ("sync_now",)
    row_actions = ("sync_now",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Store]":
        stores: QuerySet[Store] = super().get_queryset(request)
        photos, live = Photo.objects.all(), Photo.objects.filter(state=Photo.State.LIVE)
        runs = SyncRun.objects.filter(store=OuterRef("pk")).order_by("-started_at")
        return stores.annotate(
            product_count=counted(Product.objects.all()),
            photo_count=counted(photos),
            live_count=counted(live),
            indexed_count=counted(live.exclude(indexed_etag="")),
            quarantined_count=counted(photos.filter(state=Photo.State.QUARANTINED)),
            blocked_count=counted(photos.filter(state=Photo.State.BLOCKED)),
            last_run=Subquery(runs.values("pk")[:1]),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        for engine in conf.engines():
            if engine.state != "closed":
                details = {"engine": translated(engine.name), "reason": translated(engine.reason)}
                warning = gettext("The %(engine)s is left alone for a while: %(reason)s") % details
                messages.warning(request, warning)
        return super().changelist_view(request, extra_context)

    @admin.display(description=_("products"), ordering="product_count")
    def products(self, store: Any) -> SafeString:
        return rows_of("product", store, store.product_count)

    @admin.display(description=_("photos"), ordering="photo_count")
    def photos(self, store: Any) -> SafeString:
        return rows_of("photo", store, store.photo_count)

    @admin.display(description=_("indexed"))
    def indexed(self, store: Any) -> SafeString | str:
        """Return the share of live photos that are indexed."""
        return share(store.indexed_count / store.live_count) if store.live_count else NOTHING

    @admin.display(description=_("quarantined"), ordering="quarantined_count")
    def quarantined(self, store: Any) -> SafeString:
        return rows_of("quarantinedphoto", store, store.quarantined_count)

    @admin.display(description=_("blocked"), ordering="blocked_count")
    def blocked(self, store: Any) -> SafeString:
        return rows_of("blockedphoto", store, store.blocked_count)

    @admin.display(description=_("last sync"))
    def last_sync(self, store: Any) -> SafeString | str:
        if store.last_run is None:
            return NOTHING
        return link_to(SyncRun(pk=store.last_run), gettext("see the run"))

    @row_action(_("Sync the selected stores now"), _("Sync now"))
    def sync_now(self, request: HttpRequest, queryset: "QuerySet[Store]") -> None:
        for store in self.permitted(request, queryset):
            if jobs.start_sync(store):
                self.audit(request, [store], "Requested a sync.")
                started = gettext("A sync of %(store)s was requested. Sync runs show its progress.")
                messages.success(request, started % {"store": store})
            else:
                not_configured = gettext(
                    "This project cannot start a sync from the admin: run manage.py catalog_sync "
                    "--store %(slug)s, or set CATALOG_SEARCH['START_SYNC']."
                )
                messages.warning(request, not_configured % {"slug": store.slug})


def counted(rows: "QuerySet[Any]") -> Coalesce:
    """Return the number of rows that belong to the outer query's store."""
    counts = rows.filter(store=OuterRef("pk")).order_by().values("store").annotate(all=Count("pk"))
    return Coalesce(Subquery(counts.values("all")), 0, output_field=IntegerField())


def rows_of(model: str, store: Store, count: int) -> SafeString:
    """Return the count as a link to the list of these rows."""
    url = reverse(f"admin:catalog_search_{model}_changelist")
    return format_html('<a href="{}?store__id__exact={}">{}</a>', url, store.pk, count)
