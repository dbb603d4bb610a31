"""The reference names all that a project can use: checks, tags, templates, signals, addresses."""

import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import pytest
from django.dispatch import Signal
from django.template import engines
from django.urls import URLPattern, get_resolver

from catalog_search import signals
from catalog_search.views.api.api import api

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "catalog_search"
REFERENCE = ROOT / "docs/reference"
CHECKS = (REFERENCE / "checks.md").read_text()
TAGS_PAGE = (REFERENCE / "template-tags.md").read_text()
PAGES = (REFERENCE / "pages-and-api.md").read_text()
SIGNALS = (REFERENCE / "signals.md").read_text()
METRICS = (REFERENCE / "metrics.md").read_text()
THEMING = (ROOT / "docs/howto/theming.md").read_text()
EDITORS = (ROOT / "docs/howto/editors.md").read_text()

LIBRARIES = ("catalog_search", "catalog_looks", "catalog_desk")
TEMPLATES = sorted((PLUGIN / "templates/catalog_search").glob("*.html"))
CSS = (PLUGIN / "static/catalog_search/catalog_search.css").read_text()
PAYLOADS = {
    "search_performed": signals.SearchPerformed,
    "photo_indexed": signals.IndexedPhoto,
    "sync_finished": signals.SyncFinished,
    "category_decided": signals.DecidedCategory,
    "attribute_decided": signals.DecidedAttribute,
    "product_blocked": signals.BlockedProduct,
    "added_to_basket": signals.AddedToBasket,
}


def sources(folder: Path) -> str:
    return "\n".join(path.read_text() for path in sorted(folder.rglob("*.py")))


def check_ids() -> list[str]:
    """Return the numbers in id="catalog_search.E001" and advised(words, "W034")."""
    text = sources(PLUGIN / "checks")
    return sorted(set(re.findall(r'[".]([EW]\d{3})"', text)))


@pytest.mark.parametrize("number", check_ids())
def test_every_check_has_a_row(number: str) -> None:
    assert re.search(rf"^\| `[^|]*{number}`", CHECKS, re.MULTILINE)


def test_every_check_of_the_table_exists() -> None:
    documented = set(re.findall(r"`(?:catalog_search\.)?([EW]\d{3})`", CHECKS))
    assert documented == set(check_ids())
    assert len(documented) > 25


def library(name: str) -> tuple[set[str], set[str]]:
    """Return the names of a library's tags and of its filters."""
    loaded = engines["django"].engine.template_libraries[name]  # type: ignore[attr-defined]
    return set(loaded.tags), set(loaded.filters)


@pytest.mark.parametrize("name", LIBRARIES)
def test_every_template_tag_is_described(name: str) -> None:
    tags, filters = library(name)
    assert [tag for tag in tags if f"{{% {tag} " not in TAGS_PAGE] == []
    missing = [each for each in filters if not re.search(rf"[|`]{each}\b", TAGS_PAGE)]
    assert missing == []


def test_no_template_tag_is_described_that_does_not_exist() -> None:
    tags = set().union(*(library(name)[0] for name in LIBRARIES))
    assert set(re.findall(r"\{% (\w+) ", TAGS_PAGE)) - {"load"} == tags


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_template_and_block_is_listed(template: Path) -> None:
    assert f"`{template.name}`" in THEMING
    blocks = set(re.findall(r"\{% block (\w+) %\}", template.read_text()))
    row = next(
        line
        for line in THEMING.splitlines()
        if line.startswith(("|", "### Blocks")) and f"`{template.name}`" in line
    )
    if template.name == "base.html":
        row = THEMING.partition(row)[2].partition("###")[0]
    assert blocks - {"title", "head", "content"} <= set(re.findall(r"`(\w+)`", row))


def test_every_template_that_is_listed_exists() -> None:
    named = set(re.findall(r"`(\w+\.html)`", THEMING))
    assert named == {path.name for path in TEMPLATES}


def test_the_custom_properties_are_those_of_the_stylesheet() -> None:
    table = THEMING.partition("| property |")[2].partition("\n\n")[0]
    root = CSS.partition(":root {")[2].partition("}")[0]
    assert set(re.findall(r"`(--cs-[\w-]+)`", table)) == set(re.findall(r"(--cs-[\w-]+):", root))


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_signal_and_field_is_described(name: str) -> None:
    part = SIGNALS.partition(f"## `{name}`")[2].partition("\n## ")[0]
    assert f"`{PAYLOADS[name].__name__}`" in part
    rows = "".join(re.findall(r"^\| (`.*?) \|", part, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", rows)) == {each.name for each in fields(PAYLOADS[name])}


def test_every_signal_is_on_the_page() -> None:
    sent = {name for name, value in vars(signals).items() if isinstance(value, Signal)}
    assert sent == set(PAYLOADS)


def names(patterns: Iterable[object]) -> list[str]:
    """Return the names of these addresses, without those of included ones."""
    return [each.name for each in patterns if isinstance(each, URLPattern) and each.name]


@pytest.mark.parametrize("name", [*names(get_resolver("catalog_search.urls").url_patterns), "desk"])
def test_every_page_is_described(name: str) -> None:
    assert f"| `{name}` |" in PAGES


def test_every_name_of_the_api_is_described() -> None:
    table = PAGES.partition("| operation | name |")[2].partition("\n\n")[0]
    described = set(re.findall(r"^\| `[^`]+` \| `([^`]+)` \|", table, re.MULTILINE))
    assert described == set(names(api.urls[0])) - {"api-root"}


def test_every_permission_of_the_desk_is_described() -> None:
    text = sources(PLUGIN / "desk")
    asked = set(re.findall(r'desk_page\("(\w+)"|^PERMISSION = "(\w+)"', text, re.MULTILINE))
    permissions = {name for pair in asked for name in pair if name}
    assert len(permissions) > 10
    assert [name for name in sorted(permissions) if f"`{name}`" not in EDITORS] == []


def test_every_metric_is_described() -> None:
    text = (PLUGIN / "telemetry/metrics.py").read_text()
    text += (PLUGIN / "operations/gauges.py").read_text()
    found = re.findall(r'"catalog_search_(\w+)"|gauge\("(\w+)"', text)
    metrics = {name for pair in found for name in pair if name}
    assert len(metrics) > 10
    assert [name for name in sorted(metrics) if f"`{name}`" not in METRICS] == []
