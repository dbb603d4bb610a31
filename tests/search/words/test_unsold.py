"""Kinds of goods that a store lacks though its words or photos are near to them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from catalog_search import conf
from catalog_search.indexing.baselines import calibration
from catalog_search.indexing.baselines.calibration import Baseline, Calibration
from catalog_search.models import Store
from catalog_search.protocols import Encoder
from catalog_search.retrieval import unsold
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.words import doubt
from catalog_search.search.words.named_kind import MAX_NAMES, named_kind, names_of
from catalog_search.search.words.unsold import doubtful
from catalog_search.text.goods import goods, handled, opposites, uses
from catalog_search.text.lists import same_goods
from catalog_search.text.store import synonyms, words_cache
from catalog_search.types import Vectors
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_comes_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let words alone decide: a store whose scores are measured, and none of them is high."""
    measured = Calibration(
        text_photo=Baseline(0.5, 0.1), text_title=Baseline(0.5, 0.1), words=Baseline(0.1, 0.1)
    )
    monkeypatch.setattr(calibration, "of_store", lambda store, model_id: measured)
    monkeypatch.setattr(unsold, "SOLD", 100.0)
    monkeypatch.setattr(unsold, "UNSTATED", 100.0)
    monkeypatch.setattr(unsold, "UNSERVED", 100.0)


def shop(*titles: str, category: str = "All") -> Store:
    for number, title in enumerate(titles):
        make_indexed_photo(
            make_product(title=title, category=category), ("red", "green", "blue")[number % 3]
        )
    return make_store()


def test_what_is_said_of_a_kind_does_not_make_it_sold() -> None:
    store = shop("rain jacket", "cat tree", "running shoes")
    for query in ("umbrella for the rain", "a bowl for cats", "headphones for running"):
        results = by_text(store, query)
        assert (results.total, results.is_unsold) == (0, True), query


@pytest.mark.parametrize(
    "query", ["jacket for the rain", "a red jacket", "shoes with laces", "white shoes for running"]
)
def test_a_kind_that_a_title_ends_with_is_sold(query: str) -> None:
    assert not by_text(shop("rain jacket", "cat tree", "running shoes"), query).is_unsold


@pytest.mark.parametrize(
    ("title", "queries"),
    [
        ("Windcheater jacket", ["windcheater", "wind cheater", "windbreaker"]),
        ("Plain T-shirt", ["tee shirt", "tee-shirt"]),
        ("Shoes for men", ["gents shoes"]),
        ("PlayStation5 console", ["playstation 5 console"]),
        ("Cat6 cable", ["cat 6 cable", "cat-6 cable"]),
    ],
)
def test_the_kind_may_be_called_twice_or_in_another_way(title: str, queries: list[str]) -> None:
    store = shop(title, "Rain jacket", "White shirt")
    for query in queries:
        assert not by_text(store, query).is_unsold, query
    assert by_text(store, "headphones").is_unsold


def test_a_product_for_a_kind_is_none() -> None:
    """A laptop bag is no laptop, whatever stands behind it in the title."""
    store = shop("laptop bag - 15 inch", "brown laptop sleeve", "leather wallet")
    assert by_text(store, "laptop").is_unsold
    assert by_text(store, "laptop for work").is_unsold
    assert not by_text(store, "laptop bag").is_unsold


def test_what_a_thing_is_for_is_not_sold_by_it() -> None:
    """A keypad for laptops is no laptop, and neither is their charger."""
    store = shop("numeric keypad for laptops", "laptop charger 90 W universal", "red lamp")
    kind = named_kind(parse_query(store, TextQuery("laptop")))
    doubted = doubtful(kind, words_cache.of_store(store))
    assert doubted is not None
    assert sorted(doubted.other_goods.tolist()) == sorted(
        store.products.filter(title__contains="laptop").values_list("pk", flat=True)
    )
    assert by_text(store, "laptop").is_unsold


def test_other_sorts_are_near_for_their_kind_alone() -> None:
    store = shop("blackout curtains pair", "curtain pole 28 mm brass", "hand shower", "red lamp")
    kind = named_kind(parse_query(store, TextQuery("shower curtain")))
    doubted = doubtful(kind, words_cache.of_store(store))
    assert doubted is not None
    titles = store.products.filter(pk__in=doubted.other_goods.tolist()).values_list(
        "title", flat=True
    )
    assert sorted(titles) == ["blackout curtains pair", "curtain pole 28 mm brass"]
    sold = shop("shower curtain with palms")
    assert doubtful(kind, words_cache.of_store(sold)) is None


