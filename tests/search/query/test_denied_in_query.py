"""Exclusions in the words that shops use: "sugar-free", "zero sugar", "non alcoholic"."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.text.store import words_cache
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def add(sku: str, title: str, description: str = "", **fields: object) -> None:
    fields = {"category": "Drinks", "sku": sku, "description": description, **fields}
    make_indexed_photo(make_product(title=title, **fields))


def skus(store: Store, text: str) -> set[str]:
    return {item.product.sku for item in by_text(store, text).items}


@pytest.fixture
def colas() -> Store:
    add("s1", "Cola sugar free")
    add("s2", "Cola classic", "With sugar.")
    add("s3", "Cola zero sugar")
    add("s4", "Cola 0% sugar")
    add("s7", "Cola light", "Contains neither sugar nor aspartame.")
    add("s8", "Cola natural", "Free from sugar.")
    add("s9", "Cola pure", "Sugar: 0 g")
    return make_store()


@pytest.mark.parametrize(
    "text",
    [
        "cola without sugar", "cola no sugar", "no sugar cola", "sugar free cola",
        "sugar-free cola",
        "cola sugarfree", "zero sugar cola", "colas zero sugar", "0% sugar cola", "cola 0 % sugar",
        "cola free from sugar", "cola free of sugar", "cola with no added sugar", "cola -sugar",
        "no added sugar cola", "cola without any added sugar", "cola that doesn't contain sugar",
        "non-sugar cola", "Sugar-Free Cola", "cola w/o sugar", "cola 0.0% sugar",
        "cola w/out sugar", "cola with out sugar", "no-sugar cola", "sugarless cola",
        "cola lacking sugar", "cola minus sugar", "cola sans sugar", "cola devoid of sugar",
        "cola hold the sugar", "cola with 0 sugar", "0g sugar cola", "cola without 'sugar'",
        'cola not "sugar"', "cola exclude sugar", "cola avoid sugar", "cola dont want sugar",
        "cola that does not have any sugar", "cola with no trace of sugar", "cola !sugar",
        "cola no sugar added", "no-added-sugar cola",         "cola sugar not added",
        "cola sugar: 0", "cola sugar 0g", "cola sugar excluded", "cola sugar: none",
        "cola 0 grams sugar", "cola nil sugar", "cola zero-sugar", "0-sugar cola", "nosugar cola",
        "cola apart from sugar", "cola instead of sugar", "cola excl. sugar", "cola omit sugar",
        "cola not sweetened with sugar", "cola cannot have sugar", "cola shouldn't have sugar",
        "cola do not want sugar", "cola, i hate sugar", "cola allergic to sugar", "cola wo sugar",
        "'sugar free' cola", "diet sugar\u2013free cola", "cola leave out the sugar",
        "sugar zero cola", "cola sugar zero", "sugar: 0 cola", "sugar 0% cola", "cola sugar nil",
        "cola sugar 0", "cola sugar? no", "cola sugar removed", "cola without: sugar",
        "cola \u2013sugar", "cola \u2212sugar", "cola sugar\u2011free", "cola neither sugar",
    ],
)  # fmt: skip
def test_products_that_deny_it_stay_and_those_that_have_it_go(colas: Store, text: str) -> None:
    assert skus(colas, text) == {"s1", "s3", "s4", "s7", "s8", "s9"}
    [constraint] = [
        each for each in parse_query(colas, TextQuery(text)).constraints if each.kind == "not"
    ]
    assert constraint.values == (constraint.values[0],)
    assert constraint.values[0].lower() == "sugar"


@pytest.mark.parametrize(
    "text",
    [
        "unsweetened cola", "unsugared cola", "non sugary cola", "cola sugar-less",
        "cola sugar less", "cola lacks sugar", "cola void of sugar", "cola absent of sugar",
        "cola free-from sugar", "cola freefrom sugar", 'cola -"sugar"',
        "cola that contains absolutely no sugar", "cola with absolutely no sugar",
        "completely sugar-free cola", "100% sugar free cola", "cola which is free from sugar",
        "cola made without sugar", "cola must not contain sugar", "certified sugar free cola",
        "cola for people who can't have sugar", "cola hasn't got sugar", "cola never with sugar",
        "cola i don't like sugar", "cola without extra sugar", "cola w/ no sugar",
        "cola wout sugar",
        "cola not(sugar)", "cola -(sugar)", "cola free-of-sugar", "cola nothing with sugar",
        "cola lose the sugar", "cola for a sugar allergy", "sugar intolerant cola",
        "cola safe for sugar allergy",
        "cola without any kind of sugar", "cola without sort of sugar",
        "cola except those with sugar", "cola except the ones with sugar",
        "cola not the one with sugar", "cola withut sugar", "cola wihtout sugar",
        "cola whithout sugar", "sugerfree cola", "cola suger-free", "cola that lacks any sugar",
    ],
)  # fmt: skip
def test_rarer_words_deny_it_too(colas: Store, text: str) -> None:
    assert skus(colas, text) == {"s1", "s3", "s4", "s7", "s8", "s9"}


@pytest.mark.parametrize("text", ["cola not without sugar", "cola never sugar-free"])
def test_a_denial_of_a_denial_excludes_nothing_that_has_it(colas: Store, text: str) -> None:
    query = parse_query(colas, TextQuery(text))
    excluded = {key for each in query.filters.excluded for key in each.values}
    assert colas.products.get(sku="s2").pk not in excluded


@pytest.mark.parametrize("text", ["lactose intolerance tablets", "tablets for lactose intolerance"])
def test_goods_for_an_allergy_are_named_so(text: str) -> None:
    add("pills", "Tablets for lactose intolerance", "With lactose.")
    add("milk", "Milk")
    assert "pills" in skus(make_store(), text)


@pytest.mark.parametrize(
    "text",
    ["unscented hand cream", "un-scented hand cream", "scent free hand cream",
     "hand cream no perfume",
     "perfume-free hand cream", "hand cream without parfum", "unfragranced hand cream",
     "fragrance free hand cream", "scentless hand cream", "unperfumed hand cream"],
)  # fmt: skip
def test_scents_by_all_their_names(text: str) -> None:
    add("free", "Hand cream a", "Fragrance-free.", category="Care")
    add("un", "Hand cream b", "Unscented. No perfume.", category="Care")
    add("plain", "Hand cream c", category="Care")
    add("rose", "Hand cream d", "With fragrance (parfum).", category="Care")
    add("lily", "Hand cream e", "A scent of lilies.", category="Care")
    assert skus(make_store(), text) == {"free", "un", "plain"}


@pytest.mark.parametrize("text", ["leather free bag", "non leather bag", "bag without leather"])
def test_imitations_are_not_what_they_imitate(text: str) -> None:
    add("faux", "Bag", "Of faux leather.", category="Bags")
    add("look", "City bag", "Leather-look.", category="Bags")
    add("real", "Leather bag", category="Bags")
    add("both", "Bag of hide", "Suede inside faux leather.", category="Bags")
    assert skus(make_store(), text) == {"faux", "look"}


def test_a_product_that_says_it_itself_comes_first(colas: Store) -> None:
    first, second, *_ = by_text(colas, "sugar free cola").items
    assert {first.product.sku, second.product.sku} == {"s1", "s8"}
    assert by_text(colas, "zero sugar cola").items[0].product.sku == "s3"


@pytest.mark.parametrize(
    ("text", "sku"),
    [("cola sugar free", "s1"), ("Cola Zero Sugar", "s3"), ("cola 0% sugar", "s4")],
)
def test_a_name_that_denies_something_is_also_read(colas: Store, text: str, sku: str) -> None:
    assert skus(colas, text) == {"s1", "s3", "s4", "s7", "s8", "s9"}
    assert by_text(colas, text).items[0].product.sku == sku


def test_other_names_are_only_names() -> None:
    add("a", "Not without my daughter", category="Books")
    add("b", "My daughter", category="Books")
    add("c", "It", category="Books")
    for text in ("not without my daughter", "it"):
        query = parse_query(make_store(), TextQuery(text))
        assert (query.constraints, query.words) == ((), text)


@pytest.fixture
def bar() -> Store:
    add("lager", "House lager", "Brewed by hand.", category="Drinks > Beer")
    add("red", "Red wine", "From the hills.", category="Drinks > Wine")
    add("gin", "Dry gin", "Alcohol: 40 %", category="Drinks > Spirits")
    add("spritz", "Bitter spritz", "Alcoholic.", category="Drinks > Spirits")
    add("free lager", "Alcohol-free lager", category="Drinks > Beer")
    add("zero", "Pils 0.0%", category="Drinks > Beer")
    add("ginger", "Ginger beer", category="Drinks > Soft drinks")
    add("juice", "Apple juice", category="Drinks > Soft drinks")
    return make_store()


@pytest.mark.parametrize(
    "text",
    [
        "non alcoholic drinks", "non-alcoholic drinks", "nonalcoholic drinks",
        "drinks non-alcoholic",
        "alcohol free drinks", "alcohol-free drinks", "drinks without alcohol",
        "zero alcohol drinks",
        "drinks with no alcohol", "0% alcohol drinks", "drinks free of alcohol",
    ],
)  # fmt: skip
def test_what_implies_it_goes_too(bar: Store, text: str) -> None:
    listed = skus(bar, text)
    assert listed.isdisjoint({"lager", "red", "gin", "spritz"})
    assert {"free lager", "ginger", "juice", "zero"} <= listed


def test_beer_without_alcohol_is_beer_that_says_so(bar: Store) -> None:
    assert skus(bar, "alcohol free beer") >= {"free lager", "zero"}
    assert skus(bar, "alcohol free beer").isdisjoint({"lager", "red", "gin"})


@pytest.mark.parametrize(
    ("text", "stays", "goes"),
    [
        ("gluten-free bread", {"rice"}, {"rye", "white"}),
        ("bread gluten free", {"rice"}, {"rye", "white"}),
        ("fragrance-free cream", {"plain"}, {"rose"}),
        ("non-scented cream", {"plain"}, {"scented"}),
        ("BPA-free bottle", {"steel"}, {"plastic"}),
        ("non slip mat", {"grip"}, {"slippery"}),
        ("nickel free earrings", {"gold"}, {"cheap"}),
        ("cream free from parabens", {"plain"}, {"rose"}),
        ("sugar- and gluten-free bread", {"rice"}, {"white", "rye"}),
    ],
)
def test_other_denials(text: str, stays: set[str], goes: set[str]) -> None:
    goods = {"category": "Goods"}
    add("rice", "Rice bread", "Gluten-free. No sugar.", **goods)
    add("rye", "Rye bread", "Dark.", **goods)
    add("white", "White bread", "Contains gluten and sugar.", **goods)
    add("plain", "Plain cream", "Without fragrance, parabens or scent.", **goods)
    add("rose", "Rose cream", "A fragrance of roses. Parabens.", **goods)
    add("scented", "Scented cream", **goods)
    add("steel", "Steel bottle", "BPA-free", **goods)
    add("plastic", "Plastic bottle", "May hold traces of BPA.", **goods)
    add("grip", "Bath mat", "Non-slip.", **goods)
    add("slippery", "Shiny mat", "You will slip on it.", **goods)
    add("gold", "Gold earrings", "Nickel: none", **goods)
    add("cheap", "Party earrings", "Nickel, brass.", **goods)
    listed = skus(make_store(), text)
    assert stays <= listed
    assert listed.isdisjoint(goes)


def test_a_tag_or_category_that_denies_it_counts_whatever_the_description_says(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["diet"]}
    add("tag", "Lemonade", "Sugar was yesterday.", attributes={"diet": ["Sugar-free"]})
    add("category", "Lemonade", "Sugar was yesterday.", category="Sugar-free drinks")
    add("with", "Lemonade", "Sugar is today.", attributes={"diet": ["Vegan"]})
    add("tagged", "Lemonade", attributes={"diet": ["Sugar"]})
    for text in ("sugar free lemonade", "lemonade without sugar"):
        assert skus(make_store(), text) == {"tag", "category"}


@pytest.mark.parametrize(
    "text",
    [
        "coke zero cans", "dress free shipping", "free sample", "dress free people", "nonna apron",
        "carefree soap", "hands free soap", "hands-free soap", "get it free", "free dress",
        "size zero dress", "zero turn mower",
        "toll free phone", "non-fiction book", "hold the soap", "sans serif dress",
        "noble skin", "zero", "size: 0 dress", "level: 0 cans", "dress sizes 0", "nobody care",
        "minus 33", "lack table", "unisex soap", "unsalvaged soap", "wireless soap",
        "level 0 cans", "10 mg cans", "dress less than 50", "can opener", "cant",
    ],
)  # fmt: skip
def test_other_uses_deny_nothing_or_nothing_that_is_there(text: str) -> None:
    for title in ("Coke Zero", "Long dress", "Soap for skin care", "Apron", "Fizz in cans"):
        add(title, title, category=title.split()[-1].capitalize())
    make_product(title="no photo")
    query = parse_query(make_store(), TextQuery(text))
    assert [each for each in query.constraints if each.kind == "not"] == []


def test_a_denial_can_be_taken_literally(colas: Store) -> None:
    query = parse_query(colas, TextQuery("sugar free cola", literal=frozenset(["sugar free"])))
    assert [each.kind for each in query.constraints if each.kind == "not"] == []
    assert query.words == "sugar free cola"


def test_words_of_denials_are_searched_where_products_use_them(colas: Store) -> None:
    words = words_cache.of_store(colas)
    assert words.knows("sugar")
    query = parse_query(colas, TextQuery("sugar-free cola"))
    assert query.words == "cola"
    assert [term.typed for term in query.terms.preferred] == ["sugar", "free"]
    assert parse_query(colas, TextQuery("sugar-free")).words == "sugar-free"
    assert parse_query(colas, TextQuery("cola without fat")).words == "cola"


def test_a_category_of_that_name_does_not_hide_the_contents() -> None:
    """In a shop that sells sugar, "without sugar" still is about what is in the products."""
    add("bag", "Cane crystals", category="Baking > Sugar")
    add("with", "Cola classic", "With sugar.")
    add("light", "Cola light", "No sugar.")
    for text in ("cola without sugar", "cola no sugar", "sugar free cola", "cola free from sugar"):
        assert skus(make_store(), text) == {"light"}, text
    assert "with" in skus(make_store(), "cola not sugar")
