"""Colors and sizes in a query by the names that shoppers give them, in lists and in denials."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def add(title: str, color: str, **fields: object) -> None:
    product = make_product(title=title, **{"colors": [color], "category": "Clothes", **fields})
    make_indexed_photo(product, color)


def parse(store: Store, text: str) -> ParsedQuery:
    return parse_query(store, TextQuery(text))


@pytest.fixture
def shades() -> Store:
    for color in ("Light Blue", "Navy", "Off White", "White", "Dark Green", "Red", "Burgundy"):
        add("Scarf", "blue", colors=[color])
    return make_store()


@pytest.mark.parametrize(
    ("text", "colors"),
    [
        *(("navy blue scarf", ("Navy",)), ("navy-blue scarf", ("Navy",))),
        *(("navyblue scarf", ("Navy",)), ("burgundy red scarf", ("Burgundy",))),
        *(("darkgreen scarf", ("Dark Green",)), ("offwhite scarf", ("Off White",))),
        *(("lightblue scarf", ("Light Blue",)), ("navy red scarf", ("Navy", "Red"))),
        *(("blue scarf", ("Light Blue",)), ("colored scarf", ())),
    ],
)
def test_a_shade_with_its_color_is_one_name(
    shades: Store, text: str, colors: tuple[str, ...]
) -> None:
    assert parse(shades, text).filters.color == colors


@pytest.mark.parametrize(
    ("text", "colors"),
    [
        *(("red or striped scarf", ()), ("wool or red scarf", ()), ("scarf red or silken", ())),
        *(("red or navy scarf", ("Red", "Navy")), ("red or bright pink scarf", ("Red",))),
        *(("scarf in red or in navy", ("Red", "Navy")), ("red and striped scarf", ("Red",))),
        *(("red, or navy, scarf", ("Red", "Navy")), ("red scarf or navy hat", ("Red", "Navy"))),
        *(("red scarf or navy scarf", ("Red", "Navy")), ("red, navy or striped scarf", ())),
        ("wool or red or navy scarf", ()),
    ],
)
def test_a_color_or_something_else_does_not_filter(
    shades: Store, text: str, colors: tuple[str, ...]
) -> None:
    assert parse(shades, text).filters.color == colors


def test_a_denied_shade_leaves_its_color(shades: Store) -> None:
    query = parse(shades, "scarf not navy blue")
    assert ("color", ("Navy",)) in [(e.field, e.values) for e in query.filters.excluded]
    assert query.filters.color == ()


@pytest.mark.parametrize("text", ["white shirt", "plain white shirt", "shirt in white"])
def test_the_very_color_leads_its_shades(text: str) -> None:
    for number, color in enumerate(["Off White", "White", "White Smoke", "Red"]):
        add(f"Shirt {'ABCD'[number]}", "white", colors=[color])
    results = by_text(make_store(), text)
    assert results.items[0].product.colors == ["White"]


@pytest.mark.parametrize(
    ("language", "colors", "text", "chosen"),
    [
        ("german", "Dunkelblau, Hellblau, Rot", "blaue Jacke", {"Dunkelblau", "Hellblau"}),
        ("german", "Dunkelblau, Hellblau, Rot", "dunkelblaue Jacke", {"Dunkelblau"}),
        ("german", "Weinrot, Blau", "rote Jacke", {"Weinrot"}),
        ("french", "Bleu marine, Bleu clair, Rouge", "veste bleue", {"Bleu marine", "Bleu clair"}),
        ("spanish", "Azul marino, Rojo", "chaqueta azul", {"Azul marino"}),
    ],
)
def test_shades_in_other_languages_are_of_their_color(
    settings, language: str, colors: str, text: str, chosen: set[str]
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    for color in colors.split(", "):
        add("Jacke veste chaqueta", "blue", colors=[color])
    assert {*parse(make_store(), text).filters.color} == chosen


@pytest.mark.parametrize(
    ("language", "texts", "chosen"),
    [
        ("french", "robe blanche|robes blanches|robe BLANCHE", "Blanc"),
        ("french", "robes rousses", "Roux"), ("french", "robe dorée", "Doré"),
        ("french", "robes bleus", "Bleu"), ("french", "robe grise cassée", "Gris cassé"),
        ("german", "rosafarbenes Kleid|rosanes Kleid|Kleid rosa farben|Kleid rosa-farben", "Rosa"),
        ("german", "lilafarbene Kleider", "Lila"), ("german", "silbernes Kleid", "Silber"),
        ("spanish", "vestidos anaranjados", "Naranja"), ("spanish", "vestido blanca", "Blanco"),
    ],
)  # fmt: skip
def test_colors_are_read_in_every_form(settings, language: str, texts: str, chosen: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    for color in {chosen, "Noir", "Schwarz", "Negro"}:
        add("Robe Kleid vestido", "black", colors=[color])
    for text in texts.split("|"):
        assert parse(make_store(), text).filters.color == (chosen,), text


def test_a_color_is_denied_in_every_form(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "french"}
    for color in ("Blanc", "Noir"):
        add("Robe", "black", colors=[color])
    query = parse(make_store(), "robe pas blanche")
    assert [each.values for each in query.filters.excluded] == [("Blanc",)]


def test_a_color_in_another_form_is_found_in_titles(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "french"}
    for title in ("Chemise noir", "Chemise blanc"):
        add(title, "red", colors=[])
    results = by_text(make_store(), "chemise blanche")
    assert results.items[0].product.title == "Chemise blanc"


@pytest.fixture
def sizes(settings) -> Store:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["size"]}
    for size in ("S", "M", "L", "XL"):
        add("Shirt", "red", attributes={"size": [size]})
    return make_store()


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        *(("shirt size m or l", "M L"), ("shirt size m and l", "M L"), ("shirt size s, m", "S M")),
        *(("size m or l shirt", "M L"), ("shirt size M/L", "M L"), ("shirt sizes m, l", "M L")),
        *(("shirt size s, m or xl", "S M XL"), ("shirt m or l", ""), ("shirt m/l", "")),
    ],
)
def test_each_size_of_a_list_is_chosen(sizes: Store, text: str, chosen: str) -> None:
    query = parse(sizes, text)
    assert query.filters.attributes.get("size", ()) == tuple(chosen.split())
    assert query.words == ("shirt" if chosen else text)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        *(("shirt size medium", "M"), ("shirt size small or large", "S L")),
        *(("x-large shirt", "XL"), ("extra large shirt", "XL"), ("small shirt", "")),
        *(("large red shirt", ""), ("shirt without small parts", "")),
        *(("m size shirt", "M"), ("shirt in xl size", "XL"), ("medium size shirt", "M")),
        ("red size m shirt", "M"),
    ],
)
def test_sizes_may_have_their_names(sizes: Store, text: str, chosen: str) -> None:
    query = parse(sizes, text)
    assert query.filters.attributes.get("size", ()) == tuple(chosen.split())
    assert not chosen or query.words == "shirt"
    assert bool(query.filters.color) == ("red" in text)


def test_a_color_behind_a_size_is_a_color(sizes: Store) -> None:
    query = parse(sizes, "shirt size m, red")
    assert (query.filters.attributes, query.filters.color) == ({"size": ("M",)}, ("red",))


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        *(("shirt not size xl", "XL"), ("shirt not in size xl", "XL"), ("shirt no size xl", "XL")),
        *(("shirt without size xl", "XL"), ("shirt not size m or l", "M L")),
        ("shirt not size m or size l", "M L"),
    ],
)
def test_a_denied_size_is_left_out(sizes: Store, text: str, denied: str) -> None:
    query = parse(sizes, text)
    excluded = [each for each in query.filters.excluded if each.field == "size"]
    assert [value for each in excluded for value in each.values] == denied.split()
    assert (query.words, query.filters.attributes) == ("shirt", {})


@pytest.mark.parametrize(
    ("text", "colors"),
    [
        ("black out curtains", ()),
        ("black-out curtains", ()),
        ("gold fish bowl", ()),
        ("black curtains", ("Black",)),
        ("gold bowl for fish", ("Gold",)),
        ("black gold bowl", ("Black", "Gold")),
    ],
)
def test_color_that_is_half_of_a_word_of_the_shop(text: str, colors: tuple[str, ...]) -> None:
    for title, color in (
        *(("Blackout curtains", "White"), ("Velvet curtains", "Black"), ("Black velvet", "Black")),
        *(("Goldfish bowl", "White"), ("Gold bowl", "Gold"), ("Blackgold tray", "Gold")),
    ):
        add(title, "white", colors=[color])
    query = parse(make_store(), text)
    assert query.filters.color == colors
