"""Files of categories as systems and people write them, given to the documented command."""

import unicodedata
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog_search.models import Category
from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db


def imported(folder: Path, text: str, name: str = "file.txt", **options: str) -> list[str]:
    make_store()
    file = folder / name
    file.write_text(text, encoding="utf-8")
    call_command("catalog_import_categories", file, stdout=StringIO(), **options)
    return list(Category.objects.values_list("path", flat=True))


GID = "gid://shopify/TaxonomyCategory/"
PUBLISHED = [
    f"# Shopify Product Taxonomy\n# Format: x\n\n{GID}ap   : Pets\n{GID}ap-1 : Pets > Live/Dead\n",
    f"{GID}ap : Pets\r\n{GID}ap-1 : Pets > Live/Dead\r\n",
    "# Google_Product_Taxonomy_Version: 2021-09-21\n1 - Pets\n2 - Pets > Live/Dead\n",
    "# Google_Product_Taxonomy_Version: 2021-09-21\nPets\nPets > Live/Dead\n",
    "1 - Pets\n23 - Pets > Live/Dead\n",
]


@pytest.mark.parametrize("text", PUBLISHED)
def test_a_published_file_is_known_by_its_lines(tmp_path: Path, text: str) -> None:
    assert imported(tmp_path, text) == ["Pets", "Pets > Live/Dead"]


def test_a_line_that_is_not_like_the_others_of_a_published_file_is_told(tmp_path: Path) -> None:
    lines = "".join(f"{GID}ap-{number} : Pets > {number}\n" for number in range(9))
    with pytest.raises(CommandError, match="Line 10 is not like Shopify's"):
        imported(tmp_path, f"{lines}Garden\n")


@pytest.mark.parametrize("text", ["50 - 100 cm\n7 - 9 years\n", "1 - A\n2 - B\nC > D\nE\n"])
def test_numbers_of_names_stay(tmp_path: Path, text: str) -> None:
    found = imported(tmp_path, text)
    assert "50 - 100 cm" in found or "1 - A" in found


LEVELS = [
    *("Department,Category,Subcategory", "Category,Sub-Category,Sub Sub Category"),
    *("Hauptkategorie,Kategorie,Unterkategorie", "Warengruppe,Untergruppe,Unterkategorie"),
    *("Rayon,Catégorie,Sous-catégorie", "Departamento,Categoría,Subcategoría"),
    *("Segment Title,Family Title,Brick Title", "Familia,Subfamilia,Subsubfamilia"),
    *("Main Category,Sub Category 1,Sub Category 2", "Category 1,Category 2,Category 3"),
    *("Parent category,Category,Subcategory", "Kategorie 1,Kategorie 2,Kategorie 3"),
    *("Category Name,Subcategory Name,Sub Subcategory Name", "lvl0,lvl1,lvl2"),
]


@pytest.mark.parametrize("head", LEVELS)
def test_each_level_has_a_column(tmp_path: Path, head: str) -> None:
    rows = "Men,Shirts,Polos\nMen,Shirts,Tees\n,,\nMen,Bags &amp; belts,\n"
    assert imported(tmp_path, f"{head}\n{rows}", "file.csv") == [
        *("Men > Bags & belts", "Men > Shirts > Polos", "Men > Shirts > Tees"),
    ]


def test_levels_may_stand_in_any_order(tmp_path: Path) -> None:
    text = "Subcategory;Nr;Category\nPolos;1;Shirts\n"
    assert imported(tmp_path, text, "file.csv") == ["Shirts > Polos"]


@pytest.mark.parametrize(
    "text",
    [
        'department,category\nMen,"Men > Shirts"\nMen,Men\n',
        "category,level1,level2\nShirts,Men,Shirts\nMen,Men,\n",
        "path,category,subcategory\nMen > Shirts,x,y\nMen,x,\n",
    ],
)
def test_a_column_beside_levels_may_hold_the_path(tmp_path: Path, text: str) -> None:
    assert imported(tmp_path, text, "file.csv") == ["Men", "Men > Shirts"]


BY_PARENT = [
    "entity_id,parent_id,path,name\n2,0,1/2,Bath\n3,2,1/2/3,Towels\n",
    "id,parent_id,path,name\n2,,/bath,Bath\n3,2,/bath/towels,Towels\n",
    "id,parent_id,name,category\n2,,Bath,1\n3,2,Towels,1\n",
    "id,parent_id,name,breadcrumbs\n2,,Bath,Home\n3,2,Towels,Home\n",
    "entity_id,path,name\n2,1/2,Bath\n3,1/2/3,Towels\n",
    "id,category,parent id\n2,Bath,\n3,Towels,2\n",
    "id,name,parent_id\n2,Bath,2\n3,Towels,2\n",
    "CategoryID,CategoryName,CategoryParentID,CategoryLevel\n2,Bath,2,1\n3,Towels,2,2\n",
    "name,slug,parent\nBath,b,\nTowels,t,b\n",
    "id,name,slug,parent\n2,Bath,b,\n3,Towels,t,b\n",
    "name,parent\nBath,\nTowels,Bath\n",
    "Category;Parent Category\nBath;\nTowels;Bath\n",
    "ID,Name,Parent Category/ID\n2,Bath,\n3,Towels,2\n",
    "category_id,parent_id,name(en-gb)\n2,0,Bath\n3,2,Towels\n",
    "id,parent_id,name\n2,,Bath\n3,2.0,Towels\n",
    "id,parent_id,name\n2.0,NaN,Bath\n3.0,2.0,Towels\n",
    "id,parent_id,name\n2,\\N,Bath\n3,2,Towels\n",
    "id,parent_id,name\n2,(null),Bath\n3,2,Towels\n",
    "id,parent_id,name\n#2,,Bath\n#3,#2,Towels\n",
    "sep=;\nid;parent;name\n2;;Bath\n;;\n3;2;Towels\n",
    '"sep=|"\r\nid|parent|name\r\n2||Bath\r\n3|2|Towels\r\n',
    '#,id,parent,name\n1,2,,Bath\n2,3,2,"Towels"\n',
    'id,name,description,parent\n2,Bath,"All for\n\n# the, bath",0\n3,Towels,"a\nb",2\n',
    'id\tname\tdescription\tparent\n2\tBath\t"27" inch\t\n3\tTowels\t5" wide\t2\n',
    'id,name,parent,description\n2,Bath,,"never closed\n3,Towels,2,x\n',
]


