"""What an indexing run did, and where its time went."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field


@dataclass
class IndexingReport:
    """What a run did, in photos, and where its time went, in seconds by stage."""

    indexed: int = 0
    """Encoded from their bytes."""
    refreshed: int = 0
    """Only words or filters had changed: the stored photo vector was kept."""
    blocked: int = 0
    failed: int = 0
    """Failed attempts; a photo has a few before it is quarantined."""
    quarantined: int = 0
    gone: int = 0
    deleted: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.indexed + self.refreshed + self.blocked + self.quarantined + self.gone

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.perf_counter() - start
