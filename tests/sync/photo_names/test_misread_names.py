# ruff: noqa: RUF001  (letters of other alphabets)
"""Names of photos whose letters a program on their way read in a wrong encoding, or escaped."""

import unicodedata

import pytest

from catalog_search.sync.photo_names.misread_names import as_meant
from tests.sync.photo_names.test_photo_names import names_of

NAME = "écharpe-bleue.jpg"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp437", "cp850", "mac_roman"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_utf8_that_was_read_as_something_else_is_found(form: str, encoding: str) -> None:
    misread = unicodedata.normalize(form, NAME).encode().decode(encoding, "replace")
    if "\ufffd" not in misread:
        assert names_of([misread]).find(NAME).key == misread
        assert names_of([NAME]).find(misread).key == NAME


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (NAME, "Ã\u0083Â©charpe-bleue.jpg"),
        ("Größe.jpg", "GrÃ¶ÃŸe.jpg"),
        ("👟.jpg", "ðŸ‘Ÿ.jpg"),
        ("шарф.jpg", "╤И╨░╤А╤Д.jpg"),
        (NAME, "#U00e9charpe-bleue.jpg"),
        (NAME, "%E9charpe-bleue.jpg"),
        ("https://x.example/%u00e9charpe-bleue.jpg", NAME),
        ("👟.jpg", "\\ud83d\\udc5f.jpg"),
        ("shoe.jpg", "Shoe.JPG.jpg"),
        ("がぎ.jpg", "か゛き゛.jpg"),
        ("pantof roșu.jpg", "pantof roşu.jpg"),
        ("シャツ〜赤.jpg", "シャツ～赤.jpg"),
        *((NAME, NAME.encode().decode(each)) for each in ("cp1250", "cp1254", "cp852")),
        *(("шарф.jpg", "шарф.jpg".encode().decode(each)) for each in ("koi8_r", "mac_cyrillic")),
        ("товар.jpg", "С‚РѕРІР°СЂ.jpg"),
        ("coat.jpg", "соat.jpg"),
        ("соat.jpg", "coat.jpg"),
        ("bοot.jpg", "boot.jpg"),
        ("children´s.jpg", "children's.jpg"),
        ("א׳.jpg", "א'.jpg"),
        ("10×15.jpg", "10x15.jpg"),
        ("a―b.jpg", "a-b.jpg"),
        ("葛\U000e0100.jpg", "葛.jpg"),
        ("so\u2061fa.jpg", "sofa.jpg"),
        ("what?.jpg", "what\uf03f.jpg"),
        ("https://x.example/shoe-e1600000000000.jpg", "shoe.jpg"),
        ("https://x.example/71abc._AC_SL1500_.jpg", "71abc.jpg"),
        ("https://x.example/shoe-large_default.jpg", "shoe.jpg"),
        ("https://x.example/shoe.jpg.webp", "shoe.jpg"),
    ],
)
def test_a_name_is_found_however_its_letters_came(name: str, key: str) -> None:
    assert names_of([key]).find(name).key == key


@pytest.mark.parametrize(
    ("name", "key"),
    [("сор.jpg", "cop.jpg"), ("кофе-bag.jpg", "kofe-bag.jpg"), ("10μm.jpg", "10um.jpg")],
)
def test_a_word_of_one_alphabet_is_none_of_another(name: str, key: str) -> None:
    assert names_of([key]).find(name).key == ""


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        "Å.jpg",
        "¡Olé!.jpg",
        "日本.jpg",
        "½ £ ©.jpg",
        "#Ubiq.jpg",
        "Шарф ЁЛКА.jpg",
        "Σάλι.jpg",
        "معطف.jpg",
        "模具図.jpg",
    ],
)
def test_a_name_that_was_read_well_stays(name: str) -> None:
    assert as_meant(name) == name
