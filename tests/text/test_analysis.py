"""Tokens, terms and the BM25F weights that the index stores for a product."""

import pytest

from catalog_search.indexing import documents
from catalog_search.models import Product
from catalog_search.text import analysis
from tests.support.shops.factories import make_product, make_store


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Crème BRÛLÉE", ["creme", "brulee"]),
        ("Straße", ["strasse"]),
        ("500ml bottle", ["500ml", "bottle"]),
        ("0,5 L bottle", ["500ml", "bottle"]),
        ("32-inch monitor", ["32in", "monitor"]),
        ('a 32" monitor', ["a", "32in", "monitor"]),
        ("a 32\u2033 monitor", ["a", "32in", "monitor"]),
        ("frame 8 in. x 10 in.", ["frame", "8in", "x", "10in"]),
        ("4 in 1 tool, 4-in-1", ["4", "in", "1", "tool", "4", "in", "1"]),
        ("6 feet cable", ["72in", "cable"]),
        ("2-meter rope of 1 kW", ["2000mm", "rope", "of", "1000w"]),
        ("1.5 kg", ["1500000mg"]),
        ("12 cm", ["120mm"]),
        ("80 centimetres", ["800mm"]),
        ("0.8 m", ["800mm"]),
        ("27 Zoll", ["27in"]),
        ("\u00bd l", ["500ml"]),
        ("1/2 inch bolt", ["0.5in", "bolt"]),
        ("1 1/2 litres", ["1500ml"]),
        ("5,000 mAh", ["5000mah"]),
        ("5 Ah", ["5000mah"]),
        ("0,250 l", ["250ml"]),
        ("1,250.5 g", ["1250500mg"]),
        ("1/0 cm, 24/7 plan", ["1", "0", "cm", "24", "7", "plan"]),
        ("rock'n'roll", ["rock", "n", "roll"]),
        ("O'Neill", ["oneill"]),
        ("O\u2019Neal & Sons", ["oneal", "sons"]),
        ("Men's t-shirt, size 7.5", ["men", "t", "shirt", "size", "7.5"]),
        ("iPhone 15 Pro", ["iphone", "15", "pro"]),
        ("a_b/c\u200b", ["a", "b", "c"]),
        ("100ml200", ["100ml200"]),
        ("…!", []),
    ],
)
def test_tokens_are_folded_words_and_amounts(text: str, tokens: list[str]) -> None:
    assert analysis.tokens(text) == tokens


@pytest.mark.parametrize(("written", "ml"), [("1.500 ml", 1500), ("1,5 ml", 1.5), ("1.5 ml", 1.5)])
def test_thousands_are_set_apart_as_in_the_language(settings, written: str, ml: float) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    assert analysis.tokens(written) == [f"{ml:g}ml"]


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("A.P.C. and J.Crew", ["apc", "jcrew"]), ("A/X by T.M.Lewin", ["ax", "tmlewin"]),
        ("Rug 8 x 10 ft.", ["8x10"]),
        ("Frame 8 in. by 10 in.", ["8x10"]), ("5\u2032\u00d77\u2032", ["5x7"]),
        ("50x70cm", ["50x70"]), ("30 \u00d7 20 x 10 cm", ["30x20x10"]), ("6 x 1.5L", []),
        ("7.5 m, 24/7, M8 x 40, end.Now", []),
        ("a T-shirt", ["tshirt"]), ("M&M's", ["mms"]), ("AT&T card", ["att"]),
        ("Rock \u2019n\u2019 Roll", []), ("Rock'n'Roll", ["rocknroll"]), ("salt&pepper", []),
    ],
)  # fmt: skip
def test_joined_words_are_one_token_as_well(text: str, joined: list[str]) -> None:
    assert analysis.compounds(text) == joined


def test_words_with_different_endings_are_one_term_and_codes_stay_unchanged(settings) -> None:
    assert analysis.term("sandals") == analysis.term("sandal")
    assert analysis.term("x100s") == "x100s"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": ""}
    assert analysis.term("sandals") == "sandals"


def weight(product: Product, word: str) -> float:
    vector = analysis.bm25_vector(product)
    weights = dict(zip(vector.ids, vector.weights, strict=True))
    return weights.get(analysis.term_id(analysis.term(word)), 0.0)


def test_weights_are_those_of_bm25f() -> None:
    """One word among eight of a title: tf = 3 * 1 / 1, weight = 3 / (1.2 + 3)."""
    product = Product(sku="1", title="one two three four five six seven eight")
    assert weight(product, "three") == pytest.approx(3 / 4.2, abs=1e-4)
    assert weight(product, "nine") == 0


def test_every_field_counts_and_a_title_counts_more_than_a_description(settings) -> None:
    changed = {"SHOWN_ATTRIBUTES": ["material", "usb", "watts"]}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **changed}
    product = Product(
        sku="ab-1",
        title="lamp",
        brand="acme",
        category="Home > Light",
        colors=["teal"],
        description="dimmable",
        attributes={
            **{"material": ["oak", ["brass"], {"part": "zinc"}], "usb": True, "watts": 40},
            "supplier": "umbrella",
        },
    )
    for word in ("ab1", "lamp", "acme", "home", "teal", "dimmable", "oak", "brass", "40"):
        assert 0 < weight(product, word) < 1
    assert weight(product, "lamp") > weight(product, "oak") > weight(product, "dimmable")
    assert weight(product, "zinc") == weight(product, "umbrella") == 0


@pytest.mark.django_db
def test_new_words_change_the_digest(settings) -> None:
    product = make_product(make_store(), title="cups", description="tall")
    before = documents.digest(product)
    product.description = "small"
    assert documents.digest(product) != before
    product.description = "tall"
    assert documents.digest(product) == before
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": ""}
    assert documents.digest(product) != before
