"""What words of a query may stand for: compounds, the language's synonyms, and what they begin."""

import pytest

from catalog_search.models import Product
from catalog_search.text.analysis import fold
from catalog_search.text.query import dictionary
from catalog_search.text.query.terms import parse_terms_with
from catalog_search.text.store import words_build
from catalog_search.text.store.store_words import StoreWords

TITLES = (
    *("Leather handbag", "Plain tshirt", "Wind cheater with hood", "Silver bracelet"),
    *("Grey sofa", "Bin", "Night cream", "Summer dress"),
    *("Cat6 cable", "Vitamin B 12", "ガラス", "バス"),
    "Jeans 501",
)


@pytest.fixture
def words() -> StoreWords:
    products = [Product(pk=n, sku=f"s{n}", title=title) for n, title in enumerate(TITLES, 1)]
    products.append(Product(pk=99, sku="s99", title="Poster", description="Branding. A vest."))
    return words_build.build(products)


def complete(words: StoreWords, text: str) -> set[str]:
    mask = parse_terms_with(words, text).complete(words.products)
    return {TITLES[key - 1] for key in words.products[mask].tolist() if key <= len(TITLES)}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("hand bag", "Leather handbag"),
        ("hand-bag leather", "Leather handbag"),
        ("t shirt", "Plain tshirt"),
        ("T-Shirts plain", "Plain tshirt"),
        ("windcheater", "Wind cheater with hood"),
        *(("501s", "Jeans 501"), ("501", "Jeans 501")),
        *(("cat 6 cable", "Cat6 cable"), ("cat-6", "Cat6 cable"), ("b12", "Vitamin B 12")),
        *(("がらす", "ガラス"), ("ばす", "バス")),
    ],
)
def test_words_written_apart_or_together_are_the_same(
    words: StoreWords, text: str, title: str
) -> None:
    assert complete(words, text) == {title}
    assert parse_terms_with(words, text).corrected == ""


def test_parts_that_no_product_has_together_are_no_word(words: StoreWords) -> None:
    assert complete(words, "summernight") == set()
    assert complete(words, "silver sofa") == set()
    # The stem of "silverring" is "silver".
    assert complete(words, "silver ring") == set()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        *(("settee", "Grey sofa"), ("couches", "Grey sofa"), ("purse", TITLES[0])),
        # Two words may be one, and two that no title has together are no name of the store.
        *(("waste basket", "Bin"), ("wastebasket", "Bin"), ("garbagecan", "Bin")),
    ],
)
def test_a_word_that_the_store_lacks_finds_the_same_goods(
    words: StoreWords, text: str, title: str
) -> None:
    assert complete(words, text) == {title}


@pytest.mark.parametrize(
    ("text", "corrected"), [("setee", "settee"), ("sette red", "settee red"), ("bycicle", "")]
)
def test_a_typo_in_another_name_is_corrected_where_the_store_has_the_goods(
    words: StoreWords, text: str, corrected: str
) -> None:
    assert parse_terms_with(words, text).corrected == corrected


@pytest.mark.parametrize(
    ("text", "titles", "found"),
    [
        # The words of a name stand together, or are one.
        ("formal shirt", ["Red shirt dress"], set()),
        ("formal shirt", ["Red shirt dress", "White dress shirt"], {1, 2}),
        ("bed side table", ["Nightstand oak"], {1}),
        ("bedside table", ["Oak night stand"], {1}),
    ],
)
def test_a_name_of_several_words_is_another_name_as_a_whole(
    text: str, titles: list[str], found: set[int]
) -> None:
    words = words_build.build([Product(pk=pk, title=title) for pk, title in enumerate(titles, 1)])
    mask = parse_terms_with(words, text).complete(words.products)
    assert set(words.products[mask].tolist()) == found


def test_a_word_of_a_name_of_goods_is_no_typo() -> None:
    words = words_build.build([Product(pk=1, title="Crossbow"), Product(pk=2, title="Belt bag")])
    assert parse_terms_with(words, "crossbody").corrected == ""
    assert parse_terms_with(words, "crosbow").corrected == "crossbow"


def test_a_word_that_the_store_has_means_what_it_means_there(words: StoreWords) -> None:
    terms = parse_terms_with(words, "vest").terms
    assert [each.tokens for each in terms[0].expansions] == [("vest",)]


def test_few_by_one_name_may_be_others_by_the_other() -> None:
    titles = ["Vinegar crisps", *("Paprika chips" for _ in range(12))]
    products = [Product(pk=pk, title=title) for pk, title in enumerate(titles, 1)]
    words = words_build.build(products)
    [crisps] = parse_terms_with(words, "crisps").terms
    assert [(each.tokens, each.is_guess) for each in crisps.expansions] == [
        (("crisps",), False),
        (("chips",), True),
    ]
    # Of chips there are enough.
    [chips] = parse_terms_with(words, "chips").terms
    assert [each.tokens for each in chips.expansions] == [("chips",)]


