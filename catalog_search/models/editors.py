"""Which stores a member of staff may work on."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog_search.models.databases import Row, Rows
from catalog_search.models.side_notes import side_note
from catalog_search.models.stores import Store

Q = TypeVar("Q", bound="models.QuerySet[Any]")

LONGEST_NAME = 254
"""Characters of a user's name that rows keep."""

OWN_STORES = "_catalog_search_own_stores"


class Editor(Row):
    """A user who works on this store. Users without such a row work on every store.

    The user is named, not referred to: users may be in another database. The key beside the name
    keeps the row theirs under another name. A row whose store is gone still limits its user.
    """

    store = models.ForeignKey(Store, models.SET_NULL, null=True, related_name="editors")
    username = models.CharField(
        max_length=LONGEST_NAME, help_text=_("Whoever is an editor of some stores sees only those.")
    )
    user_key = models.CharField(
        max_length=LONGEST_NAME,
        default="",
        editable=False,
        help_text=_("The user's primary key, as text; empty until it is known."),
    )

    objects = Rows["Editor"].as_manager()

    class Meta:
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(fields=["store", "username"], name="one_editor_per_name")
        ]
        indexes = [
            models.Index(fields=["username"], name="stores_of_an_editor"),
            models.Index(fields=["user_key"], name="stores_of_a_user"),
        ]

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **options: Any) -> None:
        """Save the row as the user's who has this name now."""
        same = Editor.objects.using(self._state.db).filter(pk=self.pk)
        if not self.user_key or same.exclude(username=self.username).exists():
            self.user_key = key_of(user_called(self.username))
        super().save(*args, **options)
        if self.store_id and self.user_key:
            # With a store again, the row of one that is gone has nothing left to limit.
            of_none = Editor.objects.using(self._state.db).filter(store=None)
            of_none.filter(user_key=self.user_key).delete()

    @property
    def user(self) -> Any:
        """The user, under whichever name; None if there is no such user any more."""
        if not self.user_key:
            return user_called(self.username)
        return user_with(pk=self.user_key) or user_called(self.username)


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


def user_called(name: str) -> Any:
    """Return the user with this name, None if there is none."""
    try:
        return user_with(**{get_user_model().USERNAME_FIELD: name})
    except ImproperlyConfigured:  # A project without users.
        return None


def user_with(**fields: object) -> Any:
    try:
        return get_user_model()._default_manager.filter(**fields).first()
    except (TypeError, ValueError, ValidationError, OverflowError, ImproperlyConfigured):
        return None  # Names and keys may be numbers.


def key_of(user: Any) -> str:
    """Return the user's primary key as rows keep it, "" if there is none."""
    key = getattr(user, "pk", None)
    return "" if key is None else str(key)[:LONGEST_NAME]


def own_stores(user: Any) -> frozenset[int] | None:
    """Return the keys of the stores that the user is limited to; None: no limit.

    Superusers have none. An editor of stores that are gone is limited to none. The database is
    asked once per user object, that is once per request.
    """
    if getattr(user, "is_superuser", False):
        return None
    if not hasattr(user, OWN_STORES):
        rows = rows_of(user)
        stores = frozenset(row.store_id for row in rows if row.store_id is not None)
        setattr(user, OWN_STORES, stores if rows else None)
    limit: frozenset[int] | None = getattr(user, OWN_STORES)
    return limit


def rows_of(user: Any) -> list[Editor]:
    """Return the rows that make the user an editor; they know the user's key from now on.

    A row with the key of somebody else is theirs, whatever it is called, as long as they exist.
    """
    key, name = key_of(user), name_of(user)
    own = models.Q(user_key=key) & ~models.Q(user_key="")
    named = Editor.objects.filter(models.Q(username=name) | own)
    rows = [
        row
        for row in named
        if row.user_key in ("", key) or not key or user_with(pk=row.user_key) is None
    ]
    taken = {row.store_id for row in named if row.username == name}
    renamed = [row for row in rows if row.username != name and row.store_id not in taken]
    changed = {*renamed, *(row for row in rows if row.user_key != key)}
    if key and changed:
        side_note("Editors could not be noted", lambda: note(changed, key, name))
    return rows


def note(rows: Iterable[Editor], key: str, name: str) -> None:
    """Write the user's key and present name into the rows."""
    for row in rows:
        same = Editor.objects.filter(store=row.store_id, username=name).exclude(pk=row.pk)
        known = {"user_key": key} if same.exists() else {"user_key": key, "username": name}
        Editor.objects.filter(pk=row.pk).update(**known)


def follow_names(rows: Iterable[Editor]) -> None:
    """Write into the rows of users who have got another name what they are called now."""
    for row in rows:
        user = user_with(pk=row.user_key) if row.user_key else None
        if user is not None and name_of(user) != row.username:
            note([row], row.user_key, name_of(user))


def orphans() -> list[Editor]:
    """Return the rows that name nobody, and those whose store is gone."""
    rows = Editor.objects.select_related("store")
    return [row for row in rows if row.store_id is None or row.user is None]


def visible_to(user: Any, rows: Q, path: str) -> Q:
    """Return those rows whose store, at this path of fields ("pk" of stores), the user may see."""
    stores = own_stores(user)
    return rows if stores is None else rows.filter(**{f"{path}__in": stores})


def may_see(user: Any, store: int | None) -> bool:
    """Return whether the user may work on the store with this key."""
    stores = own_stores(user)
    return stores is None or store in stores
