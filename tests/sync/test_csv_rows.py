"""CSV, however it is spelt and whatever is broken in it."""

from hypothesis import given
from hypothesis import strategies as st

from catalog_search.types import Problem, Record
from tests.support.manifests import LINES, parsed, records


def test_a_spreadsheets_unicode_text_is_read():
    data = "sku\ttitle\r\n1\tGrößer 👟\r\n".encode("utf-16")
    assert records(data) == [Record("1", "Größer 👟")]


def test_a_record_says_where_it_stands():
    found = records('sku,title\n1,a\n\n2,"b\nc"\n3,d\n')
    assert [(each.sku, each.where, each.line) for each in found] == [
        ("1", "shop/catalog.csv", 2),
        ("2", "shop/catalog.csv", 4),
        ("3", "shop/catalog.csv", 6),
    ]


def test_a_bad_line_of_csv_costs_that_line_only():
    data = (
        b"sku,title,brand\n"
        b"1,good,a\n"
        b'2,"never closed,a\n'
        b"3,good,a\n"
        b'"4"x,quote,a\n'
        b"5,too,many,cells\n"
        b"6,few\n"
        b",no sku,a\n"
        b"\n"
        b" , ,\n"
        b"7,not \xff utf-8,a\n"
        b'8,42" screen,a\n'
        b'9,"a ""quote""",a\n'
    )
    found = parsed(data)
    good = {each.sku: each.title for each in found if isinstance(each, Record)}
    assert good == {
        "1": "good",
        "3": "good",
        "6": "few",
        "8": '42" screen',
        "9": 'a "quote"',
    }
    wrong = [each for each in found if isinstance(each, Problem)]
    assert [problem.line for problem in wrong] == [3, 5, 6, 8, 11]
    assert all(problem.product_lost for problem in wrong)


def test_a_quote_that_is_never_closed_does_not_swallow_the_file():
    rows = [f"{number},good" for number in range(1000)]
    rows[3] = '3,"open'
    found = parsed("sku,title\n" + "\n".join(rows))
    assert [each.line for each in found if isinstance(each, Problem)] == [5]
    assert len([each for each in found if isinstance(each, Record)]) == 999


def test_csv_must_name_its_columns():
    (problem,) = parsed("1,a\n2,b\n")
    assert (problem.line, problem.product_lost) == (1, True)
    assert "sku" in problem.reason


@given(st.lists(LINES, max_size=8), st.integers(0, 8))
def test_noise_in_csv_raises_nothing_and_ends(noise, at):
    lines = [b"sku,title,price", *noise[:at], b"good-1,T,5", *noise[at:], b"good-2,T,5"]
    found = parsed(b"\n".join(lines))
    assert all(isinstance(each, Record | Problem) for each in found)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters='\n\r"'), max_size=40), max_size=8
    )
)
def test_noise_without_quotes_harms_no_good_line_of_csv(noise):
    lines = ["sku,title,price", *noise, "good-1,T,5", *noise, "good-2,T,5"]
    skus = [each.sku for each in records("\n".join(lines))]
    assert {"good-1", "good-2"} <= set(skus)
