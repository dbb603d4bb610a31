"""Each example project passes its own tests, and says all that README asks of it."""

import re
from pathlib import Path

import pytest

from tests.integration.conftest import EXAMPLES, manage

pytestmark = pytest.mark.slow

CORE = ("feed", "plain")
"""Examples that need nothing besides this package."""


def count_passed(output: str) -> int:
    """Return how many tests a test runner says have run."""
    ran = re.search(r"^Ran (\d+) tests", output, re.MULTILINE)
    return int(ran[1]) if ran else 0


def written_in(example: str) -> int:
    return sum(
        len(re.findall(r"^    def test_", path.read_text(), re.MULTILINE))
        for path in (EXAMPLES / example).rglob("tests.py")
    )


@pytest.mark.parametrize("example", CORE)
def test_an_example_passes_its_own_tests(example: str) -> None:
    done = manage(example, "test", "--verbosity", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert count_passed(done.stderr) == written_in(example) > 5


@pytest.mark.parametrize("example", CORE)
def test_an_example_is_what_django_wants(example: str) -> None:
    checked = manage(example, "check", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr
    migrations = manage(example, "makemigrations", "--check", "--dry-run")
    assert migrations.returncode == 0, migrations.stdout


def test_every_example_is_listed_in_the_how_to() -> None:
    how_to = Path(EXAMPLES.parent / "howto/own-products.md").read_text()
    for example in EXAMPLES.iterdir():
        assert f"examples/{example.name}" in how_to
