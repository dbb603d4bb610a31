"""Decisions leave: the signal, ON_CATEGORY_DECIDED, and the export in a manifest's columns."""

import json
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from catalog_search.categories import decisions, outcomes
from catalog_search.categories.outcomes import DecidedCategory, category_decided
from catalog_search.indexing import editing
from catalog_search.management.commands.catalog_export_categories import read_otherwise, write
from catalog_search.models import CategorySuggestion, Product
from catalog_search.sync.tables.manifests import NAMES
from catalog_search.types import Record
from tests.support.manifests import records
from tests.support.servers.servers import S3Server
from tests.support.shops.factories import make_product, make_store
from tests.support.shops.shelves import BucketShelf

pytestmark = pytest.mark.django_db(transaction=True)

CALLED: list[list[DecidedCategory]] = []
LAMPS = "Home > Lamps"


def shop_is_told(decided: list[DecidedCategory]) -> None:
    CALLED.append(decided)


def shop_is_down(decided: list[DecidedCategory]) -> None:
    raise ConnectionError("The shop does not answer.")


@pytest.fixture
def heard() -> Iterator[list[DecidedCategory]]:
    found: list[DecidedCategory] = []

    def receive(sender: object, decided: list[DecidedCategory], **more: object) -> None:
        found.extend(decided)

    category_decided.connect(receive)
    CALLED.clear()
    yield found
    category_decided.disconnect(receive)


def suggested(sku: str = "lamp", category: str = LAMPS) -> CategorySuggestion:
    product = make_product(sku=sku, title=sku, category="")
    return CategorySuggestion.objects.create(product=product, category=category, confidence=0.9)


def told(sku: str, category: str, previous: str, by: str = "ann") -> DecidedCategory:
    return DecidedCategory(make_store().slug, sku, category, previous, by)


def test_an_accepted_category_and_its_undoing_are_told(
    heard: list[DecidedCategory], settings: Any
) -> None:
    path = f"{__name__}.shop_is_told"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ON_CATEGORY_DECIDED": path}
    suggestion = suggested()
    decisions.accept([suggestion], by="ann")
    decisions.undo([suggestion], by="bob")
    expected = [told("lamp", LAMPS, ""), told("lamp", "", LAMPS, by="bob")]
    assert heard == expected
    assert [each for call in CALLED for each in call] == expected


def test_a_rejection_changes_no_category_and_is_not_told(heard: list[DecidedCategory]) -> None:
    decisions.reject([suggested()], by="ann")
    assert heard == []


def test_a_category_that_a_person_chose_is_told(heard: list[DecidedCategory]) -> None:
    product = make_product(sku="rug", category="Home > Lamps")
    decisions.choose(product, "Home > Rugs", by="ann")
    assert heard == [told("rug", "Home > Rugs", "Home > Lamps")]


def test_nothing_is_told_before_the_transaction_or_of_one_that_failed(
    heard: list[DecidedCategory],
) -> None:
    suggestion = suggested()
    with pytest.raises(RuntimeError), transaction.atomic():
        decisions.accept([suggestion], by="ann")
        assert heard == []
        raise RuntimeError
    assert heard == []
    assert Product.objects.get(sku="lamp").category == ""


