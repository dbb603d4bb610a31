"""Words inside of titles that have no spaces: Chinese, Japanese, Korean, Thai."""

from collections.abc import Sequence

import numpy as np
import pytest

from catalog_search.models import Store
from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.query.cleaning import clean
from catalog_search.search.while_typing.autocomplete import suggest
from catalog_search.text import analysis
from catalog_search.text.query.terms import parse_terms
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def shop_of(titles: Sequence[str], category: str = "") -> Store:
    for title in titles:
        make_indexed_photo(make_product(title=title, category=category))
    return make_store()


TITLES = (
    "白いスニーカー メンズ", "赤いドレス", "ロングドレス 赤い", "半袖Tシャツ", "黒革靴",
    "男士运动鞋", "女士连衣裙", "红色雨伞", "여성운동화", "รองเท้าผ้าใบสีขาว", "White sneaker",
)  # fmt: skip


def complete_titles(store: Store, words: str) -> list[str]:
    """Return the titles of products that have every word; a search shows them as sure."""
    parsed, products = parse_terms(store, words), list(store.products.all())
    complete = parsed.complete(np.array([product.pk for product in products]))
    titles = [
        product.title
        for product, is_complete in zip(products, complete, strict=True)
        if is_complete
    ]
    items = by_text(store, words).items
    assert {*titles} <= {item.product.title for item in items if item.band == "strong"}
    return titles


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("スニーカー", ["白いスニーカー メンズ"]),
        ("ｽﾆｰｶｰ", ["白いスニーカー メンズ"]),
        ("ドレス", ["赤いドレス", "ロングドレス 赤い"]),
        ("赤い ドレス", ["赤いドレス", "ロングドレス 赤い"]),
        ("シャツ", ["半袖Tシャツ"]),
        ("tシャツ 半袖", ["半袖Tシャツ"]),
        ("运动鞋", ["男士运动鞋"]),
        ("靴", ["黒革靴"]),
        ("鞋", ["男士运动鞋"]),
        ("连衣裙", ["女士连衣裙"]),
        ("운동화", ["여성운동화"]),
        ("รองเท้า", ["รองเท้าผ้าใบสีขาว"]),
        ("sneaker", ["White sneaker"]),
    ],
)
def test_a_word_is_found_inside_of_a_title(words: str, titles: list[str]) -> None:
    store = shop_of(TITLES)
    assert sorted(complete_titles(store, words)) == sorted(titles)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("プリンタ インク", "プリンター"), ("サーバー ラック", "サーバ"),
        ("パーティー 用品", "パーティ"), ("バイオリン 弓", "ヴァイオリン"),
        ("ヴィンテージ 時計", "ビンテージ"), ("ヴェール", "ベール"),
        ("エレキベース 黒", "べーす"), ("コーヒー 豆", "こーひー"), ("らーめん 丼", "ラーメン"),
        ("红色电脑包", "紅色電腦包"), ("電燈 鐵", "电灯"), ("綠茶", "绿茶"),
        ("운동화 여성용", "여성운동화"), ("아이폰 케이스", "아이폰케이스"),
    ],
)  # fmt: skip
def test_a_word_is_found_as_others_write_it(title: str, words: str) -> None:
    assert complete_titles(shop_of([title, "赤いドレス", "코트", "裙子"]), words) == [title]


@pytest.mark.parametrize("words", ["白い靴", "白の靴", "靴 白", "白い 靴"])
def test_words_of_one_letter_are_found_where_an_ending_joins_them(words: str) -> None:
    store = shop_of(["スニーカー 白 26cm", "革靴 黒"], "靴")
    assert complete_titles(store, words) == ["スニーカー 白 26cm"]


def test_an_ending_belongs_to_a_word_that_the_store_has_with_it() -> None:
    store = shop_of(["飲み物", "飲料 物置"])
    assert complete_titles(store, "飲み物") == ["飲み物"]


def test_a_pair_of_letters_is_left_out_only_between_two_words() -> None:
    assert complete_titles(shop_of(["운동화", "Ball"]), "운동복") == []


def test_a_category_is_read_from_a_query_without_spaces() -> None:
    shop_of(["跑步鞋", "网球鞋"], "运动鞋")
    store = shop_of(["连衣裙", "长裙"], "裙子")
    query = parse_query(store, TextQuery("男士运动鞋"))
    assert [(each.kind, each.values) for each in query.constraints] == [("category", ("运动鞋",))]
    assert query.words == "男士运动鞋" and query.corrected == ""


def test_autocomplete_shows_whole_words_and_no_pairs_of_letters() -> None:
    store = shop_of(TITLES)
    assert suggest(store, "スニ").searches == ("スニーカー",)
    assert suggest(store, "スニーカ").searches == ("スニーカー",)
    assert [item.product.title for item in suggest(store, "运动鞋").products] == ["男士运动鞋"]
    assert suggest(store, "动").searches == suggest(store, "ニー").searches == ()
    searches = [
        words
        for typed in ("运动", "男", "赤い", "여", "รอ")
        for words in suggest(store, typed).searches
    ]
    assert not [word for words in searches for word in words.split() if len(word) < 3]


def test_nothing_is_corrected_to_pairs_of_letters() -> None:
    store = shop_of([*TITLES, "nike スニーカー"])
    for words in ("スニーガー", "nikeスニーカー", "运动靴"):
        assert parse_query(store, TextQuery(words)).corrected == ""
    assert parse_query(store, TextQuery("snaeker スニーカー")).text == "sneaker スニーカー"


def test_english_words_are_what_they_were() -> None:
    text = "T-shirt l'Étoile, 0,5 L woollen Größe 42"
    assert analysis.tokens(text) == analysis.whole_tokens(text)
    assert analysis.unspaced_tokens(text) == []


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("\uff7d\uff86\uff70\uff76\uff70", "スニーカー"),
        ("\uff8a\uff9e\uff7d", "バス"),
        ("\u30cf\u3099\u30b9", "バス"),
        ("\uff22\uff41\uff54\uff48 \uff15\uff10", "Bath 50"),
        ("\u1112\u1161\u11ab", "한"),
        ("m\u00b2 \u00bd", "m\u00b2 \u00bd"),
    ],
)
def test_letters_of_any_width_are_the_same_words(typed: str, text: str) -> None:
    assert clean(typed) == text


def test_a_price_may_be_typed_in_wide_digits() -> None:
    query = parse_query(shop_of(TITLES), TextQuery("dress under \uff15\uff10"))
    assert query.filters.price_max == 50
