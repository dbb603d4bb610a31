"""Product photos, the state of their points in the index, and tombstones of deleted points."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from catalog_search.models.catalogue.products import Product
from catalog_search.models.databases import Row, Rows
from catalog_search.models.fields import DigestField, MessageField, digest_of
from catalog_search.models.stores import Store

POINT_NAMESPACE = uuid.UUID("6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d10")

UP_TO_DATE = Q(indexed_etag=F("etag"), indexed_digest=F("product_digest")) & ~Q(indexed_model="")
"""Whether a row's point, in whatever collection, was made from what the row has now."""


class PhotoQuerySet(Rows["Photo"]):
    def stale(self, collection: str) -> "PhotoQuerySet":
        """Live photos whose point is missing or was made from other data than the row has now.

        `collection` is the id of the collection that should have it, IndexState.id.
        """
        current = Q(
            indexed_etag=F("etag"),
            indexed_in=collection,
            indexed_digest=F("product_digest"),
        )
        return self.filter(state=Photo.State.LIVE).exclude(current & ~Q(indexed_in=""))

    def elsewhere(self, collection: str) -> "PhotoQuerySet":
        """Live photos whose point is in another collection than this."""
        there = self.filter(state=Photo.State.LIVE).exclude(indexed_model="")
        return there.exclude(indexed_in=collection)

    def with_keys(self, keys: Iterable[str]) -> "PhotoQuerySet":
        """Photos with one of these keys."""
        return self.filter(key_digest__in=[digest_of(key) for key in set(keys)])


