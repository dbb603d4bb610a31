"""A merchant's rules for searches, and the store's own synonyms and stop words."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog_search.models.catalogue.pictures import UploadedPicture
from catalog_search.models.catalogue.products import Product
from catalog_search.models.databases import Row, Rows, transaction
from catalog_search.models.stores import Store

MAX_RULES = 1000
"""Rules of a store, and its synonyms: each process keeps all of them in memory."""
MAX_PINS, MAX_HIDES, MAX_BOOSTS = 50, 200, 5
"""Pins, hidden products and boosts that one rule may have."""
MAX_PLACE = 999
"""The last place that a product is pinned to."""
MAX_FACTOR = 10.0
"""A score is multiplied by this at most, or divided by it."""


def safe_address(address: str) -> str:
    """Return a path of this site or an http address unchanged, "" for all others.

    A path begins with one slash. Browsers read "//host", "/\\host" and a slash before a tab as
    the address of another host.
    """
    has_odd_letters = any(ord(char) < 33 or char == "\\" for char in address)
    if has_odd_letters or address.startswith("//"):
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return address if address.startswith("/") or is_web else ""


class Rule(UploadedPicture):
    """What a merchant decides about some searches of a store.

    Rules with a lower position come first. Where two disagree, the first one wins. The picture is
    the banner's.
    """

    folder = "catalog_search/banners"

    class When(models.TextChoices):
        WORDS = "words", _("the search is exactly these words")
        CONTAINS = "contains", _("the search contains these words")
        CATEGORY = "category", _("a category is chosen")
        EVERYWHERE = "everywhere", _("everywhere")

    name = models.CharField(_("name"), max_length=100)
    enabled = models.BooleanField(_("on"), default=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    when = models.CharField(_("applies when"), max_length=10, choices=When, default=When.WORDS)
    words = models.CharField(_("words"), max_length=200, blank=True)
    category = models.CharField(_("category"), max_length=500, blank=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    redirect_to = models.CharField(_("redirect to"), max_length=500, blank=True)
    banner_text = models.CharField(_("banner"), max_length=200, blank=True)
    banner_link = models.CharField(_("link of the banner"), max_length=500, blank=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    updated_by = models.CharField(_("updated by"), max_length=254, blank=True)

    objects = Rows["Rule"].as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["position", "pk"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        indexes = [models.Index(fields=["store", "position"], name="rules_in_order")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        with transaction():
            super().save(*args, **options)
            note_change(self.store, "rules_version")

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction():
            note_change(self.store, "rules_version")
            return super().delete(*args, **options)

    def judge(self, picture: str, **values: object) -> bool:
        with transaction():
            note_change(self.store, "rules_version")
            return super().judge(picture, **values)


class RuleProduct(Row):
    """A product that a rule pins to a place, from 1, or hides, if it has no place.

    The SKU is kept after the product's row is deleted: the rule waits for it to come back.
    """

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="products", verbose_name=_("rule"))
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, related_name="+", verbose_name=_("product")
    )
    sku = models.CharField(_("SKU"), max_length=1100, blank=True)
    place = models.PositiveSmallIntegerField(_("place"), null=True, blank=True)

    objects = Rows["RuleProduct"].as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "product"], name="one_decision_per_rule")
        ]

    def __str__(self) -> str:
        return f"{self.rule}: {self.product or self.sku}"


class RuleBoost(Row):
    """A factor for the scores of the products that have a value; below 1 it buries them."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="boosts", verbose_name=_("rule"))
    field = models.CharField(_("field"), max_length=100, help_text=_("A facet, or in_stock."))
    value = models.CharField(_("value"), max_length=500)
    factor = models.FloatField(_("factor"), default=2.0)

    objects = Rows["RuleBoost"].as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.field} {self.value} x {self.factor:g}"


class Synonym(Row):
    """Words that a store's searches take for each other, besides the SYNONYMS setting."""

    class Kind(models.TextChoices):
        EQUAL = "equal", _("mean the same")
        ONE_WAY = "one_way", _("also find")
        STOP = "stop", _("are ignored")

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="synonyms", verbose_name=_("store")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.EQUAL)
    words = models.CharField(
        _("words"), max_length=500, help_text=_("Separated by commas: sofa, couch, settee.")
    )
    finds = models.CharField(
        _("also find"), max_length=500, blank=True, help_text=_("Only for “also find”.")
    )

    objects = Rows["Synonym"].as_manager()

    class Meta:
        ordering = ["words", "pk"]
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **options: Any) -> None:
        with transaction():
            super().save(*args, **options)
            note_change(self.store, "synonyms_version")

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction():
            note_change(self.store, "synonyms_version")
            return super().delete(*args, **options)

    @property
    def phrases(self) -> list[str]:
        """The words, without empty ones."""
        return listed(self.words)

    @property
    def found_phrases(self) -> list[str]:
        return listed(self.finds)


COMMA = re.compile(r"(?<!\d),|,(?!\d)|[،、，､﹐]")  # noqa: RUF001
"""A comma of any script. One between two digits is that of a number: "1,5 l"."""


def listed(text: str) -> list[str]:
    """Return the parts between commas, without empty ones."""
    return [part for each in COMMA.split(text) if (part := each.strip())]


def note_change(store: Store, version: str) -> None:
    """Raise the store's version, by which each process knows that it has to read rows again."""
    Store.objects.using(store._state.db).filter(pk=store.pk).update(**{version: F(version) + 1})
    store.refresh_from_db(fields=[version])


def write_rule(rule: Rule, products: Sequence[RuleProduct], boosts: Sequence[RuleBoost]) -> None:
    """Save a rule with these products and boosts instead of those that it had."""
    with transaction():
        named = Product.objects.filter(pk__in=[each.product_id for each in products])
        skus: dict[int | None, str] = dict(named.values_list("pk", "sku"))
        rule.save()
        RuleProduct.objects.filter(rule=rule).delete()
        RuleBoost.objects.filter(rule=rule).delete()
        for product in products:
            product.rule = rule
            product.sku = skus.get(product.product_id, product.sku)
        for boost in boosts:
            boost.rule = rule
        RuleProduct.objects.bulk_create(products)
        RuleBoost.objects.bulk_create(boosts)
