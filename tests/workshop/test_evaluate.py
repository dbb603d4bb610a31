"""catalog_evaluate: figures computed by hand, judgement files, the report, and errors."""

import io
import json
import math
import re
import sys
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image, ImageDraw

from catalog_search import conf
from catalog_search.backends.memory_source import MemorySource
from catalog_search.exceptions import NothingToMeasure
from catalog_search.indexing import documents
from catalog_search.indexing.photos import index_stale
from catalog_search.models import Photo, Product
from catalog_search.sync.store import sync_store
from catalog_search.types import Point, Record
from catalog_search.workshop.evaluation import augment, judgements, metrics, queries, summary
from catalog_search.workshop.evaluation.answers import Answer
from catalog_search.workshop.evaluation.measuring import Evaluation, TaskResult, evaluate
from tests.support.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def shown(title: str, *colors: str, **fields: object) -> Product:
    product = make_product(title=title, **fields)
    for color in colors:
        make_indexed_photo(product, color)
    return product


def task(found: Evaluation, name: str, through: str = queries.PHOTOS) -> TaskResult:
    key = (name, through)
    (result,) = [task for task in found.tasks if (task.task.name, task.task.through) == key]
    return result


def values(result: TaskResult) -> dict[str, float]:
    return {figure.measure: figure.value for figure in result.figures}


def told(*arguments: object) -> str:
    out = StringIO()
    call_command("catalog_evaluate", *map(str, arguments), stdout=out, stderr=StringIO())
    return out.getvalue()


def answer(found: tuple[int, ...], grades: dict[int, int]) -> Answer:
    kind = queries.Task("any", queries.BOTH, queries.OWN)
    return Answer(queries.TextQuery(kind, grades, "any", np.zeros(1, np.float32)), found)


class TestMetrics:
    def test_grades_by_hand(self) -> None:
        one = answer((4, 1, 2), {1: 2, 2: 1, 3: 2})
        found = metrics.per_query(queries.GRADED, [one])
        gained = 2 / math.log2(3) + 1 / math.log2(4)
        best = 2 + 2 / math.log2(3) + 1 / math.log2(4)
        assert found["nDCG@10"] == pytest.approx([gained / best])
        assert found["P@10"] == pytest.approx([1 / 10])
        # Two products have grade 2, and one of them is among the first ten.
        assert found["P@10 of possible"] == pytest.approx([1 / 2])

    def test_one_right_product_by_hand(self) -> None:
        answers = [answer((7, 8), {8: 1}), answer((), {8: 1}), answer((8,), {8: 1, 9: 1})]
        found = metrics.per_query(queries.OWN, answers)
        assert found["R@1"].tolist() == [0, 0, 1]
        assert found["R@5"].tolist() == [1, 0, 1]
        assert found["MRR"].tolist() == [0.5, 0, 1]

    def test_recall_of_several_right_products(self) -> None:
        found = metrics.per_query(judgements.JUDGED, [answer((1, 5, 2), {1: 1, 2: 3, 3: 1, 5: 0})])
        assert found["R@1"] == pytest.approx([1 / 3])
        assert found["R@5"] == pytest.approx([2 / 3])
        assert found["MRR"] == pytest.approx([1.0])

    def test_interval_holds_the_mean_and_narrows_with_more_queries(self) -> None:
        few = metrics.figure("R@1", np.array([0.0, 1.0] * 5), 0)
        many = metrics.figure("R@1", np.array([0.0, 1.0] * 500), 0)
        assert few.value == many.value == 0.5
        assert few.low < many.low < 0.5 < many.high < few.high
        # The deviation of a share of 1/2 over 1,000 is 0.0158: 1.96 of them on either side.
        assert (many.low, many.high) == pytest.approx((0.469, 0.531), abs=0.005)

    def test_interval_of_a_share_is_that_of_its_yes_and_no(self) -> None:
        of_values = metrics.figure("top-1", np.array([1.0] * 3 + [0.0] * 7), 5)
        assert metrics.figure_of_share("top-1", 0.3, 10, 5) == of_values

    @pytest.mark.parametrize("missing", ["ir_measures", "pytrec_eval"])
    def test_missing_library_names_the_extra(
        self, missing: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shown("red shoe", "red")
        monkeypatch.setitem(sys.modules, missing, None)
        with pytest.raises(CommandError, match=r"catalog-search\[evaluate\]"):
            told()


class TestText:
    def test_own_titles_by_hand(self) -> None:
        for color in ("red", "blue", "green"):
            shown(f"{color} shoe", color)
        # No photo matches these words, so products rank by key, and the hat is fourth.
        shown("hat", "brown")
        found = evaluate(make_store())
        assert values(task(found, "own title")) == pytest.approx(
            {"R@1": 3 / 4, "R@5": 1.0, "R@10": 1.0, "MRR": (3 + 1 / 4) / 4}
        )
        assert values(task(found, "own title", queries.ALL))["R@1"] == 1.0
        (worst,) = task(found, "own title").worst
        assert worst.query.text == "hat"

    def test_products_of_one_picture_are_ties(self) -> None:
        shown("crimson", "red")
        shown("scarlet", "red")
        shown("hat", "blue")
        found = evaluate(make_store())
        # All score 0. The first shows scarlet's picture; hat is third.
        assert values(task(found, "own title"))["MRR"] == pytest.approx((1 + 1 + 1 / 3) / 3)
        assert (found.ties.products, found.ties.largest) == (2, 2)

    def test_attributes_by_hand(self) -> None:
        shown("one", "red", category="Wear > Hat", colors=["Red"])
        for color in ("Red", "Red", "Red", "Blue", "Blue"):
            shown("some", color.lower(), category="Wear > Shoe", colors=[color])
        found = evaluate(make_store())
        one = task(found, "color and category")
        assert [each.query.text for each in one.worst] == ["red shoe"]
        # Four red photos are equally near, the hat's first by its key; the blue shoes follow.
        ranks = [math.log2(rank + 1) for rank in range(1, 7)]
        gained = 2 / ranks[1] + 2 / ranks[2] + 2 / ranks[3] + 1 / ranks[4] + 1 / ranks[5]
        best = 2 / ranks[0] + 2 / ranks[1] + 2 / ranks[2] + 1 / ranks[3] + 1 / ranks[4]
        assert values(one) == pytest.approx(
            {"P@10": 3 / 10, "P@10 of possible": 1.0, "nDCG@10": gained / best}
        )

    def test_declared_facets_and_brands_are_asked_for(self, settings) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["season"]}
        for color in ("red", "blue", "green"):
            fields = {"brand": "Acme", "attributes": {"season": "Summer"}, "category": "Shoe"}
            shown("one", color, **fields)
        found = evaluate(make_store())
        texts = [
            answer.query.text
            for name in ("brand and category", "season and category")
            for answer in task(found, name).worst
        ]
        assert set(texts) <= {"acme shoe", "summer shoe"}
        assert task(found, "brand and category").queries == 1
        assert task(found, "season and category", queries.ALL).queries == 1


