"""The options of a training, and its report."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from catalog_search.workshop.finetuning.verdict import Row

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, the amount done, and the total."""


def silent(what: str, done: int, total: int) -> None:
    """Ignore progress reports."""


@dataclass(frozen=True, slots=True)
class Order:
    """The options of a training."""

    out: Path
    work: Path
    """Folder of vectors and checkpoints, deleted after a successful training."""
    whole: bool = False
    """Train the model itself instead of adapters."""
    hold_out: tuple[str, str] | None = None
    """Name and value of an attribute; products that have it are left out."""
    epochs: int = 30
    patience: int = 5
    """Stop after this many epochs without a gain on the validation part."""
    views: int = 1
    """Distorted versions made of each photo."""
    batch: int = 512
    """Pairs per batch; at most 64 for a whole model."""
    rate: float | None = None
    """Learning rate; None means the default for adapters or for whole models."""
    seed: int = 0
    force: bool = False


@dataclass(slots=True)
class TrainReport:
    """The data of a training, its effect, and the location of the new model."""

    model: str
    """The running model's id."""
    out: str
    installed: bool = False
    refused: str = ""
    """Why the trained model was not written; "" if it was."""
    model_id: str = ""
    """The trained model's id as the settings will load it."""
    encoder: dict[str, Any] = field(default_factory=dict)
    """The value of CATALOG_SEARCH['ENCODER'] for the trained model."""
    products: dict[str, int] = field(default_factory=dict)
    """Number of products by part: train, validation, test."""
    photos: int = 0
    photos_missing: int = 0
    """Unreadable photos, which were left out."""
    texts: int = 0
    said: dict[str, int] = field(default_factory=dict)
    """Number of texts by source: titles, phrases, decisions, clicks."""
    epochs: int = 0
    best_epoch: int = 0
    strength: float = 0.0
    """Share of the learned change that is applied, chosen on the validation part."""
    rows: list[Row] = field(default_factory=list)
    """Measures on the test part before and after."""
    cpu_seconds: float = 0.0
    """Processor time of all processes, including interrupted ones."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
