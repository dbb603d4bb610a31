"""What to search with on a shopper's photo: not its frame, its screen's texts, its empty ground.

A product on a quarter of a white square, between black bars or on the page of an app is otherwise
compared by what is around it: shops' own photos fill most of theirs. Nothing here knows what a
product is. Measured by `python -m tests.quality.photos`.
"""

from collections.abc import Sequence

from PIL import Image

from catalog_search.photos import boxes
from catalog_search.photos.shoppers import seams, tilted
from catalog_search.photos.shoppers.collages import (
    CLOSE,
    MOST,
    Contents,
    at_most,
    parts_of_cells,
)
from catalog_search.photos.shoppers.frame_lines import inside_line, is_straight
from catalog_search.photos.shoppers.outlines import (
    STEP,
    Mask,
    Patch,
    outlines,
    patches,
    pixels_of,
    prominent,
    reduced,
    room,
    things,
    union,
)
from catalog_search.types import Box

LOOKED_AT, KEPT = 256, 512
"""Sides of squares with as many pixels as are looked at, and as are kept to look closer."""
FRAMES = 4
"""Frames within frames: a print in a screenshot between black bars."""
INSET = 2
"""Pixels at a picture's side that may be mixed with its frame."""
AROUND = 0.7
"""Least share of the photo that a line around is a frame of: less is a product, as a shelf."""
TIGHT = 0.85
"""Share of a part's area from which on a smaller part within it shows nothing else."""
MARGIN = 0.25
"""Ground left on each side, as a share of the thing: what shops' own photos have."""
STEPS = (STEP, 24, 48)
"""Outlines to look for, one after another, until things are found that stand out."""
CORNER = 0.05
"""Share of a part's area below which a piece in its corner does not count as a thing."""
SPECK = 8
"""Pixels of a piece that a margin may show."""
FULL = 0.8
"""Share of a part's area from which on a thing fills it."""


def parts_to_search(image: Image.Image) -> list[Box]:
    """Return the parts of a shopper's photo to search with: the whole, without its ground, things.

    A photo that its things fill is one part. Where many things show most of it, a collage for
    example, they come before the whole. Of a picture at an angle, what it shows is searched with
    too. There are MOST parts at most.
    """
    small = reduced(image, KEPT)
    cells = seams.cells(pixels_of(reduced(small, LOOKED_AT)))
    if len(cells) > 1:
        in_cells = [(cell, look(boxes.crop(small, cell))) for cell in cells]
        if all(contents.things for _, contents in in_cells):
            return parts_of_cells(in_cells)
    contents = look(small)
    parts = [boxes.WHOLE]
    if boxes.area(contents.frame) < TIGHT:
        parts.append(contents.frame)
    several = contents.things if len(contents.things) > 1 else standing_out(small, contents.frame)
    full = FULL * boxes.area(contents.frame)
    single = [each for each in several if boxes.area(each) < full]
    if len(several) == 1 and (inner := on_a_picture(small, several[0])):
        return [boxes.WHOLE, several[0], *inner][:MOST]
    return at_most(parts, [boxes.padded(each, CLOSE) for each in single])


def on_a_picture(image: Image.Image, thing: Box) -> list[Box]:
    """Return the parts to search with on a thing that is a picture at an angle, [] if it is none.

    What a phone, a monitor or a print shows is what the shopper means.
    """
    around = boxes.padded(thing, CLOSE)
    part = boxes.crop(image, around)
    small = reduced(part, LOOKED_AT)
    for step in STEPS:
        at = tilted.corners(outlines(pixels_of(small), step))
        if at is None:
            continue
        for rim in tilted.RIMS:
            shares = tilted.moved_in(at, rim) / small.size
            contents = look(tilted.laid_straight(part, shares * part.size))
            areas = [contents.frame, *(boxes.padded(each, CLOSE) for each in contents.things[:1])]
            if inner := [each for each in areas if boxes.area(each) < TIGHT]:
                return [boxes.inside(around, tilted.box_around(shares, each)) for each in inner]
    return []


def things_on(image: Image.Image) -> tuple[Box, ...]:
    """Return the boxes of the things that stand out on the RGB photo, () if none does."""
    return look(reduced(image, KEPT)).things


def without_ground(image: Image.Image) -> Image.Image:
    """Return the part of the RGB photo around what it shows, or the photo if that fills it."""
    frame = look(reduced(image, KEPT)).frame
    return image if boxes.area(frame) >= TIGHT else boxes.crop(image, frame)


