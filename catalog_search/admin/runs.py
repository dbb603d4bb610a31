"""Admin of sync runs: progress, results and problems."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin
from catalog_search.admin.display import NOTHING, badge, share, table
from catalog_search.exceptions import translated
from catalog_search.models import SyncRun

REFRESH_SECONDS = 5


@admin.register(SyncRun)
class SyncRunAdmin(CatalogAdmin):
    list_display = (
        "started_at",
        "store",
        "state_badge",
        "progress",
        "heartbeat",
        "products",
        "photos",
        "photos_new",
        "photos_changed",
        "photos_deleted",
        "problem_count",
    )
    # No date_hierarchy: a MySQL without tables of time zones has no days in them.
    list_filter = ("store", "state", "started_at")
    list_select_related = ("store",)
    fields = (
        "store",
        "state_badge",
        "shown_message",
        "progress",
        "heartbeat",
        "started_at",
        "finished_at",
        ("products", "products_changed", "products_deleted"),
        ("photos", "photos_new", "photos_changed", "photos_deleted"),
        "problem_count",
        "problem_table",
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[SyncRun]":
        earlier = SyncRun.objects.filter(
            store=OuterRef("store"), state=SyncRun.State.DONE, started_at__lt=OuterRef("started_at")
        )
        photos_before = earlier.order_by("-started_at").values("photos")[:1]
        runs: QuerySet[SyncRun] = super().get_queryset(request)
        return runs.annotate(photos_before=Subquery(photos_before))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        response: HttpResponse = super().change_view(request, object_id, *args, **kwargs)
        run = self.get_object(request, unquote(object_id))
        if run is not None and run.state == SyncRun.State.RUNNING:
            response.headers["Refresh"] = str(REFRESH_SECONDS)
        return response

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, run: SyncRun) -> SafeString:
        return badge(run.state, run.get_state_display())

    @admin.display(description=_("message"))
    def shown_message(self, run: SyncRun) -> str:
        return translated(run.message) or NOTHING

    @admin.display(description=_("progress"))
    def progress(self, run: Any) -> SafeString | str:
        """Return the photos read so far, compared with the store's last finished run."""
        if run.state == SyncRun.State.DONE:
            return share(1.0)
        return share(min(1.0, run.photos / run.photos_before)) if run.photos_before else NOTHING

    @admin.display(description=_("last sign of life"))
    def heartbeat(self, run: SyncRun) -> str:
        if run.state != SyncRun.State.RUNNING:
            return NOTHING
        ago = gettext("%(time)s ago") % {"time": timesince(run.heartbeat_at)}
        if not run.is_silent:
            return ago
        return gettext("%(ago)s; it is probably dead, start another sync") % {"ago": ago}

    @admin.display(description=_("problems"))
    def problem_table(self, run: SyncRun) -> SafeString | str:
        rows = [problem for problem in run.problems if isinstance(problem, dict)]
        if not rows:
            return gettext("none")
        return table(
            (_("where"), _("line"), _("reason")),
            (
                [row.get("where", ""), row.get("line") or "", translated(row.get("reason", ""))]
                for row in rows
            ),
        )
