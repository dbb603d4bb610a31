"""Pictures that a merchant uploads, and what moderation says of each."""

from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from catalog_search.models.databases import Row, Rows
from catalog_search.models.stores import Store

U = TypeVar("U", bound="UploadedPicture")


class UploadedPicture(Row):
    """A row with a picture of its own, which shoppers see once the store's policies let it through.

    The picture is re-encoded without metadata and kept in the default storage. Its file name is a
    digest of its bytes, so a URL always shows the same picture.
    """

    folder: ClassVar[str]
    """Folder of the storage for pictures of these rows."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="%(class)ss", verbose_name=_("store")
    )
    picture = models.CharField(_("picture"), max_length=200, blank=True, editable=False)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    allowed_picture = models.CharField(
        _("allowed picture"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("The picture that moderation, or a person, let through."),
    )
    blocked_picture = models.CharField(
        _("blocked picture"),
        max_length=200,
        blank=True,
        editable=False,
        help_text=_("The picture that moderation, or a person, blocked."),
    )
    policy_version = models.PositiveIntegerField(_("policy version"), default=0, editable=False)

    class Meta:
        abstract = True

    def judge(self, picture: str, **values: object) -> bool:
        """Write what moderation says of this picture; return whether it is still the row's."""
        rows: Rows[UploadedPicture] = Rows(type(self), using=self._state.db)
        rows = rows.filter(pk=self.pk, picture=picture)
        return bool(rows.update(**values))


def may_be_shown(rows: "models.QuerySet[U]", *, has_policies: bool) -> "models.QuerySet[U]":
    """Return the rows whose picture shoppers may see.

    Where the store has policies, a picture is shown once it was judged.
    """
    rows = rows.exclude(picture="").exclude(blocked_picture=F("picture"))
    return rows.filter(allowed_picture=F("picture")) if has_policies else rows
