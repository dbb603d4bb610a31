"""Unpack manifests that are stored compressed."""

import gzip
import tempfile
import zlib
from contextlib import ExitStack
from typing import IO

from catalog_search.exceptions import UnreadableObject
from catalog_search.exceptions import message as _

GZIP = b"\x1f\x8b"
"""The first bytes of a gzip file."""

MAX_IN_MEMORY = 8 * 2**20
"""Bytes; larger manifests are kept on disk."""

MAX_UNPACKED = 4 * 2**30
CHUNK = 2**20
"""Bytes."""


def unpacked(file: IO[bytes]) -> IO[bytes]:
    """Return what a gzip file holds. Raises UnreadableObject if it is broken or holds too much."""
    with ExitStack() as stack:
        content = stack.enter_context(tempfile.SpooledTemporaryFile(MAX_IN_MEMORY))
        try:
            with gzip.GzipFile(fileobj=file, mode="rb") as stream:
                while chunk := stream.read(CHUNK):
                    content.write(chunk)
                    if content.tell() > MAX_UNPACKED:
                        raise UnreadableObject(
                            _(
                                "It holds more than %(max_unpacked)s GB.",
                                max_unpacked=f"{MAX_UNPACKED / 2**30:.0f}",
                            )
                        )
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise UnreadableObject(
                _("It is packed by gzip and broken: %(error)s.", error=error)
            ) from error
        content.seek(0)
        stack.pop_all()
        return content
