"""Words read from a file answer as plain dictionaries of the same products would."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_search.models import Product, category_prefixes
from catalog_search.text import analysis
from catalog_search.text.query import terms
from catalog_search.text.query.terms import Expansion, QueryTerm, QueryTerms
from catalog_search.text.store import words_build
from catalog_search.text.store.evidence import MAX_CONTRADICTIONS
from catalog_search.text.store.store_words import StoreWords
from catalog_search.text.store.values import phrases_for, values_of
from catalog_search.text.tokens.unspaced import is_pair

WORDS = (
    "red",
    "reds",
    "Crème",
    "sofa",
    "sofas",
    "no",
    "over",
    "60",
    "0.5 l",
    "日本",
    "t-shirt",
    "é",
)
names = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


@st.composite
def catalogues(draw: st.DrawFn) -> list[Product]:
    rows = draw(st.lists(st.tuples(*[names] * 5, st.lists(names, max_size=2)), max_size=12))
    keys = draw(st.permutations(range(1, len(rows) + 1)))
    return [
        Product(
            pk=key,
            sku=f"{sku} {key}",
            title=title,
            brand=brand,
            description=description,
            category=category.replace(" ", " > "),
            colors=[color for color in colors if color],
            currency="EUR" if key % 2 else "USD",
        )
        for key, (sku, title, brand, description, category, colors) in zip(keys, rows, strict=True)
    ]


def tokens_in(product: Product, *fields: str) -> set[str]:
    by_field = words_build.tokens_by_field(product)
    return set().union(*(by_field[name] for name in fields or by_field))


SPELLED = ("title", "brand", "category", "color", "attribute")


@given(catalogues())
def test_lookups_of_tokens_terms_and_products(products: list[Product]) -> None:
    words = words_build.build(products)
    by_term, by_name = defaultdict(set), defaultdict(set)
    forms: dict[str, set[str]] = defaultdict(set)
    spelled = Counter(token for each in products for token in tokens_in(each, *SPELLED))
    for row, product in enumerate(products):
        for token in tokens_in(product):
            by_term[analysis.term(token)].add(row)
            forms[analysis.term(token)].add(token)
        for token in tokens_in(product, "title", "brand"):
            by_name[token].add(row)
    tokens = sorted(set().union(*forms.values()))
    assert list(words.tokens) == tokens
    assert words.products.tolist() == [product.pk for product in products]
    for term, rows in by_term.items():
        assert words.rows_with(term).tolist() == sorted(rows)
        assert set(words.written_forms(term)) == forms[term]
    for token in tokens:
        assert words.rows_with_name(token).tolist() == sorted(by_name[token])
        assert words.spelling_count(token) == spelled[token]
        assert words.knows(token)
    assert not words.knows("absent")
    assert words.rows_with("absent").tolist() == []
    assert words.written_forms("absent") == []
    for row, product in enumerate(products):
        name_tokens = tokens_in(product, "title", "brand")
        assert {words.tokens[each] for each in words.names[row].tolist()} == name_tokens
    assert list(words.titles) == [analysis.fold(product.title) for product in products]
    keys = np.array([product.pk for product in products] + [0, 99], np.int64)
    assert words.rows_of(keys).tolist() == [*range(len(products)), -1, -1]


@given(catalogues(), st.sampled_from(["", "r", "s", "so", "cr", "t", "日", "q"]), st.integers(1, 5))
def test_lookups_of_prefixes(products: list[Product], prefix: str, limit: int) -> None:
    words = words_build.build(products)
    counts = Counter(token for each in products for token in tokens_in(each, "title", "brand"))
    labels = {path.rsplit(" > ", 1)[-1] for p in products for path in category_prefixes(p.category)}
    suggested = {*counts, *(token for label in labels for token in analysis.tokens(label))}
    names = [*labels, *(text for each in products for text in (each.title, each.brand))]
    whole_tokens = {token for name in names for token in analysis.whole_tokens(name)}
    suggested = {token for token in suggested if token in whole_tokens or not is_pair(token)}
    expected = sorted(token for token in suggested if token.startswith(prefix))
    assert [words.tokens[each] for each in words.suggested_from(prefix, 100)] == expected
    likeliest = sorted(expected, key=lambda token: (-counts[token], token))[:limit]
    assert [words.tokens[each] for each in words.suggested_from(prefix, limit)] == sorted(likeliest)
    assert words.suggests(prefix) == bool(expected)
    spelled = Counter(token for each in products for token in tokens_in(each, *SPELLED))
    chosen = {token: n for token, n in spelled.items() if token.startswith(prefix)}
    assert words.spelled(prefix) == chosen
    best = sorted(chosen, key=lambda token: (-chosen[token], token))[:limit]
    assert list(words.spelled(prefix, limit)) == best
    long = {token: n for token, n in chosen.items() if 3 <= len(token) <= 4}
    assert words.spelled(prefix, lengths=range(3, 5)) == long
    skus = sorted((analysis.fold(product.sku), row) for row, product in enumerate(products))
    rows = [row for sku, row in skus if sku.startswith(prefix)][:limit]
    assert words.rows_with_sku(prefix, limit) == rows


@given(catalogues())
def test_groups_and_values(products: list[Product]) -> None:
    words = words_build.build(products)
    brands = Counter(product.brand for product in products if product.brand)
    ranked = sorted(brands.items(), key=lambda pair: (-pair[1], pair[0]))
    assert [(each.value, each.count) for each in words.brands] == ranked
    paths = Counter(path for product in products for path in category_prefixes(product.category))
    assert {each.value: each.count for each in words.categories} == paths
    expected: dict[Any, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for product in products:
        for field, values in values_of(product).items():
            for value in values:
                for phrase in phrases_for(field, value):
                    if 0 < len(phrase) <= 6:
                        expected[phrase][field].add(value)
    actual = {
        phrase: {value.field: set(value.values) for value in values}
        for phrase, values in words.values.phrases.items()
    }
    assert actual == expected
    assert ("absent",) not in words.values.phrases
    titles = [analysis.terms_of(product.title) for product in products]
    assert set(words.values.title_numbers) == {w for t in titles for w in t if w.isdecimal()}
    assert ("no", "absent") not in words.values.grammar_pairs
    for title in titles:
        for pair in pairwise(title):
            assert not {"no", "over"} & {*pair} or pair in words.values.grammar_pairs
    with_brand = sum(bool(product.brand) for product in products)
    if products and with_brand:
        assert words.values.coverage["brand"] == with_brand / len(products)


def test_evidence_is_that_of_the_titles() -> None:
    juices = [("orange juice", "yellow")] * 3 + [("orange dress", "orange"), ("red dress", "red")]
    products = [
        Product(pk=n, sku=f"s{n}", title=title, colors=[color])
        for n, (title, color) in enumerate(juices, 1)
    ]
    [value] = words_build.build(products).values.phrases[("orang",)]
    assert value.evidence.titles == 4
    assert value.evidence.contradictions == 3 > MAX_CONTRADICTIONS * 4
    assert value.evidence.supports([], ["dress"])
    assert not value.evidence.supports(["juic"], ["juic"])
    assert not value.evidence.supports([], ["lamp"])


# ---- terms of a query ----


def words_with(*titles: str) -> StoreWords:
    return words_build.build(
        [Product(pk=10 * n, sku=f"s{n}", title=title) for n, title in enumerate(titles, 1)]
    )


@pytest.mark.parametrize(
    ("language", "terms"), [("german", {"zuck", "rohrzuck", "fruchtzuck"}), ("english", set())]
)
def test_terms_of_one_ending_are_found_where_words_are_joined(
    settings: Any, language: str, terms: set[str]
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    words = words_with("Rohrzucker Fruchtzucker", "Zucker Zuckerrohr", "Rohr")
    assert {*words.terms_ending_with("zuck")} == terms
    assert [*words.terms_ending_with("holz")] == []


def term(*phrases: Sequence[str]) -> QueryTerm:
    return QueryTerm("typed", tuple(Expansion(tuple(phrase)) for phrase in phrases))


def test_completeness_is_asked_of_products_in_any_order() -> None:
    words = words_with("green sofa", "green couch", "red running shoes", "running")
    query = QueryTerms((term(["green"], ["running", "shoe"]), term(["sofa"], ["shoes"])), "", words)
    keys = np.array([40, 30, 20, 10, 999, 30])
    assert query.complete(keys).tolist() == [False, True, False, True, False, True]
    assert not QueryTerms((), "", words).complete(keys).any()
    assert query.complete(np.empty(0, np.int64)).tolist() == []
    nothing = QueryTerms(query.terms, "", words_build.build([]))
    assert not nothing.complete(keys).any()
    assert query.may_be_complete()
    assert not QueryTerms((), "", words).may_be_complete()
    assert not QueryTerms((term(["green"]), term(["absent"])), "", words).may_be_complete()
    assert QueryTerms((term(["absent"], ["green"]),), "", words).may_be_complete()


def test_frequencies_are_counted_and_above_a_bound_estimated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    titles = ["a1 b1", "a1 b1", "a1", "b1", "c1", "d1 e1", "d1", "f1"]
    words = words_with(*titles)
    one_of_two, two_tokens = term(["a1"], ["b1"]), term(["a1", "b1"])
    assert [each.frequency(words) for each in (one_of_two, two_tokens)] == [4, 2]
    monkeypatch.setattr(terms, "MAX_COUNTED", 5)
    # 8 * (1 - (1 - 3/8)**2) and 8 * 3/8 * 3/8
    assert one_of_two.frequency(words) == pytest.approx(4.875)
    assert two_tokens.frequency(words) == pytest.approx(1.125)
    assert term(["a1"]).frequency(words) == 3
    assert term(["c1"], ["f1"]).frequency(words) == 2
