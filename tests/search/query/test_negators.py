"""Words of a query that deny others, without a shop."""

import pytest

from catalog_search.search.query.denials.negators import negators_in


def denied(settings, language: str, text: str) -> list[str]:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    found = negators_in(text)
    return [text[each.denied : each.denied_end or len(text)] for each in found]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *(("english", text) for text in (
            "soother silicone 0-6 months", "baby milk 0 - 6 months", "milk 0\u20136 months",
            "milk 0+ months", "milk 0 to 6 months", "fish out of water game", "corn 0/4 feed",
        )),
        ("german", "Milch 0 bis 6 Monate"), ("french", "lait 0 à 6 mois"),
        ("spanish", "leche 0 a 6 meses"),
    ],
)  # fmt: skip
def test_a_range_from_nothing_denies_nothing(settings, language: str, text: str) -> None:
    assert denied(settings, language, text) == []


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("english", "extension lead no usb", "usb"), ("english", "dog lead no chew", "chew"),
        ("english", "milk no palm oil", "palm oil"), ("english", "eggs no cage", "cage"),
        ("spanish", "leche no aceite de palma", "aceite de palma"),
        ("english", "mixer not stand mixer", "stand mixer"),
        ("english", "box not take away", "take away"), ("english", "lead not another usb", "usb"),
        ("english", "toy that does not take batteries", "batteries"),
        ("english", "toy that doesnt use batteries", "batteries"),
        ("english", "mixer, I can not stand noise", "noise"),
    ],
)  # fmt: skip
def test_no_denies_what_is_behind_it(settings, language: str, text: str, words: str) -> None:
    assert denied(settings, language, text) == [words]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("english", "cola sugar 0"), ("english", "cola sugar? no"), ("english", "cola sugar no!"),
        ("english", "cola sugar no, thanks"), ("english", "cola sugar 0 under 5 euros"),
        ("english", "sugar zero cola"), ("english", "cola sugar no please"),
    ],
)  # fmt: skip
def test_nothing_of_it_denies_what_is_before(settings, language: str, text: str) -> None:
    assert "sugar" in denied(settings, language, text)
