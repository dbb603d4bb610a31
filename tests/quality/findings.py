"""How often writing over photos and wrong grounds are found, and how often wrongly.

python -m tests.quality.findings DATA HALF looks at photos of `fashion` and of `goods` (`choose`:
those by which constants were chosen; `report`: others). Writing is drawn over a third of the photos
here, in four kinds. Wrong grounds are users' photos of clothes to choose by,
and real photos of office things to report; the right one is fashion's own.

Precision is stated for a shop in which one photo in ten is wrong, which no photo here decides.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from catalog_search.photos.lettering import has_writing
from catalog_search.photos.shoppers.even_ground import UNEVEN, ground_of
from tests.quality.photos.sources import in_tars, lines, office, opened, shuffled, users

MOST = 600
SHARE = 0.1
"""Of photos that are wrong, in the shop for which precision is stated."""
SAID = ("SALE", "-50 %", "NEW", "BEST SELLER", "FREE SHIPPING", "HOT DEAL", "www.shop.com")
SHORT, MARKS = ("SALE", "-50 %", "NEW", "-30 %"), ("SHOP.COM", "© Studio", "SAMPLE")
COLORS = ((220, 20, 30), (250, 200, 0), (20, 20, 20), (0, 90, 200), (20, 140, 60))


def font(size: float) -> ImageFont.FreeTypeFont:
    found = ImageFont.load_default(max(8, size))
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


def badge(image: Image.Image, chance: random.Random) -> None:
    """Draw a plate with a word in a corner."""
    draw, (width, height) = ImageDraw.Draw(image), image.size
    size, color = min(image.size) * chance.uniform(0.18, 0.3), chance.choice(COLORS)
    room = min(image.size) * 0.03
    left = chance.choice([room, width - room - size])
    top = chance.choice([room, height - room - size])
    shape = draw.ellipse if chance.random() < 0.5 else draw.rectangle
    shape([left, top, left + size, top + size], fill=color)
    middle = (left + size / 2, top + size / 2)
    ink = "black" if color == COLORS[1] else "white"
    draw.text(middle, chance.choice(SHORT), font=font(size * 0.28), fill=ink, anchor="mm")


def banner(image: Image.Image, chance: random.Random) -> None:
    """Draw a bar with words along the upper or lower side."""
    draw, (width, height) = ImageDraw.Draw(image), image.size
    bar, said, color = height * chance.uniform(0.1, 0.2), chance.choice(SAID), chance.choice(COLORS)
    top = chance.choice([0, height - bar])
    draw.rectangle([0, top, width, top + bar], fill=color)
    ink = "black" if color == COLORS[1] else "white"
    size = font(min(bar * 0.6, 1.5 * width / len(said)))
    draw.text((width / 2, top + bar / 2), said, font=size, fill=ink, anchor="mm")


def caption(image: Image.Image, chance: random.Random) -> None:
    """Write words on the photo, with an outline as they need on any ground."""
    draw, (width, height) = ImageDraw.Draw(image), image.size
    said, outline = chance.choice(SAID), chance.choice(["white", "black"])
    size = font(min(min(image.size) * 0.1, 1.4 * width / len(said)))
    place = (width / 2, height * chance.choice([0.08, 0.92]))
    ink = chance.choice([(0, 0, 0), (220, 20, 30), (255, 255, 255)])
    draw.text(place, said, font=size, fill=ink, stroke_width=1, stroke_fill=outline, anchor="mm")


def watermark(image: Image.Image, chance: random.Random) -> None:
    """Lay a large word over the photo that the photo shines through, level or sloping."""
    side, said, (width, height) = min(image.size), chance.choice(MARKS), image.size
    layer = Image.new("RGBA", (2 * side, 2 * side), (0, 0, 0, 0))
    grey = chance.choice([255, 0, 128])
    ink = (grey, grey, grey, chance.randint(90, 160))
    drawn = font(1.25 * side / len(said))
    ImageDraw.Draw(layer).text((side, side), said, font=drawn, fill=ink, anchor="mm")
    layer = layer.rotate(chance.choice([0, 30, 45]), Image.Resampling.BILINEAR)
    left, top = side - width // 2, side - height // 2
    layer = layer.crop((left, top, left + width, top + height))
    image.paste(layer, (0, 0), layer)


KINDS = (badge, banner, caption, watermark)


def main() -> None:
    data, half = Path(sys.argv[1]), sys.argv[2]
    for name, photos in shops(data, half):
        start = time.process_time()
        wrongly = share([has_writing(photo) for photo in photos])
        cost = (time.process_time() - start) * 1000 / len(photos)
        say(f"{name}: writing is seen on {wrongly:.3f} of {len(photos)} photos as they are,")
        say(f"  {cost:.1f} ms of CPU each")
        chance = random.Random(7)
        for draw in KINDS:
            changed = [photo.copy() for photo in photos[: len(photos) // 3]]
            for photo in changed:
                draw(photo, chance)
            found = share([has_writing(photo) for photo in changed])
            say(f"  {draw.__name__}: found {found:.3f}, right {precision(found, wrongly):.3f}")
    uneven = share([ground_of(photo) == UNEVEN for photo in fashion(data, half)])
    messy = (users if half == "choose" else office)(data, MOST)[1]
    found = share([ground_of(photo.image) == UNEVEN for photo in messy])
    say(f"ground: fashion uneven {uneven:.3f}; of {len(messy)} real photos {found:.3f},")
    say(f"  right {precision(found, uneven):.3f}")


def shops(data: Path, half: str) -> Iterator[tuple[str, list[Image.Image]]]:
    yield "fashion", fashion(data, half)
    rows = shuffled(lines(data / "goods/goods.jsonl"), "file")
    rows = rows[:MOST] if half == "report" else rows[MOST : 3 * MOST]
    yield "goods", [each.image for each in in_tars(data / "goods", rows)]


def fashion(data: Path, half: str) -> list[Image.Image]:
    split = {"choose": "train", "report": "dev"}[half]
    rows = shuffled(lines(data / "fashion/catalog.jsonl"), "sku")
    files = [data / "fashion" / row["images"][0] for row in rows if row["split"] == split]
    return [opened(file.read_bytes()) for file in files[:MOST]]


def share(found: Sequence[bool]) -> float:
    return sum(found) / max(len(found), 1)


def precision(found: float, wrongly: float) -> float:
    """Return which share of what is listed is wrong indeed, in a shop with SHARE of such photos."""
    right = SHARE * found
    return right / max(right + (1 - SHARE) * wrongly, 1e-9)


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
