"""What is suggested while typing: from the catalogue, from searches, never what is hidden."""

from typing import Any

import pytest
from django.test import Client

from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Photo, Product, Store
from catalog_search.search.autocomplete import Suggestions, nearly_begins, suggest
from catalog_search.search.log import note_click, note_search
from catalog_search.templatetags.catalog_search import marked
from catalog_search.text import words_cache
from catalog_search.text.store_words import ProductGroup
from tests.support.factories import make_indexed_photo, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Store:
    for sku, title, brand, category, in_stock in (
        ("AB-1", "Crème leather sandals", "Acme", "Apparel > Shoes > Sandals", True),
        ("AB-2", "Red canvas sandals", "Acme", "Apparel > Shoes > Sandals", False),
        ("AB-3", "Red leather boots", "Bolt", "Apparel > Shoes > Boots", True),
        ("CD-4", "Blue teapot", "Sandy & Sons", "Kitchen", True),
    ):
        fields: dict[str, Any] = {"brand": brand, "category": category, "in_stock": in_stock}
        make_indexed_photo(make_product(sku=sku, title=title, **fields), "red")
    return make_store()


def titles(found: Suggestions) -> list[str]:
    return [item.product.title for item in found.products]


def labels(places: tuple[ProductGroup, ...]) -> list[str]:
    return [place.label for place in places]


def test_a_beginning_finds_categories_brands_and_products(shop: Store) -> None:
    found = suggest(shop, "san")
    assert labels(found.categories) == ["Sandals"]
    assert [place.count for place in found.categories] == [2]
    assert labels(found.brands) == ["Sandy & Sons"]
    # In stock first; a brand's word counts as the title's.
    assert titles(found) == ["Blue teapot", "Crème leather sandals", "Red canvas sandals"]
    assert found.searches == ("sandals", "sandy")
    assert found.total == len(found.searches) + 5


def test_every_word_must_begin_one_and_accents_do_not_matter(shop: Store) -> None:
    assert titles(suggest(shop, "creme san")) == ["Crème leather sandals"]
    assert titles(suggest(shop, "RED s")) == ["Red canvas sandals"]
    assert suggest(shop, "red t") == Suggestions(words=("red", "t"))
    assert labels(suggest(shop, "shoes boo").categories) == ["Boots"]


def test_the_title_that_begins_as_typed_leads(shop: Store) -> None:
    make_indexed_photo(make_product(title="A leather bag"), "red")
    make_indexed_photo(make_product(title="Leather glue"), "red")
    assert titles(suggest(shop, "leather"))[:2] == ["Leather glue", "A leather bag"]


def test_a_sku_is_found_by_its_beginning(shop: Store) -> None:
    assert titles(suggest(shop, "cd-4")) == ["Blue teapot"]
    assert len(titles(suggest(shop, "ab-"))) == 3


@pytest.mark.parametrize("typed", ["sendals", "sandlas", "sndals", "sanndals", "leather sandel"])
def test_one_wrong_letter_is_forgiven_from_five_on(shop: Store, typed: str) -> None:
    found = suggest(shop, typed)
    assert "Crème leather sandals" in titles(found)
    assert found.searches[0].endswith("sandals")


def test_short_words_are_taken_as_they_are(shop: Store) -> None:
    assert suggest(shop, "rad").total == 0
    assert suggest(shop, "xendals").total == 0


@pytest.mark.parametrize(
    ("word", "typed", "near"),
    [
        ("sandals", "sendal", True),
        ("sandals", "sandlas", True),
        ("sandals", "snda", True),
        ("sandals", "saandals", True),
        ("sandals", "sundels", False),
        ("san", "sandal", False),
    ],
)
def test_near_is_one_edit_of_a_beginning(word: str, typed: str, near: bool) -> None:
    assert nearly_begins(word, typed) is near


