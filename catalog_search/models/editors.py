"""Which stores a member of staff may work on."""

from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog_search.models.databases import Row, Rows
from catalog_search.models.stores import Store

Q = TypeVar("Q", bound="models.QuerySet[Any]")

LONGEST_NAME = 254
"""Characters of a user's name that rows keep."""

OWN_STORES = "_catalog_search_own_stores"


class Editor(Row):
    """A user who works on this store. Users without such a row work on every store.

    The user is named, not referred to: users may be in another database.
    """

    store = models.ForeignKey(Store, models.CASCADE, related_name="editors")
    username = models.CharField(
        max_length=LONGEST_NAME, help_text=_("Whoever is an editor of some stores sees only those.")
    )

    objects = Rows["Editor"].as_manager()

    class Meta:
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(fields=["store", "username"], name="one_editor_per_name")
        ]
        indexes = [models.Index(fields=["username"], name="stores_of_an_editor")]

    def __str__(self) -> str:
        return self.username


def name_of(user: Any) -> str:
    """Return the user's name as rows keep it; those of a project may be numbers, or longer."""
    return str(user.get_username())[:LONGEST_NAME]


def is_allowed(user: Any, codename: str) -> bool:
    """Return whether the user is staff and has this app's permission of this codename.

    None is nobody. A project's own users may lack what the admin asks for, is_staff and has_perm.
    """
    has_perm = getattr(user, "has_perm", None)
    is_staff = bool(getattr(user, "is_staff", False))
    return is_staff and has_perm is not None and bool(has_perm(f"catalog_search.{codename}"))


def own_stores(user: Any) -> frozenset[int] | None:
    """Return the keys of the stores that the user is limited to; None: no limit.

    Superusers have none. The database is asked once per user object, that is once per request.
    """
    if getattr(user, "is_superuser", False):
        return None
    if not hasattr(user, OWN_STORES):
        rows = Editor.objects.filter(username=name_of(user))
        setattr(user, OWN_STORES, frozenset(rows.values_list("store_id", flat=True)))
    return getattr(user, OWN_STORES) or None


def visible_to(user: Any, rows: Q, path: str) -> Q:
    """Return those rows whose store, at this path of fields ("pk" of stores), the user may see."""
    stores = own_stores(user)
    return rows if stores is None else rows.filter(**{f"{path}__in": stores})


def may_see(user: Any, store: int | None) -> bool:
    """Return whether the user may work on the store with this key."""
    stores = own_stores(user)
    return stores is None or store in stores
