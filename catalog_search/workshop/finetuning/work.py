"""The folder that outlives an interrupted training: what is finished is not done again."""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float32]


class Work:
    """Arrays and checkpoints of one training. Another order or other examples have another folder.

    Every file is complete or not there. Raises OSError where the disk does not take them.
    """

    def __init__(self, folder: Path, *told: object) -> None:
        name = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
        self.folder = folder / f"training-{name}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._started = time.process_time()
        self._before = float(self._json("cpu.json").get("seconds", 0))

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far, of interrupted processes up to their last finished step."""
        return self._before + time.process_time() - self._started

    def array(self, name: str, make: Callable[[], Rows]) -> Rows:
        """Return the array of this name, making it the first time."""
        path = self.folder / f"{name}.npy"
        if path.exists():
            kept: Rows = np.load(path, allow_pickle=False)
            return kept
        made = make()
        self.put(path.name, lambda file: np.save(file, made))
        return made

    def put(self, name: str, write: Callable[[Any], object]) -> None:
        """Write a file in one step, and the time that went into it."""
        for path, writer in (
            (self.folder / name, write),
            (self.folder / "cpu.json", lambda file: file.write(self._seconds())),
        ):
            beside = path.with_suffix(".part")
            with beside.open("wb") as file:
                writer(file)
            os.replace(beside, path)

    def path(self, name: str) -> Path | None:
        """Return where the file is; None where it is not finished."""
        path = self.folder / name
        return path if path.exists() else None

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def keep_only(self, names: set[str], pattern: str) -> None:
        """Remove the files of that pattern that have other names."""
        for path in self.folder.glob(pattern):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything: the training is over."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _seconds(self) -> bytes:
        return json.dumps({"seconds": self.cpu_seconds}).encode()

    def _json(self, name: str) -> dict[str, Any]:
        path = self.path(name)
        return dict(json.loads(path.read_bytes())) if path else {}
