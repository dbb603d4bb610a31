"""Queries read without a language model: prices, orders, exclusions, the store's own values."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

from catalog_search.models import Store
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.ordering import ordered
from catalog_search.retrieval.relevance import Judge
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.query.prices import prices
from tests.support.factories import make_indexed_photo, make_product, make_store
from tests.support.searching import by_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


def add(title: str, color: str, **fields: object) -> None:
    given = {"colors": [color], "currency": "USD", "price": 10, "category": "Clothes"}
    make_indexed_photo(make_product(title=title, **{**given, **fields}), color)


@pytest.fixture
def shop() -> Store:
    add("Red summer dress", "red", brand="Acme", price=20, category="Clothes > Dresses")
    add("Orange summer dress", "orange", brand="Acme", price=60, category="Clothes > Dresses")
    add("Black summer dress", "black", brand="Bolt", price=80, category="Clothes > Dresses")
    add("Red Tape black shoe", "black", brand="Red Tape", price=90, category="Clothes > Shoes")
    add("White shoe with laces", "white", brand="Bolt", price=70, category="Clothes > Shoes")
    add(
        "Blue shoe",
        "blue",
        brand="Bolt",
        price=50,
        category="Clothes > Shoes",
        description="Laces.",
    )
    add("Pink shoe", "pink", brand="Acme", category="Clothes > Shoes", description="No laces.")
    add("Orange Juice", "yellow", price=3, category="Drinks", brand="")
    add("Apple Juice", "yellow", price=2, category="Drinks", brand="")
    add("Tablet", "grey", brand="Apple", price=329, category="Electronics")
    add("Best Friends Mug", "white", price=9, category="Home", brand="")
    return make_store()


def read(store: Store, text: str, plain: Sequence[str] = ()) -> ParsedQuery:
    return parse_query(store, TextQuery(text, literal=frozenset(plain)))


def told(query: ParsedQuery) -> list[tuple[str, str]]:
    return [(constraint.kind, constraint.text) for constraint in query.constraints]


@pytest.mark.parametrize(
    ("text", "words", "low", "high"),
    [
        ("shoes under $50", "under $50", None, 50),
        ("between 20 and 40 dollars", "between 20 and 40 dollars", 20, 40),
        ("$20-40 shirt", "$20-40", 20, 40),
        ("lamp cheaper than 30 dollars", "cheaper than 30 dollars", None, 30),
        ("over 100 usd", "over 100 usd", 100, None),
        ("about 30", "about 30", 24, 36),
        ("monitor under 2k", "under 2k", None, 2000),
        ("laptop up to 1,299.00", "up to 1,299.00", None, 1299),
        ("laptop up to 1.299,50 $", "up to 1.299,50 $", None, 1299.5),
        ("camera $100+", "$100+", 100, None),
        ("50 bucks or less", "50 bucks or less", None, 50),
        ("not more than 20", "not more than 20", None, 20),
        ("under 50 for kids", "under 50", None, 50),
        ("<$30 mug", "<$30", None, 30),
        ("between 40 and 20 usd", "between 40 and 20 usd", 20, 40),
    ],
)
def test_prices_are_read(text: str, words: str, low: float | None, high: float | None) -> None:
    [part] = prices(text, ("USD",), ())
    assert (part.text, part.low, part.high, part.note) == (words, low, high, "")
    assert text[part.start : part.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "desk under 120 cm", "4k monitor", "over 3 pockets", "under 18 years", "size 42",
        "from 1960", "about 1960", "iphone 12 pro", "under 50% cotton", "tent for 4", "20-40",
    ],
)  # fmt: skip
def test_other_numbers_are_no_prices(text: str) -> None:
    assert not list(prices(text, ("USD",), ()))


def test_another_currency_is_told_and_not_converted(client: Client, shop: Store) -> None:
    found = by_text(shop, "dress under 50 euros")
    assert (found.filters.price_max, found.query.words) == (None, "dress")
    page = client.get("/", {"q": "dress under 50 euros"}).content.decode()
    assert "Prices are in USD and cannot be converted" in page


@pytest.mark.parametrize(
    ("text", "parts", "words"),
    [
        ("red dress", [("color", "red")], "dress"),
        ("RED dresses", [("color", "RED")], "dresses"),
        ("a dress in red or black", [("color", "in red"), ("color", "black")], "dress"),
        ("orange dress", [("color", "orange")], "dress"),
        ("orange juice", [], "orange juice"),
        ("orange", [], "orange"),
        ("apple juice", [], "apple juice"),
        ("apple tablet", [("brand", "apple")], "tablet"),
        ("acme dress", [("brand", "acme")], "dress"),
        ("red tape shoe", [("brand", "red tape")], "shoe"),
        ("best mug", [("sort", "best")], "mug"),
        ("best friends mug", [], "best friends mug"),
        ("cheapest dress under 70", [("sort", "cheapest"), ("price", "under 70")], "dress"),
        ("Red Tape black shoe", [], "Red Tape black shoe"),
        ("the t-red dress", [], "the t-red dress"),
    ],
)
def test_values_are_read_only_where_they_are_meant(
    shop: Store, text: str, parts: list[tuple[str, str]], words: str
) -> None:
    query = read(shop, text)
    filters = [part for part in told(query) if part[0] != "category"]
    assert (filters, query.words) == (parts, words)


def titles(store: Store, text: str, **options: object) -> set[str]:
    return {one.product.title for one in by_text(store, text, **options).items}


def test_what_is_not_wanted_is_left_out(shop: Store) -> None:
    assert "Black summer dress" not in titles(shop, "dress not black")
    assert read(shop, "dress not black or red").constraints[-1].values == ("black", "red")
    kept = titles(shop, "shoe without laces")
    assert "Pink shoe" in kept, "it says that it has none"
    assert not kept & {"White shoe with laces", "Blue shoe"}
    assert not titles(shop, "anything but acme") & {"Red summer dress", "Pink shoe"}
    assert "Red summer dress" not in titles(shop, "dress but not red")
    assert "Red summer dress" not in titles(shop, "dress -red")


@pytest.mark.parametrize(
    "text", ["dress not too long", "not only black", "no 5 perfume", "dress but in red"]
)
def test_other_uses_of_not_exclude_nothing(shop: Store, text: str) -> None:
    assert not [part for part in read(shop, text).constraints if part.kind == "not"]


def test_words_taken_plainly_are_searched_for(shop: Store) -> None:
    for text, words in (("red dress", "red"), ("dress not black", "not black")):
        query = read(shop, text, plain=[words.upper()])
        assert (told(query), query.words) == ([("category", "dress")], text)


def test_a_size_is_read_from_a_declared_attribute(shop: Store, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["shoe_size", "size"]}
    add("Boot", "black", attributes={"shoe_size": ["42", "43"], "size": "XL"})
    assert read(shop, "boot size 42").filters.attributes == {"shoe_size": ("42",)}
    assert read(shop, "xl boot").filters.attributes == {"size": ("XL",)}
    assert told(read(shop, "42 boots")) == []


def test_results_stand_in_the_order_asked_for(shop: Store) -> None:
    found = by_text(shop, "cheapest dress")
    prices_shown = [one.product.price for one in found.items]
    assert (found.sort, prices_shown) == ("price", sorted(prices_shown))
    dear = by_text(shop, "cheapest dress", sort="-price")
    assert [one.product.price for one in dear.items] == prices_shown[::-1]


# ---- on the page ----


def chip_links(page: str) -> dict[str, str]:
    links = re.findall(r'<a class="cs-chip cs-chip-read" href="([^"]*)".*?</span> ([^<]*?) <', page)
    return {label: url.replace("&amp;", "&") for url, label in links}


def test_every_query_is_a_chip_that_can_be_removed(client: Client, shop: Store) -> None:
    page = client.get("/", {"q": "red dress under $50 cheapest"}).content.decode()
    chips = chip_links(page)
    assert set(chips) == {"red", "Dresses", "up to 50", "Cheapest first"}
    assert "from “under $50”" in page
    plain = client.get(f"/{chips['up to 50']}").content.decode()
    assert set(chip_links(plain)) == {"red", "Dresses", "Cheapest first"}
    none = client.get(f"/{chip_links(plain)['red']}").content.decode()
    assert set(chip_links(none)) == {"Dresses", "Cheapest first"}


def test_the_form_of_filters_takes_over_what_was_read(client: Client, shop: Store) -> None:
    page = client.get("/", {"q": "red dress"}).content.decode()
    assert '<input type="hidden" name="by_hand" value="color">' in page
    assert re.search(r'name="color" value="red" checked', page)
    without = client.get("/?q=red+dress&by_hand=color").content.decode()
    assert "Black summer dress" in without


def test_an_unknown_order_is_refused(client: Client) -> None:
    answer = client.get("/", {"sort": "stars"})
    assert answer.status_code == 400
    assert "sort must be one of: relevance, price, -price, newest" in answer.content.decode()


def test_another_order_never_puts_what_is_merely_related_first() -> None:
    payloads = {1: {"price": 90}, 2: {"price": 5}, 3: {"price": None}}
    keys = np.array([1, 2, 3])
    found = Candidates(keys, keys, np.array([3.0, 1.0, 1.0]), np.zeros(3), payloads)
    assert ordered(found, "price").products.tolist() == [2, 1, 3]
    assert ordered(found, "-price").products.tolist() == [1, 2, 3]
    assert ordered(found, "price", Judge(2.0)).products.tolist() == [1, 2, 3]
    assert ordered(found, "newest", Judge(2.0)).products.tolist() == [1, 3, 2]
    assert ordered(found, "price", Judge(9.0, np.array([3]))).products.tolist() == [3, 2, 1]
    assert ordered(found, "", Judge(9.0, np.array([3]))).products.tolist() == [1, 2, 3]


def test_what_was_asked_for_leads_in_any_order_and_the_rest_stands_under_a_line(
    client: Client, shop: Store
) -> None:
    page = client.get("/", {"q": "most expensive laces shoe"})
    found = [(item.product.price, item.band) for item in page.context["results"].items]
    assert found == [(70, "strong"), (50, "strong"), (10, "strong"), (90, "related")]
    line = "Related to your search"
    assert page.content.decode().count(line) == 1
    by_relevance = client.get("/", {"q": "laces shoe", "sort": "relevance"})
    assert line not in by_relevance.content.decode()
