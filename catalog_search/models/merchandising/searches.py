"""Searches and product clicks, counted per day. Nothing identifies the shopper."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.models.catalogue.products import Product
from catalog_search.models.clock import today
from catalog_search.models.databases import Row, Rows
from catalog_search.models.stores import Store

LONGEST_WORDS = 100
"""Characters. Longer searches are not counted."""


class SearchCount(Row):
    """How often one search was made on one day. `words` is empty for photos and looks."""

    class Kind(models.TextChoices):
        TEXT = "text", _("words")
        PHOTO = "photo", _("photo")
        LOOK = "look", _("look")
        CAMERA = "camera", _("camera")
        API = "api", _("API")

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="search_counts", verbose_name=_("store")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    words = models.CharField(
        _("words"),
        max_length=LONGEST_WORDS,
        blank=True,
        help_text=_("In lower case, with single spaces."),
    )
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("searches"), default=0)
    without_results = models.PositiveIntegerField(_("without results"), default=0)
    slow = models.PositiveIntegerField(
        _("slow"), default=0, help_text=_("That took a second or more.")
    )

    objects = Rows["SearchCount"].as_manager()

    class Meta:
        ordering = ["-day", "-count", "words"]
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "words", "day", "kind"], name="one_search_count_per_day"
            )
        ]
        indexes = [models.Index(fields=["store", "day"])]

    def __str__(self) -> str:
        return self.words


class Click(Row):
    """How often a product was opened from the results of one search on one day."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="clicks", verbose_name=_("store"))
    words = models.CharField(_("words"), max_length=LONGEST_WORDS)
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="clicks", verbose_name=_("product")
    )
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("count"), default=0)
    weight = models.FloatField(
        _("weight"),
        default=0,
        help_text=_("Clicks by how rarely their place is looked at; see search/clicks.py."),
    )

    objects = Rows["Click"].as_manager()

    class Meta:
        ordering = ["-day", "-count", "words"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "words", "product", "day"], name="one_click_count_per_day"
            )
        ]
        indexes = [models.Index(fields=["store", "day"])]

    def __str__(self) -> str:
        return f"{self.words}: {self.product}"


class ClickedSearch(Row):
    """Which products shoppers open in the answers to one search; see search/clicks.py."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="clicked_searches")
    words = models.CharField(max_length=LONGEST_WORDS)
    shares = models.JSONField(
        default=dict, help_text=_("By product's key, from 0 to 1, of those who look at it.")
    )
    renewed_at = models.DateTimeField(default=timezone.now)

    objects = Rows["ClickedSearch"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "words"], name="one_row_per_clicked_search")
        ]

    def __str__(self) -> str:
        return self.words


class PlaceCount(Row):
    """How often products in one place of the results of words were opened on one day."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="place_counts", verbose_name=_("store")
    )
    place = models.PositiveSmallIntegerField(_("place"), help_text=_("From 1."))
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("count"), default=0)

    objects = Rows["PlaceCount"].as_manager()

    class Meta:
        ordering = ["day", "place"]
        constraints = [
            models.UniqueConstraint(fields=["store", "day", "place"], name="one_count_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.place}"


def prune(store: Store) -> int:
    """Delete the counts older than LOG_DAYS; return how many rows were deleted."""
    oldest: date = today() - timedelta(days=conf.settings().log_days)
    clicks, _ = Click.objects.filter(store=store, day__lt=oldest).delete()
    searches, _ = SearchCount.objects.filter(store=store, day__lt=oldest).delete()
    places, _ = PlaceCount.objects.filter(store=store, day__lt=oldest).delete()
    return clicks + searches + places


def popular(store: Store, days: int, limit: int) -> list[tuple[str, int]]:
    """Return the words that most searches of the last days found something for, and how many."""
    since = today() - timedelta(days=days)
    counted = (
        SearchCount.objects.filter(store=store, day__gt=since)
        .exclude(words="")
        .values("words")
        .annotate(found=Sum(F("count") - F("without_results")))
        .filter(found__gt=0)
        .order_by("-found", "words")
    )
    return [(row["words"], row["found"]) for row in counted[:limit]]


def times_opened(store: Store, days: int) -> dict[int, int]:
    """Return how often each product was opened from results in the last days, where it was."""
    since = today() - timedelta(days=days)
    counted = Click.objects.filter(store=store, day__gt=since).values_list("product")
    return dict(counted.annotate(Sum("count")).order_by())
