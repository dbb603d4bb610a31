"""Exports that break off: a program's error in place of rows, and lines that are cut."""

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import parsed, records

HEADER = "sku,title,price\n"
ROWS = "".join(f"k{number},Title {number},{number}.50\n" for number in range(1, 5))
SHOPIFY = "Handle,Title,Variant Price,Variant SKU\nk1,Title,1.5,v1\nk2,Title,2.5,v2\n"
ERRORS = {
    "PHP in HTML": "<br />\n<b>Fatal error</b>:  Allowed memory size of 134217728 bytes exhausted "
    "(tried to allocate 20480 bytes) in <b>/var/www/export.php</b> on line <b>12</b><br />\n",
    "PHP": "PHP Fatal error:  Uncaught PDOException: gone in /e.php:12\nStack trace:\n"
    "#0 /e.php(12): PDO->query('SELECT a, b')\n#1 {main}\n  thrown in /e.php on line 12\n",
    "PHP log": "[29-Nov-2026 10:00:00 UTC] PHP Fatal error:  Maximum execution time exceeded\n",
    "PHP warning": "<br />\n<b>Warning</b>:  mysqli_query(): gone away in <b>/e.php</b> on line "
    "<b>3</b><br />\n",
    "Python": 'Traceback (most recent call last):\n  File "/app/export.py", line 12, in main\n'
    "    rows = cursor.fetchall()\nMemoryError\n",
    "nginx": "<html>\n<head><title>504 Gateway Time-out</title></head>\n<body>\n"
    "<center><h1>504 Gateway Time-out</h1></center>\n</body>\n</html>\n",
    "Django": "<!DOCTYPE html>\n<html lang=en>\n<style>\nbody, th, td { margin: 0; }\n</style>\n",
    "Java": 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n'
    "\tat com.shop.Export.run(Export.java:10)\n",
    "MySQL": "ERROR 2013 (HY000) at line 1: Lost connection to MySQL server during query\n",
    "Postgres": "ERROR:  canceling statement due to statement timeout\n",
    "Node": "Error: Query timed out\n    at Query.run (/app/db.js:12:3)\n",
    "Oracle": "ORA-01555: snapshot too old\n",
    "shell": "Killed\n",
    "gateway": "upstream request timeout",
    "WordPress": "<p>There has been a critical error on this website.</p>\n",
    "German": "Ein Fehler ist aufgetreten: Zeitüberschreitung\n",
    "French": "Une erreur est survenue\n",
    "Spanish": "Se ha producido un error\n",
    "JSON": '{"error": "timeout"}\n',
}


def lost(items: list[Record | Problem]) -> list[Problem]:
    return [each for each in items if isinstance(each, Problem) and each.product_lost]


@pytest.mark.parametrize("table", [HEADER + ROWS, SHOPIFY], ids=["manifest", "export"])
@pytest.mark.parametrize("error", ERRORS)
def test_an_error_of_a_program_is_no_product_and_loses_some(table: str, error: str) -> None:
    items = parsed(table + ERRORS[error])
    whole = [each.sku for each in records(table)]
    assert [each.sku for each in items if isinstance(each, Record)] == whole
    [problem] = lost(items)
    assert "breaks off here with a message" in problem.reason
    assert problem.line == table.count("\n") + 1
    assert problem.passing


@pytest.mark.parametrize(
    "end", ["k5,Tit<br />\n<b>Fatal error</b>:  Out of memory\n", "k5,PHP Fatal error:  Stop\n"]
)
def test_an_error_may_begin_within_a_row(end: str) -> None:
    items = parsed(HEADER + ROWS + end)
    assert [each.sku for each in items if isinstance(each, Record)] == ["k1", "k2", "k3", "k4"]
    assert len(lost(items)) == 1


