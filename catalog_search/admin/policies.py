"""Admin of moderation policies."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog_search.admin.base import CatalogAdmin, StockAdmin, row_action, start_indexing
from catalog_search.admin.display import share
from catalog_search.indexing import moderation
from catalog_search.models import Policy


@admin.register(Policy)
class PolicyAdmin(CatalogAdmin):
    list_display = ("name", "store", "words", "blocked_from", "enabled", "row_buttons")
    list_filter = ("store", "enabled")
    list_select_related = ("store",)
    search_fields = ("name", "words")
    actions = ("apply",)
    row_actions = ("apply",)
    formfield_overrides = {models.FloatField: {"min_value": 0, "max_value": 1}}

    has_add_permission = StockAdmin.has_add_permission
    has_delete_permission = StockAdmin.has_delete_permission

    @admin.display(description=_("blocks from"), ordering="threshold")
    def blocked_from(self, policy: Policy) -> str:
        return share(policy.threshold)

    def save_model(self, request: HttpRequest, obj: Policy, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change or form.changed_data:
            message = _now(
                "The policy applies to photos indexed from now on. To check photos that are "
                "already indexed, use “Apply to photos already indexed”."
            )
            messages.info(request, message)

    @row_action(_("Apply to photos already indexed"), _("Apply to all photos"))
    def apply(self, request: HttpRequest, queryset: "models.QuerySet[Policy]") -> None:
        """Make the next indexing run review all photos of the policies' stores."""
        policies = self.permitted(request, queryset.select_related("store"))
        stores = {policy.store for policy in policies}
        count = sum(moderation.review_again(store) for store in stores)
        self.audit(request, policies, "Applied to photos already indexed.")
        start_indexing(stores)
        message = ngettext(
            "The next indexing run will check %(count)d photo.",
            "The next indexing run will check %(count)d photos.",
            count,
        )
        messages.success(request, message % {"count": count})
