"""catalog_evaluate: errors, the report and its JSON."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError

from catalog_search import conf
from catalog_search.backends.memory_source import MemorySource
from catalog_search.workshop.evaluation import queries
from tests.support.measured import shown, told
from tests.support.shops.factories import make_category, make_product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


class TestCommand:
    def test_store_without_products(self) -> None:
        with pytest.raises(CommandError, match="run catalog_sync --store demo"):
            told()

    def test_nothing_indexed(self) -> None:
        make_product()
        with pytest.raises(CommandError, match="run catalog_index --store demo"):
            told()

    def test_unknown_store(self) -> None:
        with pytest.raises(CommandError, match="no store 'nowhere'"):
            told("--store", "nowhere")

    def test_unknown_split_tells_those_there_are(self) -> None:
        shown("red shoe", "red", attributes={"split": "train"})
        shown("blue shoe", "blue", attributes={"split": None})
        with pytest.raises(CommandError, match=r"'dev'.*there is: train\."):
            told("--split", "dev")

    @pytest.mark.parametrize(
        ("option", "value"), [("--limit", "0"), ("--seed", "-1"), ("--html", "no/such/folder.html")]
    )
    def test_options_are_refused_before_anything_is_measured(self, option: str, value: str) -> None:
        with pytest.raises(CommandError, match=option):
            told(option, value)

    def test_report_stands_alone_and_shows_the_worst(self, tmp_path: Path) -> None:
        shown("red <shoe>", "red", category="Shoe")
        shown("hat & cap", "brown", "blue", category="Hat")
        make_category("Shoe")
        make_category("Hat")
        path = tmp_path / "report.html"
        text = told("--html", path)
        page = path.read_text()
        assert "own title, through photos (2 queries): R@1" in text
        assert "hat &amp; cap" in page and "red &lt;shoe&gt;" in page
        assert "data:image/webp;base64," in page
        assert not re.search(r"<script|https?://|<link|url\(", page)
        assert page.count("<h1>") == 1
        assert len(re.findall(r"<img", page)) == len(
            re.findall(r'<img src="data:[^"]+" alt=', page)
        )

    def test_report_of_a_source_that_lost_its_photos_has_none(self, tmp_path: Path) -> None:
        shown("hat", "brown")
        shown("coat", "red")
        source = conf.get_source("demo")
        assert isinstance(source, MemorySource)
        source.stored_photos.clear()
        told("--html", tmp_path / "report.html")
        assert "no picture" in (tmp_path / "report.html").read_text()

    def test_json_holds_figures_with_bounds(self) -> None:
        shown("red shoe", "red")
        answer = json.loads(told("--json"))
        (title,) = [
            each
            for each in answer["tasks"]
            if (each["task"], each["through"]) == ("own title", queries.ALL)
        ]
        assert title["figures"]["R@1"] == {"value": 1.0, "low": 1.0, "high": 1.0}
        assert (answer["store"], answer["products"], answer["asked"]) == ("demo", 1, 1)
