"""The problems of a run that are stored: some of each kind, and those of whole files first."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any

from catalog_search.exceptions import Message, message, read_message
from catalog_search.exceptions import message as _
from catalog_search.text.cleaning import storable
from catalog_search.types import Problem

MAX_PROBLEMS = 100
ENOUGH = 10
"""Problems of one kind that never take the place of others."""

Entry = dict[str, Any]
"""Where the problem is, its line and its reason."""


class ProblemList:
    """A list of at most `most` problems. Where it is full, the commonest kind makes room.

    So many alike problems of one file do not hide that another file was not read.
    """

    def __init__(self, entries: list[Entry], most: int = MAX_PROBLEMS) -> None:
        """Add to `entries`. Those that are there already stay as they are."""
        self.entries, self.most = entries, most
        self.kinds: list[Hashable] = [None] * len(entries)
        """The kind of each entry."""
        self.listed: Counter[Hashable] = Counter()
        self.counted: Counter[Hashable] = Counter()
        self.of_files = 0
        """How many of the first entries are of whole files."""

    def add(self, entry: Entry, kind: Hashable, *, of_file: bool = False) -> None:
        """List the entry if there is room for it; one of a whole file stands before all others."""
        if self.has_room(kind) or (of_file and self.drop_last()):
            place = self.of_files if of_file else len(self.entries)
            self.entries.insert(place, entry)
            self.kinds.insert(place, kind)
            self.of_files += of_file
            self.listed[kind] += 1
        if kind in self.listed:
            self.counted[kind] += 1

    def has_room(self, kind: Hashable) -> bool:
        """Return whether one more of this kind can be listed, in place of another if need be."""
        if len(self.entries) < self.most:
            return True
        if self.listed[kind] >= ENOUGH:
            return False
        commonest, count = self.listed.most_common(1)[0]
        if count <= self.listed[kind] + 1:
            return False
        self.drop(len(self.kinds) - 1 - self.kinds[::-1].index(commonest))
        return True

    def drop_last(self) -> bool:
        """Drop the last entry that is not of a whole file; return whether there was one."""
        has_other = self.of_files < len(self.entries)
        if has_other:
            self.drop(len(self.entries) - 1)
        return has_other

    def drop(self, place: int) -> None:
        self.listed[self.kinds.pop(place)] -= 1
        self.entries.pop(place)
        self.of_files -= place < self.of_files

    def tell_unlisted(self) -> None:
        """Say in the last entry of each kind how many more there are that are not listed."""
        unlisted = self.counted - self.listed
        for place in reversed(range(len(self.entries))):
            if count := unlisted.pop(self.kinds[place], 0):
                told = read_message(self.entries[place]["reason"])
                reason = _("%(told)s (And %(count)s more like it.)", told=told, count=count)
                self.entries[place]["reason"] = reason.stored


def entry_of(problem: Problem) -> Entry:
    """Return what is stored of a problem."""
    reason = problem.reason
    if not isinstance(reason, Message):
        reason = message(storable(reason))
    return {"where": storable(problem.where), "line": problem.line, "reason": reason.stored}


def kind_of(where: str, line: int | None, reason: str) -> Hashable:
    """Return what problems have in common that are alike: their file, and the form of the reason.

    Problems without a line are of one file each.
    """
    return ("" if line is None else where, forms(reason))


def forms(reason: str) -> tuple[str, ...]:
    """Return the reason without its values, and those in it that are messages themselves."""
    if not isinstance(reason, Message):
        return (reason,)
    inner = (forms(value) for value in reason.values.values() if isinstance(value, Message))
    return (reason.msgid, *(form for each in inner for form in each))


def is_of_file(problem: Problem) -> bool:
    """Return whether the problem is that a whole file, or the rest of one, was not read."""
    return problem.product_lost and (problem.line is None or problem.passing)


def first_of_each(entries: Iterable[Entry], most: int) -> list[Entry]:
    """Return at most as many of a run's stored problems, some of each kind."""
    few = ProblemList([], most)
    for entry in entries:
        reason = entry["reason"]
        told = reason if isinstance(reason, Message) else read_message(reason)
        few.add(entry, kind_of(entry["where"], entry["line"], told))
    return few.entries
