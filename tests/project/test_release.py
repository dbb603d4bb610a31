"""What a release says of itself for programs: a CycloneDX file of what an installation brings.

From an empty environment with the description of every package that the core needs: nothing is
downloaded but the tool, once.
"""

import json
import shutil
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import catalog_search
from tests import release
from tests.licences import packages_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CORE = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]


@pytest.fixture(scope="module")
def bom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `make dist` would write; a file that its schema refuses is an error there."""
    folder = tmp_path_factory.mktemp("shop")
    release.new_environment(folder)
    [packages] = folder.glob("lib/python*/site-packages")
    for name in packages_of(""):
        described = Path(str(distribution(name)._path))  # type: ignore[attr-defined]
        shutil.copytree(described, packages / described.name)
    release.write_bom(folder, folder / "catalog_search.cdx.json")
    answer: dict[str, Any] = json.loads((folder / "catalog_search.cdx.json").read_text())
    return answer


def test_it_names_the_package_its_version_and_its_licence(bom: dict[str, Any]) -> None:
    package = bom["metadata"]["component"]
    assert (bom["bomFormat"], package["name"]) == ("CycloneDX", "catalog-search")
    assert package["version"] == catalog_search.__version__
    assert package["licenses"][0]["license"]["id"] == "Apache-2.0"


def test_it_lists_what_the_core_needs_with_versions_and_nothing_else(bom: dict[str, Any]) -> None:
    listed = {each["name"].lower(): each for each in bom["components"]}
    assert set(listed) == {name.lower() for name in packages_of("")}
    assert {Requirement(text).name for text in CORE} <= set(listed)
    assert all(each["version"] and each["purl"] for each in listed.values())
    assert listed["django"]["purl"] == f"pkg:pypi/django@{distribution('django').version}"
    assert listed["django"]["licenses"][0]["license"]["id"] == "BSD-3-Clause"


def test_it_says_who_needs_what(bom: dict[str, Any]) -> None:
    needs = {each["ref"]: each.get("dependsOn", []) for each in bom["dependencies"]}
    own = {
        need.partition("==")[0].lower() for need in needs[bom["metadata"]["component"]["bom-ref"]]
    }
    assert own == {Requirement(text).name for text in CORE}
