"""The judged queries of the demo: what the file must hold, and the measures computed by hand."""

from collections import Counter

import pytest

from catalog_search.workshop.evaluation import judgements, metrics
from shop import demo_measures
from shop.demo_judgements import FILE, NOTHING, QUERIES, Judged, judged
from tests.support.shops.factories import make_product, make_store

SKUS = {sku for one in judged() for sku in one.grades}


def test_every_other_one_is_for_tuning() -> None:
    queries = judged()
    assert len(queries) == 128
    assert [each.split for each in queries] == ["train", "dev"] * 64
    assert [each.query for each in queries][: len(QUERIES)] == list(QUERIES)


def test_every_kind_is_in_both_halves() -> None:
    counts = Counter((each.kind, each.split) for each in judged())
    assert {kind for kind, split in counts if split == "train"} == {
        kind for kind, split in counts if split == "dev"
    }


def test_a_query_is_right_for_some_product_unless_it_is_of_the_kind_nothing() -> None:
    for each in judged():
        assert set(each.grades.values()) <= {0, 1, 2}
        assert any(each.grades.values()) == (each.kind != NOTHING), each.query


@pytest.mark.django_db
def test_catalog_evaluate_reads_the_file() -> None:
    store = make_store()
    for sku in SKUS:
        make_product(store, sku=sku)
    read = judgements.read(FILE, store)
    assert list(read.grades) == [each.query for each in judged() if each.kind != NOTHING]
    assert {problem.reason.split(",")[1] for problem in read.problems} == {" so it is left out"}


def test_measures_by_hand() -> None:
    assert demo_measures.ndcg([2, 0, 1], [2, 1, 0]) == pytest.approx(2.5 / (2 + 0.63093))
    assert demo_measures.ndcg([0] * 10 + [2], [2]) == 0
    assert demo_measures.ndcg([], [0]) == 0
    assert demo_measures.precision([2, 0, 1, 0, 0, 1], [2, 1, 1]) == pytest.approx(2 / 3)
    assert demo_measures.precision([1] * 5, [1] * 9) == 1
    assert demo_measures.precision([0, 0], [0]) == 0


def test_ndcg_is_that_of_the_library() -> None:
    ir = metrics.library()
    grades = {"a": 2, "b": 1, "c": 2, "d": 0}
    run = {sku: -float(rank) for rank, sku in enumerate("dbxca")}
    (theirs,) = ir.iter_calc([ir.nDCG @ 10], {"q": grades}, {"q": run})
    assert demo_measures.ndcg([0, 1, 0, 2, 2], grades.values()) == pytest.approx(theirs.value)


def test_a_query_is_left_out_where_its_products_are_not_there() -> None:
    query = Judged("lamp", "use", "dev", {"a": 2, "b": 1, "c": 0})
    assert demo_measures.is_answerable(query, {"a", "b"})
    assert not demo_measures.is_answerable(query, {"a", "c"})
