"""Categories that the model suggests for products, and what people decided on them."""

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog_search.models.databases import Rows
from catalog_search.models.products import Product
from catalog_search.models.stores import Store


class CategoryDecision(models.Model):
    """What a person decided at once on one or many products. It can be undone as a whole."""

    class Action(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        CHOSEN = "chosen", _("chosen")

    class Request(models.TextChoices):
        CARRY_OUT = "carry_out", _("carry out")
        UNDO = "undo", _("undo")

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="category_decisions", verbose_name=_("store")
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    category = models.CharField(
        _("category"),
        max_length=500,
        blank=True,
        help_text=_("Empty if the products have different ones."),
    )
    about = models.CharField(
        _("about"),
        max_length=300,
        blank=True,
        help_text=_("The product's title, or the filter that was used."),
    )
    count = models.PositiveIntegerField(_("products"), default=0)
    by = models.CharField(_("by"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    undone_by = models.CharField(_("undone by"), max_length=200, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone = models.PositiveIntegerField(
        _("undone"),
        default=0,
        help_text=_("Products that it was undone for; the others had changed since."),
    )
    requested = models.CharField(
        _("requested"),
        max_length=10,
        choices=Request,
        blank=True,
        help_text=_("What the next indexing run is to do; see categories/requests.py."),
    )
    filters = models.JSONField(
        _("filters"), default=dict, help_text=_("Which suggestions are to be decided on.")
    )

    objects = Rows["CategoryDecision"].as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["store", "id"], name="decisions_of_a_store"),
            models.Index(fields=["requested"], name="decisions_requested"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.category or self.about}"


class CategorySuggestion(models.Model):
    """A category that the model suggests for a product, and a person's decision on it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        CORRECTED = "corrected", _("corrected")

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="suggestions", editable=False, verbose_name=_("store")
    )
    product = models.OneToOneField(
        Product, models.CASCADE, related_name="suggestion", verbose_name=_("product")
    )
    category = models.CharField(
        _("category"), max_length=500, help_text=_("As suggested, or as a person chose it instead.")
    )
    confidence = models.FloatField(
        _("confidence"), help_text=_("How probably it is right, from 0 to 1.")
    )
    choices = models.JSONField(
        _("choices"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("The first choices with their reasons; see categories/predictions.py."),
    )
    impact = models.FloatField(
        _("impact"),
        default=1,
        editable=False,
        help_text=_("How much the product is opened from results; see categories/queue.py."),
    )
    # In the database, so that a queue of any length is read in order from an index.
    priority = models.GeneratedField(  # type: ignore[attr-defined,unused-ignore]
        verbose_name=_("priority"),
        expression=F("confidence") * F("impact"),
        output_field=models.FloatField(),
        db_persist=True,
    )
    model_id = models.CharField(_("model ID"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decision = models.ForeignKey(
        CategoryDecision,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="suggestions",
        verbose_name=_("decision"),
    )
    decided_by = models.CharField(_("decided by"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    instead_of = models.CharField(
        _("instead of"),
        max_length=500,
        blank=True,
        help_text=_("What was suggested where a person chose another."),
    )
    previous_category = models.CharField(_("previous category"), max_length=500, blank=True)
    previous_chosen_by = models.CharField(
        _("previous chosen by"), max_length=10, choices=Product.ChosenBy, blank=True
    )
    rejected = models.JSONField(
        _("rejected"),
        default=list,
        blank=True,
        help_text=_("Categories that a person has rejected."),
    )

    objects = Rows["CategorySuggestion"].as_manager()

    class Meta:
        verbose_name = _("category suggestion")
        verbose_name_plural = _("category suggestions")
        ordering = ["-confidence"]
        indexes = [
            models.Index(fields=["store", "state", "priority", "id"], name="suggestions_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.category}"

    def save(self, *args: Any, **options: Any) -> None:
        if self.store_id is None:
            self.store = self.product.store
        super().save(*args, **options)
