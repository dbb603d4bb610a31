"""The reference says what there is: every setting with its default, every command, every option."""

import re
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from catalog_search import conf
from catalog_search.backends.qdrant import options

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
REFERENCE = ROOT / "docs/reference"
SETTINGS = (REFERENCE / "settings.md").read_text()
COMMANDS_PAGE = (REFERENCE / "commands.md").read_text()
INDEX_PAGE = (ROOT / "docs/howto/search-index.md").read_text()
PLUGIN = ROOT / "catalog_search"
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()
MAP = ARCHITECTURE.partition("## Words")[0]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OWN_EXTRAS = ("bench", "demo", "deploy", "docs", "load", "mariadb", "matrix", "release", "test")
"""What this repository installs for itself."""
DECISIONS = sorted((ROOT / "docs/decisions").glob("2*.md"))
COMMANDS = sorted(
    path.stem for path in (ROOT / "catalog_search/management/commands").glob("catalog_*.py")
)


@pytest.mark.parametrize("name", conf.DEFAULTS)
def test_every_setting_has_a_row(name: str) -> None:
    assert f"\n| `{name}` |" in SETTINGS


def test_no_setting_is_described_that_does_not_exist() -> None:
    described = set(
        re.findall(r"^\| `([A-Z_]+)` \| ", SETTINGS.partition("## Extras")[0], re.MULTILINE)
    )
    assert described == set(conf.DEFAULTS)


@pytest.mark.parametrize(
    "name",
    [name for name, value in conf.DEFAULTS.items() if type(value) in (int, float)],
)
def test_defaults_are_told_as_they_are(name: str) -> None:
    match = re.search(rf"^\| `{name}` \| ([^|]+) \|", SETTINGS, re.MULTILINE)
    assert match
    number = match[1].strip().replace(",", "")
    value = float(number.removesuffix(" MiB")) * (2**20 if number.endswith("MiB") else 1)
    assert value == conf.DEFAULTS[name]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_row(command: str) -> None:
    assert f"\n| `{command}" in COMMANDS_PAGE


@pytest.mark.parametrize("extra", PYPROJECT["project"]["optional-dependencies"])
def test_every_extra_for_shops_has_a_row(extra: str) -> None:
    extras = SETTINGS.partition("## Extras")[2].partition("\n## ")[0]
    assert (f"`[{extra}]`" in extras) != (extra in OWN_EXTRAS)


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md", "docs/reference/commands.md"):
        named = set(re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / document).read_text(), re.M))
        assert named, document
        assert named <= targets, document


def test_readme_is_short() -> None:
    assert len(README.splitlines()) <= 120


def test_modules_on_the_map_exist() -> None:
    paths = re.findall(r"`((?:\w+/)+\w+\.py)`", ARCHITECTURE)
    missing = [path for path in paths if not any((root / path).exists() for root in (PLUGIN, ROOT))]
    assert len(paths) > 5
    assert missing == []


def test_every_room_is_on_the_map() -> None:
    rooms = {path.stem for path in PLUGIN.iterdir() if not path.name.startswith(("_", "py."))}
    assert sorted(room for room in rooms - {"apps", "migrations"} if f"`{room}`" not in MAP) == []


def test_the_map_is_short() -> None:
    assert len(ARCHITECTURE.splitlines()) <= 150


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_every_decision_is_dated_and_listed(page: Path) -> None:
    assert page.name[:10] in page.read_text().splitlines()[2]
    assert f"({page.name})" in (page.parent / "README.md").read_text()


@pytest.mark.parametrize("option", [each.name for kind in options.KINDS for each in fields(kind)])
def test_every_option_of_an_index_server_has_a_row(option: str) -> None:
    assert f"\n| `{option}` |" in INDEX_PAGE


def test_demo_uses_the_server_that_make_is_told() -> None:
    run = subprocess.run(
        ["make", "--dry-run", "demo", "QDRANT=http://127.0.0.1:6333"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    [demo] = [line for line in run.stdout.splitlines() if "shop.demo" in line]
    assert demo.startswith('SHOP_QDRANT="http://127.0.0.1:6333" ')
