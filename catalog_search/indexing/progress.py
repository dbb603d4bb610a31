"""How far a store's indexing is: photos by state, what waits, how fast, how long still."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from catalog_search.models import IndexingRun, Photo, PointToDelete, Store

RETRIED = Q(attempts__gt=0) | Q(failed_reads__gt=0)
"""The condition that a photo that is behind failed before."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of one store's photos, and its indexing run if one is under way."""

    by_state: dict[str, int]
    """Photos by Photo.State, including states without photos."""
    waiting: int
    """Photos whose points are not what their rows say."""
    retried: int
    """How many of them failed and will be tried again."""
    to_delete: int
    """Points of deleted photos, of all stores, that the next run deletes."""
    run: IndexingRun | None

    @property
    def photos(self) -> int:
        return sum(self.by_state.values())

    @property
    def share(self) -> float:
        """Share of the photos that are not waiting; 1 for a store without photos."""
        return 1 - min(self.waiting / self.photos, 1) if self.photos else 1.0

    @property
    def time_left(self) -> timedelta | None:
        """How long the rest takes at the run's speed; None without a run or a speed."""
        speed = self.run.per_minute if self.run else None
        return timedelta(minutes=self.waiting / speed) if speed and self.waiting else None


def progress_of(store: Store) -> Progress:
    """Return how far the store's indexing is."""
    counts = store.photos.order_by().values_list("state").annotate(Count("pk"))
    behind = Photo.objects.filter(store=store, behind=1)
    latest = IndexingRun.objects.filter(store=store).first()
    return Progress(
        by_state={**dict.fromkeys(Photo.State.values, 0), **dict(counts)},
        waiting=behind.count(),
        retried=behind.filter(RETRIED).count(),
        to_delete=PointToDelete.objects.count(),
        run=latest if latest and latest.is_running else None,
    )
