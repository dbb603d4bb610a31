"""What people decided on products and photos that left the catalogue."""

from django.db import models
from django.utils import timezone

from catalog_search.models.databases import Row, Rows
from catalog_search.models.fields import DigestField, OrderedJSONField
from catalog_search.models.stores import Store


class KeptDecisions(Row):
    """What people decided on a deleted product or photo; see sync/rows/kept_decisions.py.

    The sync that creates its row again gives them back, and deletes this one.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="kept_decisions")
    kind = models.CharField(max_length=10, help_text="product or photo")
    name = models.CharField(max_length=1100, help_text="The product's SKU or the photo's key.")
    name_digest = DigestField(of="name")
    rows = OrderedJSONField(
        default=list, help_text="What was decided on the deleted row, and rows that went with it."
    )
    left_at = models.DateTimeField(default=timezone.now)

    objects = Rows["KeptDecisions"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "kind", "name_digest"], name="kept_once_per_name"
            )
        ]
        indexes = [models.Index(fields=["store", "left_at"], name="kept_decisions_by_age")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"