@pytest.mark.parametrize("text", BY_PARENT)
def test_each_row_names_its_parent(tmp_path: Path, text: str) -> None:
    assert imported(tmp_path, text, "file.csv") == ["Bath", "Bath > Towels"]


LISTS = [
    "- Shoes\n  - Boots\n    - Rain\n- #ootd\n",
    "* Shoes\n    * Boots\n        * Rain\n* #ootd\n",
    "# Categories\n\n1. Shoes\n   1. Boots\n      1. Rain\n2. #ootd\n",
    "• Shoes\n\t• Boots\n\t\t• Rain\n• #ootd\n",
    "├── Shoes\n│   └── Boots\n│       └── Rain\n└── #ootd\n",
    "|-- Shoes\n|   `-- Boots\n|       `-- Rain\n`-- #ootd\n",
    "Shoes\n  Boots\n    Rain\n#ootd\n",
]


@pytest.mark.parametrize("text", LISTS)
def test_marks_of_lists_are_no_part_of_names(tmp_path: Path, text: str) -> None:
    assert imported(tmp_path, text) == [
        *("#ootd", "Shoes", "Shoes > Boots", "Shoes > Boots > Rain"),
    ]


def test_the_root_of_a_drawn_tree_has_no_mark(tmp_path: Path) -> None:
    assert imported(tmp_path, "Shop\n├── Shoes\n└── Bags\n") == [
        "Shop",
        "Shop > Bags",
        "Shop > Shoes",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("- B\nA > C\n", "-A\n-B\n"),
    ],
)
def test_signs_that_mark_no_list_stay(tmp_path: Path, text: str) -> None:
    assert any(path.startswith("-") for path in imported(tmp_path, text))


NAMES = [
    *("Möbel & Co\n  Stühle\n", "id,parent,name\n1,,Möbel &amp; Co\n2,1,Stühle \u200b\n"),
    *("1 - Möbel & Co\n2 - Möbel & Co > Stühle\n", "Level 1,Level 2\nMöbel &#38; Co,\n,Stühle\n"),
]


@pytest.mark.parametrize("text", NAMES)
def test_names_are_spelled_as_a_sync_spells_them(tmp_path: Path, text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    found = ["Möbel & Co", "Möbel & Co > Stühle"]
    assert imported(tmp_path, decomposed) == found
    assert (
        imported(tmp_path, text, below=unicodedata.normalize("NFD", "Möbel & Co>Stühle")) == found
    )


FOREIGN = [
    '[{"id":1,"name":"Shoes"}]',
    '[\n  {"id":1}\n]',
    '{\n"categories": []}',
    '{"path":"A > B"}\n{"path":"A > C"}\n',
    '["Shoes", "Boots"]',
    "- id: 1\n  name: Shoes\n",
    '<?xml version="1.0"?>\n<categories/>\n',
    "<!DOCTYPE html>\n<html>\n",
    "<categories>\n<category>A</category>\n",
    "INSERT INTO categories VALUES (1, 'Shoes');\n",
    "A\tB\tC\nA\tB\tD\n",
    "1604\tApparel > Clothing\n",
    "entity_id,parent_id,path\n3,2,1/2/3\n",
]


@pytest.mark.parametrize("text", FOREIGN)
@pytest.mark.parametrize("name", ["file.txt", "file.csv"])
def test_what_is_no_list_of_categories_adds_none(tmp_path: Path, text: str, name: str) -> None:
    with pytest.raises(CommandError, match=r"Line [12]: "):
        imported(tmp_path, text, name)
    assert not Category.objects.exists()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml", "an Excel workbook: save it"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
        (b"\x1f\x8b\x08\0\0\0", "packed by gzip"),
    ],
)
def test_a_file_of_another_program_is_told_as_such(tmp_path: Path, data: bytes, why: str) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(data)
    make_store()
    with pytest.raises(CommandError, match=why):
        call_command("catalog_import_categories", file)


def test_a_delimiter_behind_the_only_column(tmp_path: Path) -> None:
    assert imported(tmp_path, "path;\nA;\nA > B;\n", "file.csv") == ["A", "A > B"]
