"""Sync runs, indexing runs, and sources that do not answer them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.models.databases import Row, Rows
from catalog_search.models.fields import MessageField
from catalog_search.models.stores import Store


class SyncRun(Row):
    """One sync of a store: its state, counts and problems. A running one locks the store."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped, needs a decision")

    store = models.ForeignKey(Store, models.CASCADE, related_name="runs", verbose_name=_("store"))
    lock = models.OneToOneField(
        Store,
        models.CASCADE,
        null=True,
        editable=False,
        related_name="running_sync",
        help_text=_("The store while this run is running, empty afterwards."),
        verbose_name=_("lock"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField(_("started at"), auto_now_add=True)
    heartbeat_at = models.DateTimeField(_("heartbeat at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    message = MessageField(_("message"), blank=True)
    products = models.PositiveIntegerField(_("products"), default=0)
    photos = models.PositiveIntegerField(_("photos"), default=0)
    photos_new = models.PositiveIntegerField(_("photos new"), default=0)
    photos_changed = models.PositiveIntegerField(_("photos changed"), default=0)
    products_changed = models.PositiveIntegerField(_("products changed"), default=0)
    photos_deleted = models.PositiveIntegerField(_("photos deleted"), default=0)
    products_deleted = models.PositiveIntegerField(_("products deleted"), default=0)
    problem_count = models.PositiveIntegerField(_("problem count"), default=0)
    problems = models.JSONField(
        _("problems"),
        default=list,
        blank=True,
        help_text=_("The first 100 problems: where, line and reason."),
    )

    objects = Rows["SyncRun"].as_manager()

    class Meta:
        verbose_name = _("sync run")
        verbose_name_plural = _("sync runs")
        base_manager_name = "objects"
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.store} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_silent(self) -> bool:
        """Whether it gave no sign for SYNC_LEASE_SECONDS, or one from further ahead than that."""
        lease = timedelta(seconds=conf.settings().sync_lease_seconds)
        return abs(timezone.now() - self.heartbeat_at) > lease


class IndexingRun(Row):
    """A time in which a store was indexed without a pause: what all its workers did together."""

    PAUSE = timedelta(minutes=2)
    """After a longer pause another run begins."""
    KEPT = 100
    """The newest runs of a store that are kept."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="indexing_runs", verbose_name=_("store")
    )
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    last_at = models.DateTimeField(
        _("last at"), default=timezone.now, help_text=_("When it last did something.")
    )
    indexed = models.PositiveIntegerField(_("indexed"), default=0)
    refreshed = models.PositiveIntegerField(_("refreshed"), default=0)
    blocked = models.PositiveIntegerField(_("blocked"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    quarantined = models.PositiveIntegerField(_("quarantined"), default=0)
    gone = models.PositiveIntegerField(_("gone"), default=0)

    objects = Rows["IndexingRun"].as_manager()

    class Meta:
        verbose_name = _("indexing run")
        verbose_name_plural = _("indexing runs")
        ordering = ["-last_at", "-pk"]
        indexes = [models.Index(fields=["store", "-last_at"], name="latest_indexing_runs")]

    def __str__(self) -> str:
        return f"{self.store} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def photos(self) -> int:
        """Photos that are done; failed attempts are repeated."""
        return self.indexed + self.refreshed + self.blocked + self.quarantined + self.gone

    @property
    def per_minute(self) -> float | None:
        """Photos per minute; None for a run too short to tell."""
        seconds = (self.last_at - self.started_at).total_seconds()
        return 60 * self.photos / seconds if seconds >= 1 else None

    @property
    def is_running(self) -> bool:
        return timezone.now() - self.last_at < self.PAUSE

    @classmethod
    def add(cls, store: Store, outcomes: Mapping[str, int], began: datetime) -> None:
        """Add counts by outcome to the store's present run, or begin one at `began`."""
        now = timezone.now()
        latest = cls.objects.filter(store=store, last_at__gte=now - cls.PAUSE).first()
        if latest is None:
            cls.objects.create(store=store, started_at=began, last_at=now, **outcomes)
            latest_pks = list(
                cls.objects.filter(store=store).values_list("pk", flat=True)[: cls.KEPT]
            )
            cls.objects.filter(store=store).exclude(pk__in=latest_pks).delete()
            return
        # Several workers add to it at once.
        more = {name: F(name) + count for name, count in outcomes.items()}
        cls.objects.filter(pk=latest.pk).update(last_at=now, **more)


class SourceOutage(Row):
    """A store's source that did not answer an indexing run. The row is deleted once it does."""

    SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=15)
    """Between two runs of the timetable; each pause is as long as the outage until then."""

    store = models.OneToOneField(
        Store, models.CASCADE, related_name="source_outage", verbose_name=_("store")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)
    retry_at = models.DateTimeField(_("retry at"), default=timezone.now)
    problem = MessageField(_("problem"), blank=True)

    objects = Rows["SourceOutage"].as_manager()

    class Meta:
        verbose_name = _("outage of a source")
        verbose_name_plural = _("outages of sources")

    def __str__(self) -> str:
        return f"{self.store} {self.since:%Y-%m-%d %H:%M}"

    @classmethod
    def note(cls, store: Store, problem: str) -> None:
        """Write down that the store's source does not answer."""
        now = timezone.now()
        outage, _created = cls.objects.get_or_create(store=store)
        pause = min(max(now - outage.since, cls.SHORTEST), cls.LONGEST)
        cls.objects.filter(pk=outage.pk).update(retry_at=now + pause, problem=problem)

    @classmethod
    def end(cls, store: Store) -> None:
        """Write down that it answers, or shall be asked at once."""
        cls.objects.filter(store=store).delete()

    @classmethod
    def is_paused(cls, store: Store) -> bool:
        """Return whether the source did not answer lately and is to be left alone."""
        now = timezone.now()
        paused = cls.objects.filter(store=store, retry_at__gt=now)
        return paused.filter(retry_at__lte=now + cls.LONGEST).exists()
