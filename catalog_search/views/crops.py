"""Links to parts of a photo: the same search, of another part of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog_search.photos import boxes
from catalog_search.search.scene import DetectedItem
from catalog_search.types import Box


@dataclass(frozen=True, slots=True)
class Link:
    """A part of the photo to choose. `url` is relative: a query string."""

    box: Box
    crop: str
    """As the parameter `crop` says it; "" for the whole photo."""
    label: str
    url: str
    chosen: bool


def presets(params: QueryDict, chosen: Box | None) -> list[Link]:
    """Return parts that every photo has, for whoever cannot draw a box."""
    return links(
        params,
        chosen,
        [
            (boxes.WHOLE, _("Whole photo")),
            (Box(0.2, 0.2, 0.8, 0.8), _("Middle")),
            (Box(0.0, 0.0, 0.5, 1.0), _("Left half")),
            (Box(0.5, 0.0, 1.0, 1.0), _("Right half")),
            (Box(0.0, 0.0, 1.0, 0.5), _("Upper half")),
            (Box(0.0, 0.5, 1.0, 1.0), _("Lower half")),
        ],
    )


def parts(params: QueryDict, found: Sequence[DetectedItem], chosen: Box | None) -> list[Link]:
    """Return the things found on the photo, behind the whole of it."""
    whole = (boxes.WHOLE, _("Whole photo"))
    return links(params, chosen, [whole, *((part.box, part.label) for part in found)])


def links(params: QueryDict, chosen: Box | None, choices: Sequence[tuple[Box, str]]) -> list[Link]:
    now = boxes.written_crop(chosen)
    return [
        Link(box, crop, label, address(params, crop), crop == now)
        for box, crop, label in ((box, boxes.written_crop(box), label) for box, label in choices)
    ]


def address(params: QueryDict, crop: str, **extra: str) -> str:
    """Return the query string of the same search with another crop, from its first page."""
    kept = [(name, value) for name, values in params.lists() for value in values if value]
    pairs = [pair for pair in kept if pair[0] not in ("page", "crop", *extra)]
    return f"?{urlencode([('crop', crop)] * bool(crop) + pairs + list(extra.items()), safe=',')}"
