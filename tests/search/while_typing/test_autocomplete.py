"""Autocomplete: suggestions from the catalogue and from past searches, without hidden products."""

from typing import Any

import pytest
from django.test import Client

from catalog_search.exceptions import InvalidQuery
from catalog_search.models import Photo, Product, Store
from catalog_search.search.log import note_click, note_search
from catalog_search.search.while_typing import title_completions, visible_words
from catalog_search.search.while_typing.autocomplete import Suggestions, nearly_begins, suggest
from catalog_search.templatetags.catalog_search import marked
from catalog_search.text.store import words_cache
from catalog_search.text.store.store_words import ProductGroup
from tests.support.shops.factories import make_indexed_photo, make_photo, make_product, make_store

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


def titles(suggestions: Suggestions) -> list[str]:
    return [item.product.title for item in suggestions.products]


def labels(groups: tuple[ProductGroup, ...]) -> list[str]:
    return [group.label for group in groups]


def test_a_prefix_finds_categories_brands_and_products(shop: Store) -> None:
    suggestions = suggest(shop, "san")
    assert labels(suggestions.categories) == ["Sandals"]
    assert [category.count for category in suggestions.categories] == [2]
    assert labels(suggestions.brands) == ["Sandy & Sons"]
    # Words of the brand count like those of the title; what more products have comes first.
    assert titles(suggestions) == ["Crème leather sandals", "Red canvas sandals", "Blue teapot"]
    assert suggestions.searches == ("sandals", "acme sandals")
    assert suggestions.total == len(suggestions.searches) + 5


def test_every_typed_word_must_be_a_prefix_and_accents_do_not_matter(shop: Store) -> None:
    assert titles(suggest(shop, "creme san")) == ["Crème leather sandals"]
    assert titles(suggest(shop, "RED s")) == ["Red canvas sandals"]
    assert suggest(shop, "red t") == Suggestions(words=("red", "t"))
    assert labels(suggest(shop, "shoes boo").categories) == ["Boots"]


def test_titles_that_begin_with_the_typed_text_come_first(shop: Store) -> None:
    make_indexed_photo(make_product(title="A leather bag"), "red")
    make_indexed_photo(make_product(title="Leather glue"), "red")
    assert titles(suggest(shop, "leather"))[:2] == ["Leather glue", "A leather bag"]


def test_a_sku_is_found_by_its_prefix(shop: Store) -> None:
    assert titles(suggest(shop, "cd-4")) == ["Blue teapot"]
    assert len(titles(suggest(shop, "ab-"))) == 3


@pytest.mark.parametrize("typed", ["sendals", "sandlas", "sndals", "sanndals", "leather sandel"])
def test_one_typo_is_corrected_in_words_of_five_letters(shop: Store, typed: str) -> None:
    suggestions = suggest(shop, typed)
    assert "Crème leather sandals" in titles(suggestions)
    assert suggestions.searches[0].endswith("sandals")


def test_typos_in_short_words_and_first_letters_are_not_corrected(shop: Store) -> None:
    assert suggest(shop, "rad").total == 0
    assert suggest(shop, "xendals").total == 0


@pytest.mark.parametrize(
    ("word", "typed", "expected"),
    [
        ("sandals", "sendal", True),
        ("sandals", "sandlas", True),
        ("sandals", "snda", True),
        ("sandals", "saandals", True),
        ("sandals", "sundels", False),
        ("san", "sandal", False),
    ],
)
def test_nearly_begins_allows_one_typo(word: str, typed: str, expected: bool) -> None:
    assert nearly_begins(word, typed) is expected


def test_past_searches_are_suggested_only_in_the_catalogue_s_own_words(shop: Store) -> None:
    for words, count in (("red shoes sandals", 4), ("sandals of jane doe", 9), ("sandals red", 2)):
        for _ in range(count):
            note_search(shop, words, 1)
    for _ in range(5):
        note_search(shop, "teapot sandals", 0)
    searches = suggest(shop, "sandals").searches
    assert searches[0] == "red shoes sandals"
    assert not {"sandals of jane doe", "sandals red", "teapot sandals"} & set(searches)


