"""Search by words, photo and product on fakes: what is found can be worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_search import conf
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, InvalidQuery
from catalog_search.indexing import calibration
from catalog_search.models import Photo, Product, Store
from catalog_search.photos.uploads import encode_photo
from catalog_search.retrieval.filters import Filters, parse
from catalog_search.retrieval.relevance import CutoffRule
from catalog_search.search.results import Results
from catalog_search.search.similar import similar_to
from catalog_search.text import synonyms
from catalog_search.types import Exclude
from tests.support.factories import (
    color_image,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)
from tests.support.searching import by_photo, by_text, like_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    """Twelve products of four colors, three brands, prices 0 to 11."""
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


def test_words_find_what_the_photos_show(store: Store) -> None:
    found = by_text(store, "blue")
    assert {result.product.colors[0] for result in found.items} == {"blue"}
    assert found.total == 3
    assert found.degraded == ""


def test_a_sku_or_a_whole_title_comes_first_in_any_case(store: Store) -> None:
    asked = Product.objects.get(title="green thing 6")
    for words in (asked.sku.upper(), "GREEN THING 6"):
        found = by_text(store, words)
        assert found.items[0].product == asked
        assert len({result.product for result in found.items}) == found.total
        assert by_text(store, words, Filters(brand=(asked.brand,))).items[0].product == asked
        assert asked not in [
            result.product for result in by_text(store, words, Filters(brand=("none",))).items
        ]


def test_a_photo_finds_its_like(store: Store) -> None:
    found = by_photo(store, encode_photo(color_image("yellow")))
    assert {result.product.colors[0] for result in found.items} == {"yellow"}


def test_the_card_shows_the_photo_that_matched(store: Store) -> None:
    found = by_photo(store, encode_photo(color_image("black")))
    assert {result.product.sku for result in found.items} == {
        photo.product.sku for photo in Photo.objects.filter(key__contains="black")
    }
    assert all("black" in result.photo.key for result in found.items)


def test_several_photos_are_one_card() -> None:
    product = make_product(title="red shoe")
    for _ in range(3):
        make_indexed_photo(product, "red")
    found = by_text(product.store, "red")
    assert (found.total, len(found.items)) == (1, 1)


def test_similar_products_leave_out_the_product_itself(store: Store) -> None:
    product = Product.objects.filter(colors=["green"]).first()
    assert product is not None
    similar = similar_to(product)
    assert product not in [result.product for result in similar]
    assert "green" in {result.product.colors[0] for result in similar}


def test_a_product_s_own_photo_sets_no_bar_for_what_is_similar(store: Store) -> None:
    """Orange is no other product's color, yet half of a perfect match would hide all of them."""
    alone = make_indexed_photo(make_product(store, title="thing alone"), "orange")
    assert similar_to(alone.product)
    assert alone.product.title not in titles(like_photo(alone))


def test_without_words_everything_is_shown_by_title(store: Store) -> None:
    found = by_text(store, "  ")
    assert found.total == 12
    assert titles(found) == sorted(titles(found))
    assert (found.price_low, found.price_high) == (0, 11)


def test_pages_neither_repeat_nor_skip(store: Store, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 5}
    # Changed settings drop the in-memory index, so this walks the database's pages.
    seen = [title for page in (1, 2, 3) for title in titles(by_text(store, "", page=page))]
    assert len(seen) == len(set(seen)) == 12
    assert by_text(store, "", page=99).page == 3


def test_other_stores_and_hidden_products_are_never_found(store: Store) -> None:
    other = make_product(make_store("other", "Other"), title="blue secret")
    make_indexed_photo(other, "blue")
    make_indexed_photo(make_product(title="blue hidden", visible=False), "blue")
    for filters in (Filters(), Filters(brand=("acme", "")), Filters(color=("blue",))):
        for words in ("blue", ""):
            found = titles(by_text(store, words, filters))
            assert "blue secret" not in found
            assert "blue hidden" not in found


def test_a_photo_not_indexed_yet_is_not_shown(store: Store) -> None:
    make_photo(make_product(title="new"))
    assert "new" not in titles(by_text(store, ""))


def test_a_product_deleted_since_is_left_out(store: Store) -> None:
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
def test_every_count_is_what_choosing_it_shows(store: Store, words: str) -> None:
    @settings(max_examples=25, deadline=None)
    @given(given_filters=choices, sort=st.sampled_from(["", "price", "newest"]))
    def counts_hold(given_filters: dict, sort: str) -> None:
        filters = Filters(**given_filters)
        found = by_text(store, words, filters, sort=sort)
        assert len(found.items) == found.total == len({one.product for one in found.items})
        kinds = {part.kind for part in found.query.constraints} - {"sort", "not"}
        # What the form of filters sends once one of its fields has been changed.
        sent = replace(found.filters, excluded=filters.excluded)
        for facet in found.facets:
            for value in facet.values:
                chosen = replace_choice(sent.without(facet.name), facet.name, value.value)
                narrowed = by_text(store, words, chosen, by_hand=kinds, sort=sort)
                assert narrowed.total == value.count
        unlimited = by_text(store, words, sent.without_price(), by_hand=kinds)
        assert (found.price_low, found.price_high) == (unlimited.price_low, unlimited.price_high)

    counts_hold()


