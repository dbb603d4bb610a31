"""Which problems of a run are listed, where there are too many to list all."""

from io import BytesIO

import pytest

from catalog_search.exceptions import message as _
from catalog_search.exceptions import read_message
from catalog_search.models import SyncRun
from catalog_search.sync import runs
from catalog_search.sync.problem_list import MAX_PROBLEMS, first_of_each
from catalog_search.sync.tables.manifests import parse
from catalog_search.types import Problem
from tests.support.shops.sync_shop import Shop

ASK = "sku,title,price\n" + "".join(f"k{number},T,ask {number}\n" for number in range(150))
PAGE = "<html><body>Sign in</body></html>"


def told(run: SyncRun) -> list[tuple[str, int | None, str]]:
    return [
        (each["where"], each["line"], str(read_message(each["reason"]))) for each in run.problems
    ]


def bad_price(number: int, where: str = "catalog.csv") -> Problem:
    reason = _("%(sku)s: price %(value)s is none.", sku=f"k{number}", value=f"ask {number}")
    return Problem(where, reason, number)


@pytest.fixture
def run(shop: Shop) -> SyncRun:
    return runs.begin(shop.store)


def stocked(shop: Shop, files: dict[str, str]) -> SyncRun:
    shop.source.stored_records = [
        item for key, text in files.items() for item in parse(BytesIO(text.encode()), key)
    ]
    return shop.sync()


def test_files_that_are_not_read_stand_above_a_flood_of_bad_prices(shop: Shop) -> None:
    files = {"a/catalog.csv": ASK, "b/catalog.csv": PAGE, "c/catalog.csv": "title,price\nZ,5\n"}
    run = stocked(shop, files)
    assert [where for where, _line, _reason in told(run)[:3]] == [
        *("b/catalog.csv", "c/catalog.csv", "a/catalog.csv"),
    ]
    assert (run.problem_count, len(run.problems)) == (152, MAX_PROBLEMS)


def test_a_rare_problem_takes_the_place_of_a_common_one(run: SyncRun) -> None:
    runs.add_problems(run, map(bad_price, range(150)))
    runs.add_problem(run, Problem("catalog.csv", "The rating is bad.", 900))
    runs.add_problem(run, bad_price(3, "other.csv"))
    runs.add_problem(run, Problem("x.jpg", "The file is empty."))
    assert len(run.problems) == MAX_PROBLEMS and run.problem_count == 153
    assert told(run)[-3:] == [
        ("catalog.csv", 900, "The rating is bad."),
        ("other.csv", 3, "k3: price ask 3 is none."),
        ("x.jpg", None, "The file is empty."),
    ]


def test_problems_of_photos_hide_no_manifest(run: SyncRun) -> None:
    runs.add_problems(run, (Problem(f"{n}.jpg", "The file is empty.") for n in range(300)))
    runs.add_problem(run, Problem("catalog.csv", "The file is a PDF.", product_lost=True))
    assert told(run)[0] == ("catalog.csv", None, "The file is a PDF.")


def test_a_whole_file_finds_room_among_as_many_kinds_as_can_be_listed(run: SyncRun) -> None:
    runs.add_problems(run, (Problem("a", f"Reason {number}.", number) for number in range(120)))
    runs.add_problem(run, Problem("catalog.csv", "The file is a PDF.", product_lost=True))
    assert told(run)[0][0] == "catalog.csv" and len(run.problems) == MAX_PROBLEMS


def test_how_many_more_there_are_is_told_behind_the_last_of_a_kind(shop: Shop) -> None:
    run = stocked(shop, {"catalog.csv": ASK})
    run.refresh_from_db()
    reasons = [reason for _where, _line, reason in told(run)]
    assert reasons[-1].endswith("(And 50 more like it.)")
    assert not any("more like it" in reason for reason in reasons[:-1])


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_lines_in_another_encoding_are_one_problem(shop: Shop, encoding: str) -> None:
    text = "sku;title\n" + "".join(f"k{number};Красная {number}\n" for number in range(40))
    shop.source.stored_records = list(parse(BytesIO(text.encode(encoding)), "catalog.csv"))
    run = shop.sync()
    [(where, line, reason)] = told(run)
    assert (where, line, run.problem_count) == ("catalog.csv", 2, 1)
    assert reason.startswith("The line is not UTF-8") and reason.endswith("39 more like it.)")


def test_a_twin_is_told_where_the_first_record_stands(shop: Shop) -> None:
    rows = "sku,title\na,Hat\nb,Cup\n"
    run = stocked(shop, {"de/catalog.csv": rows, "en/catalog.csv": rows})
    assert told(run)[1] == (
        "en/catalog.csv",
        3,
        "b: The sku comes twice; the first record is used. It is in line 3 of de/catalog.csv.",
    )


def test_the_command_prints_some_of_each_kind(run: SyncRun) -> None:
    runs.add_problems(run, map(bad_price, range(60)))
    runs.add_problem(run, Problem("catalog.csv", "The rating is bad.", 900))
    printed = first_of_each(run.problems, 20)
    assert len(printed) == 20 and printed[-1]["line"] == 900


def test_a_sync_that_finds_nothing_new_tells_the_same_again(shop: Shop) -> None:
    first = stocked(shop, {"catalog.csv": ASK})
    assert (shop.sync().problems, shop.sync().problem_count) == (first.problems, 150)
