"""Kinds of goods that a store does not have, and descriptions that always have nearest products."""

import html
from collections.abc import Sequence
from dataclasses import replace

import pytest
from django.test import Client

from catalog_search.indexing.baselines import calibration
from catalog_search.indexing.baselines.calibration import Baseline, Calibration
from catalog_search.models import Product, Store
from catalog_search.retrieval import unsold
from catalog_search.search.query.around_names import without_colors
from catalog_search.search.query.kinds import kind_in, names_kind, names_purpose
from catalog_search.search.words import relaxation
from catalog_search.text.store import words_build
from catalog_search.text.vectors import text_vectors
from catalog_search.types import Vectors
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

WORDS = words_build.build([Product(pk=1, sku="s", title="50 l")])

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words", ["headphones", "yoga mat", "Red Wine-Glasses", "50l backpack", "car tyres"]
)
def test_names_of_kinds(words: str) -> None:
    assert names_kind(words, WORDS)


@pytest.mark.parametrize(
    ("name", "goods"),
    [("ice cream", "ice cream"), ("double cream", "double cream"), ("shirt red", "shirt")],
)
def test_names_of_goods_have_no_color(name: str, goods: str) -> None:
    assert without_colors(name.split()) == goods.split()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "something to sit on",
        "gift for a gamer",
        "smell nice",
        "keep my spices",
        "dry air in the bedroom",
        "set of four white garden chairs",
    ],
)
def test_descriptions_of_a_purpose(words: str) -> None:
    assert not names_kind(words, WORDS)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("headphones", "headphones"),
        ("umbrella for the rain", "umbrella"),
        ("a mug with a handle", "mug"),
        ("Do you have red lamps in brass?", "red lamps"),
        ("I'm looking for some curtains without print", "curtains"),
        ("find me a tent for camping", "tent"),
        ("set of 4 chairs from oak", "chairs"),
        ("two packs of socks for men", "socks"),
        ("yoga mat", "yoga mat"),
        ("hammer & nails", ""),
        ("mouse/keyboard", ""),
        ("salt & pepper mill", "salt and pepper mill"),
        ("w/ handle mug", "w handle mug"),
        ("T-shirt with stripes", "t-shirt"),
        ("charge my phone", ""),
        ("sleep in a tent", ""),
        ("something with flowers", ""),
        ("gift for a gamer", ""),
        ("warm top with a hood", ""),
        ("furniture for the garden", ""),
        ("clothes for the summer", ""),
        ("winter sports", ""),
        ("faster internet at home", ""),
        ("bottle of water", "water"),
        ("for my cat", ""),
        ("big green plant for the office", "big green plant"),
        ("clock to hang in the kitchen", "clock"),
        ("a mug that keeps coffee hot", "mug"),
        ("ring made of gold", "ring"),
        ("cosy armchair by the fire", "cosy armchair"),
        ("easy to clean", ""),
        ("what to wear to a wedding", ""),
        ("green leaves", ""),
        ("dry air in the bedroom", ""),
        ("soft skin", ""),
        ("family dinner", ""),
        ("camping trip", ""),
        ("sleeping outdoors", ""),
        ("playing music", ""),
        ("cooking eggs", ""),
        ("cutting pizza with a wheel", ""),
        ("plant seeds in the garden", ""),
        ("plant pots", "plant pots"),
        ("cooking pots", "cooking pots"),
        ("cutting board", "cutting board"),
        ("sleeping bag", "sleeping bag"),
        ("washing machine", "washing machine"),
        ("all in one printer", "all in one printer"),
        ("clamp on desk light", "desk light"),
        ("clip-on bow tie in red", "bow tie"),
    ],
)
def test_the_kind_is_what_stands_before_what_is_said_of_it(words: str, kind: str) -> None:
    assert kind_in(words, WORDS) == kind


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("watch water resistant", "watch"),
        ("watch 50 m water resistant", "watch"),
        ("jacket waterproof", "jacket"),
        ("pliers insulated", "pliers"),
        ("bird seed", "bird seed"),
        ("headphones noise cancelling", "headphones"),
        ("chair height adjustable", "chair"),
        ("bag water repellent", "bag"),
        ("mug microwave safe", "mug"),
        ("table lamp dimmable", "table lamp"),
        ("solar lamp waterproof", "solar lamp"),
        ("coffee table", "coffee table"),
        ("extension cable", "extension cable"),
        ("mouse wireless", "mouse"),
        ("insect repellent", "insect repellent"),
        ("shades polarized", "shades"),
        ("rug shaggy", "rug"),
        ("golf clubs left handed", "golf clubs"),
        ("dinner plates set of 12", "dinner plates"),
        ("webcam 1080p", "webcam"),
        ("cool box 30l", "cool box"),
        ("slimlyne dishwasher", "dishwasher"),
        ("do u sell bacon", "bacon"),
        ("washing up liquid", "washing up liquid"),
    ],
)
def test_features_behind_the_goods_are_no_kind(words: str, kind: str) -> None:
    assert kind_in(words, WORDS) == kind


