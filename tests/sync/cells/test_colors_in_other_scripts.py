# ruff: noqa: RUF001  (letters of other alphabets)
"""Lists of colors in further languages, with codes beside them, and among other labels."""

import pytest

from catalog_search.sync.cells.color_names import colors
from catalog_search.text.colors import hex_color


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("черно и бяло", "черно бяло"),
        ("червено, синьо и зелено", "червено синьо зелено"),
        ("чорний і білий", "чорний білий"),
        ("чорний та білий", "чорний білий"),
        ("синій або жовтий", "синій жовтий"),
        ("чёрная и белая", "чёрная белая"),
        ("काला और सफेद", "काला सफेद"),
        ("लाल व नीला", "लाल नीला"),
        ("שחור ולבן", "שחור לבן"),
        ("כחול או אדום", "כחול אדום"),
        ("ดำและขาว", "ดำ ขาว"),
        ("สีแดง และ สีเขียว", "สีแดง สีเขียว"),
        ("검정과 흰색", "검정 흰색"),
        ("블랙와 화이트", "블랙 화이트"),
        ("빨강 및 파랑", "빨강 파랑"),
        ("黑色與白色", "黑色 白色"),
        ("黑色和白色", "黑色 白色"),
        ("红色及蓝色", "红色 蓝色"),
        ("黒や白", "黒 白"),
        ("سیاه و سفید", "سیاه سفید"),
        ("juoda ir balta", "juoda balta"),
        ("melns un balts", "melns balts"),
        ("črna in zelena", "črna zelena"),
        ("црна и бела", "црна бела"),
        ("Black ➝ White", "Black White"),
    ],
)
def test_colors_are_told_apart_in_any_script(cell: str, names: str) -> None:
    assert colors(cell) == tuple(names.split())
    assert all(map(hex_color, names.split()))


@pytest.mark.parametrize(
    "cell",
    [
        "Bleu un peu gris",
        "соль и перец",
        "सफेद और मोती",
        "לבן ורוח",
        "黑色与梦",
        "ขาวและฝัน",
        "흰색과 꿈",
    ],
)
def test_a_name_with_such_a_word_stays_one(cell: str) -> None:
    assert colors(cell) == (cell,)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("black:000000|white:ffffff", "black white"),
        ("black=000000;white=FFFFFF", "black white"),
        ("000000:Black,ff0000:Red", "Black Red"),
        ("Black (0a0a0a), Red (f00000)", "Black Red"),
        ("Black: 0x000000; Red: 0xff0000", "Black Red"),
        ("Red|ff0000", "Red"),
    ],
)
def test_codes_beside_colors_are_no_names(cell: str, names: str) -> None:
    assert colors(cell) == tuple(names.split())


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("color:Black;size:M", "Black"),
        ("Size: M; Color: Black, White", "Black White"),
        ("Farbe: rot, blau | Größe: 42 | Material: Leder", "rot blau"),
        ("Colour=Red,Size=S", "Red"),
        ("pa_color: red; pa_size: m", "red"),
        ("Color: Black:5, White:3", "Black White"),
        ("Couleur : rouge ; Taille : M", "rouge"),
        ("Color: red; Color: blue", "red blue"),
        ("Color: Black; Material: Gold", "Black"),
    ],
)
def test_other_labels_are_no_colors(cell: str, names: str) -> None:
    assert colors(cell) == tuple(names.split())


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Color: Black, Trim: White", ("Black", "Trim: White")),
        ("Color: Red; Sole color: White", ("Red", "Sole color: White")),
        ("Color: Red; Size: M; Laces: Blue", ("Red", "Laces: Blue")),
    ],
)
def test_colors_of_parts_stay(cell: str, names: tuple[str, ...]) -> None:
    assert colors(cell) == names
