from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class ProductPage(Page):
    """A product as an editor writes it."""

    sku = models.CharField(max_length=30)
    description = RichTextField(blank=True)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    photo = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("sku"),
        FieldPanel("description"),
        FieldPanel("price"),
        FieldPanel("photo"),
    ]
