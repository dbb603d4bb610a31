"""The pages hang together: links lead somewhere, code compiles, examples do what they say."""

import ast
import doctest
import re
from pathlib import Path
from typing import Any

import pytest

from catalog_search import testing

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    path for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "deploy").glob("*.md"))
)
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
SITE = ("index.md", "tutorial.md", "howto/*.md", "reference/*.md", "explanation/*.md")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose(path: Path) -> str:
    """Return a page without its blocks and spans of code."""
    return re.sub(r"`[^`\n]+`", "", FENCE.sub("", path.read_text()))


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub and MyST make of a page's headings."""
    headings = HEADING.findall(FENCE.sub("", path.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_files_and_headings_that_exist(page: Path) -> None:
    for target in LINK.findall(prose(page)):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_every_page_is_in_a_list_of_contents() -> None:
    """Sphinx warns as well; this needs no Sphinx."""
    listed = set()
    for page in DOCS.rglob("*.md"):
        for block in re.findall(r"^```\{toctree\}\n(.*?)^```", page.read_text(), re.M | re.S):
            for line in block.splitlines():
                if line and not line.startswith(":"):
                    listed |= set((page.parent).glob(f"{line}.md"))
    pages = {page.resolve() for page in DOCS.rglob("*.md")} - {DOCS / "index.md"}
    assert pages - {page.resolve() for page in listed} == set()


def blocks(language: str) -> list[Any]:
    """Return the page and the code of each block in this language, as parameters of a test."""
    pages = [ROOT / "README.md", *(page for glob in SITE for page in sorted(DOCS.glob(glob)))]
    return [
        pytest.param(name_of(page), code, id=f"{name_of(page)}-{number}")
        for page in pages
        for number, (name, code) in enumerate(FENCE.findall(page.read_text()), 1)
        if name == language
    ]


@pytest.mark.parametrize(("where", "code"), blocks("python"))
def test_python_compiles(where: str, code: str) -> None:
    """A block that begins with a key is part of a dictionary."""
    part_of_a_dictionary = re.match(r'"\w+": \{', code)
    ast.parse(f"{{{code}}}" if part_of_a_dictionary else code, where)


@pytest.mark.django_db
@pytest.mark.parametrize(("where", "code"), blocks("pycon"))
def test_examples_do_what_they_say(where: str, code: str) -> None:
    testing.reset()
    example = doctest.DocTestParser().get_doctest(code, {}, where, where, 0)
    assert example.examples
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=report.append)
    assert "".join(report) == ""


def test_the_tutorial_makes_the_same_edits_as_readme() -> None:
    """test_packaging.py makes those of README in a fresh project."""
    readme = (ROOT / "README.md").read_text().partition("## Into your shop")[2]
    edits = readme.partition("```python\n")[2].partition("```")[0]
    tutorial = (DOCS / "tutorial.md").read_text()
    for line in edits.replace("\n# urls.py\n", "").splitlines():
        assert line in tutorial
    commands = [f"catalog_{name}" for name in ("sync", "index")]
    assert all(f"manage.py {name}" in tutorial and name in readme for name in commands)


def test_there_are_examples_and_code() -> None:
    assert len(blocks("pycon")) >= 1
    assert len(blocks("python")) > 20


@pytest.mark.parametrize("name", ["results", "photo", "queue"])
def test_pictures_are_small(name: str) -> None:
    picture = DOCS / f"pictures/{name}.png"
    assert 20_000 < picture.stat().st_size < 130_000
    assert f"pictures/{name}.png" in (ROOT / "README.md").read_text()


def test_nothing_of_another_host_is_loaded() -> None:
    """The theme has its own fonts; `make docs` looks for addresses in what it built."""
    settings = (DOCS / "conf.py").read_text()
    assert "http" not in settings
    makefile = (ROOT / "Makefile").read_text()
    assert "sphinx-build -W" in makefile
    assert "make docs" in (ROOT / ".ci/run").read_text()
