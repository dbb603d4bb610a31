"""Words as shoppers type them, over a small shop: each row is a kind of query, by a rule."""

import html

import pytest
from django.test import Client

from catalog_search.catalogue import store as catalogue
from catalog_search.models import Store
from catalog_search.retrieval import leading, subqueries
from catalog_search.retrieval.filters import Filters
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.query.number_words import in_digits
from catalog_search.search.words.shelves import on_shelves
from catalog_search.types import Payload
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def add(title: str, color: str, **fields: object) -> None:
    fields = {"colors": [color], "currency": "USD", "price": 40, "brand": "Acme", **fields}
    make_indexed_photo(make_product(title=title, **fields), color)


@pytest.fixture
def shop() -> Store:
    add("Grey cotton shorts", "grey", category="Clothes > Shorts", price=30)
    add("Blue cotton shorts", "blue", category="Clothes > Shorts", price=20)
    add("Short sleeve shirt", "white", category="Clothes > Shirts", price=35)
    add("Short kurta", "red", category="Clothes > Kurtas", price=45)
    add("Women brown handbag", "brown", category="Bags > Handbags", price=90)
    add("Canvas bag", "brown", category="Bags > Totes", price=25)
    add("Black leather watch", "black", category="Watches", brand="Bolt", price=150)
    add("Steel watch", "grey", category="Watches", brand="Bolt", price=80)
    return make_store()


def titles(store: Store, text: str) -> list[str]:
    return [item.product.title for item in by_text(store, text).items]


def constraints(store: Store, text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.kind, each.values) for each in parse_query(store, TextQuery(text)).constraints]


def test_what_a_category_is_called_is_that_category_whatever_else_is_short(shop: Store) -> None:
    assert ("category", ("Clothes > Shorts",)) in constraints(shop, "shorts")
    assert {*titles(shop, "shorts")} == {"Grey cotton shorts", "Blue cotton shorts"}
    assert constraints(shop, "short") == []


@pytest.mark.parametrize("text", ["hand bag", "hand-bag", "handbags"])
def test_a_category_is_read_joined_and_apart(shop: Store, text: str) -> None:
    assert constraints(shop, text) == [("category", ("Bags > Handbags",))]
    assert titles(shop, text)[0] == "Women brown handbag"


@pytest.mark.parametrize("text", ["cheap watch", "affordable watches", "a really cheap watch"])
def test_cheap_sorts_by_price(shop: Store, text: str) -> None:
    assert by_text(shop, text).sort == "price"
    assert titles(shop, text)[:2] == ["Steel watch", "Black leather watch"]


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("less than ten dollars", "less than  10 dollars"),
        ("under two hundred and fifty euros", "under                   250 euros"),
        ("between twenty and thirty-five", "between     20 and          35"),
        ("over one thousand two hundred", "over                     1200"),
        ("for a hundred", "for       100"),
        ("seven samurai", "seven samurai"),
        ("less than zero", "less than zero"),
        ("two piece suit", "two piece suit"),
        ("twenty to fifty dollars", "    20 to    50 dollars"),
        ("fifty dollar lamp", "   50 dollar lamp"),
        ("ten pound dumbbell", "ten pound dumbbell"),
        ("under 5 hundred", "under       500"),
        ("over 1.5 thousand", "over         1500"),
        ("under fourty dollars", "under     40 dollars"),
        ("under one and a half thousand", "under                    1500"),
        ("under half thousand", "under           500"),
        ("under one and a half meters", "under one and a half meters"),
        ("1 hundred", "1 hundred"),
    ],
)
def test_numbers_in_words_become_digits_in_the_same_place(text: str, digits: str) -> None:
    assert in_digits(text) == digits
    assert len(digits) == len(text)


def test_a_price_in_words_is_a_price(shop: Store) -> None:
    query = parse_query(shop, TextQuery("watch under one hundred dollars"))
    assert query.filters.price_max == 100
    assert query.constraints[-1].text == "under one hundred dollars"
    assert titles(shop, "watch under one hundred dollars") == ["Steel watch"]


