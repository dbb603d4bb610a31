"""Looks a merchant put together: a picture, and where on it which products are."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog_search.models.products import Product
from catalog_search.models.stores import Store

SHARE = (MinValueValidator(0.0), MaxValueValidator(1.0))


class Look(models.Model):
    """A picture of several products together, such as a room or an outfit.

    The picture is kept in the project's default storage, re-encoded and free of metadata; its
    name is made of its bytes, so that an address never shows another picture than before.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="looks", verbose_name=_("store"))
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"), max_length=200, help_text=_("Its address: looks/summer-terrace/")
    )
    description = models.TextField(_("description"), blank=True)
    picture = models.CharField(_("picture"), max_length=200, editable=False)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    published = models.BooleanField(
        _("published"), default=False, help_text=_("Shoppers see published looks only.")
    )
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Looks with a smaller number come first.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["position", "-created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["store", "slug"], name="one_look_per_slug")]

    def __str__(self) -> str:
        return self.title


class Hotspot(models.Model):
    """A place on a look and the product that is seen there.

    The SKU outlives the product's row: one that leaves the catalogue and comes back is found again.
    """

    look = models.ForeignKey(Look, models.CASCADE, related_name="hotspots")
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, related_name="hotspots", verbose_name=_("product")
    )
    sku = models.CharField(max_length=1100, blank=True, editable=False)
    label = models.CharField(
        _("label"), max_length=200, blank=True, help_text=_("Empty: the product's title.")
    )
    x = models.FloatField(
        _("x"), default=0.5, validators=SHARE, help_text=_("0 is the left edge, 1 the right.")
    )
    y = models.FloatField(
        _("y"), default=0.5, validators=SHARE, help_text=_("0 is the upper edge, 1 the lower.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(x__gte=0, x__lte=1, y__gte=0, y__lte=1), name="hotspot_on_the_picture"
            )
        ]

    def __str__(self) -> str:
        return self.label or (self.product.title if self.product else self.sku)

    def save(self, *args: object, **kwargs: object) -> None:
        if self.product:
            self.sku = self.product.sku
        super().save(*args, **kwargs)  # type: ignore[arg-type]
