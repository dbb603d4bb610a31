"""README says what there is: every setting with its default, every command, every make target."""

import re
from pathlib import Path

import pytest

from catalog_search import conf

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
COMMANDS = sorted(
    path.stem for path in (ROOT / "catalog_search/management/commands").glob("catalog_*.py")
)


@pytest.mark.parametrize("name", conf.DEFAULTS)
def test_every_setting_has_a_row(name: str) -> None:
    assert f"\n| `{name}` |" in README


def test_no_setting_is_described_that_does_not_exist() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert described == set(conf.DEFAULTS)


@pytest.mark.parametrize(
    "name",
    [name for name, value in conf.DEFAULTS.items() if type(value) in (int, float)],
)
def test_defaults_are_told_as_they_are(name: str) -> None:
    told = re.search(rf"^\| `{name}` \| ([^|]+) \|", README, re.MULTILINE)
    assert told
    number = told[1].strip().replace(",", "")
    value = float(number.removesuffix(" MiB")) * (2**20 if number.endswith("MiB") else 1)
    assert value == conf.DEFAULTS[name]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_row(command: str) -> None:
    assert f"\n| `{command}" in README


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`?make ([a-z-]+)", (ROOT / document).read_text()))
        assert named - {"it"} <= targets, document


def test_modules_on_the_map_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    for module in re.findall(r"`([a-z_/]+/[a-z_]+)\.py`", text):
        place = ROOT / "catalog_search" / module
        assert place.is_dir() or place.with_suffix(".py").exists(), module
