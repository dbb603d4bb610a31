"""Comparisons with a price that a negator turns round, and prices in cents or of one coin."""

import pytest

from catalog_search.search.query.number_words import in_digits
from catalog_search.search.query.prices import prices
from catalog_search.search.query.sorting import sort_constraints

NO_MORE = {
    "english": "that doesn't cost more than 30 euros|that does not cost more than 30"
    "|shouldn't cost more than 30|won't cost more than 30|not costing more than 30"
    "|that isn't over 30 euros|isn't more expensive than 30|must not be over 30|never more than 30"
    "|I can't spend more than 30 euros|don't want to spend more than 30|doesn't exceed 30"
    "|without exceeding 30|cannot cost above 30|not priced over 30|nothing over 30"
    "|I'm not willing to pay more than €30|which may not exceed 30|not beyond 30|never above 30"
    "|not > 30|not >$30|not >= 30|not \u2265 30 euros|not>30|shouldn't be > 30",
    "german": "das nicht mehr als 30 Euro kostet|darf nicht mehr als 30 Euro kosten"
    "|soll nicht teurer als 30 Euro sein|ich will nicht mehr als 30 Euro ausgeben"
    "|30 Euro nicht übersteigt|nie über 30 Euro|nicht oberhalb von 30 Euro",
    "french": "qui ne dépasse pas 30 euros|ne dépassant pas 30€|sans dépasser 30 euros"
    "|qui ne coûte pas plus de 30 euros|ne doit pas dépasser 30 euros|n'excédant pas 30 €"
    "|je ne veux pas dépenser plus de 30 euros|pas au-dessus de 30 euros|pas supérieur à 30"
    "|tout au plus 30 euros|30 € max|- de 30 €|-de 30€",
    "spanish": "que no cueste más de 30 euros|no superior a 30 euros|que no pase de 30"
    "|que no supere los 30 euros|sin pasar de 30 euros|no quiero gastar más de 30"
    "|30 euros como mucho|máx. 30 €|a lo sumo 30 €|que no sea más caro que 30|menor de 30 euros",
}
NO_LESS = {
    "english": "isn't under 30|doesn't cost less than 30|must not be below 30 euros"
    "|not cheaper than 30|never less than 30|not < 30|not <30 euros|not<30",
    "german": "nicht < 30|das nicht weniger als 30 Euro kostet|darf nicht unter 30 Euro kosten",
    "french": "+ de 30 €|qui ne coûte pas moins de 30 euros|pas en dessous de 30 euros",
    "spanish": "que no cueste menos de 30 euros|no inferior a 30|mayor de 30 euros|mín. 30 €",
}


def limits(settings, language: str, text: str) -> list[tuple[str, float | None, float | None]]:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    read = prices(in_digits(text), (), ())
    return [(text[each.start : each.end], each.low, each.high) for each in read]


def listed(texts: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, text) for language in texts for text in texts[language].split("|")]


@pytest.mark.parametrize(("language", "text"), listed(NO_MORE))
def test_no_more_than_a_price(settings, language: str, text: str) -> None:
    assert limits(settings, language, f"x {text}") == [(text, None, 30)]


@pytest.mark.parametrize(("language", "text"), listed(NO_LESS))
def test_no_less_than_a_price(settings, language: str, text: str) -> None:
    assert limits(settings, language, f"x {text}") == [(text, 30, None)]


@pytest.mark.parametrize(
    ("language", "text"),
    [("english", "desk not over 120 cm"), ("english", "ring not > 50 mm"),
     ("english", "tent that isn't under 3 persons"),
     ("german", "Tisch nicht über 120 cm"), ("french", "table ne dépassant pas 120 cm"),
     ("spanish", "mesa que no pase de 120 cm"), ("english", "screen under 720p"),
     ("english", "ring under 1 ct"), ("english", "lamp for a euro coin"),
     ("english", "bra size 80C"), ("english", "34c bra"), ("english", "lipo 50c"),
     ("english", "ring 50 ct"), ("german", "BH 80C"), ("french", "soutien-gorge 90C")],
)  # fmt: skip
def test_other_amounts_are_no_prices(settings, language: str, text: str) -> None:
    assert limits(settings, language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "high"),
    [
        *(("english", text, 0.5) for text in ("under 50 cents", "under 50 ct", "under 50c",
                                              "less than fifty cents", "under 50¢", "below 50p")),
        ("english", "under a dollar", 1), ("english", "less than a buck", 1),
        ("english", "under one euro fifty", 1.5), ("english", "under 1€50", 1.5),
        ("english", "under 2 euros 50 cents", 2.5),
        ("german", "unter 99 Cent", 0.99), ("german", "unter einem Euro", 1),
        ("german", "unter zwei Euro fünfzig", 2.5), ("german", "bis 1 Euro 50", 1.5),
        ("french", "moins d'un euro", 1), ("french", "moins de 50 centimes", 0.5),
        ("french", "moins d\u2019un euro cinquante", 1.5), ("french", "moins de cent euros", 100),
        ("spanish", "menos de un euro", 1), ("spanish", "menos de 50 céntimos", 0.5),
        ("spanish", "menos de un euro cincuenta", 1.5),
    ],
)  # fmt: skip
def test_small_amounts(settings, language: str, text: str, high: float) -> None:
    assert limits(settings, language, text) == [(text, None, high)]


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("english", "between one hundred and two hundred euros", 100, 200),
        ("english", "between three hundred and four hundred", 300, 400),
        ("english", "between one hundred and a thousand euros", 100, 1000),
        ("english", "between a hundred and a hundred and twenty euros", 100, 120),
        ("english", "between one thousand and two thousand", 1000, 2000),
        ("english", "between 50 cents and 2 euros", 0.5, 2),
        ("german", "zwischen 50 u. 100 €", 50, 100), ("german", "zw. 50 und 100 €", 50, 100),
    ],
)  # fmt: skip
def test_pairs_of_prices(settings, language: str, text: str, low: float, high: float) -> None:
    assert [each[1:] for each in limits(settings, language, text)] == [(low, high)]


@pytest.mark.parametrize("text", ["less than four fifty", "less than nineteen ninety"])
def test_two_numbers_in_a_row_are_not_added(settings, text: str) -> None:
    assert limits(settings, "english", text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("english", "not expensive"), ("english", "that isn't too expensive"),
     ("german", "nicht teuer"), ("german", "nicht zu teuer"),
     ("french", "pas trop chère"), ("spanish", "no muy caro")],
)  # fmt: skip
def test_what_is_not_expensive_is_sorted_by_price(settings, language: str, text: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    [order] = sort_constraints(f"x {text}", lambda start, end: False)
    assert (order.sort, order.text) == ("price", text)
