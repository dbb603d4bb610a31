"""What a web process takes of memory: python -m tests.benchmarks.process_memory

Serves a local bucket of so many drawn products (`--products 200 3000`), syncs and indexes them with
the demo's settings, and starts a web process of its own with the starter model. Prints its memory
in MB after it has started and after each kind of page: all that is resident, how much of it is its
own, the rest being files that processes share, and the largest it ever was. `--shop` takes a folder
that `growth --keep` filled, `--by-library` prints what imports take, each in a process of its own.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.cookiejar import CookieJar
from pathlib import Path

SERVE = """
from wsgiref.simple_server import WSGIRequestHandler, make_server
{}
from shop.wsgi import application
WSGIRequestHandler.log_message = lambda *arguments: None
server = make_server("127.0.0.1", 0, application)
print(server.server_port, flush=True)
server.serve_forever()
"""
OF_A_FOLDER = """
from pathlib import Path
from tests.benchmarks import large_shop
large_shop.set_up(Path({!r}))
"""
IMPORTS = ("numpy", "PIL.Image", "django", "boto3", "onnxruntime", "qdrant_edge", "shop.wsgi")
BOUNDARY = "photo-of-a-shopper"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, nargs="+", default=[200, 3000])
    parser.add_argument("--shop", type=Path, help="a folder of a shop that growth made")
    parser.add_argument("--by-library", action="store_true")
    options = parser.parse_args()
    if options.by_library:
        by_library()
    elif options.shop:
        settings = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
        walked(settings, OF_A_FOLDER.format(str(options.shop.resolve())))
    else:
        for count in options.products:
            say(f"{count} products")
            of_products(count)


def of_products(count: int) -> None:
    from shop.demo_bucket import local_bucket

    with tempfile.TemporaryDirectory() as folder, local_bucket(bucket(count)) as address:
        settings = {"SHOP_VAR_DIR": folder, "CATALOG_ENDPOINT": address, "CATALOG_BUCKET": "demo"}
        settings["DJANGO_SETTINGS_MODULE"] = "shop.settings"
        environment = os.environ | settings
        (Path(folder) / "static").mkdir()
        for command in ("migrate", "catalog_sync", "catalog_index"):
            run([sys.executable, "manage.py", command], environment)
        walked(environment)


def walked(environment: dict[str, str], before: str = "") -> None:
    """Start a web process, after these lines of Python, and walk through its pages."""
    from tests.benchmarks.look import png, scene

    with web_process(environment, before) as (pid, port):
        walk(Shopper(port), pid, png(scene()))


def bucket(count: int) -> dict[str, bytes]:
    """Return photos and a manifest of so many products."""
    from tests.benchmarks.look import COLORS, KINDS, png, product_photo

    draw, rows = random.Random(7), ["sku,title,category,price,currency,images"]
    photos = [png(product_photo(kind, color)) for kind in KINDS for color in COLORS]
    names = [(kind, color) for kind in KINDS for color in COLORS]
    objects: dict[str, bytes] = {}
    for number in range(count):
        kind, color = names[number % len(names)]
        objects[f"{number}.png"] = photos[number % len(photos)]
        price = draw.randint(5, 99)
        rows.append(f"S{number},{color} {kind} {number},Home > {kind},{price},EUR,{number}.png")
    return {**objects, "catalog.csv": "\n".join(rows).encode()}


def run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def web_process(environment: dict[str, str], before: str) -> Iterator[tuple[int, int]]:
    """Yield the id and the port of a new web process."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE.format(before)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process.pid, int(process.stdout.readline() if process.stdout else 0)
        finally:
            process.kill()


class Shopper:
    """A browser with cookies."""

    def __init__(self, port: int) -> None:
        self.shop = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar()), Forwarded()
        )

    def open(self, path: str, body: bytes | None = None, kind: str = "") -> str:
        """Return the page, or the address that it forwards to."""
        request = urllib.request.Request(self.shop + path, body)  # noqa: S310
        if kind:
            request.add_header("Content-Type", kind)
        with self.opener.open(request, timeout=60) as answer:
            return answer.headers.get("Location") or answer.read().decode(errors="replace")

    def upload(self, path: str, photo: bytes) -> str:
        """Return the address of the results of a photo."""
        (token,) = set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', self.open(path)))
        parts = (
            f"--{BOUNDARY}\r\n"
            'Content-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f"{token}\r\n--{BOUNDARY}\r\n"
            'Content-Disposition: form-data; name="photo"; filename="photo.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
        )
        body = parts.encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()
        return self.open(path, body, f"multipart/form-data; boundary={BOUNDARY}")


class Forwarded(urllib.request.HTTPRedirectHandler):
    """Leaves answers that forward to another page as they are."""

    def http_error_302(self, request, answer, code, message, headers):  # type: ignore[no-untyped-def]
        return answer


def walk(shopper: Shopper, pid: int, photo: bytes) -> None:
    """Open one page after another and print the process's memory after each."""
    report("started", pid)
    page = shopper.open("/")
    report("page without words", pid)
    shopper.open("/?q=red+lamp")
    report("text search", pid)
    shopper.open(next(iter(re.findall(r'href="(/products/\d+/)', page))))
    report("product page", pid)
    for address in re.findall(r'src="(/photos/[^"]+)"', page)[:8]:
        # The photos of growth's shops are in no bucket.
        with suppress(urllib.error.HTTPError):
            shopper.open(address)
    report("thumbnails", pid)
    shopper.open(shopper.upload("/photo/", photo))
    report("photo search", pid)
    for _ in range(3):
        shopper.open(shopper.upload("/look/", photo))
    report("shop the look", pid)
    for _ in range(20):
        shopper.open("/?q=blue+chair")
    report("20 text searches", pid)
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        report("  its decoder of photos", int(child))


def report(name: str, pid: int) -> None:
    status = Path(f"/proc/{pid}/status").read_text()
    now, own, most = (megabytes(status, key) for key in ("VmRSS", "RssAnon", "VmHWM"))
    say(f"{name:26} {now:5} MB, {own:5} its own, at most {most:5} MB")


def megabytes(status: str, key: str) -> int:
    return int(re.findall(rf"{key}:\s+(\d+)", status)[0]) >> 10


def by_library() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "shop.settings"}
    for name in IMPORTS:
        code = f"import {name}; print(open('/proc/self/status').read())"
        answer = subprocess.run(
            [sys.executable, "-c", code], env=environment, check=True, capture_output=True
        )
        say(f"{name:26} {megabytes(answer.stdout.decode(), 'VmRSS'):5} MB")


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  what this program is for


if __name__ == "__main__":
    main()
