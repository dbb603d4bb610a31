"""Moderation: a store's policies, the pictures that they block, and what people decided."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog_search.exceptions import gettext_noop, message, translated
from catalog_search.models.catalogue.photos import Photo
from catalog_search.models.catalogue.pictures import UploadedPicture, may_be_shown
from catalog_search.models.databases import Row, Rows, transaction
from catalog_search.models.fields import with_its_owner
from catalog_search.models.merchandising.looks import Look
from catalog_search.models.merchandising.rules import Rule
from catalog_search.models.stores import Store

UNSCORED = message(gettext_noop("photos that cannot be scored"))
UNCLASSIFIED = message(gettext_noop("photos that the classifier has not seen"))
"""Names that stand in the place of a policy's, where no policy could be asked."""


def policy_label(name: str) -> str:
    """Return the policy's name, as it is shown; merchants' own names stay as they are."""
    return translated(name) if name in (UNSCORED, UNCLASSIFIED) else name


class Policy(Row):
    """A moderation rule: pictures that match its words are blocked.

    Saving or deleting one raises the store's `policy_version`: pictures that were judged under a
    lower version are judged again by the next indexing run.
    """

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="policies", verbose_name=_("store")
    )
    name = models.CharField(_("name"), max_length=200)
    words = models.CharField(
        _("words"),
        max_length=500,
        blank=True,
        help_text=_("What the photos show, for example: a gun or a knife"),
    )
    label = models.CharField(
        _("label"),
        max_length=100,
        blank=True,
        help_text=_("Instead of words: what the classifier of the settings must see."),
    )
    threshold = models.FloatField(
        _("threshold"),
        default=0.5,
        help_text=_(
            "Block photos from this score on, from 0 to 1. A photo scores one half when it stands "
            "out from the store's own as one in some thousand of them does."
        ),
    )
    enabled = models.BooleanField(_("enabled"), default=True)
    baseline = models.JSONField(
        _("baseline"),
        default=dict,
        editable=False,
        help_text=_("How the store's own photos score; see indexing/moderation/scores.py."),
    )
    direction = models.BinaryField(
        _("direction"),
        default=bytes,
        help_text=_("float32 [d]: what its examples taught; empty without any."),
    )

    objects = Rows["Policy"].as_manager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("policy")
        ordering = ["name"]
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(fields=["store", "name"], name="one_policy_per_name")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        with transaction():
            super().save(*args, **options)
            raise_version(self.store_id, self._state.db)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction():
            raise_version(self.store_id, self._state.db)
            return super().delete(*args, **options)

    def clean(self) -> None:
        """Refuse a policy with neither words nor label, or both, and a second of one name.

        Raises ValidationError.
        """
        problems = {}
        if (self.words and self.label) or not any(map(str.isalnum, self.words or self.label)):
            problems["words"] = _("Write words, or choose a label: one of both.")
        others = Policy.objects.filter(store=self.store_id).exclude(pk=self.pk)
        names = {name.casefold() for name in others.values_list("name", flat=True)}
        if self.name.casefold() in names:
            problems["name"] = _("The store has a policy of this name.")
        if problems:
            raise ValidationError(problems)


def raise_version(store: int, using: str | None = None) -> None:
    """Have all pictures of the store with this key judged again."""
    Store.objects.using(using).filter(pk=store).update(policy_version=F("policy_version") + 1)


def has_policies(store: int) -> bool:
    """Return whether pictures of the store with this key must be judged before they are shown."""
    return Policy.objects.filter(store=store, enabled__in=[True]).exists()


def shown_looks(store: Store) -> "models.QuerySet[Look]":
    """Return the looks that shoppers may see, in the merchant's order."""
    return may_be_shown(store.looks.filter(published=True), has_policies=has_policies(store.pk))


class Review(Row):
    """A picture that moderation blocked, or a person did, and what a person decided about it.

    It keeps the picture's vector, because a blocked picture has none in the index: policies are
    tried on it and learn from it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("not decided")
        BLOCKED = "blocked", _("blocked")
        ALLOWED = "allowed", _("allowed")

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="reviews", verbose_name=_("store")
    )
    photo = models.OneToOneField(
        Photo, with_its_owner, null=True, related_name="review", verbose_name=_("photo")
    )
    look = models.OneToOneField(
        Look, with_its_owner, null=True, related_name="review", verbose_name=_("look")
    )
    rule = models.OneToOneField(
        Rule, with_its_owner, null=True, related_name="review", verbose_name=_("rule")
    )
    version = models.CharField(
        _("version"),
        max_length=200,
        help_text=_("ETag of the photo, or file name of the picture of a look or a banner."),
    )
    policy = models.ForeignKey(
        Policy, models.SET_NULL, null=True, related_name="reviews", verbose_name=_("policy")
    )
    policy_name = models.CharField(_("policy name"), max_length=200)
    score = models.FloatField(_("score"), default=0)
    model_id = models.CharField(_("model ID"), max_length=200, blank=True)
    vector = models.BinaryField(
        _("vector"), default=bytes, help_text=_("float32 [d], of length 1.")
    )
    opinion = models.JSONField(
        _("second opinion"),
        default=dict,
        help_text=_("Probability of each label of the classifier, if there is one."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=254, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = Rows["Review"].as_manager()

    class Meta:
        base_manager_name = "objects"
        verbose_name_plural = _("moderation reviews")
        ordering = ["-score", "-pk"]
        verbose_name = _("moderation review")
        constraints = [
            models.CheckConstraint(
                condition=Q(photo__isnull=False, look=None, rule=None)
                | Q(photo=None, look__isnull=False, rule=None)
                | Q(photo=None, look=None, rule__isnull=False),
                name="review_of_one_picture",
            )
        ]
        indexes = [
            models.Index(fields=["store", "state", "-score", "-id"], name="moderation_queue"),
            models.Index(fields=["policy", "state", "-decided_at"], name="policy_examples"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def policy_label(self) -> str:
        """Name of the policy, for people."""
        return policy_label(self.policy_name)

    @property
    def title(self) -> str:
        """What the picture shows, in the merchant's words."""
        return str(self.photo.product if self.photo else self.upload or "")

    @property
    def upload(self) -> UploadedPicture | None:
        """The look, or the rule with a banner, whose picture it is; None for a photo."""
        return self.look or self.rule

    @property
    def percentages(self) -> list[tuple[str, int]]:
        """What the classifier says of the picture: labels, and how probable they are in percent."""
        return [(label, round(100 * share)) for label, share in self.opinion.items()]

    @property
    def is_current(self) -> bool:
        """Whether the picture is still the one that was reviewed."""
        version = self.photo.etag if self.photo else getattr(self.upload, "picture", None)
        return bool(version == self.version)
