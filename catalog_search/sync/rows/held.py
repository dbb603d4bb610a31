"""New photos and products whose name cannot be read now wait for a later sync.

A passing error would else sell them under a file name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from catalog_search.exceptions import message as _
from catalog_search.models import Photo, Store
from catalog_search.types import Problem, StoredPhoto


@dataclass
class Held:
    """New photos and products that one sync holds back."""

    manifest: bool = False
    """A manifest could not be read for the moment: it may name any photo."""
    count: int = 0
    first: str = ""
    """The first of them: a photo's key or a SKU."""

    def without(
        self,
        store: Store,
        listed: Sequence[StoredPhoto],
        untitled: Iterable[str],
        titles: Mapping[str, str | None],
    ) -> list[StoredPhoto]:
        """Return the photos but for new ones of `untitled` whose title is not to be had now."""
        held = {key for key in untitled if self.manifest or titles.get(key, "") is None}
        if held:
            rows = Photo.objects.filter(store=store).with_keys(held)
            held.difference_update(rows.values_list("key", flat=True))
        self.add(sorted(held))
        return [photo for photo in listed if photo.key not in held]

    def add(self, names: Sequence[str]) -> None:
        self.count += len(names)
        self.first = self.first or next(iter(names), "")

    def problems(self) -> list[Problem]:
        """Return a problem that says how many wait, if any do."""
        if not self.count:
            return []
        reason = _(
            "%(count)s new photos or products wait for the next sync, because what names them "
            "cannot be read.",
            count=self.count,
        )
        return [Problem(self.first, reason)]