class TestPhotos:
    def test_every_kind_is_asked_once_per_product(self) -> None:
        for color in ("red", "blue", "green"):
            shown(f"{color} shoe", color)
        found = evaluate(make_store())
        assert len(augment.KINDS) == 6
        assert {task(found, f"own photo, {kind}").queries for kind in augment.KINDS} == {3}
        for kind in ("cropped", "rotated", "JPEG q30"):
            # A single color stays what it is.
            assert values(task(found, f"own photo, {kind}"))["R@1"] == 1.0

    def test_photo_that_is_gone_is_left_out_and_counted(self) -> None:
        gone = shown("red shoe", "red").photos.get()
        shown("blue shoe", "blue")
        source = conf.get_source("demo")
        assert isinstance(source, MemorySource)
        del source.stored_photos[gone.key]
        one = task(evaluate(make_store()), "own photo, cropped")
        assert (one.queries, one.left_out) == (1, 1)
        assert "1 queries, 1 left out" in told()

    def test_other_view_by_hand(self) -> None:
        mine, other = make_product(), make_product()
        at(make_indexed_photo(mine), (1, 0, 0))
        at(make_indexed_photo(mine), (0.8, 0.6, 0))
        at(make_indexed_photo(other), (0.9, 0, math.sqrt(0.19)))
        for photo in Photo.objects.all():
            Photo.objects.filter(pk=photo.pk).update(etag=photo.key)
        found = evaluate(make_store())
        # Without itself, the first photo is nearest to the other product (0.9 against 0.8);
        # the second to its own product (0.8 against 0.72).
        one = task(found, "another photo of the same product")
        assert one.queries == 2
        assert values(one)["MRR"] == pytest.approx((1 / 2 + 1) / 2)

    def test_the_same_picture_twice_is_no_other_view(self) -> None:
        shown("red shoe", "red", "red")
        found = evaluate(make_store())
        assert "another photo of the same product" not in {
            result.task.name for result in found.tasks
        }


