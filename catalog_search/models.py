"""The mirror of the catalogue. The database is the truth; the vector index is derived from it."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

CATEGORY_SEPARATOR = " > "
POINT_NAMESPACE = uuid.UUID("6f0c2a9e-4c55-4d0a-9a39-4c1f2f6f7d10")


class Store(models.Model):
    """A tenant. Bucket and credentials stay in settings; the row only anchors its data."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    calibration = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_("How high cosines are by chance, by model: see calibration.py."),
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """One of the store's closed set of categories, and the words that describe its photos."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="categories")
    path = models.CharField(max_length=500, help_text=_("From the root: Apparel > Shoes"))
    prompt = models.CharField(
        max_length=500,
        blank=True,
        help_text=_("Words for what its photos show; empty: the category's own name."),
    )

    class Meta:
        ordering = ["path"]
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(fields=["store", "path"], name="one_category_per_path")
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def leaf(self) -> str:
        return self.path.rsplit(CATEGORY_SEPARATOR, 1)[-1]

    @property
    def words(self) -> str:
        """Words for what its photos show: the prompt, else the whole path, which says more."""
        return self.prompt or self.path


class SyncRun(models.Model):
    """One sync of a store: what it did, how far it is, what it could not use."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped, waits for a person")

    store = models.ForeignKey(Store, models.CASCADE, related_name="runs")
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
        default=list, blank=True, help_text=_("The first hundred: where, line, reason.")
    )

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"], condition=Q(state="running"), name="one_running_sync_per_store"
            )
        ]

    def __str__(self) -> str:
        return f"{self.store} {self.started_at:%Y-%m-%d %H:%M}"


class Product(models.Model):
    """What a shopper buys, as the source last told it."""

    class ChosenBy(models.TextChoices):
        SOURCE = "source", _("the catalogue's source")
        MODEL = "model", _("an accepted suggestion")
        PERSON = "person", _("a person")

    store = models.ForeignKey(Store, models.CASCADE, related_name="products")
    sku = models.CharField(max_length=1100)
    title = models.CharField(max_length=1000)
    description = models.TextField(blank=True)
    category = models.CharField(max_length=500, blank=True)
    category_chosen_by = models.CharField(max_length=10, choices=ChosenBy, default=ChosenBy.SOURCE)
    brand = models.CharField(max_length=200, blank=True)
    colors = models.JSONField(default=list, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    in_stock = models.BooleanField(default=True)
    url = models.URLField(max_length=2000, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    visible = models.BooleanField(default=True, help_text=_("Hidden products are never found."))
    from_manifest = models.BooleanField(default=False)
    last_seen = models.ForeignKey(SyncRun, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["store", "sku"], name="one_product_per_sku")]
        indexes = [models.Index(fields=["store", "visible"])]

    def __str__(self) -> str:
        return self.title

    @property
    def category_path(self) -> tuple[str, ...]:
        return tuple(self.category.split(CATEGORY_SEPARATOR)) if self.category else ()

    @property
    def price_value(self) -> float | None:
        return None if self.price is None else float(Decimal(self.price))


class PhotoQuerySet(models.QuerySet["Photo"]):
    def stale(self, model_id: str) -> "PhotoQuerySet":
        """Photos whose point is missing, of an older photo, of another model or older words."""
        current = Q(
            indexed_etag=F("etag"), indexed_model=model_id, indexed_digest=F("product_digest")
        )
        return self.filter(state=Photo.State.LIVE).exclude(current)


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
    position = models.PositiveIntegerField(default=0)
    named = models.BooleanField(
        default=False, help_text=_("The last record of its product names this photo.")
    )
    etag = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    version_id = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)

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
        constraints = [models.UniqueConstraint(fields=["store", "key"], name="one_photo_per_key")]
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


class Suggestion(models.Model):
    """A category the model proposes for a product, and what a person made of it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    product = models.OneToOneField(Product, models.CASCADE, related_name="suggestion")
    category = models.CharField(max_length=500)
    confidence = models.FloatField(help_text=_("Probability among the store's categories."))
    model_id = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    previous_category = models.CharField(max_length=500, blank=True)
    previous_chosen_by = models.CharField(max_length=10, choices=Product.ChosenBy, blank=True)
    rejected = models.JSONField(
        default=list, blank=True, help_text=_("Categories a person said no to.")
    )

    class Meta:
        ordering = ["-confidence"]

    def __str__(self) -> str:
        return f"{self.product}: {self.category}"


class Policy(models.Model):
    """What a store does not show, in plain words; scored against each photo's vector."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="policies")
    name = models.CharField(max_length=200)
    words = models.CharField(
        max_length=500, help_text=_("What such a photo shows: a gun or a knife")
    )
    threshold = models.FloatField(
        default=0.8, help_text=_("Blocked from this probability, 0 to 1.")
    )
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(fields=["store", "name"], name="one_policy_per_name")
        ]

    def __str__(self) -> str:
        return self.name
