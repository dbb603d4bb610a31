"""The page with the worst answers: what it shows, and of which half."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from catalog_search.types import Record
from tests.quality import failures
from tests.quality.goods import SHOPS, Shop
from tests.quality.judged import NONE, Judged
from tests.quality.report import Asked

TITLES = {"a": "Red <b>kite</b>", "b": "Blue kite", "c": "Drum"}


def picture(data: Path, key: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (900, 600), "red").save(content, "PNG")
    return content.getvalue()


@pytest.fixture(autouse=True)
def _toys(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [Record(sku=sku, title=title, images=(sku,)) for sku, title in TITLES.items()]
    monkeypatch.setitem(SHOPS, "toys", Shop(lambda data: iter(records), picture))  # type: ignore[arg-type]


def of_half(half: str, kind: str = "goods") -> Judged:
    """Return a query that its hash puts into this half."""
    every = (Judged(f"kite {number}", kind) for number in range(99))
    return next(each for each in every if each.half == half)


def test_the_worst_come_first_with_pictures_and_grades() -> None:
    bad = Asked(of_half("train"), {"b": 3}, {"ours": ["a", "c"]})
    good = replace(bad, judged=Judged("kite 77", "goods"), lists={"ours": ["b"]})
    text = failures.page({"toys": [bad]}, 1, Path())
    assert text.index("0: Red &lt;b&gt;kite&lt;/b&gt;") < text.index("3: Blue kite")
    assert text.count("<img") == 3
    assert "goods, nDCG@10 .000" in text
    both = [each for each in (good, bad) if each.judged.half == "train"]
    assert bad.judged.query in failures.page({"toys": both}, 1, Path())


def test_nothing_of_the_reported_half_is_shown() -> None:
    asked = Asked(of_half("report"), {"b": 3}, {"ours": ["a"]})
    assert "kite" not in failures.page({"toys": [asked]}, 5, Path())


def test_goods_that_are_not_sold_and_not_told() -> None:
    missed = Asked(of_half("train", NONE), {}, {"ours": ["c"]})
    told = replace(missed, judged=missed.judged, nothing=True)
    assert "not sold" in failures.page({"toys": [missed]}, 0, Path())
    assert "not sold" not in failures.page({"toys": [told]}, 0, Path())


def test_a_picture_is_small_and_in_the_page() -> None:
    address = failures.thumbnail(picture(Path(), ""))
    assert address.startswith("data:image/jpeg;base64,")
    assert len(address) < 4000
