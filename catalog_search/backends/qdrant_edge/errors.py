"""What the disk says of the index's folder, in words that say what to do."""

import errno
import os
from pathlib import Path

from catalog_search.exceptions import message as _

FULL = (errno.ENOSPC, errno.EDQUOT)


CHOOSE = "CATALOG_SEARCH['INDEX']['OPTIONS']['path']"


def in_the_way(folder: Path) -> str:
    """Return what stands where the folder should be made and is no folder, "" if nothing does."""
    nearest = next((path for path in (folder, *folder.parents) if os.path.lexists(path)), folder)
    if nearest.is_dir():
        return ""
    if nearest.is_symlink() and not nearest.exists():
        return _(
            "The index folder %(folder)s cannot be used: %(path)s is a link to a folder that does "
            "not exist. Make that folder, remove the link, or choose another folder in "
            "%(setting)s.",
            folder=folder,
            path=nearest,
            setting=CHOOSE,
        )
    if nearest.exists():
        return _(
            "The index folder %(folder)s cannot be used: %(path)s is a file. Move it away, or "
            "choose another folder in %(setting)s.",
            folder=folder,
            path=nearest,
            setting=CHOOSE,
        )
    return ""


def explain(error: OSError, folder: Path) -> str:
    if error.errno in FULL:
        return _(
            "The disk of the index folder %(folder)s is full. Free some space and run again.",
            folder=folder,
        )
    if told := in_the_way(folder):
        return told
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _(
            "The index folder %(folder)s cannot be written: give this user the right to it.",
            folder=folder,
        )
    return _(
        "The index folder %(folder)s cannot be used (%(error)s). Run catalog_index --reconcile.",
        folder=folder,
        error=error,
    )
