"""Reads likenesses.txt: names of goods, and the ImageNet classes they look like."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import torch
from torch import Tensor

LIST = Path(__file__).with_name("likenesses.txt")


def read(lines: Iterable[str]) -> Iterator[tuple[list[str], dict[str, float]]]:
    """Yield each line's names of goods, and its classes with their weights.

    Raises ValueError for a malformed line.
    """
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        names, separator, classes = line.strip().partition(" = ")
        if not separator:
            raise ValueError(f"names of goods = classes, as in sofa, couch = couch*3; not {line!r}")
        parts = [part.partition("*") for part in classes.split(", ")]
        yield names.split(", "), {name: float(weight or 1) for name, _, weight in parts}


def goods() -> list[str]:
    """Return all names of goods, in the list's order."""
    with LIST.open(encoding="utf-8") as lines:
        return [name for names, _ in read(lines) for name in names]


def looks(classes: list[str]) -> Tensor:
    """Return float32 [goods, classes]: the classes each kind looks like, rows with sum 1.

    A name shared by several classes stands for all of them. Raises KeyError for an unknown name.
    """
    columns: dict[str, list[int]] = {}
    for number, name in enumerate(classes):
        columns.setdefault(name, []).append(number)
    rows = []
    with LIST.open(encoding="utf-8") as lines:
        for names, weights in read(lines):
            row = torch.zeros(len(classes))
            for name, weight in weights.items():
                row[columns[name]] += weight / len(columns[name])
            rows += [row / row.sum()] * len(names)
    return torch.stack(rows)
