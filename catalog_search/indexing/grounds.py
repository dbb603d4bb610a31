"""The ground that is customary for a store's photos, learned from the photos themselves.

A sample of them is looked at. A shop that photographs in rooms has no wrong ground.
"""

from collections.abc import Sequence

import numpy as np

from catalog_search.models import Photo, Store
from catalog_search.photos.even_ground import UNEVEN, UNKNOWN, channels, differ

SAMPLE = 3000
"""Photos at most that are looked at; those whose keys' digests come first."""
LEAST = 30
"""Photos without which nothing is customary."""
ALIKE = 0.8
"""Share of the photos that must have the customary ground."""
LEVELS = 30
"""Of 255, in each color, that two grounds of one custom may differ."""


def customary_ground(store: Store) -> str:
    """Return the color of the even ground that most photos have, as #rrggbb; "" if none has."""
    photos = store.photos.filter(state=Photo.State.LIVE).exclude(ground=UNKNOWN)
    grounds = list(photos.order_by("key_digest").values_list("ground", flat=True)[:SAMPLE])
    return common(grounds) if len(grounds) >= LEAST else ""


def is_other(ground: str, customary: str) -> bool:
    """Return whether a photo's ground is known and not the customary one, if there is one."""
    if not customary or ground == UNKNOWN:
        return False
    return ground == UNEVEN or differ(ground, customary, LEVELS)


def common(grounds: Sequence[str]) -> str:
    """Return the ground that ALIKE of these have, "" if there is none."""
    even = [ground for ground in grounds if ground != UNEVEN]
    if len(even) < ALIKE * len(grounds):
        return ""
    median = np.median([channels(ground) for ground in even], axis=0).astype(int).tolist()
    middle = "#" + "".join(f"{each:02x}" for each in median)
    alike = sum(not differ(ground, middle, LEVELS) for ground in even)
    return middle if alike >= ALIKE * len(grounds) else ""
