"""Sizes in a query: the words for them in several languages, halves, and lists without a word."""

import pytest

from catalog_search.models import Store
from catalog_search.text.store.size_names import is_of_size
from tests.search.query.test_colors_and_sizes import add, parse
from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db


def shop_of(settings, language: str, facet: str) -> Store:
    """Return a shop of boots and shirts, with their sizes in this facet."""
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "LANGUAGE": language,
        "FACETS": [facet],
    }
    for size in ("42", "42.5", "43", "S", "M", "L", "XL"):
        title = "Stiefel bottes botas boots" if size[0] == "4" else "Jacke veste chaqueta shirt"
        add(title, "red", attributes={facet: [size]})
    return make_store()


@pytest.mark.parametrize(
    ("language", "facets", "texts", "chosen"),
    [
        ("german", "größe|Schuhgröße|shoe size",
         "Stiefel Gr. 42|Stiefel Gr 42|Stiefel gr.42|Stiefel Schuhgröße 42|Stiefel Größe 42", "42"),
        ("german", "größe", "Jacke Konfektionsgröße L|Jacke in Gr. L|Jacke Größe: L", "L"),
        ("german", "größe", "Jacke Größe M oder L|Jacke Größen M und L|Jacke Gr. M/L", "M L"),
        ("french", "pointure|Taille",
         "bottes pointure 42|bottes taille 42|bottes en pointure 42|bottes T. 42", "42"),
        ("french", "taille", "veste taille M ou L|veste tailles M et L", "M L"),
        ("spanish", "talla", "botas talla 42|botas de la talla 42|botas número 42", "42"),
        ("spanish", "talla", "chaqueta talla M o L|chaqueta tallas M y L", "M L"),
        ("english", "size", "shirt sz m|shirt sz. m", "M"),
        ("english", "shoe size|size", "boots size 42½|boots size 42 ½|boots size 42 1/2", "42.5"),
        ("french", "pointure", "bottes pointure 42½|bottes taille 42,5", "42.5"),
    ],
)  # fmt: skip
def test_words_before_sizes_are_read(
    settings, language: str, facets: str, texts: str, chosen: str
) -> None:
    for facet in facets.split("|"):
        store = shop_of(settings, language, facet)
        for text in texts.split("|"):
            query = parse(store, text)
            assert query.filters.attributes.get(facet, ()) == tuple(chosen.split()), text
            assert query.words == text.split()[0]
        store.products.all().delete()


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        *(("shirt xl or l", "XL L"), ("shirt l or xl", "L XL"), ("s, m or xl shirt", "S M XL")),
        *(("shirt l/xl", "L XL"), ("shirt large or xl", "L XL"), ("shirt l and xl", "L XL")),
        *(("boots eu 42 or 43", "42 43"), ("shirt m or l", ""), ("boots 42 or 43", "")),
        *(("shirt xl or 42", "XL"), ("shirt xl with s", "XL")),
    ],
)
def test_one_evident_size_tells_that_a_list_is_of_sizes(settings, text: str, chosen: str) -> None:
    query = parse(shop_of(settings, "english", "size"), text)
    assert query.filters.attributes.get("size", ()) == tuple(chosen.split())


@pytest.mark.parametrize(
    ("language", "text", "chosen"),
    [
        *(
            ("german", "Stiefel Größe 42 bis 43", "42 42.5 43"),
            ("german", "Gr. 42-43", "42 42.5 43"),
        ),
        *(("german", "Größe von 42,5 bis 44", "42.5 43"), ("german", "Größen 42 und 43", "42 43")),
        *(("english", "boots sizes 42 to 43", "42 42.5 43"), ("english", "size 42 or 43", "42 43")),
        *(
            ("french", "bottes taille 40 à 42", "42"),
            ("spanish", "botas talla 42 a 50", "42 42.5 43"),
        ),
        *(("english", "boots size 50 to 52", ""), ("english", "boots 42 to 43", "")),
    ],
)
def test_a_range_has_the_sizes_between_and_is_no_price(
    settings, language: str, text: str, chosen: str
) -> None:
    query = parse(shop_of(settings, language, "size"), text)
    assert query.filters.attributes.get("size", ()) == tuple(chosen.split())
    assert (query.filters.price_min, query.filters.price_max) == (None, None)


def test_a_price_behind_a_size_stays_one(settings) -> None:
    query = parse(shop_of(settings, "german", "größe"), "Stiefel Größe 42 bis 44 €")
    assert query.filters.price_max == 44


@pytest.mark.parametrize(
    "text", ["boots not size 42 to 43", "no size 42-43 boots", "boots except sizes 42 to 43"]
)
def test_a_range_can_be_denied(settings, text: str) -> None:
    filters = parse(shop_of(settings, "english", "size"), text).filters
    assert [(each.field, each.values) for each in filters.excluded] == [
        ("size", ("42", "42.5", "43"))
    ]
    assert filters.attributes == {}


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        *(("size 6-12 months", "6-12 months"), ("size 6-7 months", ""), ("size 6-7 cm", "")),
        *(("size 6 - 7", "6 7"), ("size 12 to 18", "12/18"), ("size 6 to 7 black", "6 7")),
    ],
)
def test_a_range_of_ages_or_lengths_is_none_of_sizes(settings, text: str, chosen: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["size"]}
    for size in ("6-12 months", "6", "7", "12/18", "12", "18"):
        add("Body", "red", attributes={"size": size})
    sizes = parse(make_store(), f"body {text}").filters.attributes.get("size", ())
    assert " ".join(sizes) == chosen


@pytest.mark.parametrize("text", ["500 gr shirt", "shirt 42 gr", "shirt t 800"])
def test_weights_and_other_letters_mark_no_size(settings, text: str) -> None:
    assert parse(shop_of(settings, "german", "größe"), text).filters.attributes == {}


@pytest.mark.parametrize(
    ("name", "is_size"),
    [
        *(("size", True), ("Shoe size", True), ("shoe_size", True), ("Schuhgröße", True)),
        *(("GRÖSSE", True), ("pointure", True), ("Talla", True), ("waist", True)),
        *(("inside_length", True), ("Material", False), ("tallow", False), ("resized", False)),
    ],
)
def test_attributes_of_sizes_are_known_by_their_names(name: str, is_size: bool) -> None:
    assert is_of_size(name) == is_size
