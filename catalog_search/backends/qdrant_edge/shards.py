"""One shard: a folder of points that the engine searches. Errors of its files are translated."""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fnmatch import fnmatch
from io import FileIO
from pathlib import Path
from typing import Any

import qdrant_edge as engine

from catalog_search.backends.qdrant_edge.errors import explain, in_the_way
from catalog_search.exceptions import IndexUnavailable
from catalog_search.exceptions import message as _

DATATYPES = {
    "float32": engine.VectorStorageDatatype.Float32,
    "float16": engine.VectorStorageDatatype.Float16,
}
COLD = engine.Memory.Cold
"""Mapped where a search reads it: the engine reserves 67 MB for the vectors of few points, and its
default maps all of that."""
CACHED = engine.Memory.Cached
"""In a file that is mapped, once the shard is prepared: processes share it, and open it as it is.
The engine's default makes each process read them into its memory: 40 MB, .2 s at 87,000 points."""
KEYWORD = engine.KeywordIndexParams(memory=CACHED)
PAYLOAD_INDEXES: Mapping[str, Any] = {
    "store": KEYWORD,
    "product": engine.IntegerIndexParams(memory=CACHED),
    "visible": KEYWORD,
    "in_stock": KEYWORD,
    "price": engine.FloatIndexParams(memory=CACHED),
    "brand": KEYWORD,
    "color": KEYWORD,
    "category": KEYWORD,
}
AT_ONCE = 1000
CHUNK = 1 << 20
ASKED_FOR = 128 << 10
"""Bytes. Linux reads ahead no less than this at once, unless its settings were changed."""
SEAL = "sizes.json"
"""Holds the sizes of a shard's files."""
READ_IN_ORDER = (
    *("chunk_*.mmap", "matrix.dat", "quantized.data", "links_compressed.bin"),
    *("inverted_index.dat", "point_to_values.bin", "values_to_points.bin", "data.bin"),
)
"""Files of vectors, as codes too, of graphs; of words and of indexes of payloads."""
MAPPED = 1 << 20
"""Bytes. Smaller files are read, not mapped, and may change with reading."""
PASSING = shutil.ignore_patterns(".atomicwrite*")
"""Files that the engine makes and renames while another process opens the shard."""
PANIC = "PanicException"


def create(folder: Path, dimension: int, datatype: str, facets: Sequence[str]) -> engine.EdgeShard:
    """Return a new, empty shard in the folder.

    It has no write-ahead log, so that any number of processes may read it; what is written is on
    the disk after `flush`.
    """
    vectors = engine.EdgeVectorParams(
        dimension, engine.Distance.Dot, datatype=DATATYPES[datatype], memory=COLD
    )
    dense = {"photo": vectors, "title": vectors}
    sparse = {"words": engine.EdgeSparseVectorParams()}
    config = engine.EdgeConfig(vectors=dense, sparse_vectors=sparse, wal_enabled=False)
    folder.mkdir(parents=True)
    with translated(folder):
        shard = engine.EdgeShard.create(str(folder), config)
        for field, schema in {**dict.fromkeys(facets, KEYWORD), **PAYLOAD_INDEXES}.items():
            shard.update(engine.UpdateOperation.create_field_index(field, schema))
        return shard


def load(folder: Path) -> engine.EdgeShard:
    """Return the sealed shard in the folder, for reading.

    Raises IndexUnavailable if a file is missing or shorter than it was: the engine maps files
    into memory, and would end the process where one ends too early.
    """
    with translated(folder):
        for name, size in sizes_of(folder).items():
            if (folder / name).stat().st_size < size:
                raise OSError(f"{name} is shorter than it was")
        read_ahead(folder)
        return engine.EdgeShard.load(str(folder))


def read_ahead(folder: Path) -> None:
    """Have the system read the large files of a shard in order, as far as it has not yet.

    qdrant-edge-py 0.9 tells the system that it reads them at random, waits for page after page, and
    has them dropped from memory when it closes them: a shard of 30,000 points that .1 s reads then
    took 40 s to open, on a busy disk.
    """
    files = list(files_of(folder))
    for name in READ_IN_ORDER:
        for path in (file for file in files if fnmatch(file.name, name)):
            with path.open("rb", buffering=0) as file:
                if hasattr(os, "posix_fadvise"):
                    ask_for(file.fileno(), path.stat().st_size)
                else:
                    read_through(file)


