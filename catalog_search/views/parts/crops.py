"""Links that repeat a photo search with another part of the photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from catalog_search.photos import boxes
from catalog_search.search.scenes.scene import DetectedItem
from catalog_search.types import Box


@dataclass(frozen=True, slots=True)
class CropLink:
    """A part of the photo to search with. `url` is a query string."""

    box: Box
    crop: str
    """The box as the value of the parameter `crop`; "" for the whole photo."""
    label: str
    """Its name, "" if it is unsure what it shows."""
    url: str
    chosen: bool


def preset_links(params: QueryDict, chosen: Box | None) -> list[CropLink]:
    """Return links to fixed parts, for shoppers who cannot draw a box."""
    return crop_links(
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


def item_links(
    params: QueryDict, items: Sequence[DetectedItem], chosen: Box | None
) -> list[CropLink]:
    """Return a link to the whole photo and one to each detected item."""
    whole_photo = (boxes.WHOLE, _("Whole photo"))
    return crop_links(params, chosen, [whole_photo, *((item.box, item.label) for item in items)])


def crop_links(
    params: QueryDict, chosen: Box | None, choices: Sequence[tuple[Box, str]]
) -> list[CropLink]:
    current = boxes.written_crop(chosen)
    return [
        CropLink(box, crop, label, crop_url(params, crop), crop == current)
        for box, crop, label in ((box, boxes.written_crop(box), label) for box, label in choices)
    ]


def crop_url(params: QueryDict, crop: str, **extra: str) -> str:
    """Return the query string of the same search with another crop, at its first page.

    `extra` are further parameters to set.
    """
    pairs = [
        (name, value)
        for name, values in params.lists()
        for value in values
        if value and name not in ("page", "crop", *extra)
    ]
    return f"?{urlencode([('crop', crop)] * bool(crop) + pairs + list(extra.items()), safe=',')}"
