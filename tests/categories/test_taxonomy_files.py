"""A shop's own file of categories: paths as a sync reads them, and tables with known columns."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog_search.models import Category
from catalog_search.sync.records.records import from_row
from catalog_search.types import Record
from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db


def imported(folder: Path, text: str, name: str = "file.txt") -> list[str]:
    make_store()
    file = folder / name
    file.write_text(text, encoding="utf-8")
    call_command("catalog_import_categories", file, stdout=StringIO())
    return list(Category.objects.values_list("path", flat=True))


DIVIDED = [
    *("A » B", "A › B", "A → B", "A -> B", "A => B", "A \\ B", "A :: B", "A>B", "A ▸ B", "A > > B"),  # noqa: RUF001
    *("Home &amp; Garden > B", "Caf&eacute; » B", "12 - A > B", "A|3 > B|4", "Home, Garden > B"),
    *("Hats/Caps", "Tops &amp; tees", "/men/tops", "Category: A > B", "A > B/C", "Ä » Ö"),
]


@pytest.mark.parametrize("text", DIVIDED)
def test_a_path_is_read_as_the_sync_reads_that_of_a_product(tmp_path: Path, text: str) -> None:
    row = {"sku": "1", "title": "x", "category": text}
    [record] = [each for each in from_row(row, "x", 1) if isinstance(each, Record)]
    expected = [" > ".join(record.category)]
    assert imported(tmp_path, f"{text}\n") == expected
    assert imported(tmp_path, f'path\n"{text}"\n', "file.csv") == expected


def test_what_other_lines_show_counts(tmp_path: Path) -> None:
    text = "Men\nMen/Shoes\nMen/Shoes/Boots\n"
    assert imported(tmp_path, text) == ["Men", "Men > Shoes", "Men > Shoes > Boots"]


def test_names_of_a_tree_have_slashes_and_commas(tmp_path: Path) -> None:
    tree = "TV\n  TV/Audio/Video\n    Lamps, lights\n    Lamps\n    Lights &amp; more\n"
    above = "TV > TV/Audio/Video"
    assert imported(tmp_path, tree) == [
        *("TV", above, f"{above} > Lamps", f"{above} > Lamps, lights", f"{above} > Lights & more"),
    ]


@pytest.mark.parametrize("text", ["A > B; C > D", "A; B", "A | B"])
def test_several_paths_on_one_line_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError, match="Line 2: "):
        imported(tmp_path, f"Home > Lamps\n{text}\n")
    assert not Category.objects.exists()


BOTH = ["A", "A > B, C"]


@pytest.mark.parametrize(
    "text",
    [
        'id,parent,name\n1,,A\n2,1,"B, C"\n',
        "id;parent;name\n1;;A\n2;1;B, C\n",
        "id\tparent\tname\n1\t\tA\n2\t1\tB, C\n",
        "name\tid\tparent\nA\t1\t\nB, C\t2\t1\n",
        'id,parent_id,name\n1,0,A\n2,1,"B, C"\n',
        '"Category ID";"Parent ID";"Category Name";"Position"\n1;NULL;A;1\n2;1;B, C;2\n',
        "term_id|parent|name\n1|0|A\n2|1|B, C\n",
        "Kategorie-ID;Oberkategorie;Bezeichnung\n1;;A\n2;1;B, C\n",
        'category\nA\n"A > B, C"\n',
        'Category Path\nA\n"A » B, C"\n',
        "path;name\nA;x\nA > B, C;x\n",
        "id\tfull_path\n1\tA\n2\tA > B, C\n",
        "Kategoriepfad;Nr\nA;1\nA > B, C;2\n",
        'level1,level2\nA,\nA,"B, C"\n',
        "Level 1;Level 2;Level 3\nA;;\n;B, C;\n",
        "Ebene 1\tEbene 2\nA\t\n\tB, C\n",
    ],
)
@pytest.mark.parametrize("name", ["file.csv", "file.txt", "FILE.TSV"])
def test_tables(tmp_path: Path, text: str, name: str) -> None:
    assert imported(tmp_path, text, name) == BOTH


@pytest.mark.parametrize(
    "text",
    ["foo;bar\n1;A\n", "foo,bar\n1,A\n", "Nummer\tText\n1\tA\n", "id,name\n1,A\n", "sku\nA\n"],
)
def test_a_table_without_a_known_column_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError, match=r"Line 1: no column .* needs the column path"):
        imported(tmp_path, text, "file.csv")
    assert not Category.objects.exists()


def test_a_table_may_lack_a_header_where_its_first_line_is_a_path(tmp_path: Path) -> None:
    assert imported(tmp_path, "A > B\nA\n", "file.csv") == ["A", "A > B"]


@pytest.mark.parametrize("root", ["Categories", "Path", "Name"])
def test_the_root_of_a_tree_is_no_header(tmp_path: Path, root: str) -> None:
    assert imported(tmp_path, f"{root}\n  A\n") == [root, f"{root} > A"]


def test_a_row_with_a_cell_too_many_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Line 3 has 3 cells, the head 2"):
        imported(tmp_path, "path;name\nA;x\nB;x;y\n", "file.csv")