def look(image: Image.Image) -> Contents:
    """Return what the RGB image shows, without frames and empty ground."""
    contents = Contents(boxes.WHOLE, ())
    may_have_line = True
    for _ in range(FRAMES):
        part = reduced(boxes.crop(image, contents.frame), LOOKED_AT)
        pixels = pixels_of(part)
        mask = outlines(pixels)
        pieces = patches(mask)
        thing_patches = things_in(mask, pieces)
        if not thing_patches:
            break
        line = None
        if may_have_line:
            least = AROUND * mask.size / boxes.area(contents.frame)
            line = inside_line(pixels, mask, thing_patches, least)
        # What is left of the edge of a picture is no line.
        may_have_line = line is not None
        picture = line or picture_in(mask, thing_patches)
        inner = within(contents.frame, part, picture or with_ground(mask, thing_patches, pieces))
        if not boxes.shows_something(inner):
            break
        around = tuple(within(contents.frame, part, each) for each in thing_patches)
        contents = Contents(inner, () if picture else around)
        if not picture:
            break
    return contents


def things_in(mask: Mask, pieces: Sequence[Patch]) -> list[Patch]:
    """Return the most prominent things of these pieces, largest first.

    Small pieces in a corner are what a picture's rounded corners show of its frame.
    """
    height, width = mask.shape
    inner = [
        each
        for each in things(mask, pieces)
        if each.area > CORNER * mask.size
        or (each.left > 1 and each.right < width - 1)
        or (each.top > 1 and each.bottom < height - 1)
    ]
    return prominent(inner)


def picture_in(mask: Mask, thing_patches: Sequence[Patch]) -> Patch | None:
    """Return the inside of the only thing if it is a picture in a frame, with straight sides."""
    patch, (height, width) = thing_patches[0], mask.shape
    if len(thing_patches) > 1 or min(mask.shape) <= 4 * INSET or patch == (0, 0, width, height):
        return None
    rows, columns = slice(patch.top, patch.bottom), slice(patch.left, patch.right)
    # For each side: whether it is the photo's own side, and else the lines that must be straight.
    sides = (
        (patch.left <= 1, mask[rows, beside(patch.left)].T),
        (patch.top <= 1, mask[beside(patch.top), columns]),
        (patch.right >= width - 1, mask[rows, beside(patch.right - INSET)].T),
        (patch.bottom >= height - 1, mask[beside(patch.bottom - INSET), columns]),
    )
    if not all(is_end or is_straight(lines) for is_end, lines in sides):
        return None
    left, top, right, bottom = (0 if is_end else INSET for is_end, _ in sides)
    return Patch(patch.left + left, patch.top + top, patch.right - right, patch.bottom - bottom)


def beside(place: int) -> slice:
    return slice(max(0, place - 1), place + 2)


def with_ground(mask: Mask, thing_patches: Sequence[Patch], pieces: Sequence[Patch]) -> Patch:
    """Return the patch around all things with a margin that shows none of the other pieces."""
    all_things, (height, width) = union(thing_patches), mask.shape
    x = round(MARGIN * (all_things.right - all_things.left))
    y = round(MARGIN * (all_things.bottom - all_things.top))
    around = Patch(
        max(0, all_things.left - x),
        max(0, all_things.top - y),
        min(width, all_things.right + x),
        min(height, all_things.bottom + y),
    )
    for piece in pieces:
        if piece.area > SPECK and room(piece, around) < 0:
            around = without(around, piece, all_things)
    return around


def without(around: Patch, piece: Patch, all_things: Patch) -> Patch:
    """Return the largest part of a patch that shows `all_things` but not the piece beside it."""
    parts = [
        around._replace(left=piece.right) if piece.right <= all_things.left else None,
        around._replace(top=piece.bottom) if piece.bottom <= all_things.top else None,
        around._replace(right=piece.left) if piece.left >= all_things.right else None,
        around._replace(bottom=piece.top) if piece.top >= all_things.bottom else None,
    ]
    return max((part for part in parts if part), key=lambda part: part.area, default=around)


def standing_out(image: Image.Image, frame: Box) -> tuple[Box, ...]:
    """Return the box around the things within a frame of the image, () if nothing stands out.

    On ground with a grain, wood or cloth, only stronger outlines tell things from it.
    """
    part = reduced(boxes.crop(image, frame), LOOKED_AT)
    pixels = pixels_of(part)
    for step in STEPS:
        mask = outlines(pixels, step)
        thing_patches = things_in(mask, patches(mask))
        if not thing_patches:
            break
        thing = union(thing_patches)
        # Outlines that reach from one side to the other are the grain of the ground.
        margin = min(part.width - thing.right + thing.left, part.height - thing.bottom + thing.top)
        if margin >= 2 * INSET and thing.area < FULL * part.width * part.height:
            return (within(frame, part, thing),)
    return ()


def within(frame: Box, part: Image.Image, patch: Patch) -> Box:
    """Return the box on the whole photo of a patch in the part of it that the frame holds."""
    x, y = 1 / part.width, 1 / part.height
    return boxes.inside(
        frame, Box(patch.left * x, patch.top * y, patch.right * x, patch.bottom * y)
    )
