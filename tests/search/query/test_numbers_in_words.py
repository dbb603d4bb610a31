"""Prices in words, in the language of the catalogue."""

import pytest

from catalog_search.search.query import TextQuery, parse_query
from catalog_search.search.query.number_words import in_digits
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

NUMBERS = {
    "german": {
        "unter fünfzig Euro": "unter      50 Euro",
        "lampe fuer fuenfzig euro": "lampe fuer       50 euro",
        "bis zweihundertfünfzig": "bis                250",
        "zwischen zwanzig und fünfunddreißig": "zwischen      20 und             35",
        "unter einundzwanzig euro": "unter            21 euro",
        "ab ein tausend": "ab        1000",
        "die sieben Samurai": "die sieben Samurai",
        "under fifty euros": "under    50 euros",
    },
    "french": {
        "moins de cinquante euros": "moins de        50 euros",
        "moins de vingt et un euros": "moins de          21 euros",
        "entre vingt et trente": "entre    20 et     30",
        "quatre-vingt-dix-neuf euros": "                   99 euros",
        "plus de deux mille trois cents": "plus de                   2300",
        "moins de soixante-quinze": "moins de              75",
        "lampe pour un homme": "lampe pour un homme",
        "les sept nains": "les sept nains",
    },
    "spanish": {
        "hasta cuarenta y cinco euros": "hasta               45 euros",
        "entre veinte y treinta": "entre     20 y      30",
        "menos de mil quinientos dólares": "menos de           1500 dólares",
        "menos de doscientos cincuenta": "menos de                  250",
        "menos de treinta y un euros": "menos de           31 euros",
        "los siete samuráis": "los siete samuráis",
    },
}


@pytest.mark.parametrize(
    ("language", "text", "digits"),
    [(language, *each) for language, texts in NUMBERS.items() for each in texts.items()],
)
def test_numbers_of_other_languages(settings, language: str, text: str, digits: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    assert in_digits(text) == digits
    assert len(digits) == len(text)


@pytest.mark.parametrize(
    ("language", "text", "limits"),
    [
        ("german", "Lampe unter fünfzig Euro", (None, 50)),
        ("german", "Lampe zwischen zwanzig und dreißig Euro", (20, 30)),
        ("german", "Lampe unter hundert Franken", (None, 100)),
        ("french", "lampe à moins de cent vingt euros", (None, 120)),
        ("spanish", "lámpara de menos de cien euros", (None, 100)),
        ("spanish", "lámpara hasta 50 dólares", (None, 50)),
    ],
)
def test_such_a_number_is_a_price(
    settings, language: str, text: str, limits: tuple[float | None, float]
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    make_indexed_photo(make_product(title=text.split()[0], price=30, currency=""))
    query = parse_query(make_store(), TextQuery(text))
    assert (query.filters.price_min, query.filters.price_max) == limits
    assert query.words == text.split()[0]
