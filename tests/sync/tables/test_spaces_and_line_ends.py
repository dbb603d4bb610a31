"""Tables with other spaces around quotes, and other line ends, than programs write by habit."""

import pytest

from tests.support.manifests import parsed

SPACES = ("\u00a0", "\u3000", "\u2009", "\u202f", "\u200b", "\ufeff", " \u00a0 ")


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("form", ['{}"One, x; 2"', '"One, x; 2"{}', '{0}"One, x; 2"{0}'])
def test_spaces_around_quotes_belong_to_no_cell(space: str, delimiter: str, form: str) -> None:
    rows = [["sku", "title", "price"], ["a", form.format(space), "5"], ["b", "Two", "6"]]
    first, second = parsed("\n".join(map(delimiter.join, rows)) + "\n")
    assert (first.sku, first.title, first.price) == ("a", "One, x; 2", 5)
    assert second.title == "Two"


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("form", ['{}"Rose ""Queen"""', '{0}"Rose ""Queen"""{0}'])
def test_spaces_around_quotes_without_a_delimiter(space: str, form: str) -> None:
    [rose] = parsed(f"sku,title,price\na,{form.format(space)},5\n")
    assert rose.title == 'Rose "Queen"'


@pytest.mark.parametrize("space", SPACES)
def test_a_space_behind_the_last_quote_of_a_line(space: str) -> None:
    first, second = parsed(f'sku,title\na,"One, x"{space}\nb,"Two"\n')
    assert (first.title, second.title) == ("One, x", "Two")


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x1e", "\x0c", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lines_with_rare_ends_are_read(end: str, encoding: str) -> None:
    first, second = parsed(f"sku,title,price{end}a,Größe,5{end}b,Two,6".encode(encoding))
    assert (first.title, first.price) == ("Größe", 5)
    assert (second.title, second.price) == ("Two", 6)


def test_such_a_sign_within_a_cell_divides_no_line() -> None:
    first, second = parsed("sku,title\na,One\u2028more\nb,Two\n")
    assert (first.title, second.title) == ("One more", "Two")


def test_such_a_sign_in_json_divides_no_line() -> None:
    [product] = parsed('{"sku": "a", "title": "One\u2028more"}', "catalog.jsonl")
    assert product.title == "One more"


def test_broken_letters_of_such_a_file_are_told() -> None:
    good, problem = parsed("sku,title\u2028a,One\u2028b,Größe ".encode() + b"\xff\xfe")
    assert good.title == "One"
    assert "is not UTF-8" in problem.reason
