"""Admin of stores: counts, and a button to start a sync."""

import logging
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.admin.base import CatalogAdmin, row_action
from catalog_search.admin.display import NOTHING, share
from catalog_search.admin.links import address, link, link_to
from catalog_search.exceptions import translated
from catalog_search.indexing import jobs
from catalog_search.models import Editor, Photo, Product, Store, SyncRun, editors

logger = logging.getLogger(__name__)


class EditorForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Editor
        fields = ("username",)

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if editors.user_called(name) is None:
            raise ValidationError(gettext("There is no user %(name)s.") % {"name": name})
        return name


class EditorInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Editor
    form = EditorForm
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_unlimited(request) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_unlimited(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_unlimited(request) and super().has_delete_permission(request, obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        editors.follow_names(obj.editors.all() if obj else ())
        return super().get_formset(request, obj, **kwargs)


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
        return rows_of(self.admin_site, "product", store, store.product_count)

    @admin.display(description=_("photos"), ordering="photo_count")
    def photos(self, store: Any) -> SafeString:
        return rows_of(self.admin_site, "photo", store, store.photo_count)

    @admin.display(description=_("indexed"))
    def indexed(self, store: Any) -> SafeString | str:
        """Return the share of live photos that are indexed."""
        return share(store.indexed_count / store.live_count) if store.live_count else NOTHING

    @admin.display(description=_("quarantined"), ordering="quarantined_count")
    def quarantined(self, store: Any) -> SafeString:
        return rows_of(self.admin_site, "quarantinedphoto", store, store.quarantined_count)

    @admin.display(description=_("blocked"), ordering="blocked_count")
    def blocked(self, store: Any) -> SafeString:
        return rows_of(self.admin_site, "blockedphoto", store, store.blocked_count)

    @admin.display(description=_("last sync"))
    def last_sync(self, store: Any) -> SafeString | str:
        if store.last_run is None:
            return NOTHING
        return link_to(self.admin_site, SyncRun(pk=store.last_run), gettext("see the run"))

    @row_action(_("Sync the selected stores now"), _("Sync now"))
    def sync_now(self, request: HttpRequest, queryset: "QuerySet[Store]") -> None:
        for store in self.permitted(request, queryset):
            try:
                started = jobs.ask_for_sync(store)
            except Exception as error:
                logger.exception("A sync could not be requested")
                refused = gettext(
                    "The sync could not be requested (%(error)s). See that the broker runs."
                )
                messages.error(request, f"{store}: {refused % {'error': error}}")
            else:
                self.say_started(request, store, started=started)

    def say_started(self, request: HttpRequest, store: Store, *, started: bool) -> None:
        if started:
            self.audit(request, [store], "Requested a sync.")
            text = gettext("A sync of %(store)s was requested. Sync runs show its progress.")
            messages.success(request, text % {"store": store})
            return
        not_configured = gettext(
            "This project cannot start a sync from the admin: run manage.py catalog_sync "
            "--store %(slug)s, or set CATALOG_SEARCH['START_SYNC']."
        )
        messages.warning(request, not_configured % {"slug": store.slug})


def is_unlimited(request: HttpRequest) -> bool:
    """Return whether the user works on every store: an editor could else lift the own limit."""
    return editors.own_stores(request.user) is None


def counted(rows: "QuerySet[Any]") -> Coalesce:
    """Return the number of rows that belong to the outer query's store."""
    counts = rows.filter(store=OuterRef("pk")).order_by().values("store").annotate(all=Count("pk"))
    return Coalesce(Subquery(counts.values("all")), 0, output_field=IntegerField())


def rows_of(site: admin.AdminSite, model: str, store: Store, count: int) -> SafeString:
    """Return the count as a link to the list of these rows."""
    url = address(site, f"catalog_search_{model}_changelist")
    return link(url and f"{url}?store__id__exact={store.pk}", count)
