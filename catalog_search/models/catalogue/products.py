"""Products, as their latest records in the source have them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.models.catalogue.names import ProductName, digests_for, keep_names
from catalog_search.models.catalogue.offers import Priced, due_if_planned
from catalog_search.models.databases import Rows
from catalog_search.models.fields import DigestField, OrderedJSONField, digest_of
from catalog_search.models.stores import CATEGORY_SEPARATOR, Store

MAX_NAMESAKES = 1000
"""Products of one name that a search by this name leads with, of all stores."""

TAGS = "tags"
"""The attribute that tags are kept in; a facet where FACETS names it."""

KEPT_WITH_RECORD = {"listed", "withdrawn_at", "record_digest"}
"""Fields that may change without a sync having to look at the product."""


def listed(value: object) -> list[str]:
    """Return an attribute's value as the list of its values."""
    return list(map(str, value)) if isinstance(value, list) else [str(value)] if value else []


class ProductQuerySet(Rows["Product"]):
    def with_skus(self, skus: Iterable[str]) -> "ProductQuerySet":
        """Products with one of these SKUs."""
        return self.filter(sku_digest__in=[digest_of(sku) for sku in set(skus)])

    def called(self, text: str) -> "ProductQuerySet":
        """Products whose SKU, title or barcode is this text, in any case."""
        # Two queries, because databases that join them may begin with all products of a store.
        named = ProductName.objects.filter(digest__in=digests_for(text))
        return self.filter(pk__in=list(named.values_list("product", flat=True)[:MAX_NAMESAKES]))

    def bulk_create(self, objs: Iterable["Product"], *args: Any, **options: Any) -> list["Product"]:
        created = super().bulk_create(objs, *args, **options)
        if not options.get("update_conflicts"):
            keep_names(created)
        return created

    def update(self, **values: Any) -> int:
        """Update the rows; the next sync compares them with their records again."""
        if not values.keys() <= KEPT_WITH_RECORD:
            values.setdefault("record_digest", "")
        return super().update(**{**due_if_planned(values), **values})

    def hidden_since(self, time: datetime) -> "ProductQuerySet":
        """Hidden products that points, or what was made from points since then, may still show."""
        # Not `visible=False`: SQLite uses no index for a condition that is a bare boolean.
        hidden = self.filter(visible__in=[False])
        return hidden.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=time))

    def searchable(self) -> "ProductQuerySet":
        """Visible products with a photo in the index, each with its `first_photo` (a key)."""
        live = Q(photos__state="live") & ~Q(photos__indexed_etag="")
        return (
            self.filter(visible=True)
            .annotate(first_photo=Min("photos__pk", filter=live))
            .filter(first_photo__isnull=False)
        )


class Product(Priced):
    """A product with the values of its latest record in the source."""

    class ChosenBy(models.TextChoices):
        SOURCE = "source", _("the catalogue's source")
        MODEL = "model", _("an accepted suggestion")
        PERSON = "person", _("a person")

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="products", verbose_name=_("store")
    )
    sku = models.CharField(_("SKU"), max_length=1100)
    sku_digest = DigestField(of="sku")
    title = models.CharField(_("title"), max_length=1000)
    description = models.TextField(_("description"), blank=True)
    category = models.CharField(_("category"), max_length=500, blank=True)
    category_chosen_by = models.CharField(
        _("category chosen by"), max_length=10, choices=ChosenBy, default=ChosenBy.SOURCE
    )
    brand = models.CharField(_("brand"), max_length=200, blank=True)
    colors = models.JSONField(_("colors"), default=list, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    in_stock = models.BooleanField(_("in stock"), default=True)
    rating = models.DecimalField(
        _("rating"),
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Stars, from 0 to 5."),
    )
    rating_count = models.PositiveIntegerField(_("ratings"), default=0)
    variants = models.JSONField(
        _("variants"),
        default=list,
        blank=True,
        help_text=_("Colors and sizes that it is sold in."),
    )
    url = models.URLField(_("URL"), max_length=2000, blank=True)
    attributes = OrderedJSONField(_("attributes"), default=dict, blank=True)
    chosen_attributes = OrderedJSONField(
        _("chosen attributes"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("Attributes that people chose, such as tags. They outlast every sync."),
    )
    decided_at = models.DateTimeField(
        _("decided at"),
        null=True,
        editable=False,
        help_text=_("When a person last decided on its category or attributes."),
    )
    visible = models.BooleanField(
        _("visible"), default=True, help_text=_("Hidden products never appear in search results.")
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn at"),
        null=True,
        editable=False,
        help_text=_("When the index learned that it is hidden; empty until then."),
    )
    from_manifest = models.BooleanField(_("from manifest"), default=False)
    listed = models.BooleanField(
        _("listed"),
        default=True,
        editable=False,
        help_text=_("The last complete sync met it in the source."),
    )
    record_digest = models.CharField(
        _("record digest"),
        max_length=32,
        blank=True,
        editable=False,
        help_text=_("Digest of the record it was last written from; empty if it was saved since."),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        base_manager_name = "objects"
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["store", "sku_digest"], name="one_product_per_sku")
        ]
        indexes = [
            models.Index(fields=["store", "visible", "withdrawn_at"]),
            models.Index(fields=["store", "listed"]),
            models.Index(fields=["store", "decided_at", "id"], name="decided_products"),
            models.Index(fields=["store", "price_changes_at"], name="prices_to_settle"),
            # The latest products of a category, those that a person decided on apart.
            models.Index(
                fields=["store", "category", "category_chosen_by", "id"], name="latest_in_category"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        self.record_digest = ""
        also = {"record_digest", *self.made_due()}
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *also}
        super().save(*args, **options)
        keep_names([self])

    @property
    def category_path(self) -> tuple[str, ...]:
        return tuple(self.category.split(CATEGORY_SEPARATOR)) if self.category else ()

    @property
    def tags(self) -> list[str]:
        return listed(self.attributes.get(TAGS))

    @property
    def shown_attributes(self) -> dict[str, object]:
        """The attributes that shoppers may see: those that SHOWN_ATTRIBUTES or FACETS names.

        All others are the merchant's own (a cost price, a supplier): pages, searches and the API
        must take attributes from here.
        """
        names = {*conf.settings().shown_attributes, *conf.settings().facets}
        return {name: value for name, value in self.attributes.items() if name in names}
