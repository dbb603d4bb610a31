"""Query parsing: prices, sort orders, exclusions and the store's values."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from numpy.typing import NDArray

from catalog_search.catalogue.columns import Columns
from catalog_search.models import Store
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.ordering import ordered
from catalog_search.retrieval.relevance import Judge
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from catalog_search.search.query.prices import prices
from catalog_search.types import Keys
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


def add(title: str, color: str, **fields: object) -> None:
    fields = {"colors": [color], "currency": "USD", "price": 10, "category": "Clothes", **fields}
    make_indexed_photo(make_product(title=title, **fields), color)


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


def parse(store: Store, text: str, literal: Sequence[str] = ()) -> ParsedQuery:
    return parse_query(store, TextQuery(text, literal=frozenset(literal)))


def constraints(query: ParsedQuery) -> list[tuple[str, str]]:
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
        ("laptop up to $1,29,999", "up to $1,29,999", None, 129999),
        ("laptop up to 1\u2019299 $", "up to 1\u2019299 $", None, 1299),
        ("laptop up to 50,- $", "up to 50,- $", None, 50),
        ("laptop up to $1299/-", "up to $1299/-", None, 1299),
        ("camera $100+", "$100+", 100, None),
        ("50 bucks or less", "50 bucks or less", None, 50),
        ("not more than 20", "not more than 20", None, 20),
        ("under 50 for kids", "under 50", None, 50),
        ("under 500 sandals for ladies", "under 500", None, 500),
        ("less than 40 running shoes", "less than 40", None, 40),
        ("price under 50 dress", "price under 50", None, 50),
        ("price: 20-50", "price: 20-50", 20, 50),
        ("price range 20 to 50 tents", "price range 20 to 50", 20, 50),
        ("tent price 50 or less", "price 50 or less", None, 50),
        ("not exceeding 50", "not exceeding 50", None, 50),
        ("less then 50", "less then 50", None, 50),
        ("<$30 mug", "<$30", None, 30),
        ("mug under$30", "under$30", None, 30),
        ("mug price<=30", "price<=30", None, 30),
        ("mug max price $30", "max price $30", None, 30),
        ("mug maximum price 30", "maximum price 30", None, 30),
        ("mug price limit 30", "price limit 30", None, 30),
        ("mug $30 limit", "$30 limit", None, 30),
        ("mug sub-$30", "sub-$30", None, 30),
        ("mug up-to $30", "up-to $30", None, 30),
        ("mug less than or equal to $30", "less than or equal to $30", None, 30),
        ("not more expensive than 30", "not more expensive than 30", None, 30),
        ("no less than 30", "no less than 30", 30, None),
        ("not cheaper than 30", "not cheaper than 30", 30, None),
        ("not under 30", "not under 30", 30, None),
        ("between 40 and 20 usd", "between 40 and 20 usd", 20, 40),
        ("no higher than 30", "no higher than 30", None, 30),
        ("no over 30", "no over 30", None, 30),
        ("not to exceed $30", "not to exceed $30", None, 30),
        ("no lower than 30", "no lower than 30", 30, None),
        ("mug $20~$40", "$20~$40", 20, 40),
        ("mug under USD30", "under USD30", None, 30),
        ("mug USD30 max", "USD30 max", None, 30),
        ("under 30 black", "under 30", None, 30),
        ("under 30 black mugs", "under 30", None, 30),
        ("mug under 30 each", "under 30 each", None, 30),
        ("mug $30 or less per piece", "$30 or less per piece", None, 30),
        ("mug 30 or less", "30 or less", None, 30),
        ("red shoes 80 or under, please", "80 or under", None, 80),
        *((f"mug under 30 {words}", "under 30", None, 30) for words in (
            "thanks", "pls", "on sale", "size m", "by Acme", "that is blue", "which has laces",
        )),
    ],
)  # fmt: skip
def test_prices_are_parsed(text: str, words: str, low: float | None, high: float | None) -> None:
    [price] = prices(text, ("USD",), ())
    assert (price.text, price.low, price.high, price.note) == (words, low, high, "")
    assert text[price.start : price.end] == words


@pytest.mark.parametrize(
    "text",
    [
        "desk under 120 cm", "4k monitor", "over 3 pockets", "under 18 years", "under 18 boys",
        "size 42", "sub 80", "from 1960",
        "mug over 30 black pieces", "shelf under 30 by 40 cm", "shelf over 30 under 40 cm",
        "boots EUR42", "mug under 30 pieces",
        "60 or less", "toy 3 or less", "mug 30 or more", "puzzle 12+", "lamp 60 or less watts",
        "shoes size 42 or less", "cream spf 30 or less", "jack 30 or less",
        "about 1960", "iphone 12 pro", "under 50% cotton", "tent for 4", "20-40",
    ],
)  # fmt: skip
def test_other_numbers_are_not_prices(text: str) -> None:
    assert not list(prices(text, ("USD",), ()))
    assert not list(prices("tv 55 or less", ("USD",), ("55",)))


@pytest.mark.parametrize(
    "text", ["under 50 over 10", "less than 50 more than $10", "max 50 min 10"]
)
def test_two_limits_in_a_row_are_both_read(shop: Store, text: str) -> None:
    query = parse(shop, f"mug {text}")
    limits = (query.filters.price_min, query.filters.price_max)
    assert (limits, query.words) == ((10, 50), "mug")


def test_prices_in_another_currency_are_ignored_with_a_note(client: Client, shop: Store) -> None:
    results = by_text(shop, "dress under 50 euros")
    assert (results.filters.price_max, results.query.words) == (None, "dress")
    page = client.get("/", {"q": "dress under 50 euros"}).content.decode()
    assert "Prices are in USD and cannot be converted" in page


@pytest.mark.parametrize(
    ("text", "expected", "words"),
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
        # Of what is called so, the color is no filter.
        ("white board", [], "white board"),
        ("white shoe", [("color", "white")], "shoe"),
        ("best mug", [("sort", "best")], "mug"),
        ("mug sorted by price", [("sort", "sorted by price")], "mug"),
        ("mug price descending", [("sort", "price descending")], "mug"),
        ("low price mug", [("sort", "low price")], "mug"),
        ("mugs new in", [("sort", "new in")], "mugs"),
        ("sort mugs by price", [("sort", "by price")], "mugs"),
        ("best friends mug", [], "best friends mug"),
        ("cheapest dress under 70", [("sort", "cheapest"), ("price", "under 70")], "dress"),
        ("Red Tape black shoe", [], "Red Tape black shoe"),
        ("the t-red dress", [], "the t-red dress"),
    ],
)
def test_values_become_filters_only_where_they_are_meant(
    shop: Store, text: str, expected: list[tuple[str, str]], words: str
) -> None:
    query = parse(shop, text)
    filters = [(kind, phrase) for kind, phrase in constraints(query) if kind != "category"]
    assert (filters, query.words) == (expected, words)


def titles(store: Store, text: str, **options: object) -> set[str]:
    return {item.product.title for item in by_text(store, text, **options).items}


def test_excluded_values_and_words_are_left_out(shop: Store) -> None:
    assert "Black summer dress" not in titles(shop, "dress not black")
    assert parse(shop, "dress not black or red").constraints[-1].values == ("black", "red")
    without_laces = titles(shop, "shoe without laces")
    assert "Pink shoe" in without_laces, "its description negates the word"
    assert not without_laces & {"White shoe with laces", "Blue shoe"}
    assert not titles(shop, "anything but acme") & {"Red summer dress", "Pink shoe"}
    assert "Red summer dress" not in titles(shop, "dress but not red")
    assert "Red summer dress" not in titles(shop, "dress -red")


@pytest.mark.parametrize("times", [1, 12])
def test_a_query_of_many_exclusions_costs_as_many_queries_as_three(
    shop: Store, django_assert_max_num_queries, times: int
) -> None:
    parse(shop, "the words of the store are in memory")
    with django_assert_max_num_queries(5):
        query = parse(shop, "-summer -laces -pink " * times)
    notes = [constraint.note for constraint in query.constraints]
    assert notes[:2] == ["", ""]
    assert ("first three exclusions" in notes[-1]) is (times > 1)


@pytest.mark.parametrize(
    "text",
    [
        *("dress not too long", "not only black", "no 5 perfume", "dress but in red"),
        # What fails is the shopper's own.
        *("car wont start", "shoe does not fit", "lamp not working", "can't open the mug"),
    ],
)
def test_other_uses_of_not_exclude_nothing(shop: Store, text: str) -> None:
    assert not [each for each in parse(shop, text).constraints if each.kind == "not"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        *(("shoe that doesn't slip", "slip"), ("shoe that won't start", "start")),
        *(("mug not light", "light"), ("i can't have laces", "laces")),
    ],
)
def test_what_goods_are_not_to_do_or_have_is_excluded(shop: Store, text: str, words: str) -> None:
    [constraint] = [each for each in parse(shop, text).constraints if each.kind == "not"]
    assert constraint.values == (words,)


def test_literal_words_are_searched_for(shop: Store) -> None:
    for text, words in (("red dress", "red"), ("dress not black", "not black")):
        query = parse(shop, text, literal=[words.upper()])
        assert (constraints(query), query.words) == ([("category", "dress")], text)


def test_sizes_are_parsed_for_declared_attributes(shop: Store, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["shoe_size", "size"]}
    add("Boot", "black", attributes={"shoe_size": ["42", "43"], "size": "XL"})
    assert parse(shop, "boot size 42").filters.attributes == {"shoe_size": ("42",)}
    assert parse(shop, "xl boot").filters.attributes == {"size": ("XL",)}
    assert constraints(parse(shop, "42 boots")) == []
    add("Low boot", "black", attributes={"shoe_size": ["9.5"]})
    for text in ("eu 42 boot", "boot eu42", "boot size eu 42", "boot 42 eu"):
        assert parse(shop, text).filters.attributes == {"shoe_size": ("42",)}
    assert parse(shop, "size 9 1/2 boot").filters.attributes == {"shoe_size": ("9.5",)}


def test_a_denied_color_may_have_its_lead(shop: Store) -> None:
    for text in ("dress not in color red", "dress not color red", "dress no color red"):
        query = parse(shop, text)
        assert ("color", ("red",)) in [(e.field, e.values) for e in query.filters.excluded]
        assert query.filters.color == ()


@pytest.mark.parametrize(
    ("text", "colors"),
    [
        *(("red/black dress", ("red", "black")), ("black-colored dress", ("black",))),
        ("t-red dress", ()),
    ],
)
def test_parts_of_a_joined_word_may_be_colors(
    shop: Store, text: str, colors: tuple[str, ...]
) -> None:
    query = parse(shop, text)
    assert (query.filters.color, query.words == "dress") == (colors, bool(colors))


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        *((f"mugs {words}", "-price") for words in (
            "sorted by price high to low", "by price, highest first", "high to low price",
            "high price to low price", "from most expensive to cheapest",
        )),
        *((f"mugs {words}", "price") for words in (
            "sorted by price low to high", "by price, lowest first", "low to high price",
            "low price to high price", "from cheapest to most expensive",
        )),
        *((f"mug {words}", "relevance") for words in (
            "not cheap", "that's not cheap", "which isn't too cheap", "not the cheapest",
        )),
    ],
)  # fmt: skip
def test_a_whole_order_is_read_and_no_word_of_it_stays(shop: Store, text: str, sort: str) -> None:
    query = parse(shop, text)
    assert (query.sort, query.words) == (sort, text.split()[0])


def test_results_are_sorted_as_the_words_say_unless_an_order_is_chosen(shop: Store) -> None:
    results = by_text(shop, "cheapest dress")
    ascending = [item.product.price for item in results.items]
    assert (results.sort, ascending) == ("price", sorted(ascending))
    results = by_text(shop, "cheapest dress", sort="-price")
    assert [item.product.price for item in results.items] == ascending[::-1]


# ---- on the page ----


def chip_links(page: str) -> dict[str, str]:
    links = re.findall(r'<a class="cs-chip cs-chip-read" href="([^"]*)".*?</span> ([^<]*?) <', page)
    return {label: url.replace("&amp;", "&") for url, label in links}


def test_every_constraint_is_a_chip_that_can_be_removed(client: Client, shop: Store) -> None:
    page = client.get("/", {"q": "red dress under $50 cheapest"}).content.decode()
    chips = chip_links(page)
    assert set(chips) == {"red", "Dresses", "up to 50", "Cheapest first"}
    assert "from “under $50”" in page
    page = client.get(f"/{chips['up to 50']}").content.decode()
    assert set(chip_links(page)) == {"red", "Dresses", "Cheapest first"}
    page = client.get(f"/{chip_links(page)['red']}").content.decode()
    assert set(chip_links(page)) == {"Dresses", "Cheapest first"}


def test_the_filter_form_takes_over_constraints(client: Client, shop: Store) -> None:
    page = client.get("/", {"q": "red dress"}).content.decode()
    assert '<input type="hidden" name="by_hand" value="color">' in page
    assert re.search(r'name="color" value="red" checked', page)
    without = client.get("/?q=red+dress&by_hand=color").content.decode()
    assert "Black summer dress" in without


def test_an_unknown_order_is_refused(client: Client) -> None:
    answer = client.get("/", {"sort": "stars"})
    assert answer.status_code == 400
    assert "sort must be one of: relevance, price, -price, newest" in answer.content.decode()


def is_third(products: Keys) -> NDArray[np.bool_]:
    return products == 3


def test_strong_matches_come_first_in_every_order() -> None:
    keys, prices = np.array([1, 2, 3]), np.array([90.0, 5.0, np.nan])
    facts = Columns(keys, prices, np.ones(3, bool))
    candidates = Candidates(keys, keys, np.array([3.0, 1.0, 1.0]), np.zeros(3), facts)
    assert ordered(candidates, "price").products.tolist() == [2, 1, 3]
    assert ordered(candidates, "-price").products.tolist() == [1, 2, 3]
    assert ordered(candidates, "price", Judge(2.0)).products.tolist() == [1, 2, 3]
    assert ordered(candidates, "newest", Judge(2.0)).products.tolist() == [1, 3, 2]
    assert ordered(candidates, "price", Judge(9.0, is_third)).products.tolist() == [3, 2, 1]
    assert ordered(candidates, "", Judge(9.0, is_third)).products.tolist() == [1, 2, 3]


def test_related_results_are_listed_under_a_line_in_every_order_but_relevance(
    client: Client, shop: Store
) -> None:
    page = client.get("/", {"q": "most expensive laces shoe"})
    items = [(item.product.price, item.band) for item in page.context["results"].items]
    assert items == [(70, "strong"), (50, "strong"), (10, "strong"), (90, "related")]
    line = "Related to your search"
    assert page.content.decode().count(line) == 1
    by_relevance = client.get("/", {"q": "laces shoe", "sort": "relevance"})
    assert line not in by_relevance.content.decode()
