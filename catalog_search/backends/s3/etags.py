"""ETags, compared as what they are: proxies rewrite them, and some stores give none."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from catalog_search.types import StoredPhoto

PACKED = re.compile(r"(?:--|[-;])(?:gzip|gz|br|zstd|df)$")
"""Suffixes that proxies append to the ETag of an answer that they compress."""

WEAK = re.compile("^W/", re.IGNORECASE)
MAX_LENGTH = 200
"""Characters that the database keeps."""

NO_DIGEST = re.compile(r"0*(?:-\d+)?|null|none|nil|undefined|unknown|n/?a|-+", re.IGNORECASE)
"""What stores without checksums write as the ETag of every object: "00000000-1"."""
OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e"
"""The MD5 sum of an empty file; some gateways write it for all files."""

MODIFIED = "modified "
"""Beginning of the etag of an object whose store gives none."""

UNKNOWN = f"{MODIFIED}at no known time"
"""The etag where a store gives neither: then only another size shows that an object changed."""


def listed_etag(item: Mapping[str, Any]) -> str:
    """Return the ETag of an object; of a store that gives none, the time of its last change.

    One that all objects of the store share is none.
    """
    tag = entity(item.get("ETag") or "")
    if tag and not (tag == OF_NOTHING and item.get("Size")):
        return tag
    changed = item.get("LastModified")
    return changed_at(changed) if changed else UNKNOWN


def changed_at(moment: datetime) -> str:
    """Return the time of a change as an etag. Listings tell milliseconds, headers seconds."""
    return MODIFIED + moment.replace(microsecond=0).isoformat()


def entity(etag: str) -> str:
    """Return the ETag without what proxies do to it: W/"abc", "abc-gzip", "abc;gzip".

    Of one that is longer than the database keeps, a digest; "" of one that says nothing.
    """
    tag = PACKED.sub("", WEAK.sub("", etag.strip()).strip('"')).strip()
    if NO_DIGEST.fullmatch(tag):
        return ""
    return tag if len(tag) <= MAX_LENGTH else hashlib.sha256(tag.encode()).hexdigest()


def is_same(answer: Mapping[str, Any], photo: StoredPhoto) -> bool:
    """Return whether an answer holds the photo that was listed, as far as it tells.

    MD5 sums are hexadecimal numbers, whose letters some stores write in upper case.
    """
    if photo.etag.startswith(MODIFIED):
        changed = answer.get("LastModified")
        return changed is None or photo.etag == UNKNOWN or photo.etag == changed_at(changed)
    tag = entity(answer.get("ETag") or "")
    return not tag or tag.casefold() == photo.etag.casefold()
