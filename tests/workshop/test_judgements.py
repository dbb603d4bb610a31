"""Judgement files: valid lines are read, invalid ones are reported by their number."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from catalog_search.exceptions import NothingToMeasure
from catalog_search.workshop.evaluation import judgements, queries
from catalog_search.workshop.evaluation.measuring import evaluate
from tests.support.measured import shown, task, told, values
from tests.support.shops.factories import make_product, make_store

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


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
        read = judgements.read(path, make_store())
        assert {text: sorted(each.values()) for text, each in read.grades.items()} == {
            "red": [0, 2],
            "blue": [1],
        }
        assert [problem.line for problem in read.problems] == [4, 5, 6, 7, 8, 9, 10, 13]
        assert "no product with the sku 'nothing'" in read.problems[1].reason
        assert "hidden" in read.problems[2].reason
        assert "whole number" in read.problems[3].reason
        assert "another grade" in read.problems[4].reason
        assert "no product has a grade above 0" in read.problems[7].reason

    def test_json_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "judged.jsonl"
        lines = [{"query": "red", "sku": "R", "grade": 1}, {"query": 5, "sku": "B", "grade": 2.0}]
        bad = ['{"query": "red"', "[1]", '{"query": null, "sku": "R", "grade": 1}', "[" * 100_000]
        path.write_text("\n".join([*map(json.dumps, lines), *bad, '{"query":"b","sku":"B"}']))
        read = judgements.read(path, make_store())
        assert list(read.grades) == ["red", "5"]
        assert [problem.line for problem in read.problems] == [3, 4, 5, 6, 7]

    def test_figures_and_problems_are_told(self, tmp_path: Path) -> None:
        path = tmp_path / "judged.csv"
        path.write_text("query;sku;grade\nblue;B;3\nred;B;1\nred;R;0\nred;X;1\n")
        figures = task(evaluate(make_store(), judgement_file=path), "your judgements", queries.ALL)
        # blue: B first. red: the red photo first, B not found at all: it is cut off.
        assert figures.queries == 2
        assert values(figures)["MRR"] == pytest.approx(1 / 2)
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