def test_what_is_called_something_else_is_no_sign_of_a_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However near a gas stove comes to a dutch oven."""

    def compare(kind: list[list[float]], other: list[float]) -> None:
        monkeypatch.setattr(doubt, "text_vectors", lambda names: np.array(kind))
        monkeypatch.setattr(doubt, "vectors_of_names", lambda names: np.array([other]))

    for name in ("SOLD", "UNSTATED"):
        monkeypatch.setattr(unsold, name, -100.0)
    text, store = "dutch oven for the campfire", shop("gas stove")
    compare([[1, 0, 0], [0, 1, 0]], [0, 0, 1])
    assert by_text(store, text).is_unsold
    # What is called nearly like it, or like the last of its words, may be the same.
    for alike in ([1, 0, 0], [0, 1, 0]):
        compare([[1, 0, 0], [0, 1, 0]], alike)
        assert not by_text(store, text).is_unsold
    # What no title names may be anything.
    compare([[1, 0, 0], [0, 1, 0]], [0, 0, 1])
    make_indexed_photo(make_product(title="Camp Chef Heritage 4 qt"), "red")
    words_cache.publish(store)
    assert not by_text(store, text).is_unsold


@pytest.mark.parametrize("query", ["nails 40 mm", "nails size 4", "2.5 kg nails", "nails 2 lbs"])
def test_an_amount_or_a_size_makes_no_other_kind(query: str) -> None:
    kind = named_kind(parse_query(shop("red lamp", "oak shelf"), TextQuery(query)))
    assert kind.name
    assert by_text(make_store(), query).is_unsold
    assert not by_text(shop("wire nails 2.5 x 40"), query).is_unsold


def test_what_stands_before_a_known_name_of_several_words_makes_no_other_kind() -> None:
    store = shop("life jacket for dogs", "red lamp", "cat tree")
    kind = named_kind(parse_query(store, TextQuery("childs life jacket")))
    assert doubtful(kind, words_cache.of_store(store)) is None


@pytest.mark.parametrize("query", ["box of nails", "2 packs of nails", "a bag of nails"])
def test_what_a_box_holds_is_asked_for(query: str) -> None:
    assert by_text(shop("staples, box of 5000", "claw hammer", "red lamp"), query).is_unsold
    assert not by_text(shop("wire nails 2.5 x 40"), query).is_unsold


def test_a_comma_inside_of_a_word_appends_nothing() -> None:
    assert by_text(shop("Oak coffee,tea maker", "red lamp", "cat tree"), "coffee").is_unsold
    assert not by_text(shop("Oak rug, flatwoven", "red lamp", "cat tree"), "rug").is_unsold


def test_what_stands_behind_a_kind_may_be_its_model_if_its_category_says_so() -> None:
    store = shop("Nimbus laptop X200 Pro", "laptop bag", category="Computers > Tablets & Laptops")
    assert not by_text(store, "laptop").is_unsold


def test_a_word_that_is_no_name_of_goods_may_be_a_brand() -> None:
    store = shop("Whistler jacket", "Whistler shoes", "cat tree")
    assert not by_text(store, "whistler").is_unsold


def test_another_name_of_the_same_goods_is_sold() -> None:
    assert not by_text(shop("old sofa", "red lamp", "cat tree"), "settee for guests").is_unsold


def test_a_word_that_ends_with_the_kind_is_one() -> None:
    store = shop("steel saucepan 2", "red lamp", "cat tree")
    assert not by_text(store, "pan for soup").is_unsold
    assert by_text(store, "frying pan for soup").is_unsold
    assert by_text(store, "cap").is_unsold


def test_the_name_alone_is_compared_and_not_what_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of a text have the color of their names, so "red" is near to what is red."""
    store = shop("red shoes", "green jacket", "blue tree")
    monkeypatch.setattr(unsold, "SOLD", 3.0)
    assert by_text(store, "umbrella for red carpets").is_unsold


