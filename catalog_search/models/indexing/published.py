"""What the indexer published of a store, in pieces that every database takes."""

from django.db import models
from django.utils import timezone

from catalog_search.models.databases import Row, Rows
from catalog_search.models.stores import Store


class Published(Row):
    """One file of arrays, built by the indexer and mapped by every process that reads it."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="published")
    kind = models.CharField(max_length=20)
    format = models.PositiveSmallIntegerField()
    """Readers of another format ignore the row."""
    digest = models.CharField(max_length=64)
    """The file's SHA-256."""
    size = models.PositiveBigIntegerField()
    """Its bytes."""
    seconds = models.FloatField(default=0.0)
    """How long it took to build."""
    complete = models.BooleanField(default=False)
    """Whether all pieces are there."""
    created_at = models.DateTimeField(default=timezone.now)

    objects = Rows["Published"].as_manager()

    class Meta:
        indexes = [models.Index(fields=["store", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} of {self.store}"


class PublishedPiece(Row):
    """A compressed part of a published file."""

    published = models.ForeignKey(Published, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    objects = Rows["PublishedPiece"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["published", "number"], name="one_piece_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.published} {self.number}"
