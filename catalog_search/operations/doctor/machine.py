"""Free space on this machine's disks, and its clock beside the database's."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import DatabaseError

from catalog_search import conf
from catalog_search.exceptions import message as _
from catalog_search.models import databases
from catalog_search.operations.doctor.finding import Finding

FULL, NEARLY_FULL = 100 * 2**20, 2**30
"""Free bytes."""
MAX_SKEW = 5.0
"""Seconds by which clocks may differ: leases of workers are compared with them."""
NOW = {
    "postgresql": "SELECT EXTRACT(EPOCH FROM clock_timestamp())",
    "mysql": "SELECT UNIX_TIMESTAMP(NOW(6))",
}
"""The time as database servers tell it."""


def examine() -> Iterator[Finding]:
    if temporary_folder() is None:
        yield Finding(
            "temporary files",
            "caution",
            _("There is no folder for temporary files that this user may write to."),
            _(
                "Set TMPDIR to one. Without it each process keeps the catalogue's columns in its "
                "own memory, and large manifests and uploads cannot be read."
            ),
        )
    yield from disks()
    yield from clock()


def disks() -> Iterator[Finding]:
    """Look at each disk once, whatever folders are on it."""
    devices: set[int] = set()
    for what, folder in folders():
        device = os.stat(folder).st_dev
        if device in devices:
            continue
        devices.add(device)
        free = shutil.disk_usage(folder).free
        if free < NEARLY_FULL:
            yield Finding(
                "disk",
                "fault" if free < FULL else "caution",
                _(
                    "%(free)s MB are free where %(what)s is (%(folder)s).",
                    free=free // 2**20,
                    what=what,
                    folder=folder,
                ),
                _(
                    "Free space or enlarge the disk: the index needs room for a copy of its "
                    "largest part, and nothing can be indexed on a full disk."
                ),
            )


def folders() -> Iterator[tuple[str, Path]]:
    """Yield what writes to this machine's disks, and the nearest folder that exists."""
    index = conf.settings().index.get("OPTIONS", {}).get("path")
    database = databases.connection().settings_dict
    is_file = databases.connection().vendor == "sqlite"
    places = {
        _("the index"): index,
        _("the database"): database["NAME"] if is_file else None,
        _("the storage of thumbnails"): storage_folder(),
        _("the folder of temporary files"): temporary_folder(),
    }
    for what, place in places.items():
        if place:
            path = Path(str(place)).absolute()
            yield what, next(each for each in (path, *path.parents) if each.is_dir())


def temporary_folder() -> str | None:
    """Return the folder for temporary files, None on a file system that is only read."""
    try:
        return tempfile.gettempdir()
    except FileNotFoundError:
        return None


def storage_folder() -> str:
    try:
        return str(getattr(conf.get_storage(), "location", ""))
    except Exception:  # The storage's own finding tells it.
        return ""


def clock() -> Iterator[Finding]:
    """Compare this machine's clock with the database server's."""
    query = NOW.get(databases.connection().vendor)
    if query is None:
        return
    try:
        with databases.connection().cursor() as cursor:
            before = time.time()
            cursor.execute(query)
            (theirs,) = cursor.fetchone()
            after = time.time()
    except DatabaseError:
        return
    skew = float(theirs) - (before + after) / 2
    if abs(skew) > MAX_SKEW + (after - before):
        yield Finding(
            "clock",
            "fault",
            _(
                "The database server's clock is %(skew)s s from this machine's.",
                skew=f"{skew:+.0f}",
            ),
            _("Set both by NTP: a worker whose clock is ahead takes over work that is being done."),
        )
