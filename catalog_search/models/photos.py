"""The pictures of products, and what their points in the index were made from."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog_search.models.fields import DigestField, digest_of
from catalog_search.models.products import Product
from catalog_search.models.runs import SyncRun
from catalog_search.models.stores import Store
from catalog_search.types import SCHEMA

POINT_NAMESPACE = uuid.UUID("6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d10")


class PhotoQuerySet(models.QuerySet["Photo"]):
    def stale(self, model_id: str) -> "PhotoQuerySet":
        """Photos whose point is missing, of an older photo, of another model, schema or words."""
        current = Q(
            indexed_etag=F("etag"),
            indexed_model=model_id,
            indexed_schema=SCHEMA,
            indexed_digest=F("product_digest"),
        )
        return self.filter(state=Photo.State.LIVE).exclude(current)

    def with_keys(self, keys: Iterable[str]) -> "PhotoQuerySet":
        """Photos with one of these keys, found by their digests."""
        return self.filter(with_keys(keys))


def with_keys(keys: Iterable[str]) -> Q:
    return Q(key_digest__in=[digest_of(key) for key in set(keys)])


class Photo(models.Model):
    """One picture of a product, what is known of it and what its point was made from.

    A row says by itself that it is stale: it compares what the source has (`etag`,
    `product_digest`) with what went into the index (`indexed_*`).
    """

    class State(models.TextChoices):
        LIVE = "live", _("live")
        MISSING = "missing", _("named by a manifest, not in the bucket")
        QUARANTINED = "quarantined", _("quarantined")
        BLOCKED = "blocked", _("blocked by moderation")

    store = models.ForeignKey(Store, models.CASCADE, related_name="photos")
    product = models.ForeignKey(Product, models.CASCADE, related_name="photos")
    key = models.CharField(max_length=1024)
    key_digest = DigestField(of="key")
    position = models.PositiveIntegerField(default=0)
    named = models.BooleanField(
        default=False, help_text=_("The last record of its product names this photo.")
    )
    etag = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    version_id = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    mean_color = models.CharField(
        max_length=7, blank=True, help_text=_("#rrggbb, shown until the picture is there.")
    )

    state = models.CharField(max_length=12, choices=State, default=State.LIVE)
    reason = models.TextField(blank=True, help_text=_("Why it is not found, in plain words."))
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.UUIDField(null=True, blank=True)

    product_digest = models.CharField(
        max_length=64, blank=True, help_text=_("Digest of the product's words and filters.")
    )
    indexed_etag = models.CharField(max_length=200, blank=True)
    indexed_model = models.CharField(max_length=200, blank=True)
    indexed_schema = models.PositiveSmallIntegerField(default=0)
    indexed_digest = models.CharField(max_length=64, blank=True)
    indexed_at = models.DateTimeField(null=True, blank=True)

    verdict_policy = models.CharField(max_length=200, blank=True)
    verdict_score = models.FloatField(default=0)
    released_etag = models.CharField(
        max_length=200, blank=True, help_text=_("The etag a person let through moderation.")
    )
    last_seen = models.ForeignKey(SyncRun, models.SET_NULL, null=True, related_name="+")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["product_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["store", "key_digest"], name="one_photo_per_key")
        ]
        indexes = [models.Index(fields=["store", "state"])]

    def __str__(self) -> str:
        return self.key

    @property
    def point_id(self) -> str:
        """The point's id: the same photo has the same point, however often it is indexed."""
        return str(uuid.uuid5(POINT_NAMESPACE, f"{self.store_id}\0{self.key}"))


class BlockedPhoto(Photo):
    """A photo that waits in the moderation queue."""

    class Meta:
        proxy = True
        verbose_name = _("blocked photo")


class QuarantinedPhoto(Photo):
    """A photo that could not be read or embedded."""

    class Meta:
        proxy = True
        verbose_name = _("quarantined photo")


class PointToDelete(models.Model):
    """A point whose photo row is gone: the tombstone outlives the row until the index forgot it."""

    point_id = models.UUIDField(unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = _("points to delete")

    def __str__(self) -> str:
        return str(self.point_id)
