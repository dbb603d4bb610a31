"""Looks: pictures with hotspots that link to products, curated by the merchant."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog_search.models.catalogue.pictures import UploadedPicture
from catalog_search.models.catalogue.products import Product
from catalog_search.models.databases import Row, Rows

SHARE = (MinValueValidator(0.0), MaxValueValidator(1.0))


class Look(UploadedPicture):
    """A picture that shows several products together, such as a room or an outfit."""

    folder = "catalog_search/looks"

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        help_text=_("The last part of its address: looks/summer-terrace/"),
    )
    description = models.TextField(_("description"), blank=True)
    published = models.BooleanField(
        _("published"), default=False, help_text=_("Only published looks are shown to shoppers.")
    )
    position = models.PositiveIntegerField(
        _("position"), default=0, help_text=_("Looks with smaller numbers come first.")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = Rows["Look"].as_manager()

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        base_manager_name = "objects"
        ordering = ["position", "-created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["store", "slug"], name="one_look_per_slug")]

    def __str__(self) -> str:
        return self.title


class Hotspot(Row):
    """A point on a look's picture and the product shown there.

    The SKU is kept after the product's row is deleted, so that the hotspot works again when the
    product comes back.
    """

    look = models.ForeignKey(Look, models.CASCADE, related_name="hotspots", verbose_name=_("look"))
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, related_name="hotspots", verbose_name=_("product")
    )
    sku = models.CharField(_("SKU"), max_length=1100, blank=True, editable=False)
    label = models.CharField(
        _("label"),
        max_length=200,
        blank=True,
        help_text=_("Leave empty to show the product's title."),
    )
    x = models.FloatField(
        _("x"), default=0.5, validators=SHARE, help_text=_("0 is the left edge, 1 the right edge.")
    )
    y = models.FloatField(
        _("y"), default=0.5, validators=SHARE, help_text=_("0 is the top edge, 1 the bottom edge.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    draft = models.BooleanField(
        _("draft"),
        default=False,
        help_text=_("Suggested and not checked yet. Shoppers see it once this is cleared."),
    )

    objects = Rows["Hotspot"].as_manager()

    class Meta:
        verbose_name = _("hotspot")
        verbose_name_plural = _("hotspots")
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
