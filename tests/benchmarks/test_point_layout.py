"""The point layout benchmark still runs, and exact layouts return exact results."""

import pytest

from tests.benchmarks import catalogue as catalogues
from tests.benchmarks import point_layout


def test_truth_by_hand() -> None:
    catalogue = catalogues.make(20)
    query = catalogue.photos[5]
    assert catalogue.best(query, 1) == [catalogue.owner[5]]
    assert set(catalogue.best(query, 20)) == set(range(20))


def test_every_layout_gives_the_same_pages_before_and_after_changes() -> None:
    figures = point_layout.measure(products=80, query_count=2)
    assert set(figures) == {"GroupedByUs", "GroupedByQdrant", "ProductPoints"}
    for measured in figures.values():
        recalls = (measured.recall, measured.recall_filtered, measured.recall_changed)
        assert recalls == ([1.0, 1.0],) * 3
        assert (measured.repeats, measured.gaps) == (0, 0)


def test_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    point_layout.main(["60", "--queries", "1"])
    output = capsys.readouterr().out
    assert "60 products, 1 queries." in output
    assert "ProductPoints" in output
