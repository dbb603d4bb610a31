"""The measurement behind the decision on points still runs, and exact engines answer exactly."""

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
    for one in figures.values():
        assert one.recall == one.recall_filtered == one.recall_changed == [1.0, 1.0]
        assert (one.repeats, one.gaps) == (0, 0)


def test_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    point_layout.main(["60", "--queries", "1"])
    told = capsys.readouterr().out
    assert "60 products, 1 queries." in told
    assert "ProductPoints" in told
