"""What is asked of a training, and what came of it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from catalog_search.workshop.finetuning.verdict import Row

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""


def silent(what: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to train, on what, and for how long."""

    out: Path
    work: Path
    """Where vectors and checkpoints are kept until the training ends."""
    whole: bool = False
    """Train the model itself instead of adapters behind it."""
    hold_out: tuple[str, str] | None = None
    """Name and value of an attribute: products that have it take no part."""
    epochs: int = 30
    patience: int = 5
    """Epochs without a gain on the validation part after which to stop."""
    views: int = 1
    """Spoiled pictures made of each photo."""
    batch: int = 512
    """Pairs contrasted at once; of a whole model at most 64."""
    rate: float | None = None
    """Learning rate; None takes that of adapters, or of whole models."""
    seed: int = 0
    force: bool = False


@dataclass(slots=True)
class TrainReport:
    """What was learned from, what it changed, and where the new model is."""

    model: str
    """The running model's id."""
    out: str
    installed: bool = False
    refused: str = ""
    """Why the trained model was not written; "" where it was."""
    model_id: str = ""
    """Of the trained model, as settings will load it."""
    encoder: dict[str, Any] = field(default_factory=dict)
    """The entry of settings that names the trained model."""
    products: dict[str, int] = field(default_factory=dict)
    """Products by part: train, validation, test."""
    photos: int = 0
    photos_missing: int = 0
    """Photos that could not be read, and so took no part."""
    texts: int = 0
    said: dict[str, int] = field(default_factory=dict)
    """What each source said of products: titles, phrases, decisions, clicks."""
    epochs: int = 0
    best_epoch: int = 0
    strength: float = 0.0
    """Share of what was learned that is applied, as the validation part chose it."""
    rows: list[Row] = field(default_factory=list)
    """The test part before and after."""
    cpu_seconds: float = 0.0
    """Of all processes that worked on it, interrupted ones too."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
