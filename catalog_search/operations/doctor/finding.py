"""What is wrong, what to do about it, and how it can be mended."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import DatabaseError

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError, message_of
from catalog_search.exceptions import message as _
from catalog_search.models.indexing import collections

Level = Literal["fault", "caution"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault keeps something from working now; a caution will, or costs something."""

    name: str
    """A short name that stays the same, or the id of a system check."""
    level: Level
    message: str
    remedy: str
    store: str = ""
    mend: Callable[[], str] | None = None
    """Puts it right without asking or losing anything, and returns in words what it did."""

    def as_dict(self) -> dict[str, object]:
        names = ("name", "level", "store", "message", "remedy")
        fields: dict[str, object] = {name: getattr(self, name) for name in names}
        return {**fields, "can_be_mended": self.mend is not None}


@collections.serving()
def prepare() -> str:
    """Have the index build what it lacks: payload indexes, graphs."""
    conf.get_index().prepare()
    return ""


@dataclass(frozen=True, slots=True)
class Mended:
    """A finding and what was done about it, or why that failed."""

    finding: Finding
    done: bool
    message: str


PREPARE = Finding("prepare", "caution", _("The index may lack what makes it fast."), "")


def mend(findings: Iterable[Finding]) -> list[Mended]:
    """Mend what can be mended, one after the other, then the index; a failure stops no other.

    Of the index only a failure is returned: it does not say whether it lacked anything.
    """
    mended = [mend_one(each, each.mend) for each in findings if each.mend]
    prepared = mend_one(PREPARE, prepare)
    return mended if prepared.done else [*mended, prepared]


def mend_one(finding: Finding, mending: Callable[[], str]) -> Mended:
    try:
        return Mended(finding, True, mending())
    except (CatalogSearchError, DatabaseError, OSError) as error:
        return Mended(finding, False, message_of(error))
