"""The options of an export, and its report."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from catalog_search.workshop.export.agreement import Agreement

MODEL, FP32, INT8 = "model", "fp32", "int8"


@dataclass(frozen=True, slots=True)
class Order:
    """The options of an export."""

    model: str
    """A hub id, or a directory that sentence-transformers can load."""
    out: Path
    int8: bool = True
    photos: int = 200
    """Maximum number of the store's photos to measure on."""
    max_drop: float = 0.01
    """int8 is refused if it loses a larger share of right answers."""
    force: bool = False


@dataclass(slots=True)
class ExportReport:
    """What was written, and measurements of the original model, fp32 and int8."""

    model: str
    out: str
    written: str = FP32
    model_id: str = ""
    dimension: int = 0
    photos: int = 0
    not_measured: str = ""
    """Why agreement was not measured; "" if it was."""
    int8_refused: str = ""
    """Why a requested int8 model was not written; "" otherwise."""
    int8_drop: float | None = None
    """Share of the original model's right answers that int8 loses."""
    megabytes: dict[str, float] = field(default_factory=dict)
    agreement: dict[str, Agreement] = field(default_factory=dict)
    photos_per_second: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
