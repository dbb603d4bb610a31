"""What is customary for a store's photos, learned from the photos themselves.

A sample of them is looked at. A shop that photographs in rooms has no wrong ground, and where many
packages are sold, print is no writing over a photo.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from catalog_search.models import Photo, Store
from catalog_search.photos.shoppers.even_ground import UNEVEN, UNKNOWN, channels, differ

SAMPLE = 3000
"""Photos at most that are looked at; those whose keys' digests come first."""
LEAST = 30
"""Photos without which nothing is customary."""
ALIKE = 0.8
"""Share of the photos that must have the customary ground."""
LEVELS = 30
"""How much two grounds of one custom may differ in each color, of 255."""
WRITTEN = 0.1
"""Share of the photos from which writing at their ends is customary."""


@dataclass(frozen=True, slots=True)
class Customs:
    """What is usual for the photos of a store and so needs nobody's attention."""

    ground: str = ""
    """The color of the even ground that most have, as #rrggbb; "" if there is none."""
    writing: bool = False
    """Whether many have letters at their upper or lower end."""

    def is_other(self, ground: str) -> bool:
        """Return whether a photo's ground is known and not the customary one, if there is one."""
        if not self.ground or ground == UNKNOWN:
            return False
        return ground == UNEVEN or differ(ground, self.ground, LEVELS)


def of_store(store: Store) -> Customs:
    photos = store.photos.filter(state=Photo.State.LIVE).exclude(ground=UNKNOWN)
    rows = photos.order_by("key_digest").values_list("ground", "has_writing")[:SAMPLE]
    if len(rows) < LEAST:
        return Customs()
    grounds, written = zip(*rows, strict=True)
    return Customs(common(grounds), sum(written) >= WRITTEN * len(written))


def common(grounds: Sequence[str]) -> str:
    """Return the ground that ALIKE of these have, "" if there is none."""
    even = [ground for ground in grounds if ground != UNEVEN]
    if len(even) < ALIKE * len(grounds):
        return ""
    median = np.median([channels(ground) for ground in even], axis=0).astype(int).tolist()
    middle = "#" + "".join(f"{each:02x}" for each in median)
    alike = sum(not differ(ground, middle, LEVELS) for ground in even)
    return middle if alike >= ALIKE * len(grounds) else ""
