"""This machine's copies of published files: written out once, mapped by all processes."""

import io
import logging
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from catalog_search.exceptions import Damaged
from catalog_search.models import Published, Store, databases
from catalog_search.published import folder, stored
from catalog_search.published.container import Container, write

logger = logging.getLogger(__name__)

TRIES = 3
"""How often a file is read that was replaced while it was read."""


def publish(
    published: Published, arrays: Mapping[str, NDArray[Any]], about: Mapping[str, Any]
) -> Container:
    """Store the arrays as this file, for every process, and return them as they read them."""
    try:
        place = folder.own_folder(installation())
        with folder.new_file(place) as file:
            published.digest, published.size = write(file, arrays, about)
            file.flush()
            container = Container.mapped(file)
            folder.put_in_place(file, place / name_of(published))
    except OSError:
        log_unwritable(published)
        in_memory = io.BytesIO()
        published.digest, published.size = write(in_memory, arrays, about)
        container = Container(in_memory.getvalue())
    stored.put(container.data, published)
    clear_others(published)
    return container


def fetch(store: Store, kind: str, layout: int) -> Container | None:
    """Return the newest published file of this kind, None if there is none that can be read."""
    last: Published | None = None
    for _ in range(TRIES):
        newest = stored.newest(store, kind, layout)
        if newest is None or newest == last:
            return None
        try:
            return copy_of(newest)
        except Damaged as error:
            logger.warning("%s: %s It is left out; catalog_index publishes it again.", store, error)
            last = newest
    return None


def copy_of(published: Published) -> Container:
    """Return the file, mapped from this machine's copy, or in memory if there can be none.

    Raises Damaged.
    """
    try:
        return mapped(published)
    except OSError:
        log_unwritable(published)
        return Container(b"".join(stored.pieces(published)))


def mapped(published: Published) -> Container:
    """Return the file mapped; write it out first if no process has done so. Raises OSError."""
    place, name = folder.own_folder(installation()), name_of(published)
    if copy := mapped_copy(place / name):
        return copy
    with folder.locked(place, prefix_of(published)):
        # Another process may have written it meanwhile.
        if copy := mapped_copy(place / name):
            return copy
        with folder.new_file(place) as file:
            file.writelines(stored.pieces(published))
            file.flush()
            # Mapped before it has its name: another process may delete it as not the newest.
            container = Container.mapped(file)
            folder.put_in_place(file, place / name)
    clear_others(published)
    return container


def mapped_copy(path: Path) -> Container | None:
    """Return the copy mapped, None if there is none or it is damaged."""
    try:
        return Container.open(path)
    except FileNotFoundError:
        return None
    except Damaged as error:
        logger.warning("%s is written again: %s", path, error)
        return None


def clear_others(published: Published) -> None:
    """Delete this machine's copies of other versions, as far as that is possible."""
    with suppress(OSError):
        place = folder.own_folder(installation())
        folder.clear(place, prefix_of(published), name_of(published))


def prefix_of(published: Published) -> str:
    return f"{published.kind}-{published.store_id}-"


def name_of(published: Published) -> str:
    return f"{prefix_of(published)}{published.digest}"


def installation() -> str:
    """Return a name for the database, since several projects of one user share the folder."""
    return databases.place()


def log_unwritable(published: Published) -> None:
    logger.warning(
        "%s is kept in the memory of each process, because it cannot be written to a private folder"
        " for temporary files: free space there, or set TMPDIR to a folder that this user may write"
        " to.",
        published,
        exc_info=True,
    )
