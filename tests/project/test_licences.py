"""The page of licences: whole, and of nothing that a shop may not use commercially."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.licences import EXTRAS, PAGE, packages_of

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_every_package_that_is_always_needed_is_on_the_page() -> None:
    named = {row.lower() for row in re.findall(r"^\| ([\w.-]+) \|", PAGE.read_text(), re.MULTILINE)}
    expected = {Requirement(text).name.lower() for text in PROJECT["dependencies"]}
    assert expected <= named


@pytest.mark.parametrize("extra", EXTRAS)
def test_no_licence_forbids_commercial_use_or_spreads(extra: str) -> None:
    packages = packages_of(extra)
    assert packages
    assert extra == "" or extra in PROJECT["optional-dependencies"]
    for name, licence in packages.items():
        assert licence != "not named", name
        assert not re.search(r"(?<!L)GPL|NonCommercial|SSPL|BUSL|Proprietary", licence), name
