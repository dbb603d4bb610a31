"""Projects built word for word from docs/howto/own-products.md, one for each kind of shop.

What a shop has before is the example project of docs/examples without catalog_search; what the page
says is then done to it: its files are written, its commands are run.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.integration.conftest import EXAMPLES, ROOT

PAGE = ROOT / "docs/howto/own-products.md"
SECTIONS = {
    "plain": ("Plain Django models", "In your templates"),
    "oscar": ("django-oscar",),
    "wagtail": ("Wagtail",),
    "feed": ("A JSON feed",),
}
"""The sections of the page that a shop of each kind follows."""
TEMPLATES = {"plain": "product.html", "wagtail": "product_page.html"}
"""Product pages of shops that take the tags of "In your templates"."""
OURS = re.compile(r"catalog_search|django_htmx|note_view|_products |complete_the|recently_seen")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^(?:# |\{# )([\w/]+\.(?:py|html))(?:, [^\n]*| #\})?\n", re.MULTILINE)


def section(title: str) -> str:
    """Return what the page says below a heading."""
    return PAGE.read_text().partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def build(example: str, folder: Path) -> None:
    """Make the shop of an example in an empty folder, and do to its files what the page says."""
    copy_host(example, folder)
    for title in SECTIONS[example]:
        for language, text in BLOCK.findall(section(title)):
            if language in ("python", "django"):
                for name, part in files_of(text):
                    write(folder, name, part)


def files_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield each file that a block names at the start of a line, and what belongs into it."""
    _, *parts = FILE.split(text)
    yield from zip(parts[::2], parts[1::2], strict=True)


def write(folder: Path, name: str, part: str) -> None:
    """Add to a file of the project; settings.py and urls.py are those of its app."""
    path = folder / name if "/" in name else folder / "myshop" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"\n{part}")


def commands(example: str) -> list[str]:
    """Return the page's own commands; a shop of another kind runs those of plain models."""
    told = (BLOCK.findall(section(title)) for title in (*SECTIONS[example], *SECTIONS["plain"]))
    found = [text for blocks in told for language, text in blocks if language == "sh"]
    return found[0].splitlines()


def run(folder: Path, command: str, packages: Sequence[Path]) -> None:
    """Run a line of the page in the project, with this Python and further packages."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(folder, packages),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def environment(folder: Path, packages: Sequence[Path]) -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")},
        "DJANGO_SETTINGS_MODULE": "myshop.settings",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(map(str, [folder, ROOT, *packages])),
    }


def copy_host(example: str, folder: Path) -> None:
    """Copy an example as it was before: without a line of catalog_search, its app named myshop."""
    left_out = shutil.ignore_patterns(
        *("__pycache__", "tests.py", "apps.py", "catalog.py", "detail.html", "media", "db.*")
    )
    shutil.copytree(EXAMPLES / example, folder, dirs_exist_ok=True, ignore=left_out)
    (folder / f"{example}shop").rename(folder / "myshop")
    for path in (*folder.rglob("*.py"), *folder.rglob("*.html")):
        text = path.read_text().replace(f"{example}shop", "myshop")
        path.write_text(without_search(text))
    for name in (folder / "myshop/templates").glob(f"{example}shop/*.html"):
        place_tags(example, name)


def without_search(text: str) -> str:
    text = text.partition("# The fakes keep")[0].replace(" catalog_search catalog_looks %}", " %}")
    # The page's products have a `sku`, as most shops call it.
    text = re.sub(r'\bnumber = models|"number"', lambda it: it[0].replace("number", "sku"), text)
    return "".join(line for line in text.splitlines(keepends=True) if not OURS.search(line))


def place_tags(example: str, template: Path) -> None:
    """Put the block of "In your templates" below the product's name."""
    [(_, block)] = [it for it in BLOCK.findall(section("In your templates")) if it[0] == "django"]
    if example == "wagtail":
        block = block.replace("_products product ", "_products page ")
        block = block.replace("the_look product ", "the_look page ")
    html = template.read_text().replace("</h1>", f"</h1>\n{block}")
    assert html != template.read_text()
    template.unlink()
    path = template.parents[1] / ("myshop" if example == "wagtail" else "") / template.name
    path.parent.mkdir(exist_ok=True)
    path.write_text(html)
