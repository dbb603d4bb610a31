"""German compounds that begin with what a query denies: "Nusskuchen" for "ohne Nüsse"."""

import pytest

from tests.search.query.test_denied_traits import skus
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

CASES = [
    ("Kuchen ohne Nüsse", "Apfelkuchen|Kuchen nussfrei", "Nusskuchen|Kuchen mit Nussfüllung"),
    ("Kuchen ohne Äpfel", "Nusskuchen|Kuchen", "Apfelkuchen"),
    ("Jacke ohne Kapuze", "Jacke|Jacke kapuzenlos", "Kapuzenjacke|Jacke, Kapuzenkragen"),
    ("Hose ohne Leder", "Hose|Hose Lederimitat|Hose in Lederoptik", "Lederhose|Hose, Lederbund"),
    ("Mütze ohne Wolle", "Mütze|Baumwollmütze", "Wollmütze"),
    ("Brot ohne Weizen", "Brot|Buchweizenbrot", "Weizenbrot|Brot mit Weizenkleie"),
    ("Kleid ohne Blumen", "Kleid|Kleid kariert", "Kleid mit Blumendruck|Blumenkleid"),
    ("Hemd ohne Ärmel", "Hemd, Ärmellänge: ärmellos|Hemd ärmelfrei", "Hemd, Ärmelaufschlag"),
    ("Tasche nicht aus Filz", "Tasche", "Filztasche"),
    ("Kopfhörer kein Kabel", "Kopfhörer kabellos|Kopfhörer", "Kabelkopfhörer"),
    ("Tisch ohne Nüsse", "Tisch aus Nussbaum", "Tisch, Nussdekor"),
    ("Lampe ohne Leder", "Lampe LED|Lampe Holz|LED Lampe", "Lampe mit Leder|Lederlampe"),
    ("Lampe ohne LED", "Lampe mit Leder|Lampe Holz", "Lampe LED|LED-Lampe"),
    ("Ofen ohne Toast", "Ofen mit Toaster", "Ofen für Toast"),
    ("Jacke ohne Wasser", "Jacke wasserdicht|Jacke wasserabweisend|Jacke", "Jacke Wasserfarben"),
]


@pytest.mark.parametrize(("text", "without", "having"), CASES)
def test_names_of_what_is_made_of_it_go(settings, text: str, without: str, having: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    category = text.split()[0]
    for letter, titles in (("w", without), ("h", having)):
        for number, title in enumerate(titles.split("|")):
            product = make_product(sku=f"{letter}{number}", title=title, category=category)
            make_indexed_photo(product)
    expected = {f"w{number}" for number in range(len(without.split("|")))}
    assert skus(make_store(), text) == expected


def test_a_description_that_mentions_such_a_compound_does_not_hide_the_product(settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": "german"}
    for sku, description in (("a", "Mit Druckknöpfen."), ("b", "Mit Druck.")):
        make_indexed_photo(make_product(sku=sku, title=f"Hemd {sku}", description=description))
    assert skus(make_store(), "Hemd ohne Druck") == {"a"}


def test_words_of_other_languages_begin_no_compounds() -> None:
    for sku in ("Nutmeg", "Nuts"):
        make_indexed_photo(make_product(sku=sku, title=f"Cake {sku}"))
    assert skus(make_store(), "cake without nuts") == {"Nutmeg"}
