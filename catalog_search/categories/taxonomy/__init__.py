"""Add the categories of a taxonomy's file to a store.

A file that is wrong adds nothing; the error names the first line that cannot be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from catalog_search.categories.taxonomy.files import STYLES, Reading
from catalog_search.categories.taxonomy.lines import MOST, LevelsOf, Path, at_arrows, numbered
from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.exceptions import message as _
from catalog_search.models import CATEGORY_SEPARATOR, Category, Store, databases
from catalog_search.models.numbers import grouped
from catalog_search.text.cleaning import one_line

__all__ = ["MOST", "STYLES", "Imported", "import_taxonomy"]

LONGEST = 500
"""Characters of a path."""
BATCH = 1000
"""Categories written in one transaction."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do."""

    categories: int
    """Categories of the file."""
    new: int
    """Number of categories that the store did not have."""


def import_taxonomy(
    store: Store,
    lines: Iterable[str],
    style: str,
    *,
    below: str = "",
    dry_run: bool = False,
    is_table: bool = False,
    levels_of: LevelsOf = at_arrows,
) -> Imported:
    """Add the categories of a file to the store; those that it has already stay as they are.

    `style` is one of STYLES. With `below`, only this category and those below it are taken. A new
    category is described to the model by its path until somebody writes it a prompt. `is_table`
    says that the file is CSV by its name, so that its first line names the columns. `levels_of`
    reads the paths of a shop's own file.
    Raises InvalidTaxonomy; then nothing was added.
    """
    below = CATEGORY_SEPARATOR.join(filter(None, map(one_line, below.split(">"))))
    paths = checked(STYLES[style](numbered(lines), Reading(levels_of, is_table)), below)
    existing = set(store.categories.values_list("path", flat=True))
    new = [path for path in paths if path not in existing]
    for start in () if dry_run else range(0, len(new), BATCH):
        add(store, new[start : start + BATCH])
    return Imported(len(paths), len(new))


@databases.transaction()
def add(store: Store, paths: list[str]) -> None:
    rows = [Category(store=store, path=path) for path in paths]
    Category.objects.bulk_create(rows, ignore_conflicts=True)


def checked(paths: Iterable[Path], below: str) -> list[str]:
    """Return the paths in the file's order. Raises InvalidTaxonomy."""
    first: dict[str, int] = {}
    inside = f"{below}{CATEGORY_SEPARATOR}"
    for number, path in paths:
        if len(path) > LONGEST:
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s: the path is longer than %(longest)s characters.",
                    number=number,
                    longest=LONGEST,
                )
            )
        if path in first:
            raise InvalidTaxonomy(
                _(
                    "Line %(number)s: %(path)r is on line %(first)s already.",
                    number=number,
                    path=path,
                    first=first[path],
                )
            )
        if not below or path == below or path.startswith(inside):
            first[path] = number
        if len(first) > MOST:
            raise InvalidTaxonomy(
                _(
                    "The file has more than %(most)s categories. Take the part that the "
                    "store sells with --below, or divide the file.",
                    most=grouped(MOST),
                )
            )
    if not first:
        if below:
            raise InvalidTaxonomy(_("The file has no category below %(path)r.", path=below))
        raise InvalidTaxonomy(_("The file has no category."))
    return list(first)