@pytest.mark.parametrize(
    ("price", "low", "high"),
    [
        ("fifty dollars", 40, 60),
        ("at fifty dollars", 40, 60),
        ("fifty dollars or less", None, 50),
        ("five hundred dollars max", None, 500),
        ("twenty to fifty dollars", 20, 50),
        ("twenty-five - fifty dollars", 25, 50),
        ("under 1 hundred dollars", None, 100),
    ],
)
def test_a_price_in_words_needs_no_word_before_it(
    shop: Store, price: str, low: float | None, high: float | None
) -> None:
    query = parse_query(shop, TextQuery(f"watch {price}"))
    limits = (query.filters.price_min, query.filters.price_max)
    assert (limits, query.words) == ((low, high), "watch")
    add("Fifty dollars poster", "green", category="Posters")
    assert parse_query(shop, TextQuery("fifty dollars poster")).filters.price_max is None


@pytest.mark.parametrize("text", ["a", "the", "most expensive thing", "cheapest products"])
def test_words_that_name_nothing_show_the_catalogue(shop: Store, text: str) -> None:
    assert parse_query(shop, TextQuery(text)).words == ""
    assert by_text(shop, text).total == 8


def test_what_a_shop_calls_a_thing_is_searched_for(shop: Store) -> None:
    add("Wild thing", "green")
    assert parse_query(shop, TextQuery("cheapest thing")).words == "thing"


def test_a_color_gives_way_before_price_and_the_thing_itself(shop: Store) -> None:
    relaxed = by_text(shop, "red watch under 100").relaxed
    assert relaxed.dropped == ("red",)
    assert [item.product.title for item in relaxed.items] == ["Steel watch"]


def test_a_word_that_no_product_has_gives_way_before_the_brand(shop: Store) -> None:
    relaxed = by_text(shop, "bolt 501").relaxed
    assert relaxed.dropped == ("501",)
    assert {item.product.brand for item in relaxed.items} == {"Bolt"}


def test_all_words_in_a_description_alone_are_no_strong_match(shop: Store) -> None:
    add("Kettle", "green", category="Kitchen", description="Boils while you put your boots on.")
    bands = {item.product.title: item.band for item in by_text(shop, "boots").items}
    assert bands["Kettle"] == "related"


def test_a_category_that_is_read_leads_and_does_not_hide_what_says_all_the_words() -> None:
    add("Vegan wallet", "green", category="Wallets", description="Like leather, of cork.")
    for number in range(3):
        add(f"Pouch {number}", "black", category="Leather")
    store = make_store()
    assert ("category", ("Leather",)) in constraints(store, "vegan leather wallet")
    assert titles(store, "vegan leather wallet")[0] == "Vegan wallet"


def test_who_asks_for_a_category_alone_gets_what_is_one(shop: Store) -> None:
    """Of "watch box" the box, of "sports watch" the watch."""
    add("Watch box", "brown", category="Storage")
    add("Sports watch", "green", category="Sports")
    listed = titles(shop, "watches")
    assert "Sports watch" in listed
    assert "Watch box" not in listed


def test_facets_count_what_passes_beside_the_category(shop: Store) -> None:
    add("Sports watch", "green", category="Sports", brand="Cork")
    results = by_text(shop, "watches")
    [brands] = [facet for facet in results.facets if facet.name == "brand"]
    assert {value.value: value.count for value in brands.values} == {"Bolt": 2, "Cork": 1}
    assert results.total == 3


def test_what_a_search_knows_of_a_product_is_read_once(
    shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("Sports watch", "green", category="Sports", brand="Cork")
    products_read: list[int] = []
    payloads_of = catalogue.payloads_of

    def counted(store: Store, products: list[int]) -> dict[int, Payload]:
        products_read.extend(products)
        return payloads_of(store, products)

    monkeypatch.setattr(catalogue, "payloads_of", counted)
    assert "Sports watch" in titles(shop, "watches")
    assert len(products_read) == len(set(products_read)) > 0


def test_the_color_named_first_leads(shop: Store) -> None:
    for number in range(3):
        colors = ["Black", "Brown"]
        make_indexed_photo(
            make_product(title=f"Belt {number}", category="Belts", colors=colors), "brown"
        )
    make_indexed_photo(make_product(title="Belt 3", category="Belts", colors=["Brown"]), "black")
    assert titles(shop, "brown belt")[0] == "Belt 3"


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [("wacth", "watch"), ("handbagg brown", "handbag brown"), ("sherts", "shorts")],
)
def test_typos_are_corrected_before_words_are_read(shop: Store, typed: str, corrected: str) -> None:
    results = by_text(shop, typed)
    assert results.corrected == corrected
    assert any(each.kind == "category" for each in results.query.constraints)
    assert by_text(shop, typed, autocorrect=False).corrected == ""


