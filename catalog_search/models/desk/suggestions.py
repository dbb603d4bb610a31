"""Categories and attributes that the model suggests, and what people decided on them."""

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog_search.models.catalogue.products import Product
from catalog_search.models.databases import Row, Rows
from catalog_search.models.stores import Store

NAME_LENGTH, VALUE_LENGTH = 50, 100
"""Characters of an attribute's name, and of each of its values."""


def told_of(attribute: str, value: str) -> str:
    return f"{attribute}: {value}" if attribute and value else attribute or value


class CategoryDecision(Row):
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
    attribute = models.CharField(
        _("attribute"),
        max_length=NAME_LENGTH,
        blank=True,
        help_text=_("What was decided on; empty for the category."),
    )
    category = models.CharField(
        _("category"),
        max_length=500,
        blank=True,
        help_text=_("Or the attribute's value. Empty if the products have different ones."),
    )
    about = models.CharField(
        _("about"),
        max_length=300,
        blank=True,
        help_text=_("The product's title, or the filter that was used."),
    )
    count = models.PositiveIntegerField(_("products"), default=0)
    by = models.CharField(_("by"), max_length=254, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    undone_by = models.CharField(_("undone by"), max_length=254, blank=True)
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
        base_manager_name = "objects"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["store", "id"], name="decisions_of_a_store"),
            models.Index(fields=["requested"], name="decisions_requested"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.what or self.about}"

    @property
    def what(self) -> str:
        """What was decided: a category, or an attribute with its value; "" for several."""
        return told_of(self.attribute, self.category)


class CategorySuggestion(Row):
    """A category that the model suggests for a product, and a person's decision on it.

    Or the value of a declared attribute. An attribute that may have several values has a row for
    each: whether the product has this one is a question of its own.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        CORRECTED = "corrected", _("corrected")

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="suggestions", editable=False, verbose_name=_("store")
    )
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="suggestions", verbose_name=_("product")
    )
    attribute = models.CharField(
        _("attribute"),
        max_length=NAME_LENGTH,
        blank=True,
        editable=False,
        help_text=_("The declared attribute that it is about; empty for the category."),
    )
    asked = models.CharField(
        _("asked"),
        max_length=VALUE_LENGTH,
        blank=True,
        editable=False,
        help_text=_("The value that it is about where an attribute may have several; else empty."),
    )
    category = models.CharField(
        _("category"),
        max_length=500,
        help_text=_("Or the value; as suggested, or as a person chose it instead."),
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
    decided_by = models.CharField(_("decided by"), max_length=254, blank=True)
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
        help_text=_("Categories, or values, that a person has rejected."),
    )
    earlier = models.JSONField(
        default=list,
        editable=False,
        help_text="What was decided before `decision`, the last at the end; an undo restores it.",
    )

    objects = Rows["CategorySuggestion"].as_manager()

    class Meta:
        verbose_name = _("category suggestion")
        verbose_name_plural = _("category suggestions")
        ordering = ["-confidence"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "attribute", "asked"], name="one_suggestion_per_question"
            )
        ]
        indexes = [
            models.Index(fields=["store", "state", "priority", "id"], name="suggestions_in_order"),
            models.Index(
                fields=["store", "state", "attribute", "priority", "id"],
                name="suggestions_of_one_kind",
            ),
            # The latest products whose value of an attribute a person decided on.
            models.Index(
                fields=["store", "attribute", "category", "state", "id"], name="latest_with_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.what}"

    def save(self, *args: Any, **options: Any) -> None:
        if self.store_id is None:
            self.store = self.product.store
        super().save(*args, **options)

    @property
    def what(self) -> str:
        """What is suggested: a category, or an attribute with its value."""
        return told_of(self.attribute, self.category)
