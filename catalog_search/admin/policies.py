"""Admin of moderation policies."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin, StockAdmin, row_action, start_indexing
from catalog_search.admin.display import share
from catalog_search.exceptions import CatalogSearchError
from catalog_search.indexing import moderation
from catalog_search.indexing.moderation import sample, teaching
from catalog_search.models import Policy
from catalog_search.models.indexing import collections
from catalog_search.views.older_forms import MergedForm


@admin.register(Policy)
class PolicyAdmin(CatalogAdmin):
    form = MergedForm
    list_display = ("name", "store", "words", "label", "blocked_from", "enabled", "row_buttons")
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
        matters = {"words", "label", "threshold", "enabled"} & set(form.changed_data)
        asks = bool(obj.enabled and matters and self.blocks_too_much(request, obj))
        obj.enabled = obj.enabled and not asks
        super().save_model(request, obj, form, change)
        if form.changed_data and obj.enabled:
            teaching.learn_quietly([obj])
            message = gettext("The next indexing run judges the store's pictures by the policy.")
            messages.info(request, message)

    def delete_queryset(self, request: HttpRequest, queryset: "models.QuerySet[Policy]") -> None:
        # One by one, so that what they alone block is judged again.
        for policy in queryset:
            policy.delete()

    def blocks_too_much(self, request: HttpRequest, policy: Policy) -> bool:
        """Return whether the policy would block more than a tenth; then point to the desk."""
        try:
            with collections.serving():
                preview = sample.preview(policy.store, policy)
        except CatalogSearchError:
            return False
        if preview.asks:
            message = gettext(
                "It would block %(blocked)d of %(count)d photos, so it is not enabled. See which "
                "on the desk, where you can enable it all the same."
            )
            numbers = {"blocked": preview.blocked, "count": preview.looked_at}
            messages.warning(request, message % numbers)
        return preview.asks

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
