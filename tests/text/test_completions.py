"""Completions: searches made of categories, colors, brands, declared facets and wearers."""

from typing import Any

import pytest

from catalog_search.models import Product
from catalog_search.text.store.completions import Completions, read_category
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.words_build import build

pytestmark = pytest.mark.usefixtures("facets")


@pytest.fixture
def facets(settings: Any) -> None:
    names = ["material", "size", "gender", "padded"]
    settings.CATALOG_SEARCH = settings.CATALOG_SEARCH | {"FACETS": names}


def product(pk: int, category: str, **fields: Any) -> Product:
    return Product(pk=pk, sku=str(pk), category=category, **fields)


def completions(*products: Product) -> Completions:
    return build(products).completions


def texts(*products: Product) -> list[str]:
    return list(completions(*products).texts)


def matching_texts(words: StoreWords, *typed: str) -> list[str]:
    rows = words.completions.matching([[word] for word in typed])
    return [words.completions.texts[row] for row in rows]


def test_categories_come_first_then_what_several_products_share() -> None:
    shoes = [product(key, "Shoes", colors=["White"], brand="Acme") for key in (1, 2, 3)]
    published = completions(*shoes, product(4, "Hats", colors=["White"], brand="Bolt"))
    # One white hat is too little for a completion of its own.
    assert list(published.texts) == ["shoes", "acme shoes", "hats", "white shoes"]
    assert published.counts.tolist() == [3, 3, 1, 3]


def test_the_first_color_alone_tells_a_product() -> None:
    two = [product(key, "Shirts", colors=["White", "Navy"]) for key in (1, 2)]
    assert texts(*two) == ["shirts", "white shirts"]


def test_facets_stand_before_the_kind_and_wearers_behind_it() -> None:
    attributes = {"material": "Linen", "size": "XL", "gender": "Women", "padded": "yes"}
    two = [product(key, "Shirts", attributes=attributes) for key in (1, 2)]
    assert texts(*two) == [
        *("shirts", "linen shirts", "shirts for women"),
        "linen shirts for women",
    ]


def test_what_is_said_already_is_not_said_twice() -> None:
    attributes = {"material": "linen"}
    two = [product(key, "Linen Shirts", attributes=attributes) for key in (1, 2)]
    assert texts(*two) == ["linen shirts"]


def test_forms_of_one_word_are_one_completion() -> None:
    assert texts(product(1, "Dress > Dresses"), product(2, "Dress > Gowns")) == ["dress", "gowns"]


@pytest.mark.parametrize(
    ("path", "kinds", "heads", "wearers"),
    [
        ("Footwear > Shoes > Sports Shoes", ["footwear", "shoes", "sports shoes"], 2, []),
        ("Apparel > Topwear > Shirts", ["apparel", "topwear", "shirts"], 1, []),
        ("Women > Trousers", ["trousers"], 1, ["women"]),
        ("Shoes > Men's", ["shoes"], 1, ["men"]),
        ("Rug, flatwoven", ["rug"], 1, []),
        ("Sofas & Armchairs", ["sofas", "armchairs"], 2, []),
        ("2024", [], 0, []),
        ("", [], 0, []),
    ],
)
def test_what_completions_read_of_a_category(
    path: str, kinds: list[str], heads: int, wearers: list[str]
) -> None:
    category = read_category(path)
    assert [kind.name for kind in category.kinds] == kinds
    assert [kind.name for kind in category.heads] == kinds[len(kinds) - heads :]
    assert category.wearers == set(wearers)


def test_a_part_of_a_category_s_name_is_told_of_products_that_say_it() -> None:
    path = "Sofas & Armchairs"
    published = completions(
        product(1, path, title="Oak armchair"), product(2, path, title="Big sofa")
    )
    assert list(published.texts) == ["armchairs", "sofas"]
    assert published.counts.tolist() == [1, 1]


def test_each_typed_word_begins_a_word_in_any_order() -> None:
    attributes = {"gender": "Women"}
    two = [product(key, "T-Shirts", colors=["White"], attributes=attributes) for key in (1, 2)]
    words = build(two)
    assert matching_texts(words, "women", "shi") == [
        "t-shirts for women",
        "white t-shirts for women",
    ]
    assert matching_texts(words, "wh", "tsh") == ["white t-shirts", "white t-shirts for women"]
    assert matching_texts(words, "whi", "tro") == []


def test_other_languages_have_no_wearers(settings: Any) -> None:
    settings.CATALOG_SEARCH = settings.CATALOG_SEARCH | {"LANGUAGE": "german"}
    read_category.cache_clear()
    two = [product(key, "Hemden", attributes={"gender": "Men"}) for key in (1, 2)]
    assert texts(*two) == ["hemden", "men hemden"]
    read_category.cache_clear()
