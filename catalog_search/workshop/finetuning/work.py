"""A work folder that lets an interrupted training resume without repeating finished steps."""

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
    """Arrays and checkpoints of one training, in a folder named after a digest of `identity`.

    Every file is either complete or absent. Raises OSError if the disk cannot be written.
    """

    def __init__(self, folder: Path, *identity: object) -> None:
        name = hashlib.sha256(repr(identity).encode()).hexdigest()[:16]
        self.folder = folder / f"training-{name}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._started = time.process_time()
        self._before = float(self._json("cpu.json").get("seconds", 0))

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far; interrupted processes count up to their last finished step."""
        return self._before + time.process_time() - self._started

    def array(self, name: str, make: Callable[[], Rows]) -> Rows:
        """Return the array of this name, computing it the first time."""
        path = self.folder / f"{name}.npy"
        if path.exists():
            saved: Rows = np.load(path, allow_pickle=False)
            return saved
        rows = make()
        self.put(path.name, lambda file: np.save(file, rows))
        return rows

    def put(self, name: str, write: Callable[[Any], object]) -> None:
        """Write a file atomically, and update the processor time."""
        for path, writer in (
            (self.folder / name, write),
            (self.folder / "cpu.json", lambda file: file.write(self._seconds())),
        ):
            partial = path.with_suffix(".part")
            with partial.open("wb") as file:
                writer(file)
            os.replace(partial, path)

    def path(self, name: str) -> Path | None:
        """Return the file's path; None if it is not finished."""
        path = self.folder / name
        return path if path.exists() else None

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def keep_only(self, names: set[str], pattern: str) -> None:
        """Remove files matching the pattern whose names are not in `names`."""
        for path in self.folder.glob(pattern):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove the folder after the training."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _seconds(self) -> bytes:
        return json.dumps({"seconds": self.cpu_seconds}).encode()

    def _json(self, name: str) -> dict[str, Any]:
        path = self.path(name)
        return dict(json.loads(path.read_bytes())) if path else {}
