"""Query terms: corrected typos, completed prefixes and synonyms."""

import pytest

from catalog_search.exceptions import WrongSettings
from catalog_search.models import Product
from catalog_search.text.goods.endings import ends_in
from catalog_search.text.query import spelling
from catalog_search.text.query.terms import parse_terms_with
from catalog_search.text.store import synonyms, words_build
from catalog_search.text.store.store_words import StoreWords


@pytest.fixture
def words() -> StoreWords:
    titles = ["leather sofa", "green sofas", "waterproof trekking jacket", "Crème lamp 500 ml"]
    products = [Product(pk=n, sku=f"s{n}", title=title) for n, title in enumerate(titles, 1)]
    products.append(Product(pk=5, sku="s5", title="lamp", description="a jackett typed in haste"))
    return words_build.build(products)


@pytest.mark.parametrize(
    ("typed", "correct"),
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
    words: StoreWords, typed: str, correct: str
) -> None:
    assert spelling.correction(typed, words) == correct
    corrected = parse_terms_with(words, f"green {typed}").corrected
    assert corrected == (correct and f"green {correct}")


def test_only_misspelled_words_are_rewritten(words: StoreWords) -> None:
    terms = parse_terms_with(words, "Crème-coloured LETHER sofa, 500 ml")
    assert terms.corrected == "Crème-coloured leather sofa, 500 ml"
    assert parse_terms_with(words, "lether", autocorrect=False).corrected == ""


@pytest.mark.parametrize(
    ("typed", "correct"),
    [
        ("earings", "earrings"),
        ("gold earings", "gold earrings"),
        ("chesse", "cheese"),
        *[(text, "") for text in ("chess", "chesses", "cheeses", "ears", "eared", "hooped")],
        *[(text, "") for text in ("hoops", "toners", "keyrings", "cheesy", "key rings", "drum")],
    ],
)
def test_a_typo_may_have_the_stem_of_another_word(typed: str, correct: str) -> None:
    titles = "Gold hoop earrings|For ears|Cheddar cheese|Chess set|Hooded top|Tones|Toner|Key ring"
    products = [Product(pk=n, sku=f"s{n}", title=each) for n, each in enumerate(titles.split("|"))]
    assert parse_terms_with(words_build.build(products), typed).corrected == correct


@pytest.mark.parametrize(
    ("typed", "correct"),
    [
        ("lederjake", "lederjacke"),
        ("wanderschue", "wanderschuhe"),
        ("winterstifel", "winterstiefel"),
        *[(text, "") for text in ("winterschuhe", "wanderstiefel", "arbeitsschuhe", "lederschuhe")],
    ],
)
def test_german_compounds_of_words_are_no_typos(settings, typed: str, correct: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    titles = ("Winterstiefel", "Wanderschuhe", "Lederjacke")
    products = [Product(pk=n, sku=f"s{n}", title=title) for n, title in enumerate(titles)]
    store_words = words_build.build(products)
    terms = parse_terms_with(store_words, typed)
    assert terms.corrected == correct
    others = {each for term in terms.terms for each in term.expansions if each.is_guess}
    assert bool(others) == (not correct)


def products_with(words: StoreWords, text: str) -> set[int]:
    complete = parse_terms_with(words, text).complete(words.products)
    return set(words.products[complete].tolist())


def test_all_words_count_whatever_their_endings_accents_and_units(words: StoreWords) -> None:
    assert products_with(words, "sofa") == {1, 2}
    assert products_with(words, "GREEN sofa") == {2}
    assert products_with(words, "creme lamps 0.5 l") == {4}
    assert products_with(words, "green lamp") == set()
    assert products_with(words, "something green for me") == {2}
    assert products_with(words, "the") == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("golf 7", {1, 2}),
        ("golf vii", {1, 2}),
        ("Golf VII mats", {1}),
        ("golf 6", {3}),
        ("golf 5", set()),
        ("golf", {1, 2, 3, 4}),
        ("golf v", set()),
        ("golf 77", set()),
    ],
)
def test_roman_numerals_are_numbers(text: str, found: set[int]) -> None:
    titles = ("Mats Golf VII", "Cover Golf 7", "Mats Golf VI", "Golf balls")
    products = [Product(pk=n, sku=f"s{n}", title=title) for n, title in enumerate(titles, 1)]
    assert products_with(words_build.build(products), text) == found


def test_a_prefix_stands_for_each_word_that_begins_with_it(words: StoreWords) -> None:
    assert products_with(words, "trek") == {3}
    assert products_with(words, "le") == set()
    assert products_with(words, "50") == set()


@pytest.fixture
def sofas(settings) -> None:
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "SYNONYMS": [["sofa", "couch", "settee"], {"anorak": "trekking jacket"}],
    }


@pytest.mark.parametrize("text", ["couch", "couches", "settees", "settte", "coucb", "couc", "sett"])
def test_synonyms_apply_to_typos_and_prefixes_too(
    sofas: None, words: StoreWords, text: str
) -> None:
    assert products_with(words, text) == {1, 2}


def test_a_one_way_synonym_works_one_way_and_may_be_a_phrase(
    sofas: None, words: StoreWords
) -> None:
    assert products_with(words, "anorak") == {3}
    assert products_with(words, "anorac") == {3}
    jacket = parse_terms_with(words, "trekking jacket")
    assert all(len(term.expansions) == 1 for term in jacket.terms)


def test_an_unreadable_synonym_setting_is_refused_with_its_format() -> None:
    with pytest.raises(WrongSettings, match="SYNONYMS takes"):
        synonyms.parse_setting(["sofa"])


def test_query_weights_are_shares_and_rare_words_weigh_more(words: StoreWords) -> None:
    query = parse_terms_with(words, "green sofa unknownword").sparse()
    assert sum(query.weights) == pytest.approx(1)
    green, sofa = words.idf(1), words.idf(2)
    assert green > sofa > 0
    assert sorted(query.weights)[0] == pytest.approx(sofa / (green + sofa + words.idf(0)))


def test_a_word_and_its_synonyms_share_one_idf(sofas: None, words: StoreWords) -> None:
    [term] = parse_terms_with(words, "couch").terms
    assert term.frequency(words) == 2
    assert max(parse_terms_with(words, "couch").sparse().weights) == pytest.approx(1)


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        (("old", "green", "sofa"), True),
        (("green", "couch"), True),
        (("green", "love", "seat", "black"), True),
        (("verdant", "sofa", "90cm"), True),
        (("green", "seat"), False),
        (("sofa", "green", "sofa", "cover"), False),
        (("sofa",), False),
        ((), False),
    ],
)
def test_a_title_ends_with_one_name_of_each_word(title: tuple[str, ...], is_one: bool) -> None:
    words = [[("green",), ("verdant",)], [("sofa",), ("couch",), ("love", "seat"), ()]]
    assert ends_in(title, words) is is_one


def test_many_names_of_many_words_are_compared_one_by_one() -> None:
    """There are 10 to the power of 40 ways to choose one of each."""
    words = [[(f"{word}{name}",) for name in range(10)] for word in range(40)]
    title = tuple(f"{word}9" for word in range(40))
    assert ends_in(title, words)
    assert not ends_in(title[1:], words)