def test_products_with_more_clicks_come_first(shop: Store) -> None:
    clicked = Product.objects.get(sku="AB-3")
    note_search(shop, "leather", 2)
    note_click(shop, "leather", clicked)
    assert titles(suggest(shop, "leat"))[0] == "Red leather boots"


def test_hidden_products_are_not_suggested_even_with_old_words(shop: Store) -> None:
    assert titles(suggest(shop, "teapot")) == ["Blue teapot"]
    Product.objects.filter(sku="CD-4").update(visible=False)
    assert titles(suggest(shop, "teapot")) == []


def test_products_with_only_waiting_or_blocked_photos_are_not_suggested(shop: Store) -> None:
    make_photo(make_product(title="zebra waiting"))
    blocked = make_indexed_photo(make_product(title="zebra blocked"))
    Photo.objects.filter(pk=blocked.pk).update(state=Photo.State.BLOCKED)
    assert suggest(shop, "zebra").total == 0


def test_new_products_are_suggested_once_the_words_are_published(shop: Store) -> None:
    assert suggest(shop, "zebra").total == 0
    cached = words_cache.entry_of(shop).value
    make_indexed_photo(make_product(title="zebra rug"))
    words_cache.entry_of(shop).value = cached
    assert suggest(shop, "zebra").total == 0, "the words are not built at every key"
    words_cache.publish(shop)
    assert titles(suggest(shop, "zebra")) == ["zebra rug"]


def test_stores_do_not_share_suggestions(shop: Store) -> None:
    other = make_store("other")
    make_indexed_photo(make_product(other, title="Sandals elsewhere"))
    assert "Sandals elsewhere" not in titles(suggest(shop, "sandals"))
    assert titles(suggest(other, "sandals")) == ["Sandals elsewhere"]


def test_empty_text_has_no_suggestions_and_long_text_is_refused(shop: Store) -> None:
    assert suggest(shop, " -- ") == Suggestions()
    with pytest.raises(InvalidQuery):
        suggest(shop, "x" * 300)