def test_a_shop_that_is_down_costs_no_decision(
    heard: list[DecidedCategory], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"{__name__}.shop_is_down"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ON_CATEGORY_DECIDED": path}
    category_decided.connect(shop_is_unreachable)
    try:
        assert decisions.accept([suggested()], by="ann") == 1
    finally:
        category_decided.disconnect(shop_is_unreachable)
    assert Product.objects.get(sku="lamp").category == LAMPS
    assert heard == [told("lamp", LAMPS, "")]
    assert caplog.text.count("The shop does not answer.") >= 2


def shop_is_unreachable(sender: object, **more: object) -> None:
    raise ConnectionError("The shop does not answer.")


def export(*options: str) -> str:
    out = StringIO()
    call_command("catalog_export_categories", *options, stdout=out, stderr=StringIO())
    return out.getvalue()


class TestExport:
    def test_what_people_sorted_is_written_as_a_manifest_has_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        make_product(sku="from the source", category="Home")
        decisions.accept([suggested("lamp, red"), suggested("rug", "Home > Rügs")], by="ann")
        export()
        assert capsys.readouterr().out.splitlines() == [
            "sku,category",
            '"lamp, red",Home > Lamps',
            "rug,Home > Rügs",
        ]
        lines = tmp_path / "catalog.jsonl"
        export("--out", str(lines))
        written = [json.loads(line) for line in lines.read_bytes().decode().splitlines()]
        assert written == list(outcomes.rows(make_store()))
        assert lines.name in NAMES
        assert [each.name for each in tmp_path.iterdir()] == ["catalog.jsonl"]

    def test_only_what_changed_since(self, capsys: pytest.CaptureFixture[str]) -> None:
        decisions.accept([suggested("old"), suggested("new")], by="ann")
        Product.objects.filter(sku="old").update(updated_at="2026-01-01T00:00:00Z")
        export("--since", "2026-02-01")
        assert capsys.readouterr().out.splitlines() == ["sku,category", "new,Home > Lamps"]

    def test_what_people_took_back_is_written_as_it_is_again(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        suggestion, rug = suggested(), make_product(sku="rug", category=LAMPS)
        decisions.accept([suggestion], by="ann")
        decisions.undo([suggestion], by="ann")
        editing.add_tag([rug], "gift")
        editing.remove_tag([rug], "gift")
        export("--since", "2026-02-01")
        assert capsys.readouterr().out.splitlines() == [
            "sku,category,tags",
            "lamp,,",
            "rug,Home > Lamps,",
        ]

    def test_lines_that_a_sync_would_read_otherwise_are_told(self, tmp_path: Path) -> None:
        decisions.accept([suggested("N/A"), suggested("TV/Video")], by="ann")
        told = StringIO()
        out = str(tmp_path / "catalog.csv")
        call_command("catalog_export_categories", "--out", out, stderr=told)
        assert told.getvalue() == "N/A: a sync would leave out the line.\n2 products.\n"

    def test_what_cannot_be_written_is_told(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"must end in \.csv or \.jsonl"):
            export("--out", str(tmp_path / "categories.txt"))
        with pytest.raises(CommandError, match="cannot be written"):
            export("--out", str(tmp_path / "nowhere" / "categories.csv"))
        with pytest.raises(CommandError, match="is no date or time"):
            export("--since", "yesterday")
        with pytest.raises(CommandError, match="has no store"):
            export("--store", "nobody")


class TestToTheBucket:
    @pytest.fixture
    def shelf(self, moto: S3Server, settings: Any) -> BucketShelf:
        shelf = BucketShelf(moto, prefix="shop")
        backend = "catalog_search.backends.s3.S3Source"
        source = {"BACKEND": backend, "OPTIONS": shelf.options}
        stores = {"demo": {"SOURCE": source}}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}
        return shelf

    def stored(self, shelf: BucketShelf, key: str) -> str:
        body = shelf.client.get_object(Bucket=shelf.bucket, Key=key)["Body"]
        return str(body.read().decode())

    def test_is_written_below_the_prefix_where_no_sync_reads_it(self, shelf: BucketShelf) -> None:
        decisions.accept([suggested("lamp"), suggested("r\u00fcg")], by="ann")
        for _ in range(2):
            export("--to-bucket")
        key = "shop/.catalog_search/categories.csv"
        assert self.stored(shelf, key) == (
            "sku,category\r\nlamp,Home > Lamps\r\nr\u00fcg,Home > Lamps\r\n"
        )
        shelf.put("shop/catalog.csv", b"sku\nlamp\n")
        assert list(shelf.source.records()) == [Record(sku="lamp")]
        assert list(shelf.source.photos()) == []
        export("--to-bucket", "decided/out.jsonl")
        assert json.loads(self.stored(shelf, "shop/decided/out.jsonl").splitlines()[0]) == {
            "sku": "lamp",
            "category": ["Home", "Lamps"],
        }

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("catalog.csv", "would be read as a catalogue"),
            ("../out.csv", "must be a relative name"),
            ("out.txt", "ends in .csv or .jsonl"),
        ],
    )
    def test_names_that_are_refused(self, name: str, why: str) -> None:
        with pytest.raises(CommandError, match=why):
            export("--to-bucket", name)

    def test_a_source_that_cannot_be_written_to(self) -> None:
        with pytest.raises(CommandError, match="MemorySource cannot be written to"):
            export("--to-bucket")
        with pytest.raises(CommandError, match="not both"):
            export("--to-bucket", "--out", "x.csv")


