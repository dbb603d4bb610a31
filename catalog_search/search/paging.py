"""A list of products kept for its later pages: no repeats, no gaps, while the index changes.

Page 1 asks the index; the pages behind it show parts of the same list for LISTING_SECONDS. It
lives in Django's cache under a digest of its own, so equal lists are kept once. When it is gone,
a page is made from a new search.
"""

import hashlib
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache

from catalog_search import conf
from catalog_search.retrieval.candidates import Candidate

PREFIX = "catalog_search.listing."


@dataclass(frozen=True, slots=True)
class Listing:
    """All that was found, in its order, and what was told about it on page 1."""

    asked: str
    """Digest of what was asked for: another search never shows this list."""
    found: tuple[Candidate, ...]
    """Without their payloads."""
    told: Any
    """A value that can be pickled."""


def digest(*asked: object) -> str:
    """Return a digest of what was asked for: of values whose repr tells all of them."""
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:32]


def keep(asked: str, candidates: Sequence[Candidate], told: object) -> str:
    """Keep the list and return its token."""
    found = tuple(replace(one, payload={}) for one in candidates)
    data = zlib.compress(pickle.dumps(Listing(asked, found, told)), level=1)
    token = hashlib.sha256(data).hexdigest()[:16]
    cache.set(f"{PREFIX}{token}", data, conf.get("LISTING_SECONDS"))
    return token


def recall(token: str, asked: str) -> Listing | None:
    """Return the list kept under the token, None where it is gone or answers another search."""
    if not (token.isascii() and token.isalnum() and len(token) == 16):
        return None
    data = cache.get(f"{PREFIX}{token}")
    # Only what `keep` wrote stands in the server's own cache.
    listing: Listing | None = pickle.loads(zlib.decompress(data)) if data else None  # noqa: S301
    return listing if listing and listing.asked == asked else None
