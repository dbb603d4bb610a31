"""Brands, categories and titles that look like prices, orders or exclusions."""

import itertools

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.types import Exclude
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

BRANDS = (
    *("No Fear", "Without Walls", "Over 60", "Newest Era", "Under Armour", "Less Is More"),
    *("Cheap Monday", "Sale e Pepe", "Not Nice", "Free People", "Without Prejudice", "Top Shop"),
    *("Under 21", "Less Than 10", "Non Stop", "Zero Gravity", "Latest Love", "No Name"),
    *("Except Me", "Max 5", "Best Buy", "Up to 7 Kids", "Nothing But Water", "The No Brand Shop"),
    *("Anything But Basic", "Minus 33", "Most Expensive Things", "From 8 to 5", "Sugar Free"),
)


def add(title: str, **fields: object) -> None:
    make_indexed_photo(make_product(title=title, **{"currency": "EUR", "price": 70, **fields}))


@pytest.fixture
def shop() -> Store:
    """A hoodie of every brand, and ten plain things, first by name and cheap."""
    for number in range(10):
        add(f"A ball {number}", brand="Plainco", category="Toys", price=5)
    for brand in BRANDS:
        add("Logo hoodie", brand=brand, category="Hoodies")
    return make_store()


def brands(store: Store, text: str) -> list[str]:
    return [item.product.brand for item in by_text(store, text).items]


QUERIES = ("{}", "by {}", "{} hoodie", "hoodie {}", "logo hoodie by {}", "{} hoodie under 99")


def test_a_brand_is_read_before_operators(shop: Store) -> None:
    for brand, query in itertools.product(BRANDS, QUERIES):
        assert brands(shop, query.format(brand.lower())) == [brand]
        for text in (query.format(brand), query.format(brand.lower())):
            kinds = {each.kind for each in parse_query(shop, TextQuery(text)).constraints}
            assert kinds - {"category", "price"} == {"brand"}, text


def test_such_a_brand_can_be_excluded(shop: Store) -> None:
    for brand in ("No Fear", "Over 60", "Newest Era", "Not Nice", "Under 21"):
        for text in (f"hoodie not {brand}", f"hoodie without {brand}", f"anything but {brand}"):
            conditions = parse_query(shop, TextQuery(text)).filters.excluded
            assert Exclude("brand", (brand,)) in conditions, text
            assert brand not in brands(shop, text), text


def test_operators_beside_a_name_are_still_read(shop: Store) -> None:
    query = parse_query(shop, TextQuery("cheapest no fear hoodie over 60 under 80, not red"))
    kinds = [each.kind for each in query.constraints]
    assert sorted(set(kinds) - {"category"}) == ["brand", "not", "price", "sort"]
    assert query.filters.price_max == 80
    assert query.filters.brand == ("No Fear", "Over 60")


def test_the_same_words_are_operators_where_no_name_has_them() -> None:
    add("Logo hoodie", brand="Fear", price=20)
    add("Walls poster", brand="Plainco", price=90)
    store = make_store()
    assert "Fear" not in brands(store, "no fear")
    assert parse_query(store, TextQuery("poster over 60")).filters.price_min == 60
    assert parse_query(store, TextQuery("newest poster")).sort == "newest"


SHORT = ("Or", "The", "And", "On", "Not", "Without", "New", "Black", "Best", "I", "C&A", "Zero")


def test_a_brand_that_is_a_word_of_grammar_is_read_alone_and_after_by() -> None:
    for number in range(5):
        add(f"A ball {number}", brand="Plainco", category="Toys", price=5)
    for brand in SHORT:
        add("Logo hoodie", brand=brand, category="Hoodies")
    for brand in SHORT:
        for text in (brand.lower(), f"hoodie by {brand.lower()}"):
            assert brands(make_store(), text)[0] == brand, text
    assert brands(make_store(), "zero hoodie")[0] == "Zero"
    assert brands(make_store(), "c&a hoodie")[0] == "C&A"


GRAMMAR = ("On", "The", "Or", "With", "In", "To", "And", "Over", "Up")


def test_a_brand_that_is_a_word_of_grammar_is_read_at_both_ends() -> None:
    for brand in ("Plainco", *GRAMMAR):
        add("Logo hoodie", brand=brand, category="Hoodies")
    store = make_store()
    for brand in GRAMMAR:
        word = brand.lower()
        for query in ("{} hoodie", "hoodie {}", "hoodie from {}", "hoodie from {} under 99"):
            assert brands(store, query.format(word)) == [brand], query.format(word)
    for word in ("on", "the", "or", "to"):
        assert "Plainco" in brands(store, f"logo {word} hoodie"), "it stands in the middle"
    for text in ("over $50 hoodie", "up to $99 hoodie", "hoodie over 50"):
        kinds = {each.kind for each in parse_query(store, TextQuery(text)).constraints}
        assert kinds == {"price", "category"}, text


