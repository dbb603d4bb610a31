"""Typos, beginnings, synonyms: what the words of a query may mean in a store."""

import pytest

from catalog_search.exceptions import WrongSettings
from catalog_search.models import Product
from catalog_search.text import spelling, store_words, synonyms, terms
from catalog_search.text.store_words import StoreWords


@pytest.fixture
def known() -> StoreWords:
    titles = ["leather sofa", "green sofas", "waterproof trekking jacket", "Crème lamp 500 ml"]
    every = [Product(pk=n, sku=f"s{n}", title=title) for n, title in enumerate(titles, 1)]
    every.append(Product(pk=5, sku="s5", title="lamp", description="a jackett typed in haste"))
    return store_words.build(every)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lether", "leather"),
        ("leahter", "leather"),
        ("grean", "green"),
        ("waterprof", "waterproof"),
        ("watterprof", "waterproof"),
        ("sofe", ""),
        ("reather", ""),
        ("vaterproof", "waterproof"),
        ("500mk", ""),
        ("jackt", "jacket"),
        ("qqqqqqqq", ""),
    ],
)
def test_one_typo_from_five_characters_two_from_nine(
    known: StoreWords, typed: str, meant: str
) -> None:
    assert spelling.correct(typed, known.spellings) == meant
    assert terms.terms_among(known, f"green {typed}").corrected == (meant and f"green {meant}")


def test_only_what_was_wrong_is_rewritten(known: StoreWords) -> None:
    asked = terms.terms_among(known, "Crème-coloured LETHER sofa, 500 ml")
    assert asked.corrected == "Crème-coloured leather sofa, 500 ml"
    assert terms.terms_among(known, "lether", autocorrect=False).corrected == ""


def holders(known: StoreWords, text: str) -> set[int]:
    return set(terms.terms_among(known, text).products_with_all_terms().tolist())


def test_all_words_count_whatever_their_endings_accents_and_units(known: StoreWords) -> None:
    assert holders(known, "sofa") == {1, 2}
    assert holders(known, "GREEN sofa") == {2}
    assert holders(known, "creme lamps 0.5 l") == {4}
    assert holders(known, "green lamp") == set()
    assert holders(known, "something green for me") == {2}
    assert holders(known, "the") == set()


def test_a_beginning_means_each_word_that_starts_so(known: StoreWords) -> None:
    assert holders(known, "trek") == {3}
    assert holders(known, "le") == set()
    assert holders(known, "50") == set()


@pytest.fixture
def sofas(settings) -> None:
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "SYNONYMS": [["sofa", "couch", "settee"], {"anorak": "trekking jacket"}],
    }


@pytest.mark.parametrize("text", ["couch", "couches", "settees", "settte", "coucb", "couc", "sett"])
def test_synonyms_hold_for_typos_and_beginnings_too(
    sofas: None, known: StoreWords, text: str
) -> None:
    assert holders(known, text) == {1, 2}


def test_a_one_way_synonym_leads_one_way_and_may_be_a_phrase(
    sofas: None, known: StoreWords
) -> None:
    assert holders(known, "anorak") == {3}
    assert holders(known, "anorac") == {3}
    jacket = terms.terms_among(known, "trekking jacket")
    assert all(len(word.expansions) == 1 for word in jacket.words)


def test_a_synonym_setting_that_cannot_be_read_says_what_it_takes() -> None:
    with pytest.raises(WrongSettings, match="SYNONYMS takes"):
        synonyms.read(["sofa"])


def test_a_query_s_weights_are_shares_and_rare_words_weigh_more(known: StoreWords) -> None:
    asked = terms.terms_among(known, "green sofa unknownword").sparse()
    assert sum(asked.weights) == pytest.approx(1)
    green, sofa = known.rarity(1), known.rarity(2)
    assert green > sofa > 0
    assert sorted(asked.weights)[0] == pytest.approx(sofa / (green + sofa + known.rarity(0)))


def test_synonyms_are_as_rare_as_all_of_them_together(sofas: None, known: StoreWords) -> None:
    [word] = terms.terms_among(known, "couch").words
    assert known.products[word.rows(known)].tolist() == [1, 2]
    assert max(terms.terms_among(known, "couch").sparse().weights) == pytest.approx(1)
