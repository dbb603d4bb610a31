"""Sync runs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog_search.models.databases import Rows
from catalog_search.models.stores import Store


class SyncRun(models.Model):
    """One sync of a store: its state, counts and problems. A running one locks the store."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped, needs a decision")

    store = models.ForeignKey(Store, models.CASCADE, related_name="runs")
    lock = models.OneToOneField(
        Store,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="running_sync",
        help_text=_("The store while this run is running, empty afterwards."),
    )
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True)
    products = models.PositiveIntegerField(default=0)
    photos = models.PositiveIntegerField(default=0)
    photos_new = models.PositiveIntegerField(default=0)
    photos_changed = models.PositiveIntegerField(default=0)
    products_changed = models.PositiveIntegerField(default=0)
    photos_deleted = models.PositiveIntegerField(default=0)
    products_deleted = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    problems = models.JSONField(
        default=list, blank=True, help_text=_("The first 100 problems: where, line and reason.")
    )

    objects = Rows["SyncRun"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.store} {self.started_at:%Y-%m-%d %H:%M}"
