"""Taxonomies: Google's and Shopify's files, a shop's own tree, and files that are wrong."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog_search.categories import taxonomy
from catalog_search.categories.taxonomy import Imported, import_taxonomy
from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.models import Category
from tests.support.shops.factories import make_category, make_store

pytestmark = pytest.mark.django_db

GOOGLE = """# Google_Product_Taxonomy_Version: 2021-09-21
1 - Animals & Pet Supplies
3237 - Animals & Pet Supplies > Live Animals
166 - Apparel & Accessories
"""
SHOPIFY = """# Shopify Product Taxonomy - Categories: 2026-08
gid://shopify/TaxonomyCategory/ap       : Animals & Pet Supplies
gid://shopify/TaxonomyCategory/ap-1     : Animals & Pet Supplies > Live Animals
"""
PETS = ["Animals & Pet Supplies", "Animals & Pet Supplies > Live Animals"]
TREE = "Home\n    Lamps\n        Desk lamps\n    Rugs\nGarden > Tools\n  Spades\n"
BY_ID = 'id,parent,name\n3,2,Desk lamps\n2,1,"Lamps, lights"\n1,,Home\n'


def paths(text: str, style: str = "paths", **options: str) -> list[str]:
    import_taxonomy(make_store(), text.splitlines(keepends=True), style, **options)
    return list(Category.objects.values_list("path", flat=True))


@pytest.mark.parametrize(
    ("text", "style", "found"),
    [
        (GOOGLE, "google", [*PETS, "Apparel & Accessories"]),
        ("A & B > C\nD\n", "google", ["A & B > C", "D"]),
        (SHOPIFY, "shopify", PETS),
        ("A>B\n\nC  >  D\n", "paths", ["A > B", "C > D"]),
        ("path,id\nHome > Rugs,1\n", "paths", ["Home > Rugs"]),
        (
            TREE,
            "paths",
            [
                *("Garden > Tools", "Garden > Tools > Spades", "Home", "Home > Lamps"),
                *("Home > Lamps > Desk lamps", "Home > Rugs"),
            ],
        ),
        (
            BY_ID,
            "paths",
            ["Home", "Home > Lamps, lights", "Home > Lamps, lights > Desk lamps"],
        ),
    ],
)
def test_reads(text: str, style: str, found: list[str]) -> None:
    assert paths(text, style) == found


def test_a_part_of_it() -> None:
    assert paths(GOOGLE, "google", below=PETS[0]) == PETS


@pytest.mark.parametrize(
    ("text", "style", "why"),
    [
        ("1 - A\nB\n2 - A\n", "google", "Line 3: 'A' is on line 1 already"),
        ("1 - A > > B\n", "google", "Line 1 has a category without a name"),
        ("ap : Animals\n", "shopify", "Line 1 is not like Shopify's: gid://"),
        ("id,parent,name\n1,2,A\n2,1,B\n", "paths", "Line 2: the category is below itself"),
        ("id,parent,name\n1,2,A\n2,1,B\n", "paths", "the category is below itself, by id '1'"),
        ("id,parent,name\n1,7,A\n", "paths", "Line 2: there is no category with the id '7'"),
        ("id,parent,name\n1,,A\n1,,B\n", "paths", "Line 3: the id '1' is on line 2 already"),
        ("id,parent,name\n1,A\n", "paths", "Line 2 has 2 cells, the head 3"),
        ("  Lamps\n", "paths", "Line 1 is indented, but no line above"),
        ("x" * 501, "paths", "Line 1: the path is longer than 500"),
        ("# nothing\n", "google", "The file has no category"),
        ("", "paths", "The file has no category"),
    ],
)
def test_a_file_that_is_wrong_adds_nothing(text: str, style: str, why: str) -> None:
    with pytest.raises(InvalidTaxonomy, match=why):
        paths(text, style)
    assert not Category.objects.exists()


def test_two_hundred_thousand_lines_are_refused_before_they_are_read() -> None:
    read = 0

    def lines() -> Iterator[str]:
        nonlocal read
        for number in range(200_000):
            read += 1
            yield f"Category {number}\n"

    with pytest.raises(InvalidTaxonomy, match=r"more than 50,000 categories.*--below"):
        import_taxonomy(make_store(), lines(), "paths")
    assert read == taxonomy.MOST + 1


def test_twice_equals_once_and_prompts_stay() -> None:
    make_category(PETS[0], prompt="a pet")
    store = make_store()
    lines = GOOGLE.splitlines()
    assert import_taxonomy(store, lines, "google", dry_run=True) == Imported(3, 2)
    assert Category.objects.count() == 1
    assert import_taxonomy(store, lines, "google") == Imported(3, 2)
    assert import_taxonomy(store, lines, "google") == Imported(3, 0)
    words = {row.path: row.words for row in Category.objects.all()}
    assert (words[PETS[0]], words[PETS[1]]) == ("a pet", PETS[1])


def test_the_command(tmp_path: Path) -> None:
    make_store()
    file = tmp_path / "taxonomy.txt"
    file.write_text("\ufeff" + GOOGLE, encoding="utf-8")
    out = StringIO()
    for options in (["--dry-run"], []):
        call_command("catalog_import_categories", file, "--format=google", *options, stdout=out)
    assert out.getvalue().splitlines() == [
        "3 categories, 3 would be added to demo.",
        "3 categories, 3 added to demo.",
    ]
    file.write_bytes("Bücher\n".encode("latin-1"))
    for path, why in ((file, "is not UTF-8"), (tmp_path / "no", "cannot be read: No such file")):
        with pytest.raises(CommandError, match=why):
            call_command("catalog_import_categories", path)
    file.write_text("A\nA\n")
    with pytest.raises(CommandError, match="Line 2: 'A' is on line 1 already"):
        call_command("catalog_import_categories", file)
