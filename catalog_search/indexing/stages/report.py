"""The report of an indexing run."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from catalog_search.telemetry import span


@dataclass
class IndexingReport:
    """How many photos a run handled, by outcome, and the seconds spent in each stage.

    Stages overlap, so their seconds add up to more than the run took, which is "all". "read and
    decode" is the time of several threads together. The stage whose seconds come near "all" is
    what the run waited for.
    """

    indexed: int = 0
    """Photos that were read and encoded."""
    refreshed: int = 0
    """Only words or filters changed, so the stored photo vector was reused."""
    blocked: int = 0
    failed: int = 0
    """Failed attempts. A photo that is refused is quarantined after MAX_ATTEMPTS of them."""
    postponed: int = 0
    """How many of them may have good photos: a later run reads them."""
    quarantined: int = 0
    gone: int = 0
    """No longer in the source."""
    problem: str = ""
    """Why the first of those that are postponed could not be read."""
    adopted: int = 0
    """Found in the index already: a collection that was switched to or restored has them."""
    deleted: int = 0
    """Points deleted because their rows are gone."""
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Photos that are done; failed attempts that will be repeated are not included."""
        return self.indexed + self.refreshed + self.blocked + self.quarantined + self.gone

    def outcomes(self) -> dict[str, int]:
        """Return how many photos had each outcome."""
        names = ("indexed", "refreshed", "blocked", "failed", "quarantined", "gone")
        return {name: getattr(self, name) for name in names}

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent in the with block to this stage."""
        start = time.perf_counter()
        try:
            with span("indexing" if name == "all" else f"indexing {name}"):
                yield
        finally:
            self.add_seconds(name, time.perf_counter() - start)

    def add_seconds(self, name: str, seconds: float) -> None:
        self.seconds[name] = self.seconds.get(name, 0) + seconds
