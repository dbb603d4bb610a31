"""`make demo-check`: request every page over HTTP, print measurements and report what is wrong."""

import io
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from wsgiref.simple_server import WSGIServer

from PIL import Image

from shop import demo_measures
from shop.demo_client import Answer, Visitor
from shop.demo_judgements import LOOKUPS, SCENE
from shop.demo_steps import say


def check(shop: WSGIServer, *, own_catalogue: bool) -> int:
    """Check the shop; return the exit status, 0 if nothing is wrong.

    Searches are measured only with `own_catalogue`, the demo's own products.
    """
    failures: list[str] = []
    # Some requests are wrong on purpose; their log lines would only distract.
    for name in ("django.server", "django.request"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with serving(shop) as address:
        visitor = Visitor(address)
        pages(visitor, failures.append)
        if own_catalogue:
            demo_measures.graded(visitor)
            demo_measures.coarse(visitor, failures.append)
            lookups(visitor, failures.append)
            look(visitor, failures.append)
    for message in failures:
        say(f"WRONG: {message}")
    say(
        f"\ndemo-check: {len(failures)} wrong." if failures else "\ndemo-check: everything is fine."
    )
    return 1 if failures else 0


@contextmanager
def serving(shop: WSGIServer) -> Iterator[str]:
    thread = threading.Thread(target=shop.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{shop.server_port}"
    finally:
        shop.shutdown()
        thread.join()


def pages(visitor: Visitor, fail: Callable[[str], None]) -> None:
    """Request each kind of page once, including pages that must answer with an error."""
    everything = visitor.get("/api/search")
    product = everything.json["items"][0]["product"] if everything.status == 200 else {"id": 0}
    expected: dict[str, tuple[Answer, int, str]] = {
        "front page": (visitor.get("/"), 200, "<h1"),
        "text search": (visitor.get("/", q="something to take pictures with"), 200, "<h1"),
        "second page": (visitor.get("/", page=2), 200, "<h1"),
        "product": (visitor.get(f"/products/{product['id']}/"), 200, "<h1"),
        "photo search": (visitor.get("/photo/"), 200, 'type="file"'),
        "shop the look": (visitor.get("/look/"), 200, 'type="file"'),
        "API": (everything, 200, '"total"'),
        "OpenAPI document": (visitor.get("/api/openapi.json"), 200, '"openapi"'),
        "similar by API": (visitor.get(f"/api/products/{product['id']}/similar"), 200, '"items"'),
        "admin": (visitor.get("/admin/"), 200, "csrfmiddlewaretoken"),
        "unknown page": (visitor.get("/nothing-here/"), 404, ""),
        "unknown filter": (visitor.get("/api/search", colour="red"), 400, "Allowed are"),
        "10,000 characters": (visitor.get("/", q="x" * 10_000), 400, "256"),
        "no photo": (visitor.upload_by_form("/photo/", b"not a photo"), 400, "JPEG"),
    }
    say("\nPages")
    for name, (answer, status, text) in expected.items():
        ok = answer.status == status and text in answer.text
        say(f"  {'ok ' if ok else 'BAD'} {answer.status} {name} ({len(answer.body):,} bytes)")
        if not ok:
            fail(f"{name}: {answer.status} {answer.text[:200]!r}")


def lookups(visitor: Visitor, fail: Callable[[str], None]) -> None:
    """Print the rank of each product in a search by its cropped, rotated, recompressed photo."""
    say("\nPhoto lookups: product photo cropped to 80 %, rotated by 10 degrees, JPEG quality 30")
    ranks = []
    for title in LOOKUPS:
        photo = jpeg(disturbed(photo_of(visitor, title)), 30)
        answer = visitor.upload("/api/search/photo", photo)
        titles = [hit["product"]["title"] for hit in answer.json["items"]]
        ranks.append(titles.index(title) + 1 if title in titles else 0)
        say(f"  rank {ranks[-1] or '-'}  {title}")
    say(f"  {sum(rank == 1 for rank in ranks)} of {len(ranks)} first")
    if sum(rank == 1 for rank in ranks) < len(ranks) / 2:
        fail(f"too few photo lookups had their product first: {ranks}")
    page = visitor.upload_by_form("/photo/", jpeg(photo_of(visitor, LOOKUPS[0])))
    if page.status != 200 or LOOKUPS[0] not in page.text:
        fail(f"the photo search page did not show {LOOKUPS[0]}: {page.status}")


def look(visitor: Visitor, fail: Callable[[str], None]) -> None:
    """Print the regions found on a scene made of three products' photos side by side."""
    photos = [photo_of(visitor, title).resize((400, 400)) for title in SCENE]
    scene = Image.new("RGB", (400 * len(photos), 400))
    for number, photo in enumerate(photos):
        scene.paste(photo, (400 * number, 0))
    regions = visitor.upload("/api/look", jpeg(scene)).json["regions"]
    say(f"\nShop the look: a scene of {', '.join(SCENE)}")
    for region in regions:
        titles = ", ".join(hit["product"]["title"] for hit in region["items"][:3])
        say(f"  {region['label']} ({region['score']:.2f}): {titles}")
    titles_found = {hit["product"]["title"] for region in regions for hit in region["items"]}
    page = visitor.upload_by_form("/look/", jpeg(scene))
    if page.status != 200 or not titles_found & set(SCENE):
        fail(f"shop the look: {page.status}, none of {SCENE} in its regions")


def photo_of(visitor: Visitor, title: str) -> Image.Image:
    """Return the photo of the product with this title, as the shop shows it."""
    items = visitor.get("/api/search", q=title).json["items"]
    hit = next(hit for hit in items if hit["product"]["title"] == title)
    answer = visitor.get(hit["photo"]["url"])
    return Image.open(io.BytesIO(answer.body)).convert("RGB")


def disturbed(photo: Image.Image) -> Image.Image:
    """Return the photo rotated and cropped to its middle, like a snapshot with a phone."""
    width, height = photo.size
    box = (width * 0.1, height * 0.1, width * 0.9, height * 0.9)
    return photo.rotate(10, Image.Resampling.BICUBIC, fillcolor="gray").crop(
        tuple(round(edge) for edge in box)
    )


def jpeg(image: Image.Image, quality: int = 90) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