def test_an_occasion_is_a_purpose_unless_it_is_the_name_of_goods() -> None:
    assert names_purpose("winter sports")
    assert names_purpose("store shoes")
    assert not names_purpose("shoe store")
    assert not names_purpose("grill")


@pytest.mark.parametrize("words", ["bycicle", "runing shoos", "shoos", "501", "usb3.0"])
def test_what_is_no_word_may_be_anything(words: str) -> None:
    assert not names_kind(words, WORDS)


@pytest.mark.parametrize(
    "words", ["किताब", "தமிழ்", "ខ្មែរ", "バス", "красный стул", "C++ primer", "C# book"]
)
def test_words_of_another_script_and_names_with_signs_are_no_english(words: str) -> None:
    assert not names_kind(words, WORDS)
    assert kind_in(words, WORDS) == ""


def test_only_english_is_read(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    assert not names_kind("headphones", WORDS)


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose scores are measured: any cosine below 0.5 is that of strangers."""
    for color in ("red", "green", "blue"):
        for number in range(3):
            product = make_product(
                title=f"{color} shirt {number}", category="Shirts", description="For headphones."
            )
            make_indexed_photo(product, color)
    measured = Calibration(
        text_photo=Baseline(0.5, 0.1), text_title=Baseline(0.5, 0.1), words=Baseline(0.1, 0.1)
    )
    monkeypatch.setattr(calibration, "of_store", lambda store, model_id: measured)
    return make_store()


@pytest.mark.parametrize(("unrelated", "is_near"), [(0.5, False), (0.05, True)])
def test_the_nearest_category_is_told_where_titles_are_nearer_than_unrelated_ones(
    shop: Store,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    unrelated: float,
    is_near: bool,
) -> None:
    chance = Baseline(unrelated, 0.1)
    measured = replace(calibration.of_store(shop, ""), text_title=chance)
    monkeypatch.setattr(calibration, "of_store", lambda store, model_id: measured)
    relaxed = by_text(shop, "headphones").relaxed
    assert (relaxed is not None) is is_near
    page = html.unescape(client.get("/", {"q": "headphones"}).content.decode())
    assert ("Closest products" in page) is ("Closest category" in page) is is_near


def test_the_nearest_to_an_unknown_sort_are_those_of_its_kind(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def encoded(texts: Sequence[str]) -> Vectors:
        return text_vectors(["red shirt 0" if text == "jacket" else text for text in texts])

    monkeypatch.setattr(relaxation, "text_vectors", encoded)
    results = by_text(shop, "windcheater for my morning run")
    assert results.is_unsold
    assert results.relaxed is not None
    assert results.relaxed.category == "Shirts"
    assert by_text(shop, "headphones").relaxed is None


def test_a_kind_that_no_product_states_is_not_sold(shop: Store, client: Client) -> None:
    results = by_text(shop, "headphones")
    assert (results.total, results.is_unsold) == (0, True)
    page = html.unescape(client.get("/", {"q": "headphones"}).content.decode())
    assert "We have nothing for “headphones”" in page
    answer = client.get("/api/search", {"q": "headphones"}).json()
    assert (answer["total"], answer["is_unsold"]) == (0, True)


def test_a_constraint_changes_nothing_about_it(shop: Store, client: Client) -> None:
    assert by_text(shop, "cheapest headphones").is_unsold
    assert by_text(shop, "headphones not red").is_unsold
    page = html.unescape(client.get("/", {"q": "headphones not red"}).content.decode())
    assert "We have nothing for “headphones”" in page
    # What is not sold is not there without the filter either.
    assert "Remove a filter" not in page
    assert "Try different or fewer words" in page


def test_a_kind_that_is_stated_or_looks_like_it_is_sold(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert by_text(shop, "shirt").total == 9
    monkeypatch.setattr(unsold, "UNSTATED", -100.0)
    assert not by_text(shop, "headphones").is_unsold


def test_a_description_fills_a_shelf_and_is_never_unsold(shop: Store) -> None:
    results = by_text(shop, "something for the summer")
    assert not results.is_unsold


def test_a_store_too_small_to_measure_never_says_so() -> None:
    make_indexed_photo(make_product(title="shirt"), "red")
    assert not by_text(make_store(), "headphones").is_unsold
