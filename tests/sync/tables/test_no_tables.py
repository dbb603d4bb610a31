"""Files that hold no table which is read: each is told what it is, and what to do."""

import time

import pytest

from catalog_search.sync.tables.no_tables import failed, no_text
from catalog_search.types import Problem, Record
from tests.support.manifests import parsed, records

TABLE = (
    "<table border='1'><tr><td>sku</td><td>title</td></tr><tr><td>a</td><td>One</td></tr></table>"
)
OFFICE = "urn:schemas-microsoft-com:office"
NOTICE = "<br />\n<b>Notice</b>:  x in <b>/e.php</b> on line <b>3</b><br />\n"
XDEBUG = (
    "<br />\n<font size='1'><table class='xdebug-error'>\n<tr><th><span>( ! )</span> Warning: x\n"
)


def told(text: str | bytes, key: str = "catalog.csv") -> str:
    [problem] = parsed(text, key)
    assert isinstance(problem, Problem) and problem.product_lost and problem.passing
    return problem.reason


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (TABLE, "a table in HTML"),
        (TABLE.replace("table", "TABLE"), "a table in HTML"),
        (f"<html xmlns:o='{OFFICE}:office'><head></head><body>{TABLE}</body></html>", "in HTML"),
        (f"<html>\n{TABLE}", "a table in HTML"),
        (f"<!-- made by x -->\n{TABLE}", "a table in HTML"),
        (f'<meta http-equiv="Content-Type" content="text/html">\n{TABLE}', "a table in HTML"),
        (f"<style>td {{}}</style>\n{TABLE}", "a table in HTML"),
        (f'<?xml version="1.0"?><!DOCTYPE html><html>{TABLE}</html>', "a table in HTML"),
        (f'<?xml version="1.0"?><Workbook xmlns="{OFFICE}:spreadsheet"/>', "an Excel workbook"),
        ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><x/>', "Excel workbook"),
        ('<?xml version="1.0"?><office:document xmlns:office="x"/>', "OpenDocument spreadsheet"),
        (r"{\rtf1\ansi sku,title}", "a table in RTF"),
        ('ID;PWXL;N;E\nC;Y1;X1;K"sku"\n', "a table in SYLK"),
        ("MIME-Version: 1.0\nContent-Type: multipart/related; x\n", "a table in MHTML"),
    ],
)
@pytest.mark.parametrize("key", ["catalog.csv", "catalog.xml", "catalog.jsonl"])
def test_tables_of_other_programs_are_to_be_saved_as_csv(text: str, kind: str, key: str) -> None:
    assert kind in told(text, key) and "save it as CSV UTF-8" in told(text, key)


@pytest.mark.parametrize("inside", ["<h1>503</h1>", f"<form><input>{TABLE}</form>", "Sign in"])
def test_a_page_that_asks_to_sign_in_is_none_of_them(inside: str) -> None:
    assert "a web page" in told(f"<html><body>{inside}</body></html>")


@pytest.mark.parametrize("above", [NOTICE, NOTICE * 3, "<div>Warning</div>\n", "<!-- x -->\n"])
def test_a_table_below_a_message_in_html_is_read(above: str) -> None:
    [record] = records(f"{above}sku,title\na,Hat\n")
    assert (record.sku, record.title) == ("a", "Hat")


@pytest.mark.parametrize("above", [NOTICE, XDEBUG, NOTICE.replace("Notice", "Fatal error")])
@pytest.mark.parametrize("below", ["", '<?xml version="1.0"?><rss/>', "name\nHat\n"])
def test_a_message_of_a_program_above_no_table_is_told(above: str, below: str) -> None:
    assert "a message of the program that wrote it" in told(above + below)
    assert "a message of the program that wrote it" in told(above + below, "catalog.xml")


def test_lines_of_json_below_a_message_are_read() -> None:
    items = parsed(f'{NOTICE}{{"sku": "a"}}\n', "catalog.jsonl")
    assert [item.sku for item in items if isinstance(item, Record)] == ["a"]


@pytest.mark.parametrize(
    "data",
    [
        *(bytes(range(128, 256)) * 3, (bytes(range(128, 256)) + b"\n") * 9, b"\xff" * 5000),
        "артикул;название\nж;щ\n".encode("cp1251"),
        "编号,标题\n红色,连衣裙\n".encode("gbk"),
    ],
)
def test_a_file_of_high_bytes_alone_is_not_empty(data: bytes) -> None:
    assert told(data).startswith("The line is not UTF-8")


def test_a_row_of_high_bytes_alone_is_told() -> None:
    *_records, problem = parsed(b"sku;title\n1;A\n" + "ж;щ\n".encode("cp1251"))
    assert isinstance(problem, Problem) and problem.line == 3 and problem.product_lost


@pytest.mark.parametrize(
    "start", [b"<html>" + b"<table <tr " * 400, b"<b>!" + b" " * 4_000, b"<!--" * 1000]
)
def test_the_beginning_of_a_file_takes_no_time(start: bytes) -> None:
    began = time.monotonic()
    assert not no_text(start) and not failed(start)
    assert time.monotonic() - began < 0.3