class Photo(Row):
    """One photo of a product.

    A photo is stale when what the source has (`etag`, `product_digest`) differs from what its
    point in the index was made from (`indexed_*`).
    """

    class State(models.TextChoices):
        LIVE = "live", _("live")
        MISSING = "missing", _("missing from the source")
        QUARANTINED = "quarantined", _("quarantined")
        BLOCKED = "blocked", _("blocked by moderation")

    store = models.ForeignKey(Store, models.CASCADE, related_name="photos", verbose_name=_("store"))
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="photos", verbose_name=_("product")
    )
    key = models.CharField(_("key"), max_length=1024)
    key_digest = DigestField(of="key")
    position = models.PositiveIntegerField(_("position"), default=0)
    named = models.BooleanField(
        _("named"), default=False, help_text=_("The product's record names this photo.")
    )
    etag = models.CharField(_("ETag"), max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    version_id = models.CharField(_("version ID"), max_length=200, blank=True)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    mean_color = models.CharField(
        _("mean color"),
        max_length=7,
        blank=True,
        help_text=_("#rrggbb, shown until the photo has loaded."),
    )
    ground = models.CharField(
        _("ground"),
        max_length=7,
        blank=True,
        editable=False,
        help_text=_("#rrggbb of an even one, or “uneven”; empty if not known."),
    )
    has_writing = models.BooleanField(
        _("has writing"), default=False, editable=False, help_text=_("At its upper or lower end.")
    )

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.LIVE)
    reason = MessageField(
        _("reason"), blank=True, help_text=_("Why searches cannot find this photo.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failed_reads = models.PositiveSmallIntegerField(
        _("failed reads"),
        default=0,
        editable=False,
        help_text=_("How often in a row the source did not hand it out, though it may again."),
    )
    retry_at = models.DateTimeField(
        _("retry at"), null=True, blank=True, help_text=_("It is not read again before.")
    )
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    claimed_by = models.UUIDField(_("claimed by"), null=True, blank=True)
    claim_number = models.PositiveBigIntegerField(
        _("claim number"),
        default=0,
        editable=False,
        help_text=_("Rises with each claim; the index keeps the point of the highest."),
    )

    product_digest = models.CharField(
        _("product digest"),
        max_length=64,
        blank=True,
        help_text=_("Digest of what the index stores about the product."),
    )
    indexed_etag = models.CharField(_("indexed ETag"), max_length=200, blank=True)
    indexed_model = models.CharField(_("indexed model"), max_length=200, blank=True)
    indexed_in = models.CharField(
        _("indexed in"),
        max_length=64,
        blank=True,
        help_text=_("Id of the collection that has its point."),
    )
    indexed_digest = models.CharField(_("indexed digest"), max_length=64, blank=True)
    indexed_at = models.DateTimeField(_("indexed at"), null=True, blank=True)
    # A number, because an index is not used for a condition that is a bare boolean column.
    behind = models.GeneratedField(  # type: ignore[attr-defined,unused-ignore]
        expression=Case(When(Q(state="live") & ~UP_TO_DATE, then=Value(1)), default=Value(0)),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        help_text=_("1 if it is stale whatever the model, else 0; the database keeps it."),
    )

    verdict_policy = models.CharField(_("verdict policy"), max_length=200, blank=True)
    verdict_score = models.FloatField(_("verdict score"), default=0)
    released_etag = models.CharField(
        _("released ETag"),
        max_length=200,
        blank=True,
        help_text=_("ETag of the version that a person released."),
    )
    blocked_etag = models.CharField(
        _("blocked ETag"),
        max_length=200,
        blank=True,
        help_text=_("ETag of the version that a person blocked."),
    )
    policy_version = models.PositiveIntegerField(
        _("policy version"),
        default=0,
        editable=False,
        help_text=_("The store's policy_version that it was judged by."),
    )
    opinion = models.JSONField(
        _("second opinion"),
        default=dict,
        editable=False,
        help_text=_("What the classifier says; see indexing/moderation/opinions.py."),
    )
    listed = models.BooleanField(
        _("listed"),
        default=True,
        editable=False,
        help_text=_("The last complete sync met it in the source."),
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["product_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["store", "key_digest"], name="one_photo_per_key")
        ]
        indexes = [
            models.Index(fields=["store", "state"]),
            models.Index(fields=["store", "listed"]),
            # What a claim looks for and in which order: those never attempted come first.
            models.Index(
                fields=["store", "behind", "attempts", "failed_reads", "id"], name="photos_to_claim"
            ),
            models.Index(fields=["claimed_by"]),
            models.Index(fields=["store", "policy_version", "id"], name="photos_to_judge"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def tries(self) -> int:
        """How often it was tried in vain since it could be indexed."""
        return self.attempts + self.failed_reads

    @property
    def is_reviewed(self) -> bool:
        """Whether moderation, or a person, has let through what the source has now."""
        reviewed_etags = (self.indexed_etag, self.released_etag)
        return self.state == self.State.LIVE and bool(self.etag) and self.etag in reviewed_etags

    @property
    def point_id(self) -> str:
        """The id of the photo's point; it depends only on store and key."""
        return point_id_of(self.store_id, self.key)


def point_id_of(store_id: int, key: str) -> str:
    """Return the id of the point of a photo with this key in the source."""
    return str(uuid.uuid5(POINT_NAMESPACE, f"{store_id}\0{key}"))


class BlockedPhoto(Photo):
    """A photo in the moderation queue."""

    class Meta:
        verbose_name_plural = _("blocked photos")
        proxy = True
        verbose_name = _("blocked photo")


class QuarantinedPhoto(Photo):
    """A photo that could not be read or embedded."""

    class Meta:
        verbose_name_plural = _("quarantined photos")
        proxy = True
        verbose_name = _("quarantined photo")


class PointToDelete(Row):
    """A tombstone: the point of a deleted photo row that is still to be deleted from the index."""

    point_id = models.UUIDField(_("point ID"), unique=True)
    photo = models.BigIntegerField(
        _("photo"), default=0, db_index=True, help_text=_("The key that the deleted row had.")
    )
    store = models.BigIntegerField(_("store"), default=0)  # Its key; 0 if that is not known.
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = Rows["PointToDelete"].as_manager()

    class Meta:
        verbose_name = _("point to delete")
        verbose_name_plural = _("points to delete")

    def __str__(self) -> str:
        return str(self.point_id)
