"""The things on a shopper's photo that it can be searched by, one by one."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog_search import boxes, crops, looks, regions
from catalog_search.models import Store
from catalog_search.query_photos import QueryPhoto
from catalog_search.types import Box


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the photo that shows goods of the store, and what they are called there."""

    box: Box
    label: str


def parts(store: Store, photo: QueryPhoto) -> tuple[Part, ...]:
    """Return the things on the photo, surest first; none where the whole photo is the one thing.

    Each looks like some product. Raises EncoderUnavailable, IndexUnavailable.
    """
    found = [one for one, _ in looks.recognised(store, regions.of_query_photo(store, photo))]
    shown = [one for one in found if one.box != boxes.WHOLE and crops.shows_something(one.box)]
    return tuple(Part(one.box, one.label or _("Item")) for one in shown)
