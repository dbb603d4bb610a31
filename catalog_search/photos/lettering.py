"""Lines of letters at the upper and lower end of a photo: banners, badges, captions.

Letters are two flat tones that change many times along a line, with room above and below it. The
same is true of what is printed on a product, so only the ends of the photo count, where shops put
their offers. Figures are in docs/decisions, 2026-11-27-what-is-wrong-with-photos.md.

The ends are looked at in several sizes, so that letters of any size have the same height in one
of them. Measured by `python -m tests.quality.findings`.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDES = (320, 224)
"""Pixels of the photo's shorter side in the sizes that are looked at, and in half of each."""
LARGEST = 3
"""A small photo is enlarged at most this many times."""
LONGEST = 4
"""A longer side is at most this many times the shorter one; strips are made smaller than that."""
ENDS = 0.24
"""Share of the photo's height that each end is."""
HEIGHT, WIDTH = 21, 56
"""Size of the window: a line of some four letters, with room above and below."""
DOWN, ACROSS = 3, 7
"""Pixels from one window to the next. Rows are counted in threes, a window has seven of them."""
JUMP = 20
"""Levels of 255 between pixels two apart that may be the side of a letter."""
MIDDLE, ROOM = slice(5, 16), 2
"""Rows of a window that letters fill, and rows at both ends that none does."""
FEWEST, MOST = 6, 26
"""Changes of tone along a row through letters."""
OTHERS = 2
"""Rows of the middle that may have fewer: those at its ends."""
CONTRAST = 60
"""Levels between the two tones."""
TWO_TONES = 0.7
"""Share of pixels that have one of them, within NEAR of what lies between."""
NEAR = 0.2
INK = (0.08, 0.5)
"""Share of pixels that have the rarer tone."""
HIGH = 0.5
"""Share of columns that a letter fills with at least two changes."""
WINDOWS = 2
"""Windows of one size that must show letters: a line is longer than four."""

Tones = NDArray[np.uint8]
Flags = NDArray[np.bool_]