@pytest.mark.parametrize(
    "notice",
    [
        "<br />\n<b>Notice</b>:  Undefined index: color in <b>/e.php</b> on line <b>3</b><br />\n",
        "PHP Deprecated:  strlen(): Passing null in /e.php on line 3\n",
        "/app/export.py:3: FutureWarning: is deprecated\n",
        "PHP Notice:  Undefined offset 1, 2, 3 in /e on line 3\n",
    ],
)
def test_rows_go_on_after_a_notice(notice: str) -> None:
    first, second = "k1,One,1.00\n", "k2,Two,2.00\n"
    items = parsed(HEADER + first + notice + second + notice)
    assert [each.sku for each in items if isinstance(each, Record)] == ["k1", "k2"]
    problems = [each for each in items if isinstance(each, Problem)]
    assert [each.line for each in problems] == [3, 3 + notice.count("\n") + 1]
    assert all(each.warning and not each.product_lost for each in problems)


def test_rows_go_on_after_a_warning_but_some_may_be_missing() -> None:
    items = parsed(f"{HEADER}k1,One,1.00\n{ERRORS['PHP warning']}k2,Two,2.00\n")
    assert [each.sku for each in items if isinstance(each, Record)] == ["k1", "k2"]
    assert len(lost(items)) == 1


@pytest.mark.parametrize(
    "row",
    [
        "Error-404,Not found shirt,9.00",
        "Connection,Cable,9.00",
        "warning,Warning: wet floor,9.00",
        "killed,Killed: the game,9.00",
        "error1",
        "b1,Fatal error: the shirt,5",
    ],
)
def test_a_product_may_be_called_so(row: str) -> None:
    assert len(records(f"{HEADER}{ROWS}{row}\n")) == 5


@pytest.mark.parametrize("title", ["Notice: No Smoking", "Panic: a novel", "Deprecated: a novel"])
def test_a_title_may_begin_like_a_message_of_a_program(title: str) -> None:
    table = f"title,sku,price\nOne,k1,1.00\n{title},k2,2.00\nThree,k3,3.00\n"
    assert [each.sku for each in parsed(table)] == ["k1", "k2", "k3"]


@pytest.mark.parametrize("description", ["A hat.<br>", "A hat.<br/>", '"A hat, blue.<br />"'])
def test_a_short_row_may_end_with_html(description: str) -> None:
    table = f"sku,title,description,brand\nk1,One,A shoe,B\nk2,Two,{description}\nk3,Three,A,B\n"
    assert [each.sku for each in parsed(table)] == ["k1", "k2", "k3"]


@pytest.mark.parametrize("end", ["k5,Tit", "k5", "k5,Title 5"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_last_line_that_is_cut_is_told(end: str, line_end: str) -> None:
    items = parsed((HEADER + ROWS).replace("\n", line_end) + end)
    assert [each.sku for each in items if isinstance(each, Record)] == ["k1", "k2", "k3", "k4"]
    [problem] = lost(items)
    assert "within its last line" in problem.reason
    assert (problem.line, problem.passing, problem.left_out) == (6, True, ("k5",))


@pytest.mark.parametrize(
    "table",
    [
        HEADER + ROWS + "k5,Title 5,5.50",
        HEADER + ROWS + "k5,Title 5,",
        HEADER + ROWS + "k5,Title 5\n",
        HEADER + "k1,One\nk2,Two,2\nk3,Three,3\nk4,Four,4\nk5,Five",
        HEADER + "k1,One\nk2\nk3\nk4,Four\nk5,Five",
        (HEADER + ROWS).replace("\n", ";;\n") + "k5,Title 5,5.50;;",
    ],
)
def test_a_last_line_without_an_end_may_be_whole(table: str) -> None:
    items = parsed(table)
    assert [each.sku for each in items] == ["k1", "k2", "k3", "k4", "k5"]


def test_a_footer_without_a_line_end_is_not_cut() -> None:
    *items, problem = parsed(HEADER + ROWS + "4 products")
    assert len(items) == 4
    assert problem.warning
