"""Screenshots of shops' apps: status bar, search bar, the photo, text, buttons, other photos."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageOps

from catalog_search.workshop.pictures import Random

WIDTH, HEIGHT = 1080, 2200
GREY = "#8a8a8a"


def screenshot(image: Image.Image, random: Random, others: Sequence[Image.Image]) -> Image.Image:
    """Return the photo in an app, one of four layouts and light or dark."""
    dark = random.random() < 0.25
    page, ink = ("#16181c", "#e8e8e8") if dark else ("white", "#202020")
    screen = Image.new("RGB", (WIDTH, HEIGHT), page)
    draw = ImageDraw.Draw(screen)
    top = status_and_search(draw, random, ink, page)
    margin = int(random.choice([0, 40, 120]))
    width = WIDTH - 2 * margin
    height = min(round(width * image.height / image.width), 1250)
    fill = random.choice(["white", "#f4f4f4"]) if not dark else "white"
    screen.paste(ImageOps.pad(image, (width, height), color=fill), (margin, top))
    below = top + height + 40
    below = texts(draw, random, below, ink)
    if random.random() < 0.7:
        row_of(screen, others, below)
    buttons(draw, random, page, ink)
    return screen


def status_and_search(draw: ImageDraw.ImageDraw, random: Random, ink: str, page: str) -> int:
    """Draw clock, battery and a field for words; return where the page goes on."""
    if random.random() < 0.4:
        draw.rectangle((0, 0, WIDTH, 84), "#1e1e1e")
    draw.text((50, 26), "12:42", "#9a9a9a", font_size=38)
    draw.rectangle((930, 34, 990, 60), outline="#9a9a9a", width=4)
    draw.ellipse((870, 34, 900, 62), fill="#9a9a9a")
    if random.random() < 0.3:
        draw.line((50, 140, 90, 120), ink, 6)
        draw.line((50, 140, 90, 160), ink, 6)
        return 200
    field = "#eeeeee" if page == "white" else "#2b2e33"
    draw.rounded_rectangle((40, 110, 1040, 200), 40, fill=field)
    draw.text((110, 132), "Search in the shop", GREY, font_size=38)
    draw.ellipse((60, 138, 90, 168), outline=GREY, width=5)
    return 230


def texts(draw: ImageDraw.ImageDraw, random: Random, top: int, ink: str) -> int:
    """Draw a title, a price and some lines; return where the page goes on."""
    draw.text((50, top), "Everyday favourite, new season", ink, font_size=54)
    draw.text((50, top + 80), "49,90", "#c02030", font_size=60)
    lines = int(random.integers(1, 4))
    for line in range(lines):
        words = "Free returns within thirty days of purchase"[: int(random.integers(20, 43))]
        draw.text((50, top + 170 + 56 * line), words, GREY, font_size=36)
    return top + 190 + 56 * lines


def row_of(screen: Image.Image, others: Sequence[Image.Image], top: int) -> None:
    """Paste small pictures of other goods side by side."""
    for number, other in enumerate(others[:3]):
        screen.paste(ImageOps.pad(other, (300, 300), color="white"), (50 + 340 * number, top))


def buttons(draw: ImageDraw.ImageDraw, random: Random, page: str, ink: str) -> None:
    """Draw a wide button and a bar of icons over the end of the page."""
    draw.rectangle((0, 1930, WIDTH, HEIGHT), page)
    color = str(random.choice(["#dc1e3c", "#1a6fd4", "#202020", "#f5b000"]))
    draw.rounded_rectangle((50, 1950, 1030, 2050), 30, fill=color)
    draw.text((430, 1972), "Add to bag", "white", font_size=48)
    for icon in range(4):
        draw.ellipse((110 + 260 * icon, 2090, 160 + 260 * icon, 2140), outline=ink, width=6)