def has_writing(image: Image.Image) -> bool:
    """Return whether there are letters at the upper or lower end of the RGB photo."""
    side = max(min(image.size), max(image.size) // LONGEST)
    return any(has_letters(np.asarray(ends)) for ends in sizes(ends_of(image), side))


def ends_of(image: Image.Image) -> Image.Image:
    """Return the upper end of the photo and the lower one below it, in grey."""
    width, height = image.size
    end = max(1, round(ENDS * height))
    ends = Image.new("L", (width, 2 * end))
    ends.paste(image.crop((0, 0, width, end)).convert("L"), (0, 0))
    ends.paste(image.crop((0, height - end, width, height)).convert("L"), (0, end))
    return ends


def sizes(ends: Image.Image, side: int) -> Iterator[Image.Image]:
    """Yield the ends in each size; `side` is the shorter side of their photo."""
    # What is much larger is averaged first, in a fraction of the time.
    times = max(1, side // max(SIDES))
    ends, now = ends.reduce(times), side / times
    for each in SIDES:
        larger = None
        if each <= LARGEST * side:
            yield (larger := resized(ends, each / now))
        if each <= 2 * LARGEST * side:
            yield larger.reduce(2) if larger else resized(ends, each / 2 / now)


def resized(ends: Image.Image, factor: float) -> Image.Image:
    width, height = (max(1, round(each * factor)) for each in ends.size)
    return ends.resize((width, height), Image.Resampling.BILINEAR)


def has_letters(tones: Tones) -> bool:
    """Return whether WINDOWS of the two ends [height, width] show a line of letters."""
    if len(tones) < 2 * HEIGHT or tones.shape[1] <= WIDTH + 1:
        return False
    rows, columns = busy_windows(tones)
    if len(rows) < WINDOWS:
        return False
    every = np.lib.stride_tricks.sliding_window_view(tones, (HEIGHT, WIDTH))
    return count_letters(every[rows, columns]) >= WINDOWS


def busy_windows(tones: Tones) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where windows have many changes in the middle and few above and below it."""
    height, seam = len(tones) // DOWN * DOWN, len(tones) // 2
    before, after = tones[:height, :-2], tones[:height, 2:]
    jumps = (np.maximum(before, after) - np.minimum(before, after) > JUMP).view(np.uint8)
    first, second, third = (jumps[row::DOWN] for row in range(DOWN))
    threes = first + second + third
    # Tones two pixels apart are compared, so each side of a letter counts twice.
    is_busy = in_windows(threes[2:-4] + threes[3:-3] + threes[4:-2]) >= FEWEST * 3 * DOWN
    # No line goes on from the upper end into the lower one.
    is_busy[(seam - HEIGHT) // DOWN + 1 : -(-seam // DOWN)] = False
    if is_busy.any():
        is_busy &= in_windows((first + second)[:-6]) < ROOM * (ROOM + 1)
        is_busy &= in_windows((second + third)[6:]) < ROOM * (ROOM + 1)
    rows, columns = np.nonzero(is_busy)
    return rows * DOWN, columns * ACROSS


def in_windows(counts: Tones) -> NDArray[np.int32]:
    """Return the sum of the counts along each row of each window."""
    sums = np.zeros((len(counts), counts.shape[1] + 1), np.int32)
    np.cumsum(counts, axis=1, out=sums[:, 1:])
    lasts = sums[:, WIDTH - 2 :: ACROSS]
    window_sums: NDArray[np.int32] = lasts - sums[:, ::ACROSS][:, : lasts.shape[1]]
    return window_sums


def count_letters(windows: Tones) -> int:
    """Return how many of the windows [n, HEIGHT, WIDTH] show a line of letters."""
    some = windows[:, ::2, ::2].reshape(len(windows), -1)
    rare = int(INK[0] * 0.75 * some.shape[1])
    ordered = np.partition(some, (rare, -1 - rare), axis=1).astype(np.int16)
    dark, light = ordered[:, rare], ordered[:, -1 - rare]
    is_light = 2 * windows.astype(np.int16) > (dark + light)[:, None, None]
    is_line = (light - dark > CONTRAST) & are_lines(is_light)
    # Most windows of a busy photo are none; the others are looked at more closely.
    if np.count_nonzero(is_line) < WINDOWS:
        return 0
    two_tones = are_two_tones(windows[is_line].astype(np.int16), dark[is_line], light[is_line])
    return int(np.count_nonzero(two_tones & are_written(is_light[is_line])))


def are_lines(is_light: Flags) -> Flags:
    """Return in which windows tones change along the rows in the middle and not beside it."""
    along = np.count_nonzero(is_light[:, :, 1:] != is_light[:, :, :-1], axis=2)
    beside = np.maximum(along[:, :ROOM].sum(1), along[:, -ROOM:].sum(1))
    through = np.sort(along[:, MIDDLE], axis=1)[:, OTHERS]
    flags: Flags = (beside < ROOM) & (through >= FEWEST) & (through <= MOST)
    return flags


def are_two_tones(windows: NDArray[np.int16], *tones: NDArray[np.int16]) -> Flags:
    """Return in which windows nearly all pixels have the dark tone or the light one."""
    dark, light = (tone[:, None, None] for tone in tones)
    near = NEAR * (light - dark)
    flags: Flags = ((windows - dark < near) | (light - windows < near)).mean((1, 2)) > TWO_TONES
    return flags


def are_written(is_light: Flags) -> Flags:
    """Return in which windows there is neither much nor little ink, and letters are high."""
    share = is_light.mean((1, 2))
    ink = np.minimum(share, 1 - share)
    high = np.count_nonzero(is_light[:, 1:] != is_light[:, :-1], axis=1) >= 2
    flags: Flags = (ink > INK[0]) & (ink < INK[1]) & (high.mean(1) > HIGH)
    return flags
