"""The colors of what a photo shows, measured from its pixels, without the ground around it.

Pixels that look like the photo's rim, and that are joined to it by others like it, are ground: a
white shirt on white ground keeps what its outlines enclose. Colors are compared in CIELAB, where
distances are as large as they look (CIE 15:2004, section 8.2.1).
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog_search.photos.shoppers.outlines import reduced

SIDE = 96
"""Side of a square with as many pixels as are looked at."""
GROUND = 8.0
"""Distance from the rim's color up to which a pixel may be ground."""
LEAST = 0.03
"""Share of the photo below which nothing is left that could be the object."""
MIDDLE = 0.35
"""Deviation of the weight that falls off from the middle, in shares of the photo's sides: what a
shop shows is in the middle, and what else is on the photo is around it."""
KEPT = 12
"""Colors that are kept of a photo."""
BLUR = 12.0
"""Distance from a name's color at which a pixel is a little of another's as well."""

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
"""From linear sRGB (IEC 61966-2-1)."""
WHITE = TO_XYZ.sum(axis=1)

Shares = dict[str, float]
"""Shares of the object that have a color, by "#rrggbb"; they add up to 1."""


def object_colors(image: Image.Image) -> Shares:
    """Return the most frequent colors of what the RGB photo shows."""
    pixels = np.asarray(reduced(image, SIDE), np.uint8)
    weights = np.where(object_mask(lab(pixels)), middle_weights(*pixels.shape[:2]), 0.0)
    bins = (pixels >> 5).astype(np.intp) @ np.array([64, 8, 1])
    shares = np.bincount(bins.ravel(), weights.ravel(), 512)
    first = np.argsort(-shares, kind="stable")[:KEPT]
    first = first[shares[first] > 0]
    shares_by_color: Shares = {}
    for number in first:
        here = (bins == number) * weights
        mean = (pixels * here[..., None]).sum(axis=(0, 1)) / here.sum()
        red, green, blue = (round(level) for level in mean)
        shares_by_color[f"#{red:02x}{green:02x}{blue:02x}"] = float(shares[number])
    total = sum(shares_by_color.values())
    return {color: round(share / total, 4) for color, share in shares_by_color.items()}


def object_mask(colors: Floats) -> Mask:
    """Return which pixels of the photo, in CIELAB [height, width, 3], are not its ground."""
    rim = np.concatenate([colors[0], colors[-1], colors[:, 0], colors[:, -1]])
    like = np.linalg.norm(colors - np.median(rim, axis=0), axis=2) <= GROUND
    ground = np.zeros_like(like)
    ground[[0, -1]], ground[:, [0, -1]] = like[[0, -1]], like[:, [0, -1]]
    size = 0
    while size < (size := int(ground.sum())):
        spread = ground.copy()
        spread[1:] |= ground[:-1]
        spread[:-1] |= ground[1:]
        spread[:, 1:] |= ground[:, :-1]
        spread[:, :-1] |= ground[:, 1:]
        ground = spread & like
    mask: Mask = ~ground
    return mask if mask.mean() >= LEAST else np.ones_like(mask)


def middle_weights(height: int, width: int) -> Floats:
    rows, columns = (
        np.exp(-(((np.arange(n) + 0.5) / n - 0.5) ** 2) / (2 * MIDDLE**2)) for n in (height, width)
    )
    return np.outer(rows, columns)


def shares_of_names(shares_by_color: Mapping[str, float], swatches: Sequence[str]) -> Floats:
    """Return [k]: how much of the object has each of these colors, "#rrggbb"; "" is measured as 0.

    A pixel between two of them is a part of both.
    """
    shares = np.zeros(len(swatches))
    named = [number for number, swatch in enumerate(swatches) if swatch]
    if not shares_by_color or not named:
        return shares
    colors = lab(np.array([rgb(color) for color in shares_by_color]))
    names = lab(np.array([rgb(swatches[number]) for number in named]))
    distances = np.linalg.norm(colors[:, None] - names[None], axis=2)
    nearness = -(distances**2) / (2 * BLUR**2)
    parts = np.exp(nearness - nearness.max(axis=1, keepdims=True))
    parts /= parts.sum(axis=1, keepdims=True)
    shares[named] = np.array(list(shares_by_color.values())) @ parts
    return shares


def rgb(color: str) -> list[int]:
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]


def lab(pixels: NDArray[np.generic]) -> Floats:
    """Return sRGB values from 0 to 255 [..., 3] in CIELAB."""
    levels = np.asarray(pixels, np.float64) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    ratios = linear @ TO_XYZ.T / WHITE
    roots = np.where(ratios > (6 / 29) ** 3, np.cbrt(ratios), ratios * (29 / 6) ** 2 / 3 + 4 / 29)
    x, y, z = np.moveaxis(roots, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)
