"""The ground that a product stands on: one even color, or a room, a floor, a pattern.

Only the photo's rim is looked at, without its lower side, which products and models often reach.
"""

import numpy as np
from PIL import Image

SIDE = 64
"""The photo is looked at as a square of so many pixels."""
RIM = 2
"""Pixels of that square that the rim is wide."""
NEAR = 8
"""Levels of 255 that even ground may differ from its median, in each color."""
EVEN_FROM = 0.7
"""Share of the rim that must be near its median."""
UNEVEN = "uneven"
UNKNOWN = ""


def ground_of(image: Image.Image) -> str:
    """Return the color of the RGB photo's even ground as #rrggbb, or UNEVEN."""
    small = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX)).astype(np.int16)
    sides = np.concatenate([small[:, :RIM], small[:, -RIM:]], axis=1)
    rim = np.concatenate([small[:RIM].reshape(-1, 3), sides.reshape(-1, 3)])
    median = np.median(rim, axis=0)
    near = (np.abs(rim - median) <= NEAR).all(axis=1)
    if near.mean() < EVEN_FROM:
        return UNEVEN
    red, green, blue = (int(each) for each in median)
    return f"#{red:02x}{green:02x}{blue:02x}"


def differ(ground: str, other: str, levels: int) -> bool:
    """Return whether two even grounds are more than so many levels apart in any color."""
    return any(abs(a - b) > levels for a, b in zip(channels(ground), channels(other), strict=True))


def channels(ground: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(ground.removeprefix("#")))