def test_not_for_somebody_is_an_exclusion(shop: Store) -> None:
    add("Perfume for men", "blue", category="Perfume")
    add("Perfume for women", "red", category="Perfume")
    assert titles(shop, "perfume not for men") == ["Perfume for women"]


@pytest.fixture
def wardrobe(shop: Store) -> Store:
    for number in range(5):
        add(f"Blue jeans {number}", "blue", category="Clothes > Jeans")
        add(f"White shirt {number}", "white", category="Clothes > Shirts")
        add(f"Blue shirt {number}", "blue", category="Clothes > Shirts")
    add("Black and white scarf", "black", category="Scarves", colors=["Black", "White"])
    add("Top, long sleeves, deep pockets", "green", category="Clothes > Tops")
    add("Warmers like long sleeves", "green", category="Clothes > Tops")
    return shop


def test_several_things_have_a_shelf_each_with_its_own_color(wardrobe: Store) -> None:
    results = by_text(wardrobe, "blue jeans and white shirt")
    assert [shelf.words for shelf in results.shelves] == ["blue jeans", "white shirt"]
    jeans, shirts = (shelf.results for shelf in results.shelves)
    assert {item.product.title[:10] for item in jeans.items} == {"Blue jeans"}
    assert all(
        "White" in item.product.title or "white" in item.product.colors for item in shirts.items
    )
    assert results.total == jeans.total + shirts.total
    assert results.items[:2] == (jeans.items[0], shirts.items[0])


@pytest.mark.parametrize(
    ("language", "text"),
    [("english", "jeans/scarf"), ("english", "jeans & scarf"), ("german", "jeans und scarf")],
)
def test_things_may_be_joined_by_a_sign_or_in_the_own_language(
    settings, wardrobe: Store, language: str, text: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    assert [shelf.words for shelf in by_text(wardrobe, text).shelves] == ["jeans", "scarf"]


def test_what_names_end_with_is_a_thing_beside_a_category(wardrobe: Store) -> None:
    add("Steel thermos", "grey", category="Kitchen")
    shelves = by_text(wardrobe, "jeans and thermos").shelves
    assert [shelf.words for shelf in shelves] == ["jeans", "thermos"]


def test_what_is_on_two_shelves_is_one_result(wardrobe: Store) -> None:
    jeans = by_text(wardrobe, "jeans")
    queries = [TextQuery("jeans"), TextQuery("trousers")]
    results = on_shelves(parse_query(wardrobe, queries[0]), queries, lambda thing: jeans)
    assert results is not None
    assert results.items == jeans.items


@pytest.mark.parametrize(
    "text",
    [
        "black and white scarf",
        "jeans between 20 and 50",
        "shirt without jeans and scarf",
        "blue and white",
        "jeans and unicorns",
        "blue/white",
        "black/white scarf",
        "jeans, shirt, scarf, watch",
        "shirt with pockets and long sleeves",
    ],
)
def test_one_thing_has_no_shelves(wardrobe: Store, text: str) -> None:
    assert by_text(wardrobe, text).shelves == ()


def test_filters_and_further_pages_search_for_all_words(wardrobe: Store) -> None:
    text = "blue jeans and white shirt"
    assert by_text(wardrobe, text, sort="price").shelves == ()
    assert by_text(wardrobe, text, Filters(brand=("Acme",))).shelves == ()


def test_shelves_on_the_page_and_in_the_api(wardrobe: Store, client: Client) -> None:
    page = html.unescape(client.get("/", {"q": "jeans and shirts"}).content.decode())
    assert page.count('class="cs-shelf"') == 2
    assert "All for “shirts” (11)" in page
    assert 'id="filters"' not in page
    answer = client.get("/api/search", {"q": "jeans and shirts"}).json()
    assert [(each["words"], each["total"]) for each in answer["shelves"]] == [
        ("jeans", 5),
        ("shirts", 11),
    ]
    assert len(answer["items"]) == 16


def test_what_is_said_behind_a_comma_does_not_change_what_a_thing_is(shop: Store) -> None:
    add("RINGED rug, flatwoven", "red", category="Rug, flatwoven")
    add("Plain rug", "grey", category="Rug")
    assert constraints(shop, "rug") == [("category", ("Rug",))]
    assert {*titles(shop, "rug")} == {"RINGED rug, flatwoven", "Plain rug"}
    assert titles(shop, "red rug")[0] == "RINGED rug, flatwoven"


@pytest.fixture
def by_wearer() -> Store:
    for wearer in ("Women", "Men"):
        for number in range(3):
            add(f"Track pants {number} {wearer}", "black", category=f"{wearer} > Pants")
            add(f"Half sleeve shirt {number} {wearer}", "blue", category=f"{wearer} > Shirts")
    return make_store()


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("track pants for women", "Women > Pants"),
        ("women's pants", "Women > Pants"),
        ("men's half sleeve shirt", "Men > Shirts"),
        ("shirts men", "Men > Shirts"),
    ],
)
def test_categories_by_wearer_are_intersected(by_wearer: Store, text: str, category: str) -> None:
    results = by_text(by_wearer, text)
    assert {item.product.category for item in results.items} == {category}
    assert results.filters.category == (category,)