def at(photo: Photo, place: tuple[float, float, float]) -> None:
    """Move the photo's vector to this place on the first three axes."""
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    vector = np.zeros_like(point.photo)
    vector[:3] = place
    payload = documents.photo_payload(photo)
    conf.get_index().upsert([Point(photo.point_id, vector, point.title, payload)])


class TestAugment:
    @pytest.mark.parametrize("kind", augment.KINDS)
    def test_same_seed_same_pixels(self, kind: str) -> None:
        image = drawing(3)
        first, again = (augment.distorted(image, kind, "a.png", 4) for _ in range(2))
        assert first.tobytes() == again.tobytes()
        assert first.mode == "RGB"
        others = [
            augment.distorted(image, kind, "b.png", 4),
            augment.distorted(image, kind, "a.png", 5),
        ]
        if kind != "JPEG q30":
            assert all(other.tobytes() != first.tobytes() for other in others)

    def test_large_photo_is_sent_small_and_left_as_it_was(self) -> None:
        image = Image.new("RGB", (3000, 1000), "red")
        assert max(augment.distorted(image, "JPEG q30", "a", 0).size) == augment.SIDE
        assert image.size == (3000, 1000)


class TestChoice:
    def test_split_is_asked_and_the_whole_store_is_searched(self) -> None:
        shown("hat", "red")
        shown("coat", "blue", attributes={"split": "dev"})
        found = evaluate(make_store(), split="dev")
        assert (found.sampled, len(found.catalogue.products)) == (1, 2)
        # Both photos score 0, and the hat's key is lower: it stands before the coat.
        assert values(task(found, "own title"))["MRR"] == 0.5

    def test_limit_draws_by_the_seed(self) -> None:
        for color in ("red", "blue", "green", "black", "white", "pink", "grey", "brown"):
            shown(color, color)

        def draw(seed: int) -> list[str]:
            found = evaluate(make_store(), limit=3, seed=seed)
            assert found.sampled == 3
            return [json.dumps(one["figures"]) for one in summary.as_dict(found)["tasks"]]

        assert draw(1) == draw(1)

    def test_same_seed_same_json(self) -> None:
        for color in ("red", "blue", "green"):
            shown(f"{color} shoe", color, category="Shoe", colors=[color])
        assert told("--json", "--seed", 3) == told("--json", "--seed", 3)

    def test_hidden_and_unindexed_products_are_not_asked_for(self) -> None:
        shown("red shoe", "red")
        shown("blue shoe", "blue", visible=False)
        make_product()
        found = evaluate(make_store())
        assert [product.title for product in found.catalogue.products] == ["red shoe"]

    def test_progress_ends_at_the_last_query(self) -> None:
        shown("red shoe", "red")
        seen: list[tuple[int, int]] = []
        evaluate(make_store(), progress=lambda done, total: seen.append((done, total)))
        assert seen[-1] == (8, 8)  # a title through photos, then titles as well; six photos


def test_categories_are_named_as_accuracy_measures_them() -> None:
    for color in ("red", "blue"):
        make_category(f"Paint > {color.title()}", prompt=color)
        shown("one", color, category="Paint > Red", attributes={"split": color})
    alone, both = evaluate(make_store()).categories
    assert (alone.through, both.through) == (queries.PHOTOS, queries.BOTH)
    assert [(one.measure, one.value) for one in alone.figures] == [("top-1", 0.5), ("top-3", 1.0)]
    assert evaluate(make_store(), split="red").categories[0].figures[0].value == 1.0