def test_many_products_are_suggested_from_the_likeliest_of_each_word(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With bounds that four products reach: the first row of each of two words is read."""
    monkeypatch.setattr(visible_words, "MAX_READ", 2)
    monkeypatch.setattr(visible_words, "MAX_TOKENS", 2)
    bounded = suggest(shop, "s")
    assert titles(bounded) == ["Crème leather sandals", "Blue teapot"]
    assert titles(suggest(shop, "red leather s")) == []
    assert titles(suggest(shop, "red can s")) == ["Red canvas sandals"]


def test_words_under_a_beginning_are_as_many_as_there_are(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a rare word stands before it, all words of its products count."""
    monkeypatch.setattr(visible_words, "MAX_TOKENS", 1)
    assert suggest(shop, "canvas s").searches == ("canvas sandals",)
    assert titles(suggest(shop, "canvas s")) == ["Red canvas sandals"]


def test_hidden_products_are_in_no_count_of_words(shop: Store) -> None:
    words_cache.publish(shop)
    Product.objects.filter(sku__in=["AB-1", "AB-2"]).update(visible=False)
    assert suggest(shop, "sand").searches == ("sandy",)
    assert suggest(shop, "red s").searches == ()
    assert labels(suggest(shop, "ac").brands) == []


def test_a_word_of_titles_is_completed_to_their_end() -> None:
    """Neither "runx", which is one model, nor "running", which says not what is there."""
    for number, title in enumerate(
        (
            "RunX running shoe",
            "Free running shoe, blue",
            "A speed running jacket",
            "Grey sofa 20 cm",
        )
    ):
        make_indexed_photo(make_product(sku=f"S{number}", title=title), "red")
    searches = suggest(make_store(), "run").searches
    assert searches == ("running shoe", "runx running shoe")
    assert suggest(make_store(), "sho").searches == ("shoe",)
    assert suggest(make_store(), "gre").searches == ("grey",)
    assert suggest(make_store(), "sof").searches == ("sofa",)
    assert suggest(make_store(), "spee").searches == ("speed running jacket",)
    assert suggest(make_store(), "free shoe r").searches == ("free shoe running",)


def test_in_a_larger_store_titles_share_what_completes_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(title_completions, "SMALL_STORE", 1)
    for title in ("RunX running shoe", "Old running shoe", "Grey sofa", "Grey lamp", "Zinc pot"):
        make_indexed_photo(make_product(title=title), "red")
    assert suggest(make_store(), "run").searches == ("running shoe",)
    assert suggest(make_store(), "gre").searches == ("grey",)
    for title in ("Air pump 2", "Air pump of steel 3", "Air bed 4", "Air red 5", "Air red 6"):
        make_indexed_photo(make_product(title=title), "red")
    assert suggest(make_store(), "air").searches == ("air pump",)
    Product.objects.filter(title="Old running shoe").update(visible=False)
    assert suggest(make_store(), "run").searches == ()


# ---- page ----


def test_suggestions_are_links(client: Client, shop: Store) -> None:
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


def test_a_keystroke_takes_few_queries(
    client: Client, shop: Store, django_assert_max_num_queries: Any
) -> None:
    client.get("/suggestions/", {"q": "sand"})
    with django_assert_max_num_queries(4):
        client.get("/suggestions/", {"q": "sanda"})


def test_bad_input_is_handled(client: Client, shop: Store) -> None:
    assert 'data-told="No suggestions"' in client.get("/suggestions/").content.decode()
    assert client.get("/suggestions/", {"q": "x" * 300}).status_code == 400
    assert client.post("/suggestions/").status_code == 405
    body = client.get("/suggestions/", {"q": "<script>\0%_'\" sand"}).content.decode()
    assert "<script>" not in body


def test_highlighted_text_is_escaped() -> None:
    assert marked("a <b> & sandals", ["sand", "b"]) == (
        "a &lt;<mark>b</mark>&gt; &amp; <mark>sand</mark>als"
    )
    assert marked("<i>", []) == "&lt;i&gt;"


def test_completions_are_of_the_shop_s_own_values() -> None:
    for sku in "12":
        fields = {"colors": ["White"], "category": "Men > Shirts"}
        make_indexed_photo(make_product(sku=sku, title=f"Whiteglow {sku}", **fields), "red")
    assert suggest(make_store(), "whi").searches == ("white shirts", "white shirts for men")
    assert suggest(make_store(), "men's sh").searches[0] == "shirts for men"
    # What is typed already is no suggestion, in no form.
    searches = suggest(make_store(), "shirt").searches
    assert searches == ("shirts for men", "white shirts", "white shirts for men")


def test_a_completion_goes_with_its_last_product() -> None:
    photo = make_indexed_photo(make_product(title="Crunch", category="Cereals"), "red")
    assert suggest(make_store(), "cer").searches == ("cereals",)
    Product.objects.filter(pk=photo.product_id).update(visible=False)
    assert suggest(make_store(), "cer").searches == ()


def test_a_hyphenated_word_is_one_word_in_a_store_that_has_it() -> None:
    make_indexed_photo(make_product(title="Red tshirt", category="Tshirts"), "red")
    make_indexed_photo(make_product(title="Summer tee", category="Summer tops"), "red")
    assert suggest(make_store(), "t-s").searches == ("tshirts",)


def test_a_category_called_like_the_one_above_is_suggested_once() -> None:
    make_indexed_photo(make_product(title="Clutch", category="Wallets > Wallets"), "red")
    assert [group.value for group in suggest(make_store(), "wal").categories] == ["Wallets"]


def test_words_of_one_title_complete_nothing_in_a_larger_store(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert suggest(shop, "can").searches == ("red canvas sandals",)
    monkeypatch.setattr(title_completions, "SMALL_STORE", 3)
    assert suggest(shop, "can").searches == ()
