"""CSV, however it is spelt and whatever is broken in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.types import Problem, Record
from tests.support.manifests import LINES, parsed, records


def test_a_spreadsheets_unicode_text_is_read():
    data = "sku\ttitle\r\n1\tGrößer 👟\r\n".encode("utf-16")
    assert records(data) == [Record("1", "Größer 👟")]


def test_a_record_says_where_it_stands():
    records_read = records('sku,title\n1,a\n\n2,"b\nc"\n3,d\n')
    assert [(each.sku, each.where, each.line) for each in records_read] == [
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
    items = parsed(data)
    good = {each.sku: each.title for each in items if isinstance(each, Record)}
    assert good == {
        "1": "good",
        "3": "good",
        "6": "few",
        "8": '42" screen',
        "9": 'a "quote"',
    }
    wrong = [each for each in items if isinstance(each, Problem)]
    assert [problem.line for problem in wrong] == [3, 5, 6, 8, 11]
    assert all(problem.product_lost for problem in wrong)


def test_a_quote_that_is_never_closed_does_not_swallow_the_file():
    rows = [f"{number},good" for number in range(1000)]
    rows[3] = '3,"open'
    items = parsed("sku,title\n" + "\n".join(rows))
    assert [each.line for each in items if isinstance(each, Problem)] == [5]
    assert len([each for each in items if isinstance(each, Record)]) == 999


def test_csv_must_name_its_columns():
    (problem,) = parsed("1,a\n2,b\n")
    assert (problem.line, problem.product_lost) == (1, True)
    assert "sku" in problem.reason


@given(st.lists(LINES, max_size=8), st.integers(0, 8))
def test_noise_in_csv_raises_nothing_and_ends(noise, at):
    lines = [b"sku,title,price", *noise[:at], b"good-1,T,5", *noise[at:], b"good-2,T,5"]
    items = parsed(b"\n".join(lines))
    assert all(isinstance(each, Record | Problem) for each in items)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters='\n\r"'), max_size=40), max_size=8
    )
)
def test_noise_without_quotes_harms_no_good_line_of_csv(noise):
    lines = ["sku,title,price", *noise, "good-1,T,5", *noise, "good-2,T,5"]
    skus = [each.sku for each in records("\n".join(lines))]
    assert {"good-1", "good-2"} <= set(skus)


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        ('sku   ,title  ,price \na     ,"1, big" ,5    \nb     ,Two  ,6  \n', ["1, big", "Two"]),
        ('sku, title, price\na, "One, big", 5\n', ["One, big"]),
        ('sku,title,price\na,"32" screen",5\n', ['32" screen']),
        ('sku,title,price\na,32" screen,5\n', ['32" screen']),
        ('sku;title;price\na;"Nut 1/2" steel" ;5\n', ['Nut 1/2" steel']),
        ("Products of 2024-05-01\n\nsku,title,price\na,One,5\n", ["One"]),
        ("Export, all products, spring\nsku;title;price\na;One;5\n", ["One"]),
        ("\ufeff\ufeffsku,title\na,One\n", ["One"]),
        ('\ufeff\ufeff"sku","title"\na,One\n', ["One"]),
        ('"sku;title;price"\n"a;One;5"\n', ["One"]),
        ('"sku";"title, in words, all of them";"title"\na;x;One\n', ["One"]),
        ('"sku"\t"title"\n"a"\t"One, two; three"\n', ["One, two; three"]),
        ("sku,title,price\na,\u201cOne, big\u201d,5\n", ["One, big"]),
        ("sku,title,price\na,\u201eOne, big\u201c,5\n", ["One, big"]),
        ("sku,title,price\n'a','One, big','5'\n", ["One, big"]),
        ('sku,title,price\na,\u00a0"One, big"\u00a0,5\n', ["One, big"]),
        ('sku,title,price\na,\t"One, big"\t,5\n', ["One, big"]),
        ('"sku" ,"title" ,"price"\n"a" ,"One, big" ,"5"\n', ["One, big"]),
        ('sku,title,price\na,"One \\"big\\" one",5\n', ['One "big" one']),
        ('sku   ,title\na   ,"Rose ""Queen"", red"   \n', ['Rose "Queen", red']),
        ('sku,title,price\na,"He said ""no"", she left." ,5\n', ['He said "no", she left.']),
        ('sku,title,price\na,"Screen 32"",5\n', ['Screen 32"']),
        ('sku\t,title\t,price\na\t,"One, big"\t,5\n', ["One, big"]),
        ('sku,title,price\na,"One, big"  \t,5\n', ["One, big"]),
        ('sku,title,price\na,"One, big"\u200b,5\n', ["One, big"]),
        ('sku,title,price\na,\ufeff"One, big",5\n', ["One, big"]),
        ("sku^title\na^One\n", ["One"]),
        ('sku\ttitle\na\t"One" hat\nb\t32" screen\n', ['"One" hat', '32" screen']),
        ("sku~title\na~One\n", ["One"]),
        ("sku\uff0ctitle\na\uff0cOne\n", ["One"]),
        ('sku,title\na,"two\nlines"\nb,"say ""hi"""\n', ["two lines", 'say "hi"']),
    ],
)  # fmt: skip
def test_files_are_read_as_spreadsheets_read_them(data: str, titles: list[str]) -> None:
    assert [record.title for record in records(data)] == titles
    assert not [each for each in parsed(data) if isinstance(each, Problem)]


