"""What decisions on products taught the store about its categories and attributes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog_search.models.catalogue.photos import Photo
from catalog_search.models.catalogue.products import Product
from catalog_search.models.databases import Row, Rows
from catalog_search.models.stores import Store


class Prototype(Row):
    """The sum of a category's examples for one model; see categories/prototypes.py.

    Or of an attribute's value, which is the path then.

    It is derived: from products, rejections and the index's vectors it can be made again.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="prototypes")
    attribute = models.CharField(max_length=50, blank=True)
    path = models.CharField(max_length=500)
    model_id = models.CharField(max_length=200)
    examples = models.JSONField(
        default=list, help_text=_("Keys of the products that were added up as examples.")
    )
    counterexamples = models.JSONField(
        default=list, help_text=_("Keys of the products for which a person rejected it.")
    )
    example_sum = models.BinaryField(help_text=_("float32 [2, d]: of photos, of titles."))
    counterexample_sum = models.BinaryField(help_text=_("float32 [2, d], as example_sum."))

    objects = Rows["Prototype"].as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "model_id", "attribute", "path"], name="one_prototype_per_category"
            )
        ]

    def __str__(self) -> str:
        return self.path


class Rejection(Row):
    """A category, or an attribute's value as path, that a person rejected for a product."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="rejections")
    product = models.ForeignKey(Product, models.CASCADE, related_name="rejections")
    attribute = models.CharField(max_length=50, blank=True)
    path = models.CharField(max_length=500)

    objects = Rows["Rejection"].as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "attribute", "path"], name="one_rejection_per_category"
            )
        ]
        indexes = [
            models.Index(fields=["store", "attribute", "path", "id"], name="latest_rejections")
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.path}"


class ObjectColors(Row):
    """The colors of what a photo shows, measured once for each version of the photo."""

    photo = models.OneToOneField(
        Photo, models.CASCADE, primary_key=True, related_name="object_colors"
    )
    version = models.CharField(max_length=200, help_text=_("ETag of the photo."))
    shares = models.JSONField(
        default=dict, help_text=_("Shares by color, #rrggbb; empty if it could not be read.")
    )

    objects = Rows["ObjectColors"].as_manager()

    def __str__(self) -> str:
        return f"{self.photo}: {', '.join(self.shares)}"
