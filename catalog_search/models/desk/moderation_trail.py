"""The audit trail of moderation: who decided what about which picture."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog_search.models.databases import Row, Rows
from catalog_search.models.desk.moderation import Review, policy_label
from catalog_search.models.stores import Store


class ModerationDecision(Row):
    """A line of the audit trail: what a person decided about a picture. Never changed."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="moderation_decisions", verbose_name=_("store")
    )
    review = models.ForeignKey(
        Review, models.SET_NULL, null=True, related_name="decisions", verbose_name=_("review")
    )
    picture = models.CharField(
        _("picture"), max_length=1024, help_text=_("The photo's key, or the look's or rule's name.")
    )
    policy_name = models.CharField(_("policy name"), max_length=200, blank=True)
    before = models.CharField(_("before"), max_length=10, choices=Review.State)
    after = models.CharField(_("after"), max_length=10, choices=Review.State)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.CharField(_("by"), max_length=254)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    undoes = models.OneToOneField(
        "self", models.SET_NULL, null=True, related_name="undone", verbose_name=_("undoes")
    )

    objects = Rows["ModerationDecision"].as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["store", "-id"], name="moderation_log")]

    def __str__(self) -> str:
        return f"{self.picture}: {self.get_after_display()}"  # type: ignore[attr-defined,unused-ignore]

    @property
    def policy_label(self) -> str:
        """Name of the policy, for people."""
        return policy_label(self.policy_name)
