"""Image preprocessing as Hugging Face's preprocessor_config.json describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog_search.exceptions import message as _

LONGEST = 8
"""Longest side over shortest side; longer photos are cropped to their middle before resizing."""


@dataclass(frozen=True, slots=True)
class PixelRecipe:
    """Resize, center crop, rescale and normalise, in this order; each step is optional.

    Fields and order are those of Hugging Face's image processors.
    """

    size: tuple[int, int] | None
    """(height, width) after resizing, ignoring the photo's aspect ratio."""
    shortest_edge: int | None
    """Shorter side after resizing with the aspect ratio kept."""
    crop: tuple[int, int] | None
    """(height, width) cut from the middle; a smaller photo gets a black border."""
    rescale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    resample: int
    """Number of a Pillow resampling filter."""

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Self:
        """Return the recipe in a preprocessor_config.json.

        Raises ValueError if its photos would come out in different shapes.
        """
        resizes, crops = config.get("do_resize", True), config.get("do_center_crop", False)
        size, edge = read_size(config.get("size"), keep_shape=crops) if resizes else (None, None)
        crop = read_size(config.get("crop_size"), keep_shape=False)[0] if crops else None
        if not (size or crop):
            raise ValueError(_("size must be height and width, or do_center_crop be set"))
        normalises = config.get("do_normalize", True)
        return cls(
            size=size,
            shortest_edge=edge,
            crop=crop,
            rescale=config.get("rescale_factor", 1 / 255) if config.get("do_rescale", True) else 1,
            mean=tuple(config["image_mean"]) if normalises else (0.0,) * 3,
            std=tuple(config["image_std"]) if normalises else (1.0,) * 3,
            resample=int(config.get("resample", Image.Resampling.BICUBIC)),
        )

    def apply(self, image: Image.Image) -> NDArray[np.float32]:
        """Return float32 [3, height, width]."""
        image = self._resized(image if image.mode == "RGB" else image.convert("RGB"))
        if self.crop:
            image = center_crop(image, *self.crop)
        # Channels first: numpy is slow over an innermost axis of three.
        planes = np.ascontiguousarray(np.asarray(image).transpose(2, 0, 1)).astype(np.float32)
        mean, std = np.array([self.mean, self.std], dtype=np.float32)[..., None, None]
        planes *= np.float32(self.rescale)
        planes -= mean
        planes /= std
        return planes

    def _resized(self, image: Image.Image) -> Image.Image:
        resample = Image.Resampling(self.resample)
        if self.size:
            return image.resize(self.size[::-1], resample)
        if not self.shortest_edge:
            return image
        # Resized by its shorter side, a 16,000 x 1 photo would take gigabytes; use its middle.
        limit = LONGEST * min(image.size)
        image = center_crop(image, min(image.height, limit), min(image.width, limit))
        shorter = min(image.size)
        width, height = (self.shortest_edge * side // shorter for side in image.size)
        return image.resize((width, height), resample)


def read_size(value: Any, *, keep_shape: bool) -> tuple[tuple[int, int] | None, int | None]:
    """Return ((height, width), None) or (None, shortest edge) for any form of a size field.

    A bare number is the shorter side if `keep_shape`, else the side of a square. Raises ValueError.
    """
    if isinstance(value, int):
        return (None, value) if keep_shape else ((value, value), None)
    if isinstance(value, Mapping) and {"height", "width"} <= set(value):
        return (int(value["height"]), int(value["width"])), None
    if isinstance(value, Mapping) and set(value) == {"shortest_edge"}:
        return None, int(value["shortest_edge"])
    raise ValueError(
        _("size %(size)r is none of a number, height and width, shortest_edge", size=value)
    )


def center_crop(image: Image.Image, height: int, width: int) -> Image.Image:
    """Return the middle of the image, padded with black if the image is smaller."""
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))