def test_the_very_kind_comes_before_kinds_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Curtains are no shower curtains, though these are stated and near as well."""
    monkeypatch.setattr(unsold, "SOLD", 0.0)
    for number, kind in enumerate(("Shower curtain", "Curtains, 1 pair", "Bath mat")):
        make_indexed_photo(make_product(title=f"nice {kind}", category=kind), "red")
        make_indexed_photo(make_product(title=f"{kind} {number}", category=kind), "green")
    categories = [item.product.category for item in by_text(make_store(), "curtains").items]
    assert categories[:2] == ["Curtains, 1 pair"] * 2


@pytest.mark.parametrize(
    "query", ["big jacket", "a nice small cat tree", "comfy red shoes for running", "fancy shoes"]
)
def test_what_a_thing_is_like_makes_no_other_kind_of_it(query: str) -> None:
    assert not by_text(shop("rain jacket", "cat tree", "running shoes"), query).is_unsold


def test_a_quality_makes_nothing_sold() -> None:
    store = shop("big jacket", "small cat tree", "comfy shoes")
    for query in ("big umbrella", "small lamp for the desk", "comfy old headphones"):
        assert by_text(store, query).is_unsold, query


def test_a_quality_may_be_part_of_a_name() -> None:
    assert by_text(shop("toy", "red lamp", "cat tree"), "soft toy").is_unsold
    assert not by_text(shop("soft toy", "red lamp", "cat tree"), "big soft toy").is_unsold


def test_a_product_that_states_the_kind_and_ends_with_its_last_word_is_one() -> None:
    store = shop("jar with lid, glass", "red lamp", "cat tree")
    assert not by_text(store, "glass jar with lid").is_unsold
    assert by_text(store, "cookie jar with lid").is_unsold
    # What it is made of makes it no other kind.
    assert not by_text(store, "porcelain jar with lid").is_unsold


@pytest.mark.parametrize(
    ("query", "sold"),
    [
        ("green leaves", "rain jacket"),
        ("sleeping outdoors", "tent"),
        ("playing music", "guitar"),
        ("cooking eggs", "frying pan"),
        ("family dinner", "dining table"),
    ],
)
def test_what_goods_are_for_or_have_is_no_kind(query: str, sold: str) -> None:
    assert not by_text(shop("cat tree", "running shoes", sold), query).is_unsold


def test_a_purpose_that_nothing_serves_is_unsold() -> None:
    store = shop("rain jacket", "cat tree", "running shoes")
    for query in ("brush my teeth", "family dinner", "hang up curtains"):
        assert by_text(store, query).is_unsold, query
    # Anything may be a present, and what states the purpose is for it.
    assert not by_text(store, "gift for my mother").is_unsold
    assert by_text(shop("family dinner set"), "family dinner").total > 0


@pytest.mark.parametrize(
    "title", ["chickpeas 400 g", "chickpeas 4 x 400 g", "dried chickpeas, 1 bag"]
)
def test_an_amount_behind_a_name_takes_nothing_from_it(title: str) -> None:
    assert not by_text(shop("rain jacket", "cat tree", title), "chickpeas").is_unsold


def test_a_sort_of_the_kind_is_sold() -> None:
    assert by_text(shop("rain jacket", "cat tree", "spaghetti spoon"), "pasta").is_unsold
    assert not by_text(shop("spaghetti 500 g"), "pasta").is_unsold


def test_what_shares_the_first_word_alone_makes_no_such_kind() -> None:
    assert by_text(shop("golf ball", "cat tree", "rain jacket"), "golf clubs").is_unsold


def test_a_clause_says_nothing_of_the_kind() -> None:
    store = shop("rain jacket", "cat tree", "running shoes")
    assert by_text(store, "a mug that keeps coffee hot").is_unsold
    assert by_text(store, "clock to hang over the cat tree").is_unsold
    assert not by_text(store, "shoes to run in").is_unsold


@pytest.mark.parametrize("query", ["laptop 16gb ram", "16gb ram laptop", "drill 18v battery"])
def test_goods_are_sold_with_an_amount_of_what_they_have(query: str) -> None:
    assert by_text(shop("Laptop bag 16 inch", "Drill bit 3 mm", "red lamp"), query).is_unsold
    assert not by_text(shop("Laptop 16 GB", "Drill 18V"), query).is_unsold


def test_names_of_a_kind_are_bounded(settings) -> None:
    """Each word may have synonyms, and the names of four such words are all combinations."""
    groups = [[f"{word}{number}" for number in range(12)] for word in ("aa", "bb", "cc", "dd")]
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "SYNONYMS": groups}
    store = shop(" ".join(word for group in groups for word in group), "cat tree", "red lamp")
    store_words = words_cache.of_store(store)
    assert len([*names_of("aa0 bb0 cc0 dd0", store_words)]) == MAX_NAMES


def test_goods_that_state_another_kind_do_not_make_it_sold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else comes near enough here: what ends with no name of goods may be a sofa."""
    monkeypatch.setattr(unsold, "SOLD", -100.0)
    store = shop("red sofa cover", "sofa bag in green", "velvet sofa cover 2m black")
    assert by_text(store, "sofa").is_unsold
    assert not by_text(store, "lamp").is_unsold
    make_indexed_photo(make_product(title="nimbus sofa 3000 plus"), "red")
    words_cache.publish(store)
    assert not by_text(store, "sofa").is_unsold