@pytest.mark.parametrize("brand", ["Not", "NOT", "Without", "No"])
def test_a_negator_that_is_a_brand_denies_what_follows_it(brand: str) -> None:
    add("Logo hoodie", brand=brand, category="Hoodies")
    add("Logo tee", brand="Plainco", category="Tees")
    store, word = make_store(), brand.lower()
    for text in (f"hoodie {word}", f"hoodie from {word}", f"hoodie by {word}"):
        assert brands(store, text)[0] == brand, text
    for text in (f"{word} hoodie", f"tee {word} hoodie"):
        assert brand not in brands(store, text), text
    assert brands(store, f"{brand.upper()} hoodie") == [brand]


@pytest.mark.parametrize("brand", ["!Important", "-Minus-", "!IT Jeans", "& Daughter"])
def test_a_brand_may_begin_with_a_sign_that_excludes(brand: str) -> None:
    add("Logo hoodie", brand=brand, category="Hoodies")
    add("Logo tee", brand="Plainco", category="Tees")
    for query in ("{}", "{} hoodie", "hoodie {}", "by {}", "hoodie by {}"):
        assert brands(make_store(), query.format(brand.lower())) == [brand], query
    assert "Plainco" not in brands(make_store(), "logo -plainco")


@pytest.mark.parametrize("category", ["No Iron Shirts", "Under 20", "Newest Era", "Without Nuts"])
@pytest.mark.parametrize("in_category", [True, False])
def test_a_category_is_read_before_operators(category: str, in_category: bool) -> None:
    """Only some products have a category: then it is no filter, but its words are searched."""
    add("Gift", category=f"Gifts > {category}", price=70)
    add("Iron and nuts", category="Tools" if in_category else "", price=5)
    add("Steam iron", category="Tools" if in_category else "", price=5)
    [best, *_] = by_text(make_store(), category.lower()).items
    assert best.product.title == "Gift"


TITLES = (
    *("No Country for Old Men", "Over 60 multivitamin", "Not Without My Daughter"),
    *("Zero Waste Kit", "Best Newest Friends", "Under 30 Minutes Cookbook", "Less Than Zero"),
)


def test_a_title_is_found_by_a_part_of_it_and_more_words() -> None:
    for each in TITLES:
        add(each, brand="Plainco", category="Goods")
    add("Country music for my daughter", category="Goods")
    add("Waste bag", category="Goods")
    store = make_store()
    for title in TITLES:
        part = " ".join(title.split()[:3])
        for text in (title.lower(), part, f"{part.lower()} please"):
            assert by_text(store, text).items[0].product.title == title, text


NUMBERED = (
    *("Air Max 90", "Air Max 97 sneaker", "From 0 to 1 book", "Under 21 jersey", "Max 0.5 pencil"),
    *("Over 50 vitamin", "Between 3 and 5 game", "Up to 40 cooler", "At least 12 rosary"),
    *("Within 30 cookbook", "Below 20 parka", "Min 8 mug", "Phone Pro Max 256 GB", "Above 18 wine"),
)


@pytest.fixture
def numbered() -> Store:
    for title in NUMBERED:
        add(title, brand="Plainco", category="Goods", price=900)
    add("Canvas loafer", brand="Vans", category="Footwear", price=60)
    return make_store()


@pytest.mark.parametrize("title", NUMBERED)
def test_an_operator_and_a_number_are_a_name_where_a_title_has_them(
    numbered: Store, title: str
) -> None:
    words = title.lower().split()
    last = max(place for place, word in enumerate(words) if word[0].isdecimal()) + 1
    for part in (words[:last], words[max(0, last - 2) : last]):
        for text in (" ".join(part), f"plainco {' '.join(part)}"):
            query = parse_query(numbered, TextQuery(text))
            assert not [each for each in query.constraints if each.kind == "price"], text
            assert by_text(numbered, text).items[0].product.title == title, text


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("loafer max 90", 90), ("loafer under 21", 21), ("vans max 97", 97), ("max 80", 80),
        ("air max 97 under 150", 150), ("loafer below 20 euros", 20), ("max 90 euros", 90),
    ],
)  # fmt: skip
def test_they_are_a_price_beside_words_of_other_products(
    numbered: Store, text: str, limit: float
) -> None:
    query = parse_query(numbered, TextQuery(text))
    assert query.filters.price_max == limit


@pytest.mark.parametrize(
    ("language", "title"),
    [("german", "Bis 30 Rezepte"), ("spanish", "Hasta 30 recetas"), ("french", "Maximum 30 vins")],
)
def test_such_names_are_read_in_other_languages(settings, language: str, title: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    add(title, brand="Plainco", category="Goods", price=900)
    text = " ".join(title.lower().split()[:2])
    assert by_text(make_store(), text).items[0].product.title == title


@pytest.mark.parametrize("brand", ["Next", "M", "Kids", "Gift", "2XU", "Big"])
def test_a_brand_that_is_a_usual_word_is_read_where_it_is_all_that_is_said(brand: str) -> None:
    for number in range(5):
        add(f"A ball {number}", brand="Plainco", category="Toys", price=5)
    add("Logo hoodie", brand=brand, category="Hoodies")
    assert brands(make_store(), brand.lower()) == [brand]


def test_a_usual_word_stays_one_where_other_titles_have_it() -> None:
    add("Gift box", brand="Plainco", category="Boxes")
    add("Logo hoodie", brand="Gift", category="Hoodies")
    assert "Plainco" in brands(make_store(), "gift")