def test_searches_of_others_are_suggested_in_the_catalogue_s_own_words_alone(shop: Store) -> None:
    for words, times in (("red shoes sandals", 4), ("sandals of jane doe", 9), ("sandals red", 2)):
        for _ in range(times):
            note_search(shop, words, 1)
    for _ in range(5):
        note_search(shop, "teapot sandals", 0)
    found = suggest(shop, "sandals")
    assert found.searches[0] == "red shoes sandals"
    assert not {"sandals of jane doe", "sandals red", "teapot sandals"} & set(found.searches)


def test_what_was_opened_more_often_comes_first(shop: Store) -> None:
    opened = Product.objects.get(sku="AB-3")
    note_search(shop, "leather", 2)
    note_click(shop, "leather", opened)
    assert titles(suggest(shop, "leat"))[0] == "Red leather boots"


def test_hidden_products_are_not_suggested_even_from_old_words(shop: Store) -> None:
    assert titles(suggest(shop, "teapot")) == ["Blue teapot"]
    Product.objects.filter(sku="CD-4").update(visible=False)
    assert titles(suggest(shop, "teapot")) == []


def test_a_photo_that_waits_or_is_blocked_shows_no_product(shop: Store) -> None:
    make_photo(make_product(title="zebra waiting"))
    blocked = make_indexed_photo(make_product(title="zebra blocked"))
    Photo.objects.filter(pk=blocked.pk).update(state=Photo.State.BLOCKED)
    assert suggest(shop, "zebra").total == 0


def test_new_products_are_known_once_their_words_are_published(shop: Store) -> None:
    assert suggest(shop, "zebra").total == 0
    kept = words_cache.kept_of(shop).words
    make_indexed_photo(make_product(title="zebra rug"))
    words_cache.kept_of(shop).words = kept
    assert suggest(shop, "zebra").total == 0, "rows are not asked at every key"
    words_cache.publish(shop)
    assert titles(suggest(shop, "zebra")) == ["zebra rug"]


def test_stores_know_nothing_of_each_other(shop: Store) -> None:
    other = make_store("other")
    make_indexed_photo(make_product(other, title="Sandals elsewhere"))
    assert "Sandals elsewhere" not in titles(suggest(shop, "sandals"))
    assert titles(suggest(other, "sandals")) == ["Sandals elsewhere"]


def test_nothing_typed_suggests_nothing(shop: Store) -> None:
    assert suggest(shop, " -- ") == Suggestions()
    with pytest.raises(InvalidQuery):
        suggest(shop, "x" * 300)


# ---- page ----


def test_the_options_are_links(client: Client, shop: Store) -> None:
    answer = client.get("/suggestions/", {"q": "sand"})
    body = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-told="7 suggestions"' in body
    assert "<mark>Sand</mark>als" in body
    assert 'href="/?q=sandals"' in body
    assert 'href="/?category=Apparel%20%3E%20Shoes%20%3E%20Sandals"' in body
    assert 'href="/?brand=Sandy%20%26%20Sons"' in body
    assert "private" in answer.headers["Cache-Control"]
    assert body.count('role="option"') == 7


def test_a_key_asks_the_database_little(
    client: Client, shop: Store, django_assert_max_num_queries: Any
) -> None:
    client.get("/suggestions/", {"q": "sand"})
    with django_assert_max_num_queries(4):
        client.get("/suggestions/", {"q": "sanda"})


def test_bad_input_is_answered(client: Client, shop: Store) -> None:
    assert 'data-told="No suggestions"' in client.get("/suggestions/").content.decode()
    assert client.get("/suggestions/", {"q": "x" * 300}).status_code == 400
    assert client.post("/suggestions/").status_code == 405
    body = client.get("/suggestions/", {"q": "<script>\0%_'\" sand"}).content.decode()
    assert "<script>" not in body


def test_marks_escape_what_they_mark() -> None:
    assert marked("a <b> & sandals", ["sand", "b"]) == (
        "a &lt;<mark>b</mark>&gt; &amp; <mark>sand</mark>als"
    )
    assert marked("<i>", []) == "&lt;i&gt;"