def replace_choice(filters: Filters, name: str, value: str) -> Filters:
    fields = {field: getattr(filters, field) for field in Filters.__dataclass_fields__}
    return Filters(**{**fields, name: (value,)})


def test_words_are_found_in_the_database_while_the_index_rests(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(self: MemoryIndex, queries: object) -> None:
        raise IndexUnavailable("down")

    monkeypatch.setattr(MemoryIndex, "search", down)
    found = by_text(store, "red thing", Filters(brand=("acme",)))
    assert found.degraded
    assert titles(found) == ["red thing 0"]
    with pytest.raises(IndexUnavailable):
        by_photo(store, encode_photo(color_image("red")))


def test_words_are_found_while_the_model_is_missing(
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
def test_odd_characters_do_no_harm(store: Store, words: str) -> None:
    assert by_text(store, words).total >= 3


def test_an_unknown_filter_is_refused_with_the_allowed_names() -> None:
    with pytest.raises(InvalidQuery, match=r"'colour'.*category, brand, color, price_min"):
        parse(QueryDict("colour=red&q=shoe"), other=("q",))


@pytest.mark.parametrize(
    "query", ["price_min=abc", "price_min=nan", "price_max=-1", "in_stock=maybe"]
)
def test_a_value_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(InvalidQuery):
        parse(QueryDict(query))


def test_swapped_prices_are_explained() -> None:
    with pytest.raises(InvalidQuery, match="swap"):
        parse(QueryDict("price_min=9&price_max=1"))


def test_filters_are_read_from_a_url() -> None:
    query = "brand=a&brand=b&brand=&price_min=1,5&in_stock=on&category=Toys+%3E+Cars"
    assert parse(QueryDict(query)) == Filters(
        brand=("a", "b"), price_min=1.5, in_stock=True, category=("Toys > Cars",)
    )


def test_a_lost_index_is_no_empty_page(store: Store) -> None:
    index = conf.get_index()
    index.delete(list(index.ids()))
    found = by_text(store, "blue thing")
    assert found.degraded
    assert found.total == 3
    with pytest.raises(IndexUnavailable, match="--reconcile"):
        by_photo(store, encode_photo(color_image("red")))


def test_a_product_with_all_the_words_is_never_cut_off(store: Store) -> None:
    """Its photo and title speak against it, and others answer better; yet it says so itself."""
    told = make_product(title="lamp", description="as soft as a thing can be", colors=["red"])
    make_indexed_photo(told, "red")
    for words in ("soft thing", "can be", "SOFT things"):
        assert "lamp" in titles(by_text(store, words)), words


def test_a_word_that_means_nothing_finds_nothing(store: Store) -> None:
    found = by_text(store, "xqzvbnk")
    assert (found.total, found.corrected) == (0, "")


def test_typos_are_mended_and_told_and_may_be_left(store: Store) -> None:
    found = by_text(store, "yelow thing")
    assert found.corrected == "yellow thing"
    assert titles(found) == titles(by_text(store, "yellow thing"))
    as_typed = by_text(store, "yelow thing", as_typed=True)
    assert as_typed.corrected == ""
    assert titles(as_typed) != titles(found)
    assert by_text(store, "yellow thing").corrected == ""


def test_synonyms_find_what_has_the_other_word(store: Store) -> None:
    make_indexed_photo(make_product(title="couch", colors=[]), "brown")
    # Set where conf keeps it: another setting would drop the index with the products.
    conf.BUILT["synonyms"] = synonyms.parse_setting([["sofa", "couch"]])
    conf.BUILT["synonym words"] = frozenset({"sofa", "couch"})
    for words in ("sofa", "sofas", "sof"):
        assert titles(by_text(store, words)) == ["couch"], words


def test_a_barcode_leads_whatever_its_form(store: Store) -> None:
    asked = Product.objects.get(title="green thing 6")
    for told in ("0036000291452", 36000291452, "36000291452"):
        Product.objects.filter(pk=asked.pk).update(attributes={"ean": told})
        for words in ("036000291452", "0 036000 291452", "00036000291452"):
            assert by_text(store, words).items[0].product == asked, (told, words)


def test_answers_say_how_sure_they_are_and_why(store: Store) -> None:
    calibration.calibrate(store)
    first = by_text(store, "blue thing", plain=["blue"]).items[0]
    assert first.band == "strong"
    assert [str(reason) for reason in first.reasons][:2] == ["has “thing”", "in blue"]
    assert first.reasons[-1].kind == "photo"
    found = by_text(store, "blue thing", plain=["blue"]).items
    assert {one.band for one in found} <= {"strong", "related"}
    assert all(one.band == "strong" for one in found if "blue" in one.product.title)
    assert {one.band for one in by_text(store, "").items} == {""}
    assert all(one.reasons == () for one in by_text(store, "").items)


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
def test_the_cutoff_lies_below_the_best_or_where_a_shelf_is_full(
    rule: CutoffRule, scores: list[float], cutoff: float
) -> None:
    assert rule.cutoff(np.array(scores)) == cutoff