def files_of(folder: Path) -> Iterator[Path]:
    """Yield a shard's files, without those that pass while another process opens it."""
    # A folder that is gone when os.walk comes to it is left out.
    for root, folders, names in os.walk(folder):
        passing = PASSING(root, [*folders, *names])
        folders[:] = [name for name in folders if name not in passing]
        yield from (Path(root, name) for name in names if name not in passing)


def ask_for(file: int, size: int) -> None:
    """Ask for a file by small parts: of a large one the system takes the beginning alone."""
    for first, end in used(file, size):
        for start in range(first, end, ASKED_FOR):
            os.posix_fadvise(file, start, ASKED_FOR, os.POSIX_FADV_WILLNEED)


def read_through(file: FileIO) -> None:
    buffer = bytearray(CHUNK)
    while file.readinto(buffer):
        pass


def sizes_of(folder: Path) -> dict[str, int]:
    """Return the least sizes of a sealed shard's files. Raises OSError."""
    try:
        sizes: dict[str, int] = json.loads((folder / SEAL).read_text())
    except ValueError as error:
        raise OSError(f"{SEAL} is damaged: {error}") from error
    return sizes


def seal(shard: engine.EdgeShard, folder: Path) -> engine.EdgeShard:
    """Close a shard that is complete, and return it opened for reading."""
    shard.flush()
    shard.close()
    return taken_over(folder)


def taken_over(folder: Path) -> engine.EdgeShard:
    """Return a shard that was written and closed, opened for reading.

    The first to load it takes over what its journals hold, which readers must not do at once.
    """
    read_ahead(folder)
    sealed = engine.EdgeShard.load(str(folder))
    note_sizes(folder)
    return sealed


def note_sizes(folder: Path) -> None:
    """Write down the sizes of the files that are mapped."""
    sizes = {str(file.relative_to(folder)): file.stat().st_size for file in files_of(folder)}
    sizes = {name: size for name, size in sizes.items() if size >= MAPPED or name.endswith(".npy")}
    (folder / SEAL).write_text(json.dumps(sizes))


def unsealed(folder: Path) -> engine.EdgeShard:
    """Return a copied shard for writing."""
    (folder / SEAL).unlink()
    return engine.EdgeShard.load(str(folder))


def copy(source: Path, target: Path) -> None:
    """Copy a flushed shard; a copy that fails is removed.

    The engine reserves 190 MB in files for any number of points; what is not used is not copied.
    """
    with translated(target):
        try:
            shutil.copytree(source, target, ignore=PASSING, copy_function=copy_used)
        except OSError:
            shutil.rmtree(target, ignore_errors=True)
            raise


def copy_used(source: str, target: str) -> None:
    """Copy a file without its holes, where the file system tells of them."""
    with open(source, "rb") as old, open(target, "wb") as new:
        size = os.fstat(old.fileno()).st_size
        new.truncate(size)
        for start, end in used(old.fileno(), size):
            old.seek(start)
            new.seek(start)
            while (left := end - new.tell()) > 0:
                new.write(old.read(min(left, CHUNK)))


def used(file: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield where data stands in the file, as start and end."""
    end = 0
    while end < size:
        try:
            start = os.lseek(file, end, os.SEEK_DATA)
            end = os.lseek(file, start, os.SEEK_HOLE)
        except AttributeError:
            start, end = end, size
        except OSError as error:
            if error.errno == errno.ENXIO:
                return
            start, end = end, size
        yield start, end


def records(shard: engine.EdgeShard, **options: Any) -> Iterator[engine.Record]:
    """Yield every point that the filter among the options lets through."""
    offset: Any = None
    while True:
        page, offset = shard.scroll(engine.ScrollRequest(offset, AT_ONCE, **options))
        yield from page
        if offset is None:
            return


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Translate errors of the engine and the disk to IndexUnavailable, with a remedy."""
    try:
        yield
    except OSError as error:
        raise IndexUnavailable(explain(error, folder)) from error
    except BaseException as error:
        # The engine raises Exception itself, and a panic where its data is damaged.
        if type(error) is not Exception and type(error).__name__ != PANIC:
            raise
        raise IndexUnavailable(
            in_the_way(folder)
            or _(
                "The index in %(folder)s cannot be used (%(error)s). Run catalog_index "
                "--reconcile; if it says the same, delete the folder first.",
                folder=folder,
                error=error,
            )
        ) from error
