"""Draw a shop of invented goods, serve it, and photograph its pages into docs/pictures."""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.pictures.shop import paint, paint_shoppers_photo

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = 60
SIZE = {"width": 1180, "height": 940}
COLORS = 256
"""Colors of a picture: with more, it would take three times the room in the repository."""
ROUNDS = 4
"""Of k-means for the palette; without them, small things lose their color."""


def manage(*words: str) -> None:
    subprocess.run([sys.executable, ROOT / "manage.py", *words], check=True)


def make_shop(folder: Path) -> None:
    paint(folder / "media")
    manage("migrate", "--verbosity=0")
    manage("catalog_sync")
    manage("catalog_index")
    manage("catalog_categorize")
    os.environ["DJANGO_SUPERUSER_PASSWORD"] = "merchant"
    manage("createsuperuser", "--noinput", "--username=merchant", "--email=m@example.org")


@contextmanager
def served(port: int) -> Iterator[str]:
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, str(ROOT / "manage.py"), "runserver", "--noreload", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def wait_for(address: str) -> None:
    for _ in range(PATIENCE):
        try:
            urllib.request.urlopen(address, timeout=PATIENCE).read()  # noqa: S310
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit(f"{address} does not answer.")


def photograph(page: Page, address: str, folder: Path, photo: Path) -> None:
    page.goto(f"{address}/?q=something+to+drink+coffee+from")
    keep(page, folder / "results.png")
    page.goto(f"{address}/photo/")
    page.set_input_files("#cs-photo-file", photo)
    page.get_by_role("button", name="Find similar products").click()
    page.wait_for_url("**/photo/*/**")
    keep(page, folder / "photo.png")
    page.goto(f"{address}/admin/login/?next=/desk/demo/categories/")
    page.fill("#id_username", "merchant")
    page.fill("#id_password", "merchant")
    page.locator("[type=submit]").click()
    keep(page, folder / "queue.png")


def keep(page: Page, path: Path) -> None:
    """Save what the window shows."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLORS, kmeans=ROUNDS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/pictures")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.pictures.settings"
        os.environ["SHOP_VAR_DIR"] = name
        make_shop(folder)
        photo = folder / "photo.png"
        paint_shoppers_photo(photo)
        with served(free_port()) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
            photograph(page, address, out, photo)
            browser.close()


if __name__ == "__main__":
    main()
