"""The baselines on invented goods, and how the report chooses and compares."""

import sys
from types import ModuleType

import numpy as np
import pytest

from catalog_search.types import Record
from tests.quality import answers, choose, plain, report
from tests.quality.judged import Judged

RECORDS = [
    Record(sku="0", title="Oak table", category=("Tables",), colors=("Brown",)),
    Record(sku="1", title="Oak chair", category=("Chairs",), colors=("Brown",)),
    Record(sku="2", title="Steel chair", category=("Chairs",), description="Goes with oak."),
    Record(sku="3", title="Steel lamp", category=("Lamps",), attributes={"use": "reading"}),
    *[Record(sku=str(number), title="Plain chair") for number in range(4, 20)],
]


@pytest.fixture(scope="module")
def words() -> plain.Words:
    return plain.Words(RECORDS)


def test_all_words_come_before_some_and_the_most_common_is_given_up_first(
    words: plain.Words,
) -> None:
    # "chair" is in 18 records, "oak" in 3: those with "oak" alone come before other chairs.
    found = plain.best(words.scores("oak chairs"), depth=20)
    assert found[:3] == [1, 2, 0]
    assert len(found) == 3


def test_a_title_weighs_more_than_a_description(words: plain.Words) -> None:
    scores = words.scores("oak")
    assert scores[1] > scores[2] > 0


def test_attributes_are_searched(words: plain.Words) -> None:
    assert plain.best(words.scores("reading")) == [3]


def test_a_word_that_no_product_has_may_differ_in_a_letter(words: plain.Words) -> None:
    assert plain.best(words.scores("stel lamp"))[0] == 3
    assert plain.best(words.scores("steal lamp"))[0] == 3


def test_nothing_is_found_by_unknown_words(words: plain.Words) -> None:
    assert plain.best(words.scores("zzzz qqqq")) == []
    assert plain.best(words.scores("the of")) == []


def test_nearness_scales_each_kind_of_vector_by_itself() -> None:
    query = np.array([1.0, 0.0])
    photos = np.array([[0.1, 0], [0.2, 0], [0.3, 0]])
    titles = np.array([[0.9, 0], [0.5, 0], [0.1, 0]])
    assert plain.nearness(query, photos, titles).tolist() == pytest.approx([0.5, 0.5, 0.5])


def test_the_mix_lies_between_words_and_vectors() -> None:
    by_words, near = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert plain.best(plain.mixed(by_words, near, 0.2)) == [0, 1]
    assert plain.best(plain.mixed(by_words, near, 0.8)) == [1, 0]


def asked(query: str, right: float | None, kind: str = "goods") -> report.Asked:
    """Return a query whose right answer only the mix at weight `right` finds."""
    lists = {str(weight): ["a" if weight == right else "x"] for weight in plain.WEIGHTS}
    lists |= {"ours": ["a"], "words": ["x"], "vectors": ["x"], "mixed": ["x"]}
    return report.Asked(Judged(query, kind), {"a": 3}, lists, nothing=True)


def trained(right: float) -> list[report.Asked]:
    queries = [asked(f"query {number}", right) for number in range(20)]
    return [each for each in queries if each.judged.half == "train"]


def test_the_weight_is_the_best_of_the_train_halves() -> None:
    reported = [each for each in map(str, range(20)) if Judged(each, "goods").half == "report"]
    others = [asked(each, 0.9) for each in reported]
    assert report.best_weight({"one": [*trained(0.35), *others]}) == 0.35


def test_a_table_has_each_kind_and_counts_what_is_said_to_be_missing() -> None:
    missing = report.Asked(Judged("no such thing", "none"), {}, {"ours": []}, nothing=True)
    lines = report.table([asked("a", 0.1), asked("b", 0.1, "color"), missing], "shop").splitlines()
    assert "| color | 1 | 1.000 | .000 | .000 | .000 | 1.000 | .000 |" in lines
    assert any(line.startswith("| all | 2 | 1.000 |") for line in lines)
    assert any("1 of 1 things that it has not, 2 of 2 that it has" in line for line in lines)


def test_changes_are_told_by_shop_and_kind() -> None:
    before = {"shop": {"a": 0.5, "b": 1.0}}
    told = report.changes({"shop": [asked("a", 0.1), asked("b", 0.1, "color")]}, before)
    assert "shop: +0.250" in told
    assert "color: +0.000" in told


def test_a_constant_is_set_wherever_it_was_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    weight = 0.123456
    modules = {name: ModuleType(name) for name in ("catalog_search.x", "catalog_search.y", "z")}
    for name, module in modules.items():
        vars(module)["WEIGHT"] = weight
        monkeypatch.setitem(sys.modules, name, module)
    answers.set_constant("catalog_search.x.WEIGHT=0.5")
    assert [vars(each)["WEIGHT"] for each in modules.values()] == [0.5, 0.5, weight]


def answered(right: float) -> list[report.Asked]:
    """Return queries of both halves, of which ours answers this share right."""
    lists = {True: ["a"], False: ["x"]}
    return [
        report.Asked(
            Judged(f"query {number}", "goods"), {"a": 3}, {"ours": lists[number < 100 * right]}
        )
        for number in range(100)
    ]


def test_what_is_chosen_for_a_shop_is_best_on_the_others() -> None:
    measured = {
        choose.AS_IT_IS: {"one": answered(0.9), "two": answered(0.2), "three": answered(0.2)},
        "NAME=1": {"one": answered(0.1), "two": answered(0.3), "three": answered(0.3)},
    }
    assert choose.chosen("one", measured) == "NAME=1"
    assert choose.chosen("two", measured) == choose.AS_IT_IS
    told = choose.left_out("one", measured)
    assert told.startswith("one, left out: NAME=1; report half .")
    assert ", -0." in told