class TestJudgements:
    @pytest.fixture(autouse=True)
    def shop(self) -> None:
        shown("one", "red", sku="R")
        shown("two", "blue", sku="B")
        make_product(sku="H", visible=False)

    def test_csv_keeps_the_good_lines_and_numbers_the_bad(self, tmp_path: Path) -> None:
        path = tmp_path / "judged.csv"
        path.write_text(
            "query,sku,grade\nred,R,2\nred,B,0\n,R,1\nred,nothing,1\nred,H,1\nred,R,much\n"
            f"red,R,1\n{'x' * 300},R,1\nred,R\n\nblue,B,1\nblack,R,0\n"
        )
        found = judgements.read(path, make_store())
        assert {text: sorted(each.values()) for text, each in found.grades.items()} == {
            "red": [0, 2],
            "blue": [1],
        }
        assert [problem.line for problem in found.problems] == [4, 5, 6, 7, 8, 9, 10, 13]
        assert "no product with the sku 'nothing'" in found.problems[1].reason
        assert "hidden" in found.problems[2].reason
        assert "whole number" in found.problems[3].reason
        assert "another grade" in found.problems[4].reason
        assert "no product has a grade above 0" in found.problems[7].reason

    def test_json_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "judged.jsonl"
        lines = [{"query": "red", "sku": "R", "grade": 1}, {"query": 5, "sku": "B", "grade": 2.0}]
        bad = ['{"query": "red"', "[1]", '{"query": null, "sku": "R", "grade": 1}', "[" * 100_000]
        path.write_text("\n".join([*map(json.dumps, lines), *bad, '{"query":"b","sku":"B"}']))
        found = judgements.read(path, make_store())
        assert list(found.grades) == ["red", "5"]
        assert [problem.line for problem in found.problems] == [3, 4, 5, 6, 7]

    def test_figures_and_problems_are_told(self, tmp_path: Path) -> None:
        path = tmp_path / "judged.csv"
        path.write_text("query;sku;grade\nblue;B;3\nred;B;1\nred;R;0\nred;X;1\n")
        one = task(evaluate(make_store(), judgement_file=path), "your judgements", queries.ALL)
        # blue: B first. red: the red photo first, B not found at all: it is cut off.
        assert one.queries == 2
        assert values(one)["MRR"] == pytest.approx(1 / 2)
        assert "line 5: the store has no product with the sku 'X'" in told("--judgements", path)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("text,product\nred,R\n", "must name the columns query, sku and grade"),
            ("query,sku,grade\nred,nothing,1\n", "Line 2: the store has no product"),
            ("", "no judgement that can be used"),
        ],
    )
    def test_file_without_any_is_refused(self, tmp_path: Path, text: str, message: str) -> None:
        path = tmp_path / "judged.csv"
        path.write_text(text)
        with pytest.raises(NothingToMeasure, match=message):
            judgements.read(path, make_store())

    def test_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such file"):
            told("--judgements", tmp_path / "nowhere.csv")


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
        found = json.loads(told("--json"))
        (title,) = [
            one
            for one in found["tasks"]
            if (one["task"], one["through"]) == ("own title", queries.ALL)
        ]
        assert title["figures"]["R@1"] == {"value": 1.0, "low": 1.0, "high": 1.0}
        assert (found["store"], found["products"], found["asked"]) == ("demo", 1, 1)


def drawing(number: int) -> Image.Image:
    """Return a picture that differs from all others in color and shape."""
    random = np.random.default_rng(number)
    image = Image.new("RGB", (200, 200), "white")
    draw = ImageDraw.Draw(image)
    for _ in range(6):
        x, y, width, height = (int(one) for one in random.integers(10, 100, 4))
        color = tuple(int(one) for one in random.integers(0, 255, 3))
        shape = draw.ellipse if random.random() < 0.5 else draw.rectangle
        shape((x, y, x + width, y + height), fill=color)
    return image


def as_png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_the_starter_model_finds_drawings_again(settings) -> None:
    settings.CATALOG_SEARCH = {
        key: value for key, value in settings.CATALOG_SEARCH.items() if key != "ENCODER"
    }
    source = conf.get_source("demo")
    assert isinstance(source, MemorySource)
    source.stored_photos = {f"{i}.png": as_png(drawing(i)) for i in range(6)}
    source.stored_records = [Record(f"{i}", f"drawing {i}", images=(f"{i}.png",)) for i in range(6)]
    sync_store(make_store())
    index_stale()
    found = evaluate(make_store())
    assert values(task(found, "own photo, JPEG q30"))["R@1"] == 1.0
    assert values(task(found, "own title", queries.ALL))["R@1"] == 1.0


@pytest.mark.django_db
def test_each_subquery_is_evaluated() -> None:
    """Each title is searched through every subquery; words alone find it."""
    for color in ("red", "blue", "green"):
        shown(f"{color} shoe", color)
        shown(f"{color} hat", color)
    found = evaluate(make_store(), by_subquery=True)
    through = {result.task.through for result in found.tasks if result.task.name == "own title"}
    assert through == {queries.PHOTOS, queries.ALL, *queries.SUBQUERIES}
    assert values(task(found, "own title", queries.WORDS))["R@1"] == 1.0
    assert values(task(found, "own title", queries.RANKS))["R@5"] == 1.0
    assert all("photo," not in result.task.name for result in found.tasks)
    assert found.categories == ()
