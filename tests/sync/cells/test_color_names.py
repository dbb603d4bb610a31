"""Lists of colors in the notations of programs, dealers and more languages."""

import pytest

from catalog_search.sync.cells.color_names import colors


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("b/w", "Black White"), ("B&W", "Black White"), ("schwarz weiß", "schwarz weiß"),
        ("Black White Red", "Black White Red"), ("RED.BLUE", "RED BLUE"), ("Red  Blue", "Red Blue"),
        ("schwarz u. weiß", "schwarz weiß"), ("white on black", "white black"),
        ("Black vs. White", "Black White"), ("Black%2FWhite", "Black White"),
        ("Black│White", "Black White"), ("Black/N/A", "Black"), ("Black, none", "Black"),
        ("N/A / N/A", ""), ("Color: red; Color: blue", "red blue"), ("Black/BLACK", "Black"),
        ("2x Black, 1x White", "Black White"), ("Red (50%) / Blue (50%)", "Red Blue"),
        ("1. Red, 2. Blue", "Red Blue"), ("Multi (red/blue)", "Multi red blue"),
        ("['Black' 'White']", "Black White"), ('[{"name": "Black"}]', "Black"),
        ("Black:5,White:3", "Black White"), ("Black (2), White (3)", "Black White"),
        ("Black=5;White=3", "Black White"), ("Black x2; White - 3 pcs", "Black White"),
        ("1. Black 2. White", "Black White"), ("1) Black; 2) White", "Black White"),
        ("a) Black b) White", "Black White"), ("Black -> White", "Black White"),
        ("Black \u2212 White", "Black White"), ("Black \u2715 White", "Black White"),
        ("Black #000000", "Black"), ("Black (#000)", "Black"), ("Red|#f00,Blue|#00f", "Red Blue"),
        ("#ff0000 Red / #0000ff Blue", "Red Blue"), ('{"Red":"#f00","Blue":"#00f"}', "Red Blue"),
        ("#f00, #00f", "#f00 #00f"), ("001/Red", "Red"), ("Red, 4711", "Red"),
        ("Default Title", ""), ("As shown", ""), ("siehe Bild", ""),
        ("Black\u2010White", "Black White"), ("black-and-white", "Black White"),
        ("Black, White ...", "Black White"), ("Black, White, \u2026", "Black White"),
        ("Black / White etc.", "Black White"), ("Black, White & 2 more", "Black White"),
        ("Black, White +3 more", "Black White"), ("12 colours available", ""), ("+3 colors", ""),
        ("pa_color:black", "black"), ("Colour - Black", "Black"), ("1: Red; 2: Blue", "Red Blue"),
        ("Multi-color: red, blue", "red blue"),
        ("černá a bílá", "černá bílá"), ("fekete és fehér", "fekete fehér"),
        ("negru și alb", "negru alb"), ("negru si alb", "negru alb"),
        ("musta ja valkoinen", "musta valkoinen"), ("μαύρο και άσπρο", "μαύρο άσπρο"),
        ("crna i bijela", "crna bijela"), ("đen và trắng", "đen trắng"),
        ("hitam dan putih", "hitam putih"), ("أسود وأبيض", "أسود أبيض"),
        ("preto com branco", "preto branco"), ("zwart of wit", "zwart wit"),
        ("siyah ile beyaz", "siyah beyaz"), ("černá, bílá a modrá", "černá bílá modrá"),
        ("preto com branco e rosa", "preto branco rosa"), ("svart eller vit", "svart vit"),
        ("{'Black': 1, 'White': 2}", "Black White"), ('{"a": "Black", "b": "Red"}', "Black Red"),
    ],
)  # fmt: skip
def test_several_are_told_apart(cell: str, names: str) -> None:
    assert colors(cell) == tuple(names.split())


@pytest.mark.parametrize(
    "cell",
    ["navy blue", "blue green", "dark red", "rose gold", "off-white", "Red No. 5", "Lemon on Ice",
     "Salt & Pepper", "Blue (navy)", "Nonette", "50% grey", "dusty rose pink",
     "Black x2", "9005", "#facade", "Default blue", "a Black", "Vitamin A Orange",
     "Sea of Dark Blue", "Sky Blue of White Sands", "أسود وردي", "Dot com Blue"],
)  # fmt: skip
def test_a_name_of_several_words_stays_one(cell: str) -> None:
    assert colors(cell) == (cell,)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        *(("Blanco/a", ("Blanco",)), ("Noir/e", ("Noir",)), ("weiß/-e", ("weiß",))),
        *(("Negro/-a", ("Negro",)), ("rojo(a)", ("rojo",)), ("Vert·e", ("Vert",))),
        *(("ROJO/A", ("ROJO",)), ("Blanc/he", ("Blanc",)), ("Rouge(s)", ("Rouge",))),
        *(("Blanco/a, Negro/a", ("Blanco", "Negro")), ("Noir/e/s", ("Noir",))),
        *(("Blanco/Negro/a", ("Blanco", "Negro")), ("schwarze/r", ("schwarze",))),
        *((["Blanco/a", "Azul"], ("Blanco", "Azul")), ("nero/a / bianco/a", ("nero", "bianco"))),
    ],
)  # fmt: skip
def test_other_endings_of_a_color_are_no_colors(written: object, names: tuple[str, ...]) -> None:
    assert colors(written) == names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        *(("Black/White", ("Black", "White")), ("Red/L", ("Red", "L")), ("M/L", ("M", "L"))),
        *(("blanc/blanche", ("blanc", "blanche")), ("Navy/Sand", ("Navy", "Sand"))),
        *(("Negro (mate)", ("Negro (mate)",)), ("Rosa/Azul", ("Rosa", "Azul"))),
    ],
)  # fmt: skip
def test_what_only_looks_like_an_ending_stays(written: str, names: tuple[str, ...]) -> None:
    assert colors(written) == names


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Black|https://cdn.example/b.jpg", ("Black",)),
        ("Black (//c.example/b.jpg)", ("Black",)),
        *(("Black|black.jpg", ("Black",)), ("https://c.example/b.jpg", ()), ("/b.png, /c.png", ())),
        *(({"Black": "https://c.example/b.jpg"}, ("Black",)), ("data:image/png;base64,AAAA", ())),
        ([{"image": "https://c.example/b.jpg"}], ()),
        (["https://c.example/b.jpg", "Red"], ("Red",)),
        *((["N/A"], ()), (["none", "Red"], ("Red",)), ("Black // White", ("Black", "White"))),
        ("Black, https://c.example/b.jpg?c=1,2, White", ("Black", "White")),
        *(({"en": "Black", "de": "Schwarz"}, ("Black",)), ('{"en": "Black"}', ("Black",))),
        *(({"en": ["Black", "Red"], "de": []}, ("Black", "Red")), ({"Black": "#000"}, ("Black",))),
        ("[:en]Black[:de]Schwarz[:]", ("Black",)),
        ([{"name": {"en": "Black", "de": "S"}}], ("Black",)),
    ],
)  # fmt: skip
def test_pictures_and_other_languages_are_no_colors(
    written: object, names: tuple[str, ...]
) -> None:
    assert colors(written) == names
