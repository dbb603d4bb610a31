"""What a model wants done to a photo before it: Hugging Face's preprocessor_config.json, read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LONGEST = 8
"""A photo this many times as long as wide is cut to its middle before it is scaled up."""


@dataclass(frozen=True, slots=True)
class PixelRecipe:
    """Resize, centre crop, rescale, normalise: in that order, each only where it is set.

    The fields and their order are those of Hugging Face's image processors.
    """

    size: tuple[int, int] | None
    """(height, width) to resize to, whatever the shape of the photo."""
    shortest_edge: int | None
    """The shorter side after resizing; the shape is kept."""
    crop: tuple[int, int] | None
    """(height, width) cut from the middle; black is added where the photo is smaller."""
    rescale: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    resample: int
    """A Pillow resampling filter, by number."""

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Self:
        """Return the recipe of a preprocessor_config.json.

        Raises ValueError for one whose photos would come out in more than one shape.
        """
        resizes, crops = config.get("do_resize", True), config.get("do_center_crop", False)
        size, edge = read_size(config.get("size"), keep_shape=crops) if resizes else (None, None)
        crop = read_size(config.get("crop_size"), keep_shape=False)[0] if crops else None
        if not (size or crop):
            raise ValueError("size must be height and width, or do_center_crop be set")
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
            image = centre(image, *self.crop)
        # Color by color: loops over three numbers at every point are slow.
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
        # Scaled to its shorter side a 16,000 x 1 photo would take gigabytes; the middle is enough.
        limit = LONGEST * min(image.size)
        image = centre(image, min(image.height, limit), min(image.width, limit))
        shorter = min(image.size)
        width, height = (self.shortest_edge * side // shorter for side in image.size)
        return image.resize((width, height), resample)


def read_size(value: Any, *, keep_shape: bool) -> tuple[tuple[int, int] | None, int | None]:
    """Return ((height, width), None) or (None, shortest edge) for a size field of any form.

    A bare number is the shorter side where the shape is kept, else a square. Raises ValueError.
    """
    if isinstance(value, int):
        return (None, value) if keep_shape else ((value, value), None)
    if isinstance(value, Mapping) and {"height", "width"} <= set(value):
        return (int(value["height"]), int(value["width"])), None
    if isinstance(value, Mapping) and set(value) == {"shortest_edge"}:
        return None, int(value["shortest_edge"])
    raise ValueError(f"size {value!r} is none of a number, height and width, shortest_edge")


def centre(image: Image.Image, height: int, width: int) -> Image.Image:
    """Return the middle of the image, with black around it where it is smaller."""
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))
