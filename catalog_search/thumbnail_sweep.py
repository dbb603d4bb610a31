"""Thumbnails whose photo is gone or another by now leave the storage."""

import re
from collections.abc import Iterator

from django.core.files.storage import default_storage

from catalog_search import thumbnails
from catalog_search.models import Photo

OURS = re.compile(r"[0-9a-f]{32,64}(-\d+s?)?\.(webp|avif)")
"""What we may have stored, by older ways of naming too: nothing else is touched."""


def sweep() -> int:
    """Delete the thumbnails that no photo of any store has; return how many.

    What a page asks for while this runs may go, too: the next request makes it again.
    """
    wanted = {thumbnails.digest(photo) for photo in photos()}
    gone = [name for name in stored() if digest_in(name) not in wanted]
    for name in gone:
        default_storage.delete(name)
    return len(gone)


def photos() -> Iterator[Photo]:
    return Photo.objects.only("store_id", "key", "etag").order_by().iterator()


def stored() -> Iterator[str]:
    """Yield the names of all stored thumbnails, one folder after the other."""
    folders, files = listed(thumbnails.FOLDER)
    yield from (f"{thumbnails.FOLDER}/{name}" for name in files if OURS.fullmatch(name))
    for folder in folders:
        path = f"{thumbnails.FOLDER}/{folder}"
        yield from (f"{path}/{name}" for name in listed(path)[1] if OURS.fullmatch(name))


def listed(path: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(path)
    except FileNotFoundError:
        return [], []


def digest_in(name: str) -> str:
    return name.rpartition("/")[2].partition("-")[0]
