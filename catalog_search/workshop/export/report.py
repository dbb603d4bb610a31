"""What is asked of an export, and what came of it."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from catalog_search.workshop.export.agreement import Agreement

MODEL, FP32, INT8 = "model", "fp32", "int8"


@dataclass(frozen=True, slots=True)
class Order:
    """What to export, and how."""

    model: str
    """A hub id, or a directory that sentence-transformers opens."""
    out: Path
    int8: bool = True
    photos: int = 200
    """How many of the store's photos to measure on, at most."""
    max_drop: float = 0.01
    """int8 is refused where a larger share of right answers is lost."""
    force: bool = False


@dataclass(slots=True)
class ExportReport:
    """What was written, and what was measured of the model itself, of fp32 and of int8."""

    model: str
    out: str
    written: str = FP32
    model_id: str = ""
    dimension: int = 0
    photos: int = 0
    not_measured: str = ""
    """Why there is no agreement; "" where there is."""
    int8_refused: str = ""
    """Why int8 was wanted and not written; "" otherwise."""
    int8_drop: float | None = None
    """Share of the model's right answers that int8 loses."""
    megabytes: dict[str, float] = field(default_factory=dict)
    agreement: dict[str, Agreement] = field(default_factory=dict)
    photos_per_second: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
