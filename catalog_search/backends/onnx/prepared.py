"""Networks as ONNX Runtime runs them, in files that all processes of a machine map.

Loading a network expands its weights and orders them for the processor: .3 s and 115 MB in each
process for the starter's text network. The first process of a machine writes what comes of it, the
others map that. The files are a cache: delete them freely.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from catalog_search.published import folder

MODEL, WEIGHTS = "network.onnx", "network.weights"
ROOM = 10
"""Times the network's own file that must be free on the disk; the starter's text takes six."""
PROCESSOR = Path("/proc/cpuinfo")
TELLING = ("model name", "flags", "CPU part", "Features")
"""Beginnings of lines that tell what a processor can do, on x86 and ARM."""

Write = Callable[[Path], None]
"""Writes MODEL and WEIGHTS into a folder."""


def place() -> Path:
    """Return the folder of this machine for all networks. Raises OSError."""
    return folder.own_folder("networks")


def copy_of(path: Path, traits: str, write: Write) -> Path:
    """Return the folder with what ONNX Runtime made of the network in the file.

    `traits` is whatever it depends on besides the processor. Raises OSError if there can be none,
    and what `write` raises.
    """
    root, prefix = place(), prefix_of(path)
    copy = root / (prefix + digest_of(traits, processor()))
    if not copy.exists():
        with folder.locked(root, prefix):
            # Another process may have written it meanwhile.
            if not copy.exists():
                clear(root, prefix)
                make(copy, ROOM * path.stat().st_size, write)
    return copy


def make(copy: Path, room: int, write: Write) -> None:
    """Write a copy, which has its name once it is complete."""
    if shutil.disk_usage(copy.parent).free < room:
        raise OSError(f"{copy.parent} has no {room >> 20} MB left")
    # What a killed process leaves is cleared like another version.
    parent = tempfile.TemporaryDirectory(
        dir=copy.parent, prefix=copy.name, ignore_cleanup_errors=True
    )
    with parent as name:
        made = Path(name) / "made"
        made.mkdir()
        write(made)
        for file in made.iterdir():
            with file.open("rb+") as written:
                os.fsync(written.fileno())
        made.rename(copy)


def clear(root: Path, prefix: str) -> None:
    """Delete copies of other versions. Processes that map one keep it until they end."""
    for copy in root.glob(f"{prefix}*"):
        if copy.is_dir():
            shutil.rmtree(copy, ignore_errors=True)


def prefix_of(path: Path) -> str:
    return f"{path.stem}-{digest_of(str(path.resolve()))}-"


def digest_of(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def processor() -> str:
    """Return what tells processors of different abilities apart. Raises OSError if nothing does."""
    lines = PROCESSOR.read_text().split("\n\n")[0].splitlines()
    features = [line for line in lines if line.startswith(TELLING)]
    if not features:
        raise OSError(f"{PROCESSOR} tells nothing of the processor")
    return "\n".join(features)
