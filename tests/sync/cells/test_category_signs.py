# ruff: noqa: RUF001  (letters of other alphabets, and signs that look alike)
"""Signs between the levels of a category, and what shops write where there is no category."""

import pytest

from catalog_search.sync.cells import fields
from catalog_search.sync.cells.categories.paths import NO_STYLE, read_path
from tests.support.manifests import parsed


@pytest.mark.parametrize(
    "sign",
    [
        *(
            "--->",
            "–>",
            "—>",
            "===>",
            "-->",
            "~>",
            "— >",
            "|>",
            "|>>",
            ">|",
            "->>",
            "=➤",
            "➡️",
            "👉",
        ),
        *("⏵", "⮞", "⟫", "❭", "➧", "🢂", "⇛", "⏩", "▻", "＼", "∖", "：：", "∷", "►►", "›"),
    ],
)
@pytest.mark.parametrize("space", [" ", ""])
def test_an_arrow_divides_levels(sign: str, space: str) -> None:
    path = read_path(f"Home{space}{sign}{space}Kitchen{space}{sign}{space}Pans")
    assert path == ("Home", "Kitchen", "Pans")


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        ("家居 》 厨房", ("家居", "厨房")),
        ("《西游记》图书", ("《西游记》图书",)),
        ("Clothing > Tops|Sale > Summer", ("Clothing", "Tops")),
        ("Women|12 > Shoes|15", ("Women", "Shoes")),
        ("Up ↑ down", ("Up ↑ down",)),
        ("T-shirts – long", ("T-shirts – long",)),
        ("Clothing > Tops； Sale", ("Clothing", "Tops")),
    ],
)
def test_other_signs_stay_what_they_are(cell: str, path: tuple[str, ...]) -> None:
    assert read_path(cell) == path


@pytest.mark.parametrize(
    "name",
    [
        *("Без рубрики", "미분류", "Χωρίς κατηγορία", "ללא קטגוריה", "غير مصنف", "Nezařazené"),
        *("Nezaradené", "Luokittelematon", "Fără categorie", "Chưa được phân loại"),
        *("Ukategorisert", "Não categorizado", "UNCATEGORISED", "sin-categoria", "Okategoriserad"),
        *("Nekategorizirano", "Без категорії", "Óflokkað", "Tak Berkategori", "Kategorisiz"),
        *("Ei kategoriaa", "ไม่มีหมวดหมู่", "Be kategorijos", "Egyéb kategória", "Sense categoria"),
    ],
)
@pytest.mark.parametrize("form", ["{}", " {} ", "&nbsp;{}"])
def test_what_stands_for_no_category_is_none_in_any_language(name: str, form: str) -> None:
    [record] = parsed(f"sku,category\na,{form.format(name)}\n")
    assert record.category == ()


@pytest.mark.parametrize("name", ["Classified ads", "Category A", "Без сахара", "Sin azúcar", "No"])
def test_names_that_are_near_to_it_stay(name: str) -> None:
    [record] = parsed(f"sku,category\na,{name}\n")
    assert record.category == (name,)


def test_the_other_category_of_an_export_counts() -> None:
    [record] = parsed(
        "ID,Type,SKU,Name,Published,Regular price,Categories\n"
        '1,simple,a,Кружка,1,9,"Без рубрики, Кружки > Синие"\n'
    )
    assert record.category == ("Кружки", "Синие")


@pytest.mark.parametrize(
    ("cell", "path"),
    [
        ("Shoes > Heels (>10cm)", ("Shoes", "Heels (>10cm)")),
        ("Shoes > Heels >10cm", ("Shoes", "Heels >10cm")),
        ("HDMI <-> USB Adapters", ("HDMI <-> USB Adapters",)),
        ("Cables > A<->B", ("Cables", "A<->B")),
        ("Cables > USB-C->HDMI", ("Cables", "USB-C->HDMI")),
        ("Kids (3>)", ("Kids (3>)",)),
        ("Speed > >100 km/h", ("Speed", ">100 km/h")),
        # Arrows that divide, however they are written.
        ("Men > Tops>Tees", ("Men", "Tops", "Tees")),
        ("Men >Tops", ("Men", "Tops")),
        ("Men->Tops", ("Men", "Tops")),
        ("Men (Adult) > Tops (new)", ("Men (Adult)", "Tops (new)")),
        ("(Men > Tops)", ("Men", "Tops")),
        ("Men >> Tops", ("Men", "Tops")),
    ],
)
def test_an_arrow_within_a_name_does_not_divide(cell: str, path: tuple[str, ...]) -> None:
    assert read_path(cell) == path


@pytest.mark.parametrize(
    "cell",
    [
        ["Men", "Men > Tops"],
        {"en": "Men > Tops", "de": "Herren > Oberteile"},
        "[:en]Men > Tops[:de]Herren > Oberteile[:]",
        [{"name": {"en": "Men"}}, {"name": {"en": "Tops", "de": "Oberteile"}}],
        [{"lang": "en", "value": "Men > Tops"}, {"lang": "de", "value": "Herren > Oberteile"}],
    ],
)
def test_one_path_of_growing_ones_or_of_several_languages(cell: object) -> None:
    assert fields.category(cell, NO_STYLE) == ("Men", "Tops")
