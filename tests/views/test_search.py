"""Search by words and filters, as a shopper without scripts has it."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.models import Product, Store
from tests.support.pages import index_down, text, titles
from tests.support.shops.factories import make_indexed_photo, make_product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]


def test_the_front_page_shows_the_catalogue(client: Client, shop: Store) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert len(titles(answer)) == 9
    assert "All products 9 products" in text(answer)
    assert "€10.00" in text(answer)
    assert "Out of stock" in text(answer)


def test_orders_are_called_what_they_are(client: Client, shop: Store) -> None:
    assert "By name Cheapest first" in text(client.get("/"))
    assert "Best match first Cheapest first" in text(client.get("/", {"q": "blue thing"}))


def test_words_find_and_stay_in_the_field(client: Client, shop: Store) -> None:
    answer = client.get("/", {"q": "blue"})
    assert [title.split()[0] for title in titles(answer)] == ["blue"] * 3
    assert 'value="blue"' in answer.content.decode()
    assert "3 products" in text(answer)


def test_filters_narrow_and_can_be_taken_away_one_by_one(client: Client, shop: Store) -> None:
    query = {"brand": ["Acme"], "category": "Toys > Cars", "price_max": "12", "in_stock": "1"}
    answer = client.get("/", query)
    assert titles(answer) == ["red thing 0"]
    page = answer.content.decode()
    for left_out in query:
        remaining = {name: value for name, value in query.items() if name != left_out}
        assert f'href="?{urlencode(remaining, doseq=True)}"'.replace("&", "&amp;") in page
    assert "up to 12" in text(answer)
    assert "Clear all" in text(answer)


def test_every_choice_has_its_count(client: Client, shop: Store) -> None:
    words = text(client.get("/"))
    assert re.search(r"Category Garden 3 Toys 6 Brand Acme 5 Bolt 4 Color", words)
    assert "Availability In stock 5" in words


def test_categories_unfold_below_the_chosen_one(client: Client, shop: Store) -> None:
    assert "Dolls" not in text(client.get("/"))
    assert "Garden 3 Toys 6 Cars 3 Dolls 3 Brand" in text(client.get("/", {"category": "Toys"}))


def test_a_declared_facet_is_a_filter(client: Client, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["material"]}
    for material in ("oak", "steel", "steel"):
        product = make_product(title=f"{material} thing", attributes={"material": material})
        make_indexed_photo(product)
    assert "Material steel 2 oak 1" in text(client.get("/"))
    assert titles(client.get("/", {"material": "oak"})) == ["oak thing"]


def test_pages_have_addresses(client: Client, shop: Store, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 4}
    for product in Product.objects.all():
        make_indexed_photo(product)
    first, second = client.get("/"), client.get("/", {"page": 2, "q": ""})
    assert "page 1 of 3" in text(first)
    assert re.search(r'href="\?page=2&amp;listing=[0-9a-f]{16}"', first.content.decode())
    assert 'rel="prev"' in second.content.decode()
    assert not set(titles(first)) & set(titles(second))


def test_a_page_beyond_the_last_is_the_last(client: Client, shop: Store) -> None:
    answer = client.get("/", {"page": 99})
    assert (answer.status_code, len(titles(answer))) == (200, 9)


@pytest.mark.parametrize("page", ["two", "-1", "1.5", "\u0663", "9" * 30])
def test_a_page_that_is_no_number_is_explained(client: Client, page: str) -> None:
    answer = client.get("/", {"page": page})
    assert answer.status_code == 400
    assert "whole number" in text(answer)


ADVERTISED = "utm_source=news&utm_medium=mail&gclid=a&fbclid=b&msclkid=c&_ga=1.2&ref=x&color[]=red"


@pytest.mark.parametrize("address", ["/", "/?q=blue&color=blue", "/?page=1&sort=price&"])
def test_a_page_ignores_the_names_that_it_does_not_know(
    client: Client, shop: Store, address: str
) -> None:
    separator = "&" if "?" in address else "?"
    answer = client.get(f"{address}{separator}{ADVERTISED}")
    assert answer.status_code == 200
    assert answer.context["results"].total == client.get(address).context["results"].total


def test_links_on_a_page_do_not_carry_an_advertisers_names_on(
    client: Client, shop: Store, settings
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 1}
    liked, *_ = [make_indexed_photo(product, "blue") for product in Product.objects.all()]
    photo = reverse("catalog_search:similar_photo", args=[liked.pk])
    like = f"{reverse('catalog_search:more_like')}?like={liked.product_id}&"
    for address in ("/?q=blue&in_stock=1&", f"{photo}?", like, "/?q=thinf&"):
        answer = client.get(f"{address}{ADVERTISED}")
        assert answer.status_code == 200
        links = re.findall(r'(?:href|name)="([^"]*)"', answer.content.decode())
        assert any("page=2" in link or "plain" in link or "as_typed" in link for link in links)
        assert not re.search(r"utm_|clid|_ga|ref=|%5B%5D", " ".join(links)), address


@pytest.mark.parametrize("query", ["price_min=cheap", "price_min=9&price_max=3", "in_stock=maybe"])
def test_a_filter_that_cannot_be_read_is_explained(client: Client, query: str) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code == 400
    assert "That search is not possible" in text(answer)


def test_a_query_that_is_too_long_is_refused_with_the_limit(client: Client) -> None:
    answer = client.get("/", {"q": "x" * 10_000})
    assert answer.status_code == 400
    assert "at most 256 characters" in text(answer)


@pytest.mark.parametrize("words", ["blue\0", "blue 🦄", "\u202eblue", "<b>blue</b>", "' or 1=1 --"])
def test_odd_queries_are_queries(client: Client, shop: Store, words: str) -> None:
    assert client.get("/", {"q": words}).status_code == 200


def test_lone_surrogates_and_bad_utf8_are_no_error(client: Client) -> None:
    assert client.get("/?q=%ed%a0%80%ff").status_code == 200


def test_an_empty_shop_says_so(client: Client) -> None:
    assert "No products yet" in text(client.get("/"))


def test_nothing_found_offers_a_photo(client: Client, shop: Store) -> None:
    answer = client.get("/", {"q": "qqqq"})
    assert "No products match your search" in text(answer)
    assert "Search by photo" in text(answer)


def test_nothing_left_offers_to_drop_the_filters(client: Client, shop: Store) -> None:
    answer = client.get("/", {"q": "blue", "brand": "nobody"})
    assert "Remove a filter above, or start over without filters" in text(answer)
    assert 'href="?q=blue"' in answer.content.decode()


def test_while_the_index_rests_words_are_still_found(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryIndex, "search", index_down)
    answer = client.get("/", {"q": "blue thing"})
    assert answer.status_code == 200
    assert "showing products that contain your words" in text(answer)
    assert len(titles(answer)) == 3


def test_the_front_page_needs_few_queries(
    client: Client, shop: Store, django_assert_max_num_queries
) -> None:
    client.get("/")
    with django_assert_max_num_queries(6):
        client.get("/")


def test_a_mended_typo_is_told_with_a_way_back(client: Client, shop: Store) -> None:
    response = client.get(reverse("catalog_search:search"), {"q": "greem thing"})
    assert "Showing results for “green thing”." in text(response)
    assert "green thing 1" in titles(response)
    back = re.search(r'href="([^"]*as_typed=1[^"]*)"', response.content.decode())
    assert back
    as_typed = client.get(reverse("catalog_search:search") + back[1].replace("&amp;", "&"))
    assert "Showing results for" not in text(as_typed)
    assert '<input type="hidden" name="as_typed" value="1">' in as_typed.content.decode()


def test_a_card_says_why_it_is_there(client: Client, shop: Store) -> None:
    html = text(client.get(reverse("catalog_search:search"), {"q": "blue thing", "plain": "blue"}))
    assert "has “thing” · in blue" in html
    assert "has “" not in text(client.get(reverse("catalog_search:search")))
