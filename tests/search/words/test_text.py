"""Search by text, photo and product with fake backends, whose results can be computed by hand."""

from dataclasses import replace

import numpy as np
import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_search import conf
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, InvalidQuery
from catalog_search.indexing.baselines import calibration
from catalog_search.models import Photo, Product, Store
from catalog_search.photos.shoppers.uploads import encode_photo
from catalog_search.retrieval.filters import Filters, parse, refuse_unknown
from catalog_search.retrieval.relevance import CutoffRule
from catalog_search.search.products.similar import similar_to
from catalog_search.search.results import Results
from catalog_search.text.store import synonyms
from catalog_search.types import Exclude
from tests.support.examples import many
from tests.support.searching import by_photo, by_text, like_photo
from tests.support.shops.factories import (
    color_image,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    """Twelve products with four colors, three brands, three categories and prices from 0 to 11."""
    for number in range(12):
        color = ["red", "blue", "green", "yellow"][number % 4]
        product = make_product(
            title=f"{color} thing {number}",
            brand=["acme", "bolt", "core"][number % 3],
            category=["Toys", "Toys > Cars", "Home"][number % 3],
            colors=[color],
            price=number,
            in_stock=bool(number % 2),
        )
        make_indexed_photo(product, color)
        if number % 5 == 0:
            make_indexed_photo(product, "black")
    return make_store()


def titles(results: Results) -> list[str]:
    return [result.product.title for result in results.items]


def test_words_find_products_by_their_photos(store: Store) -> None:
    results = by_text(store, "blue")
    assert {result.product.colors[0] for result in results.items} == {"blue"}
    assert results.total == 3
    assert results.degraded == ""


def test_a_sku_or_a_whole_title_comes_first_in_any_case(store: Store) -> None:
    product = Product.objects.get(title="green thing 6")
    for words in (product.sku.upper(), "GREEN THING 6"):
        results = by_text(store, words)
        assert results.items[0].product == product
        assert len({result.product for result in results.items}) == results.total
        assert by_text(store, words, Filters(brand=(product.brand,))).items[0].product == product
        assert product not in [
            result.product for result in by_text(store, words, Filters(brand=("none",))).items
        ]


def test_a_photo_finds_similar_products(store: Store) -> None:
    results = by_photo(store, encode_photo(color_image("yellow")))
    assert {result.product.colors[0] for result in results.items} == {"yellow"}


def test_a_result_has_the_photo_that_matched(store: Store) -> None:
    results = by_photo(store, encode_photo(color_image("black")))
    assert {result.product.sku for result in results.items} == {
        photo.product.sku for photo in Photo.objects.filter(key__contains="black")
    }
    assert all("black" in result.photo.key for result in results.items)


def test_a_product_with_several_photos_is_one_result() -> None:
    product = make_product(title="red shoe")
    for _ in range(3):
        make_indexed_photo(product, "red")
    results = by_text(product.store, "red")
    assert (results.total, len(results.items)) == (1, 1)


def test_similar_products_leave_out_the_product_itself(store: Store) -> None:
    product = Product.objects.filter(colors=["green"]).first()
    assert product is not None
    similar = similar_to(product)
    assert product not in [result.product for result in similar]
    assert "green" in {result.product.colors[0] for result in similar}


def test_the_product_itself_does_not_raise_the_cutoff_of_similar_products(store: Store) -> None:
    """No other product is orange, so half the score of a perfect match would hide them all."""
    alone = make_indexed_photo(make_product(store, title="thing alone"), "orange")
    assert similar_to(alone.product)
    assert alone.product.title not in titles(like_photo(alone))


def test_without_words_all_products_are_shown_by_title(store: Store) -> None:
    results = by_text(store, "  ")
    assert results.total == 12
    assert titles(results) == sorted(titles(results))
    assert (results.price_low, results.price_high) == (0, 11)


def test_pages_neither_repeat_nor_skip(store: Store, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 5}
    # Changed settings delete the in-memory index, so these pages come from the database.
    found_titles = [title for page in (1, 2, 3) for title in titles(by_text(store, "", page=page))]
    assert len(found_titles) == len(set(found_titles)) == 12
    assert by_text(store, "", page=99).page == 3


def test_other_stores_and_hidden_products_are_never_found(store: Store) -> None:
    other = make_product(make_store("other", "Other"), title="blue secret")
    make_indexed_photo(other, "blue")
    make_indexed_photo(make_product(title="blue hidden", visible=False), "blue")
    for filters in (Filters(), Filters(brand=("acme", "")), Filters(color=("blue",))):
        for words in ("blue", ""):
            found_titles = titles(by_text(store, words, filters))
            assert "blue secret" not in found_titles
            assert "blue hidden" not in found_titles


def test_a_product_without_an_indexed_photo_is_not_shown(store: Store) -> None:
    make_photo(make_product(title="new"))
    assert "new" not in titles(by_text(store, ""))


def test_a_product_that_is_deleted_after_indexing_is_left_out(store: Store) -> None:
    Product.objects.filter(colors=["blue"]).first().delete()
    assert len(by_text(store, "blue").items) == 2


choices = st.fixed_dictionaries(
    {},
    optional={
        "brand": st.lists(st.sampled_from(["acme", "bolt", "none"]), max_size=2).map(tuple),
        "category": st.lists(st.sampled_from(["Toys", "Toys > Cars"]), max_size=2).map(tuple),
        "color": st.lists(st.sampled_from(["red", "blue"]), max_size=2).map(tuple),
        "price_min": st.floats(0, 12),
        "price_max": st.floats(0, 12),
        "in_stock": st.booleans(),
        "excluded": st.sampled_from(
            [
                (Exclude("color", ("red",)),),
                (Exclude("brand", ("acme", "bolt")), Exclude("category", ("Home",))),
                (Exclude("product", tuple(range(20))),),
            ]
        ),
    },
)


WORDS = [
    "",
    "red",
    "thing",
    "blue thing",
    "red thing 4",
    "blue or red thing under 9",
    "thing not red",
    "cheapest thing without 4 over 2",
    "newest acme thing, no toys",
]


@pytest.mark.slow
@pytest.mark.parametrize("words", WORDS)
def test_every_facet_count_is_the_total_after_choosing_its_value(store: Store, words: str) -> None:
    @settings(max_examples=many(5), deadline=None)
    @given(drawn=choices, sort=st.sampled_from(["", "price", "newest"]))
    def counts_hold(drawn: dict, sort: str) -> None:
        filters = Filters(**drawn)
        results = by_text(store, words, filters, sort=sort)
        assert len(results.items) == results.total == len({item.product for item in results.items})
        kinds = {constraint.kind for constraint in results.query.constraints} - {"sort", "not"}
        # What the filter form sends after a change.
        sent = replace(results.filters, excluded=filters.excluded)
        for facet in results.facets:
            for value in facet.values:
                chosen = replace_choice(sent.without(facet.name), facet.name, value.value)
                narrowed = by_text(store, words, chosen, overridden=kinds, sort=sort)
                assert narrowed.total == value.count
        unlimited = by_text(store, words, sent.without_price(), overridden=kinds)
        assert (results.price_low, results.price_high) == (
            unlimited.price_low,
            unlimited.price_high,
        )

    counts_hold()


def replace_choice(filters: Filters, name: str, value: str) -> Filters:
    fields = {field: getattr(filters, field) for field in Filters.__dataclass_fields__}
    return Filters(**{**fields, name: (value,)})


def test_without_the_index_words_are_found_in_the_database(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(self: MemoryIndex, queries: object) -> None:
        raise IndexUnavailable("down")

    monkeypatch.setattr(MemoryIndex, "search", down)
    results = by_text(store, "red thing", Filters(brand=("acme",)))
    assert results.degraded
    assert titles(results) == ["red thing 0"]
    with pytest.raises(IndexUnavailable):
        by_photo(store, encode_photo(color_image("red")))


def test_without_the_model_words_are_found_in_the_database(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(self: object, texts: object) -> None:
        raise EncoderUnavailable("no model")

    monkeypatch.setattr(type(conf.get_encoder()), "encode_texts", missing)
    assert by_text(store, "BLUE").total == 3


def test_a_query_that_is_too_long_is_refused_with_the_limit(store: Store) -> None:
    with pytest.raises(InvalidQuery, match="256"):
        by_text(store, "x" * 10_000)


@pytest.mark.parametrize("words", ["blue\0", "\u202eblue", "blue 🦄", "  blue\n\t"])
def test_unusual_characters_are_harmless(store: Store, words: str) -> None:
    assert by_text(store, words).total >= 3


def test_an_unknown_filter_is_refused_with_the_allowed_names() -> None:
    with pytest.raises(InvalidQuery, match=r"“colour”.*category, brand, color, price_min"):
        refuse_unknown(QueryDict("colour=red&q=shoe"), other=("q",))
    refuse_unknown(QueryDict("color=red&q=shoe"), other=("q",))
    assert parse(QueryDict("colour=red&utm_source=x")) == Filters()


def test_a_filter_in_another_spelling_of_its_letters_is_the_same() -> None:
    assert parse(QueryDict("brand=Cafe%CC%81")) == parse(QueryDict("brand=Caf%C3%A9"))
    assert parse(QueryDict("brand=Cafe%CC%81")).brand == ("Caf\u00e9",)


@pytest.mark.parametrize(
    "query", ["price_min=abc", "price_min=nan", "price_max=-1", "in_stock=maybe"]
)
def test_an_invalid_value_is_refused(query: str) -> None:
    with pytest.raises(InvalidQuery):
        parse(QueryDict(query))


def test_swapped_prices_are_explained() -> None:
    with pytest.raises(InvalidQuery, match="swap"):
        parse(QueryDict("price_min=9&price_max=1"))


def test_filters_are_parsed_from_a_url() -> None:
    query = "brand=a&brand=b&brand=&price_min=1,5&in_stock=on&category=Toys+%3E+Cars"
    assert parse(QueryDict(query)) == Filters(
        brand=("a", "b"), price_min=1.5, in_stock=True, category=("Toys > Cars",)
    )


def test_a_lost_index_is_not_an_empty_page(store: Store) -> None:
    index = conf.get_index()
    index.delete(list(index.ids()))
    results = by_text(store, "blue thing")
    assert results.degraded
    assert results.total == 3
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        by_photo(store, encode_photo(color_image("red")))


def test_a_product_with_all_the_words_is_never_cut_off(store: Store) -> None:
    """Its photo and title do not match, and other products score higher."""
    lamp = make_product(title="lamp", description="as soft as a thing can be", colors=["red"])
    make_indexed_photo(lamp, "red")
    for words in ("soft thing", "can be", "SOFT things"):
        assert "lamp" in titles(by_text(store, words)), words


def test_a_meaningless_word_finds_nothing(store: Store) -> None:
    results = by_text(store, "xqzvbnk")
    assert (results.total, results.corrected) == (0, "")


def test_typos_are_corrected_unless_autocorrect_is_off(store: Store) -> None:
    results = by_text(store, "yelow thing")
    assert results.corrected == "yellow thing"
    assert titles(results) == titles(by_text(store, "yellow thing"))
    literal = by_text(store, "yelow thing", autocorrect=False)
    assert literal.corrected == ""
    assert titles(literal) != titles(results)
    assert by_text(store, "yellow thing").corrected == ""


def test_synonyms_find_products_with_the_other_word(store: Store) -> None:
    make_indexed_photo(make_product(title="couch", colors=[]), "brown")
    # Written into conf's cache, because changed settings would delete the index.
    conf.BUILT["synonyms"] = synonyms.thesaurus([["sofa", "couch"]])
    for words in ("sofa", "sofas", "sof"):
        assert titles(by_text(store, words)) == ["couch"], words


def test_a_barcode_comes_first_in_any_form(store: Store) -> None:
    product = Product.objects.get(title="green thing 6")
    for stored in ("0036000291452", 36000291452, ["4006381333931", "036000291452"]):
        product.attributes = {"ean": stored}
        product.save()
        for words in ("036000291452", "0 036000 291452", "00036000291452"):
            assert by_text(store, words).items[0].product == product, (stored, words)


def test_results_have_bands_and_reasons(store: Store) -> None:
    calibration.calibrate(store)
    first = by_text(store, "blue thing", literal=["blue"]).items[0]
    assert first.band == "strong"
    assert [str(reason) for reason in first.reasons][:2] == ["has “thing”", "in blue"]
    assert first.reasons[-1].kind == "photo"
    items = by_text(store, "blue thing", literal=["blue"]).items
    assert {item.band for item in items} <= {"strong", "related"}
    assert all(item.band == "strong" for item in items if "blue" in item.product.title)
    assert {item.band for item in by_text(store, "").items} == {""}
    assert all(item.reasons == () for item in by_text(store, "").items)


@pytest.mark.parametrize(
    ("words", "description", "reason"),
    [
        ("shirt", "A plain t-shirt.", "has “shirt”"),
        ("tshirt", "A plain t-shirt.", "has “tshirt”"),
        ("shirts", "Two SHIRTS of cotton", "has “shirts”"),
        ("grey", "It is gray", "has “gray”"),
        ("500ml", "A bottle of 0.5 l", "has “500ml”"),
        ("creme", "Crème, for hands", "has “creme”"),
    ],
)
def test_a_reason_is_told_as_the_description_writes_it(
    store: Store, words: str, description: str, reason: str
) -> None:
    product = make_product(title="yellow", description=description, colors=[])
    make_indexed_photo(product, "yellow")
    items = {item.product: item for item in by_text(store, words).items}
    assert reason in map(str, items[product].reasons)


@pytest.mark.parametrize(
    ("rule", "scores", "cutoff"),
    [
        (CutoffRule(), [6.0, 4.0, 2.0], 3.0),
        (CutoffRule(), [1.5, 1.2], 1.0),
        (CutoffRule(), [], 1.0),
        (CutoffRule(max_best=4.0), [6.0, 4.0, 2.0], 2.0),
        (CutoffRule(min_products=3), [6.0, 4.0, 2.0, 1.5], 2.0),
        (CutoffRule(min_products=3), [6.0, 5.0, 4.0, 3.5], 3.0),
        (CutoffRule(min_products=3), [6.0, 0.5, 0.4], 1.0),
        (CutoffRule(min_products=3), [6.0], 3.0),
    ],
)
def test_the_cutoff_depends_on_the_best_scores(
    rule: CutoffRule, scores: list[float], cutoff: float
) -> None:
    assert rule.cutoff(np.array(scores)) == cutoff