def test_an_export_holds_nothing_that_a_spreadsheet_computes(tmp_path: Path) -> None:
    """The mark is left out again where the file is read as a manifest; codes have none."""
    for sku in ("=HYPERLINK(1)", "+cmd|' /C calc'!A0", "@SUM(1)", "-12", "+a-b"):
        decisions.accept([suggested(sku)], by="ann")
    out = tmp_path / "categories.csv"
    export("--out", str(out))
    lines = [line for line in out.read_text().splitlines() if "," in line][1:]
    marked = {line.lstrip('"')[0] for line in lines}
    assert marked == {"'", "-", "+"} and sum(line.startswith(("'", "\"'")) for line in lines) == 3
    read = {each.sku for each in records(out.read_bytes())}
    assert read == {"=HYPERLINK(1)", "+cmd|' /C calc'!A0", "@SUM(1)", "-12", "+a-b"}


SAME = (
    *("TV/Video", "Tops & T-Shirts", "Home, Garden", 'Quote "x"', "A > B / C", "Art > L'été"),
    *("=SUM", "Kids' > 5-7 years", "Größe > 3,5 mm", "Camera - Photo", ""),
)
"""Categories that are read as they are written."""
LISTED = ("Food; Drinks > Tea", "Books > Sci-Fi | Fantasy", "A; B", "(Sale)")
"""Categories that are, if their levels are a list."""
NEVER = ("#1 sellers", "12:Shoes", "A › B", "x\\y", "Uncategorized")  # noqa: RUF001
TAGS = (["black, matte", "gift"], ["S / M / L", "gift"], ["日本、靴"], ["N/A"], ["S & M"])


@pytest.mark.parametrize("name", ["catalog.csv", "catalog.jsonl"])
def test_what_is_read_otherwise_is_known(name: str) -> None:
    def row(sku: str, category: str = "", tags: Sequence[str] = ()) -> dict[str, Any]:
        levels = category.split(" > ") if category else []
        return {"sku": sku, "category": levels, "color": ["Red"], "tags": list(tags)}

    rows = [row(f"c{text}", text) for text in (*SAME, *LISTED, *NEVER)]
    rows += [row(f"t{tags[0]}", tags=tags) for tags in (*TAGS, ["Gift", "3,5 mm"], ["S/M"])]
    rows += [row(sku, "Home > Lamps") for sku in ("null", "00123", "=1+1", "-5", "#1", "a|b")]
    file, is_lines = BytesIO(), name.endswith(".jsonl")
    write(file, list(rows[0]), iter(rows), lines=is_lines)
    file.seek(0)
    told = [text.partition(": a sync ")[0] for text in read_otherwise(file, name, iter(rows))]
    lost = [] if is_lines else [f"c{text}" for text in LISTED]
    lost += [f"c{text}" for text in NEVER]
    assert told == [*lost, *([] if is_lines else [f"t{tags[0]}" for tags in TAGS]), "null"]


def test_tags_leave_without_being_declared() -> None:
    product = make_product(sku="rug", category=LAMPS)
    make_product(sku="mat")
    assert outcomes.columns(make_store()) == ["sku", "category"]
    editing.add_tag([product], "gift")
    editing.add_tag([product], "new")
    assert outcomes.columns(make_store()) == ["sku", "category", "tags"]
    rows = list(outcomes.rows(make_store()))
    assert rows == [{"sku": "rug", "category": ["Home", "Lamps"], "tags": ["gift", "new"]}]