def test_a_doubled_quote_ends_no_cell_of_a_row_that_is_one_short() -> None:
    [problem] = parsed('sku,title,brand,price\na,"Rose ""Queen"", red" ,5\n')
    assert problem.line == 2


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ('a,"Says "hi"\nmore",5', 'Says "hi" more'),
        ('a,"One\nmore" ,5', "One more"),
        ('a ,"One,\r\nmore" ,5 ', "One, more"),
        ('a, "One\n\n\nmore" , 5', "One more"),
        ('"a" ,"One\nmore" ,"5"', "One more"),
    ],
)
def test_a_cell_over_several_lines_may_have_loose_quotes(row: str, title: str) -> None:
    first, second = records(f"sku,title,price\n{row}\nb,Two,6\n")
    assert (first.sku, first.title, first.price) == ("a", title, 5)
    assert (second.sku, second.line) == ("b", 3 + row.count("\n"))


@pytest.mark.parametrize("row", ['a,"One ,5', 'a,"One\nmore""x,5', 'a,"1" x "2'])
def test_a_row_with_an_open_quote_takes_no_other_along(row: str) -> None:
    data = f'sku,title,price\n{row}\nb,"Two" ,6\nc,"Three",7\n'
    assert [each.sku for each in records(data)][-2:] == ["b", "c"]
    assert next(each.line for each in parsed(data) if isinstance(each, Problem)) == 2


def test_a_file_without_a_sku_says_what_it_has() -> None:
    [problem] = parsed("Article,Title,Weight\nH1,Sun hat,1\n")
    assert "It names 'Article', 'Title', 'Weight': rename" in problem.reason


@pytest.mark.parametrize(
    "text",
    [
        "sku,title,price\n'a','One, big',5\n'b','It''s',6\n",
        "'sku','title','price'\n'a','One, big','5'\nb,It's,6\n",
        "sku;title;price\na;'One, big';5\nb;'It''s';6\n",
    ],
)
def test_cells_may_stand_in_single_quotes(text: str) -> None:
    assert [(each.sku, each.title) for each in records(text)] == [("a", "One, big"), ("b", "It's")]


def test_apostrophes_are_no_quotes() -> None:
    text = "sku,title\na,'90s hat\nb,the boys'\nc,\"x, 'y', z\"\n"
    assert [each.title for each in records(text)] == ["'90s hat", "the boys'", "x, 'y', z"]
    [hat] = records("sku,title\na,\"x, 'y', z\"\n")
    assert hat.title == "x, 'y', z"


@pytest.mark.parametrize(
    ("cell", "title"),
    [
        (r'"One \"big\", red"', 'One "big", red'),
        (r'"12\" pan, red"', '12" pan, red'),
        (r'"5\", x"', '5", x'),
        (r'"ends with \""', 'ends with "'),
        (r'"a\b \"c\" d"', 'a\\b "c" d'),
        ('"12\\" pan,\nred"', '12" pan, red'),
    ],
)
def test_quotes_within_quotes_may_have_a_backslash_before_them(cell: str, title: str) -> None:
    first, second = records(f"sku,title,price\na,{cell},5\nb,Two,6\n")
    assert (first.title, first.price, second.title) == (title, 5, "Two")


@pytest.mark.parametrize(
    "text",
    [
        '"sku\n(required)","title","price\n(EUR)"\n1,"A, b",2\n',
        'My shop\n\n"sku","title","price\n(EUR)"\n1,"A, b",2\n',
        'sku,title,price\n"1,""A, b"",2"\n',
        "sku;title;price\n1\tA, b\t2\n",
        'sku,title,price;;;\n"1,""A, b"",2";;;\n',
        "sku;title;price,,,\n1;A, b;2,,,\n",
        "sku,title,price\n1,A\\, b,2\n",
        'sku,title,price\n1,\u3000"A, b"\u2009,2\n',
        " sku | title | price\n-----+-------+-----\n 1 | A, b | 2\n(1 row)\n",
        "| sku | title | price |\n|---|:---|---:|\n| 1 | A, b | 2 |\n",
    ],
)
def test_tables_of_databases_and_of_spreadsheets_elsewhere_are_read(text: str) -> None:
    [record] = parsed(text)
    assert (record.sku, record.title, record.price) == ("1", "A, b", 2)


def test_quotes_behind_a_text_in_quotes_belong_to_it() -> None:
    first, second = records('sku,title,price\n1,"A" B,2\n\'002,C,3\n')
    assert (first.title, first.price) == ('"A" B', 2)
    assert (second.sku, second.title) == ("002", "C")


def test_the_semicolons_of_entities_divide_no_columns() -> None:
    text = "sku;title;description\na;O&#039;Hat &amp; co;&lt;p&gt;Woven&lt;/p&gt;\nb;B;C\n"
    first, second = records(text)
    assert (first.title, first.description, second.title) == ("O'Hat & co", "Woven", "B")
