"""What is wrong with photos: duplicates, few pixels, pictures that do not fit their product."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog_search.models.catalogue.photos import Photo
from catalog_search.models.databases import Row, Rows
from catalog_search.models.stores import Store


class Finding(Row):
    """One thing about one photo that somebody should look at; see indexing/quality.py.

    What a person decided holds until the photo changes.
    """

    class Kind(models.TextChoices):
        SAME = "same", _("The same file twice")
        NEAR = "near", _("Nearly the same photo")
        MISMATCH = "mismatch", _("Photo and title disagree")
        SMALL = "small", _("Few pixels")
        GROUND = "ground", _("Another ground")
        WRITING = "writing", _("Writing over the photo")

    class State(models.TextChoices):
        OPEN = "open", _("to look at")
        FINE = "fine", _("fine")
        HIDDEN = "hidden", _("product hidden")

    store = models.ForeignKey(Store, models.CASCADE, related_name="findings")
    photo = models.ForeignKey(Photo, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind)
    other = models.ForeignKey(
        Photo,
        models.CASCADE,
        null=True,
        related_name="+",
        help_text=_("Of duplicates: the photo of the product that was there first."),
    )
    score = models.FloatField(default=0)
    version = models.CharField(max_length=200, help_text=_("ETag of the photo."))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    hid_product = models.BooleanField(
        default=False,
        help_text=_("Whether the decision hid the product; one that was hidden before stays so."),
    )
    decided_by = models.CharField(max_length=254, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = Rows["Finding"].as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["photo", "kind"], name="one_finding_per_kind")
        ]
        indexes = [models.Index(fields=["store", "kind", "state", "-id"], name="open_findings")]

    def __str__(self) -> str:
        return f"{self.photo}: {self.get_kind_display()}"  # type: ignore[attr-defined,unused-ignore]
