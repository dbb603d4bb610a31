"""Lines of letters at the upper and lower end of a photo: banners, badges, captions.

Letters are two flat tones that change many times along a line, with room above and below it. The
same is true of what is printed on a product, so only the ends of the photo count, where shops put
their offers. Not in the package: see docs/decisions, 2026-11-27-what-is-wrong-with-photos.md.

A photo is looked at in several sizes, so that letters of any size have the same
height in one of them. Measured by `python -m tests.quality.findings`.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDES = (360, 256, 180, 128, 90)
"""Pixels of the shorter side in each size that is looked at."""
HEIGHT, WIDTH = 21, 56
"""Of the window: a line of some four letters, with room above and below."""
DOWN, ACROSS = 3, 7
"""Pixels from one window to the next."""
ENDS = 0.24
"""Share of the photo's height that each end is."""
JUMP = 20
"""Levels of 255 between pixels two apart that may be the side of a letter."""
MIDDLE, ROOM = slice(5, 16), 2
"""Rows of a window that letters fill, and rows at both ends that none does."""
FEWEST, MOST = 6, 26
"""Changes of tone along a row through letters."""
CONTRAST = 60
"""Levels between the two tones."""
TWO_TONES = 0.7
"""Share of pixels that have one of them, within NEAR of what lies between."""
NEAR = 0.2
INK = (0.08, 0.5)
"""Share of pixels that have the rarer tone."""
HIGH = 0.5
"""Share of columns that a letter fills with at least two changes."""

Tones = NDArray[np.int16]


def has_lines(image: Image.Image) -> bool:
    """Return whether there are letters at the upper or lower end of the RGB photo."""
    grey = image.convert("L")
    for side in SIDES:
        grey = reduced(grey, side)
        tones = np.asarray(grey).astype(np.int16)
        end = max(HEIGHT, round(ENDS * len(tones)))
        if has_letters(tones[:end]) or has_letters(tones[-end:]):
            return True
    return False


def reduced(grey: Image.Image, side: int) -> Image.Image:
    factor = side / min(grey.size)
    width, height = (max(1, round(each * factor)) for each in grey.size)
    return grey.resize((width, height), Image.Resampling.BILINEAR)


def has_letters(tones: Tones) -> bool:
    """Return whether a window of the tones [height, width] shows a line of letters."""
    if len(tones) < HEIGHT or tones.shape[1] <= WIDTH + 1:
        return False
    windows = busy_windows(tones)
    return bool(len(windows)) and bool(are_letters(windows).any())


def busy_windows(tones: Tones) -> Tones:
    """Return the windows [n, HEIGHT, WIDTH] that have many changes in the middle, few beside it."""
    jumps = np.abs(tones[:, 2:] - tones[:, :-2]) > JUMP
    sums = np.pad(jumps, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    top = np.arange(0, tones.shape[0] - HEIGHT + 1, DOWN)[:, None]
    left = np.arange(0, tones.shape[1] - WIDTH - 1, ACROSS)[None]
    right = left + WIDTH - 2

    def changes(first: int, last: int) -> NDArray[np.float64]:
        """Return the mean number of changes in these rows of each window."""
        upper, lower = top + first, top + last
        inside = sums[lower, right] - sums[upper, right] - sums[lower, left] + sums[upper, left]
        mean: NDArray[np.float64] = inside / (last - first)
        return mean

    # A side of a letter is a jump of two pixels.
    is_busy = changes(MIDDLE.start + 1, MIDDLE.stop - 1) >= FEWEST
    has_room = (changes(0, ROOM) < ROOM + 1) & (changes(HEIGHT - ROOM, HEIGHT) < ROOM + 1)
    rows, columns = np.nonzero(is_busy & has_room)
    every = np.lib.stride_tricks.sliding_window_view(tones, (HEIGHT, WIDTH))
    found: Tones = every[top[:, 0][rows], left[0][columns]]
    return found


def are_letters(windows: Tones) -> NDArray[np.bool_]:
    """Return which of the windows [n, HEIGHT, WIDTH] show a line of letters."""
    ordered = np.sort(windows[:, ::2, ::2].reshape(len(windows), -1), axis=1)
    rare = int(INK[0] * 0.75 * ordered.shape[1])
    dark, light = ordered[:, rare, None, None], ordered[:, -1 - rare, None, None]
    between = light - dark
    flat = (windows - dark < NEAR * between) | (light - windows < NEAR * between)
    is_light = windows > (dark + light) / 2
    ink = is_light.mean((1, 2))
    ink = np.minimum(ink, 1 - ink)
    along = (is_light[:, :, 1:] != is_light[:, :, :-1]).sum(2)
    beside = np.maximum(along[:, :ROOM].mean(1), along[:, -ROOM:].mean(1))
    through = np.quantile(along[:, MIDDLE], 0.25, axis=1)
    high = ((is_light[:, 1:] != is_light[:, :-1]).sum(1) >= 2).mean(1)
    found: NDArray[np.bool_] = (
        (between[:, 0, 0] > CONTRAST)
        & (flat.mean((1, 2)) > TWO_TONES)
        & (ink > INK[0])
        & (ink < INK[1])
        & (through >= FEWEST)
        & (through <= MOST)
        & (beside < 1)
        & (high > HIGH)
    )
    return found