def test_synonyms_are_english(words: StoreWords, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    assert complete(words, "settee") == set()


@pytest.mark.parametrize("text", ["bra", "sum"])
def test_a_short_word_of_the_language_begins_no_other(words: StoreWords, text: str) -> None:
    [term] = parse_terms_with(words, text).terms
    assert [each.tokens for each in term.expansions] == [(text,)]


def test_three_letters_are_only_a_guess(words: StoreWords) -> None:
    terms = parse_terms_with(words, "sof")
    assert [each.tokens for each in terms.terms[0].expansions] == [("sof",), ("sofa",)]
    assert not terms.complete(words.products).any()
    assert complete(words, "brace") == {"Silver bracelet"}


@pytest.mark.parametrize(
    ("typed", "corrected"), [("guest", ""), ("plant", ""), ("brecelet", "bracelet"), ("sofs", "")]
)
def test_a_word_of_the_language_is_no_typo(words: StoreWords, typed: str, corrected: str) -> None:
    """With one letter changed, "guest" is "quest" and "plant" is "plain t"."""
    assert parse_terms_with(words, typed).corrected == corrected


@pytest.mark.parametrize(
    ("language", "words", "foreign_words"),
    [
        ("english", ["guest", "sofa"], ["gastfreundlich", "shoos"]),
        ("german", ["gast", "Gäste", "weiß", "schön"], ["guests"]),
        ("french", ["été", "maison"], ["guest"]),
        ("russian", ["красный"], ["guest"]),
        ("finnish", [], ["vieras"]),
    ],
)
def test_each_language_has_its_own_words(
    settings, language: str, words: list[str], foreign_words: list[str]
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    assert all(dictionary.has(fold(word)) for word in words)
    assert not any(dictionary.has(fold(word)) for word in foreign_words)


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [("wardrop", "wardrobe"), ("tostar", "toaster"), ("gopro", "")],
)
def test_two_typos_that_sound_the_same(typed: str, corrected: str) -> None:
    words = words_build.build(
        Product(pk=n, sku=f"s{n}", title=title)
        for n, title in enumerate(["wardrobe", "toaster", "curtains", "grape"], 1)
    )
    assert parse_terms_with(words, typed).corrected == corrected


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("half sleeve shirt", "Short sleeve shirt"),
        ("shirt with half sleeves", "Short sleeve shirt"),
        ("waterproof half shoes", "Water resistant half shoes"),
        ("plaid shirt", "Checked shirt"),
        *(("ladies sneakers", "Women's sneakers"), ("womans sneakers", "Women's sneakers")),
        *(("gents sneakers", "Men's sneakers"), ("women's boots", "Ladies' boots")),
    ],
)
def test_a_trait_has_other_names_though_the_store_has_the_words(text: str, title: str) -> None:
    titles = ["Short sleeve shirt", "Checked shirt", "Water resistant half shoes", "Plaid rug"]
    titles += ["Women's sneakers", "Men's sneakers", "Ladies' boots"]
    words = words_build.build(
        Product(pk=n, sku=f"s{n}", title=each) for n, each in enumerate(titles, 1)
    )
    keys = words.products[parse_terms_with(words, text).complete(words.products)]
    assert [titles[key - 1] for key in keys.tolist()] == [title]


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [("jens", "jeans"), ("shrt", "shirt"), ("soks", "socks"), ("lens", ""), ("knks", "")],
)
def test_four_letters_may_lack_one_of_a_category(typed: str, corrected: str) -> None:
    products = [
        Product(pk=1, sku="s1", title="Blue jeans", category="Clothes > Jeans"),
        Product(pk=2, sku="s2", title="White shirt", category="Clothes > Shirts"),
        Product(pk=3, sku="s3", title="Wool socks", category="Clothes > Socks"),
        Product(pk=4, sku="s4", title="Kinks record", category="Music"),
    ]
    words = words_build.build(products)
    assert parse_terms_with(words, typed).corrected == corrected


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("neil polish", "nail polish"),
        ("red neil polish", "red nail polish"),
        ("table lamb", "table lamp"),
        ("neil", ""),
        ("neil young polish", ""),
        ("lamb table", ""),
        ("table lam8", ""),
    ],
)
def test_a_word_of_the_language_is_a_typo_where_it_would_make_a_category(
    typed: str, corrected: str
) -> None:
    products = [
        Product(pk=1, sku="s1", title="Red nail polish", category="Beauty > Nail polish"),
        Product(pk=2, sku="s2", title="Brass table lamp", category="Lights > Table lamps"),
    ]
    assert parse_terms_with(words_build.build(products), typed).corrected == corrected