def test_a_category_of_several_kinds_says_nothing_of_those_within() -> None:
    store = shop("black toner", "red toner", category="Computers > Printers & Inks > Toners")
    assert by_text(store, "printer").is_unsold
    make_indexed_photo(make_product(title="Nimbus 300", category="Office > Printers & Inks"), "red")
    assert not by_text(store, "printer").is_unsold


def test_a_category_and_the_one_above_it_name_a_kind_together() -> None:
    store = shop("Zintra Motion 84", "red lamp", category="Boards & Skates > Inline")
    assert not by_text(store, "rollerblades").is_unsold
    assert by_text(store, "inline skate wheels").is_unsold


def test_one_kind_of_goods_that_no_title_names_has_to_come_nearer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Flowers are of many kinds: an orchid is one, though no title says so."""
    monkeypatch.setattr(unsold, "SOLD", -100.0)
    store = shop("white orchid", "red lamp", "cat tree")
    assert by_text(store, "serpent").is_unsold, "all are called something else"
    store = shop("Nimbus 300")
    assert by_text(store, "mascara").is_unsold
    assert not by_text(store, "flowers").is_unsold
    assert not by_text(store, "dog tree house").is_unsold
    assert not by_text(store, "serpent").is_unsold, "it is no name that the list has"
    monkeypatch.setattr(unsold, "UNSTATED", -100.0)
    assert not by_text(store, "mascara").is_unsold


def test_the_nearest_are_near_to_the_kind_and_not_to_its_color_or_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Red wine is no help to whoever wants a red dress."""
    encoded: list[str] = []
    encoder = conf.get_encoder()
    encode = type(encoder).encode_texts

    def noted(self: Encoder, texts: Sequence[str]) -> Vectors:
        encoded.extend(texts)
        return encode(self, texts)

    monkeypatch.setattr(type(encoder), "encode_texts", noted)
    assert by_text(shop("red wine", "green jacket", "blue tree"), "nice red dress").is_unsold
    assert "dress" in encoded
    assert not any("red" in text.split() for text in encoded[encoded.index("dress") :])
    assert by_text(make_store(), "umbrella size 38").is_unsold
    assert "umbrella" in encoded


def test_a_search_in_another_language_reads_no_english_lists(settings: Any) -> None:
    lists = (
        *(uses.broad, uses.clothing, uses.apart, uses.by_purpose, uses.places),
        *(goods.names, goods.sorts, goods.single_terms, handled.acts, opposites.by_trait),
        *(same_goods, synonyms.traits_in_english),
    )
    for each in lists:
        each.cache_clear()
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    store = shop("roter Wein mit Korken", "grüne Jacke", "blauer Baum")
    for query in ("etwas für den Sommer", "Jacke ohne Kapuze", "Wein mit Korken", "red wine"):
        by_text(store, query)
    assert [each.__name__ for each in lists if each.cache_info().currsize] == []


@pytest.mark.parametrize(
    ("query", "sold"),
    [
        ("highchair that folds away", "high chair"),
        ("wooden train set", "train set"),
        ("wireless earbuds", "wireless headphones"),
        ("cast iron frying pan 28 cm", "frying pan"),
    ],
)
def test_kinds_are_known_in_one_word_as_sets_and_with_amounts(query: str, sold: str) -> None:
    assert by_text(shop("rain jacket", "cat tree"), query).is_unsold
    assert not by_text(shop("rain jacket", "cat tree", sold), query).is_unsold


@pytest.mark.parametrize(
    "query",
    [
        "somewhere for guests to sleep",
        "little treat for myself",
        "my back hurts in the evening from working all day",
    ],
)
def test_what_names_no_goods_is_no_kind(query: str) -> None:
    store = shop("rain jacket")
    assert named_kind(parse_query(store, TextQuery(query))).name == ""


def test_what_a_thing_is_made_of_makes_it_no_other_kind() -> None:
    store = shop("oak shelf", "rain jacket", "cat tree")
    assert not by_text(store, "brass shelf").is_unsold
    assert by_text(store, "brass candlestick").is_unsold
