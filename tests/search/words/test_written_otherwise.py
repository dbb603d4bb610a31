"""Names and sizes that shoppers write in another way than the shop: "apc", "oreal", "8x10"."""

# ruff: noqa: RUF001

import pytest

from catalog_search.models import Store
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop_of(*titles: str) -> Store:
    """Return a shop of other goods first and then of these titles, in equal photos."""
    for title in ("Ball", "Slim jeans", *titles):
        make_indexed_photo(make_product(title=title, category="Goods"))
    return make_store()


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Müller belt", "mueller belt|muller belt|müller belt"),
        ("Haakon poster", "håkon poster|haakon"),
        ("L'Oréal shampoo", "oreal|loreal|l'oreal|L’ORÉAL"),
        ("D'Addario strings", "addario|daddario strings"),
        ("L'albero di Natale", "albero|albero natale"),
        ("Seven Eleven mug", "7 eleven mug|7 11 mug"),
        ("3 Suisses scarf", "three suisses scarf"),
        ("A.P.C. bag", "apc|apc bag|a.p.c."),
        ("DKNY bag", "d.k.n.y. bag|dkny"),
        ("J.Crew coat", "jcrew coat|j.crew|j crew"),
        ("A/X watch", "ax watch|a/x"),
        ("Chanel N°5", "chanel no 5|chanel n° 5|chanel № 5|chanel no. 5"),
    ],
)
def test_a_name_is_found_however_it_is_written(title: str, texts: str) -> None:
    store = shop_of(title)
    for text in texts.split("|"):
        assert by_text(store, text).items[0].product.title == title, text


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Rug 8 x 10 ft.", "8x10 rug|rug 8 by 10|8' x 10' rug|rug 8 × 10"),
        ("Frame 8 in. x 10 in.", '8x10 frame|8"x10" frame|frame 8 x 10 inches'),
        ("Poster 50x70cm", "poster 50 x 70|50 × 70 cm poster|poster 50x70"),
        ("Box 30 x 20 x 10 cm", "box 30x20x10|30 by 20 by 10 box"),
    ],
)
def test_lengths_are_found_however_they_are_written(title: str, texts: str) -> None:
    store = shop_of(title.replace("8", "9").replace("70", "80").replace("30", "40"), title)
    for text in texts.split("|"):
        assert by_text(store, text).items[0].product.title == title, text


@pytest.mark.parametrize("brand", ["Dr. Martens", "In Wear", "US Polo"])
def test_a_brand_of_short_words_is_found_in_one(brand: str) -> None:
    for name in ("Plainco", brand):
        make_indexed_photo(make_product(title="Slim jeans", category="Jeans", brand=name))
    joined = "".join(filter(str.isalnum, brand)).lower()
    for text in (joined, f"{joined} jeans"):
        assert by_text(make_store(), text).items[0].product.brand == brand


@pytest.fixture
def coded() -> Store:
    for sku in ("NOR.0707-60", "NOR.0707-61", "C73PT15B", "EZDB002", "WT09", "7am250a"):
        make_indexed_photo(make_product(sku=sku, title=f"Part {sku[0]}", category="Parts"))
    make_indexed_photo(make_product(sku="x1", title="WT amplifier", category="Parts"))
    return make_store()


@pytest.mark.parametrize(
    ("text", "skus"),
    [
        ("NOR.0707-60", "NOR.0707-60"), ("nor070760", "NOR.0707-60"),
        ("nor 0707 60", "NOR.0707-60"), ("NOR-0707.60", "NOR.0707-60"),
        ("c73 pt15b", "C73PT15B"), ("C73-PT-15B", "C73PT15B"),
        ("nor.0707", "NOR.0707-60 NOR.0707-61"), ("EZDB", "EZDB002"), ("ezdb0", "EZDB002"),
        ("wt0", "WT09"), ("7am250", "7am250a"),
    ],
)  # fmt: skip
def test_a_sku_is_found_by_other_signs_and_by_its_beginning(
    coded: Store, text: str, skus: str
) -> None:
    results = by_text(coded, text)
    listed = [item.product.sku for item in results.items]
    assert {*listed[: len(skus.split())]} == {*skus.split()}
    assert not results.is_unsold


def test_a_word_of_the_shop_is_no_beginning_of_a_sku(coded: Store) -> None:
    assert by_text(coded, "wt").items[0].product.sku == "x1"
    assert [item.product.sku for item in by_text(coded, "part").items].count("EZDB002") == 1
