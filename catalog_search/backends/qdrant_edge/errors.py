"""What the disk says of the index's folder, in words that say what to do."""

import errno
from pathlib import Path

from catalog_search.exceptions import message as _

FULL = (errno.ENOSPC, errno.EDQUOT)


def explain(error: OSError, folder: Path) -> str:
    if error.errno in FULL:
        return _(
            "The disk of the index folder %(folder)s is full. Free some space and run again.",
            folder=folder,
        )
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
