"""Each example project passes its own tests, and says all that the tutorial asks of it."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import EXAMPLES, ROOT, manage

pytestmark = pytest.mark.slow

ALL = ("feed", "oscar", "plain", "wagtail")
INSTALLED = ROOT / "var/examples"


def packages(example: str) -> list[Path]:
    """Return where the packages are that the example alone needs; they are installed once.

    Beside the environment of the tests, not into it: Oscar and Wagtail want different versions of
    the same package.
    """
    wanted = EXAMPLES / example / "requirements.txt"
    if not wanted.exists():
        return []
    name = hashlib.sha256(wanted.read_bytes()).hexdigest()[:12]
    folder = INSTALLED / f"{example}-{name}"
    if not (folder / "done").exists():
        options = ["--quiet", "--no-deps", "--target", str(folder), "--requirement", str(wanted)]
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *options]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        (folder / "done").touch()
    return [folder]


def count_passed(output: str) -> int:
    """Return how many tests a test runner says have run."""
    ran = re.search(r"^Ran (\d+) tests", output, re.MULTILINE)
    return int(ran[1]) if ran else 0


def written_in(example: str) -> int:
    return sum(
        len(re.findall(r"^    def test_", path.read_text(), re.MULTILINE))
        for path in (EXAMPLES / example).rglob("tests.py")
    )


@pytest.mark.parametrize("example", ALL)
def test_an_example_passes_its_own_tests(example: str) -> None:
    done = manage(example, "test", "--verbosity", "1", packages=packages(example))
    assert done.returncode == 0, done.stdout + done.stderr
    assert count_passed(done.stderr) == written_in(example) > 5


@pytest.mark.parametrize("example", ALL)
def test_an_example_is_what_django_wants(example: str) -> None:
    command = ["makemigrations", "--check", "--dry-run"]
    if example == "oscar":
        # With Django 5.2 Oscar's own models differ from its migrations.
        command.append("catalog_search")
    # Before it looks at models it makes the checks, and tells its standard error what they warn of.
    done = manage(example, *command, packages=packages(example))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "System check identified" not in done.stderr


def test_every_example_is_tried_and_listed_in_the_how_to() -> None:
    how_to = Path(EXAMPLES.parent / "howto/own-products.md").read_text()
    assert tuple(sorted(example.name for example in EXAMPLES.iterdir())) == ALL
    assert all(f"examples/{example}" in how_to for example in ALL)
