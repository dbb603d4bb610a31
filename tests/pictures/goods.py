"""Invented goods, drawn: kinds of things in several colors, on white as in a shop."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageColor, ImageDraw, ImageFilter

SIZE = 640
SCALE = 3
"""Drawn so many times larger, then reduced, so that edges are smooth."""

Draw = ImageDraw.ImageDraw
Color = tuple[int, int, int]
Points = list[tuple[float, float]]

PALETTE = {
    "red": "#b8322a", "blue": "#2d5d9f", "green": "#3f7a4f", "yellow": "#e2b13c",
    "black": "#2b2b2e", "white": "#ddd6c8", "pink": "#d98a9b", "brown": "#7a5238",
}  # fmt: skip


@dataclass(frozen=True)
class Good:
    """One product of the drawn shop. `price` is in euros."""

    sku: str
    title: str
    kind: str
    category: str
    color: str
    brand: str
    price: str


def shade(color: Color, factor: float) -> Color:
    """Return the color made darker (below 1) or lighter (above 1)."""
    red, green, blue = (min(255, int(part * factor)) for part in color)
    return red, green, blue


def scaled(points: Points) -> Points:
    return [(x * SIZE * SCALE, y * SIZE * SCALE) for x, y in points]


def box(left: float, top: float, right: float, bottom: float) -> list[float]:
    return [side * SIZE * SCALE for side in (left, top, right, bottom)]


def width(share: float) -> int:
    return int(share * SIZE * SCALE)


def mug(draw: Draw, color: Color) -> None:
    draw.ellipse(box(0.6, 0.36, 0.88, 0.7), outline=shade(color, 0.85), width=width(0.045))
    draw.rounded_rectangle(box(0.22, 0.24, 0.7, 0.8), width(0.07), fill=color)
    draw.rectangle(box(0.22, 0.3, 0.32, 0.72), fill=shade(color, 1.18))
    draw.ellipse(box(0.22, 0.18, 0.7, 0.32), fill=shade(color, 0.6))
    draw.ellipse(box(0.22, 0.18, 0.7, 0.32), outline=shade(color, 1.1), width=width(0.012))


def shirt(draw: Draw, color: Color) -> None:
    outline: Points = [
        (0.36, 0.16), (0.14, 0.26), (0.05, 0.46), (0.2, 0.53), (0.27, 0.42), (0.27, 0.86),
        (0.73, 0.86), (0.73, 0.42), (0.8, 0.53), (0.95, 0.46), (0.86, 0.26), (0.64, 0.16),
    ]  # fmt: skip
    draw.polygon(scaled(outline), fill=color)
    draw.chord(box(0.36, 0.06, 0.64, 0.26), 0, 180, fill=(255, 255, 255))
    draw.arc(box(0.34, 0.05, 0.66, 0.28), 0, 180, fill=shade(color, 0.75), width=width(0.018))
    for x in (0.27, 0.73):
        line = scaled([(x, 0.42), (x, 0.86)])
        draw.line(line, fill=shade(color, 0.85), width=width(0.006))


def lamp(draw: Draw, color: Color) -> None:
    draw.rectangle(box(0.475, 0.4, 0.525, 0.82), fill=(150, 122, 84))
    draw.ellipse(box(0.32, 0.78, 0.68, 0.88), fill=(110, 88, 60))
    draw.polygon(scaled([(0.36, 0.14), (0.64, 0.14), (0.8, 0.5), (0.2, 0.5)]), fill=color)
    draw.ellipse(box(0.2, 0.46, 0.8, 0.54), fill=shade(color, 0.8))
    draw.ellipse(box(0.36, 0.12, 0.64, 0.17), fill=shade(color, 1.15))


def bag(draw: Draw, color: Color) -> None:
    draw.arc(box(0.32, 0.12, 0.68, 0.62), 180, 360, fill=shade(color, 0.7), width=width(0.035))
    draw.polygon(scaled([(0.16, 0.38), (0.84, 0.38), (0.92, 0.86), (0.08, 0.86)]), fill=color)
    draw.polygon(
        scaled([(0.16, 0.38), (0.84, 0.38), (0.8, 0.56), (0.2, 0.56)]), fill=shade(color, 0.85)
    )
    draw.rectangle(box(0.46, 0.53, 0.54, 0.61), fill=(214, 180, 94))


def chair(draw: Draw, color: Color) -> None:
    for left, right in ((0.24, 0.28), (0.72, 0.76)):
        draw.rectangle(box(left, 0.55, right, 0.92), fill=(121, 90, 60))
    for left, right in ((0.3, 0.335), (0.665, 0.7)):
        draw.rectangle(box(left, 0.1, right, 0.6), fill=(141, 106, 72))
    draw.rounded_rectangle(box(0.27, 0.1, 0.73, 0.4), width(0.04), fill=color)
    draw.rounded_rectangle(box(0.18, 0.54, 0.82, 0.66), width(0.04), fill=shade(color, 0.9))


def dress(draw: Draw, color: Color) -> None:
    outline: Points = [
        (0.4, 0.1), (0.44, 0.22), (0.56, 0.22), (0.6, 0.1), (0.67, 0.14), (0.64, 0.34),
        (0.61, 0.46), (0.82, 0.9), (0.18, 0.9), (0.39, 0.46), (0.36, 0.34), (0.33, 0.14),
    ]  # fmt: skip
    draw.polygon(scaled(outline), fill=color)
    draw.polygon(
        scaled([(0.38, 0.44), (0.62, 0.44), (0.63, 0.49), (0.37, 0.49)]), fill=shade(color, 0.7)
    )
    for x in (0.36, 0.5, 0.64):
        folds = scaled([(0.5 + (x - 0.5) * 0.4, 0.52), (x, 0.9)])
        draw.line(folds, fill=shade(color, 0.85), width=width(0.007))


def clock(draw: Draw, color: Color) -> None:
    draw.ellipse(box(0.14, 0.14, 0.86, 0.86), fill=color)
    draw.ellipse(box(0.21, 0.21, 0.79, 0.79), fill=(250, 248, 243))
    for end in ((0.5, 0.29), (0.65, 0.56)):
        draw.line(scaled([(0.5, 0.5), end]), fill=(40, 40, 44), width=width(0.022))
    for x, y in ((0.5, 0.24), (0.76, 0.5), (0.5, 0.76), (0.24, 0.5)):
        draw.ellipse(box(x - 0.013, y - 0.013, x + 0.013, y + 0.013), fill=(40, 40, 44))


def vase(draw: Draw, color: Color) -> None:
    draw.polygon(scaled([(0.43, 0.14), (0.57, 0.14), (0.55, 0.4), (0.45, 0.4)]), fill=color)
    draw.ellipse(box(0.28, 0.34, 0.72, 0.88), fill=color)
    draw.ellipse(box(0.34, 0.42, 0.46, 0.72), fill=shade(color, 1.2))
    draw.ellipse(box(0.42, 0.11, 0.58, 0.17), fill=shade(color, 0.65))


KINDS: dict[str, tuple[Callable[[Draw, Color], None], str, str, int]] = {
    "mug": (mug, "Kitchen > Mugs", "Harbor", 12),
    "t-shirt": (shirt, "Clothes > T-shirts", "Plainwear", 19),
    "table lamp": (lamp, "Home > Lamps", "Lumen & Oak", 59),
    "handbag": (bag, "Bags > Handbags", "Corso", 89),
    "chair": (chair, "Home > Chairs", "Lumen & Oak", 129),
    "dress": (dress, "Clothes > Dresses", "Plainwear", 49),
    "wall clock": (clock, "Home > Clocks", "Harbor", 34),
    "vase": (vase, "Home > Vases", "Harbor", 24),
}
"""What draws each kind, its category, its brand and its price in euros."""


def goods() -> Iterator[Good]:
    """Yield each kind in each color."""
    for kind, (_draw, category, brand, price) in KINDS.items():
        for number, color in enumerate(PALETTE):
            title = f"{color.capitalize()} {kind}"
            sku = f"{kind.replace(' ', '-')}-{color}"
            yield Good(sku, title, kind, category, color, brand, f"{price + number}.90")


def picture_of(good: Good, background: Color = (255, 255, 255)) -> Image.Image:
    """Return the product's photo, SIZE pixels wide and high."""
    image = shadow_on(background).copy()
    red, green, blue = ImageColor.getrgb(PALETTE[good.color])[:3]
    KINDS[good.kind][0](ImageDraw.Draw(image), (red, green, blue))
    return image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)


@cache
def shadow_on(background: Color) -> Image.Image:
    """Return what every photo on this background has behind its product."""
    image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), background)
    ImageDraw.Draw(image).ellipse(box(0.2, 0.84, 0.8, 0.93), fill=shade(background, 0.92))
    return image.filter(ImageFilter.GaussianBlur(width(0.012)))