def test_categories_that_do_not_meet_are_alternatives(by_wearer: Store) -> None:
    assert parse_query(by_wearer, TextQuery("shirts pants")).filters.category == (
        *("Men > Shirts", "Women > Shirts"),
        *("Men > Pants", "Women > Pants"),
    )


def test_a_color_that_few_kinds_have_leads_and_filters_nothing() -> None:
    for number in range(3):
        add(f"Sofa {number}", "grey", category="Sofas", colors=["Brown"])
        add(f"The grey man {number}", "white", category="Books", colors=[])
    add("Sofa 3", "brown", category="Sofas", colors=["Grey"])
    store = make_store()
    assert constraints(store, "grey sofa") == [("category", ("Sofas",))]
    assert titles(store, "grey sofa")[0] == "Sofa 3"


def test_what_is_left_without_unknown_words_must_say_something(shop: Store) -> None:
    """Of "something to drink with breakfast" nothing is left but fillers."""
    relaxed = by_text(shop, "something to quaff with vittles").relaxed
    assert relaxed is None or relaxed.dropped == ()


def test_what_a_thing_is_for_is_no_second_thing() -> None:
    for number in range(3):
        add(f"Leather belt {number}", "brown", category="Belts")
        add(f"Slim jeans {number}", "blue", category="Jeans")
    store = make_store()
    assert constraints(store, "belt for jeans") == [("category", ("Belts",))]
    assert constraints(store, "jeans for men") == [("category", ("Jeans",))]


def test_goods_for_a_purpose_lead() -> None:
    """Nothing else tells the scarf from the cap: no word of "cold day" is in the titles."""
    add("Plain cap", "green", category="Caps", colors=[])
    add("Wool scarf", "green", category="Scarves", colors=[])
    assert titles(make_store(), "something green for a cold day") == ["Wool scarf", "Plain cap"]


def test_goods_that_somebody_has_already_stand_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    add("Table", "green", category="Tables", colors=[])
    add("Plain bowl", "green", category="Bowls", colors=[])
    store = make_store()
    assert titles(store, "something green to set the table") == ["Plain bowl", "Table"]
    # By its words alone the table is nearer.
    monkeypatch.setattr(leading, "HANDLED", 0.0)
    monkeypatch.setattr(subqueries, "GOODS_WEIGHT", 0.0)
    assert titles(store, "something green to set the table")[0] == "Table"


def test_what_is_for_others_stands_behind_what_is_for_anyone(shop: Store) -> None:
    for color in ("red", "blue", "green"):
        add(f"Women {color} wristband", color, category="Bands")
    add("Unisex yellow wristband", "yellow", category="Bands")
    add("Black wristband", "black", category="Bands")

    def wristbands(text: str) -> list[str]:
        return [title for title in titles(shop, text) if "wristband" in title]

    for text in ("wristband for men", "mens wristband"):
        assert {*wristbands(text)[:2]} == {"Unisex yellow wristband", "Black wristband"}
    assert wristbands("wristband for women")[0].startswith("Women")
