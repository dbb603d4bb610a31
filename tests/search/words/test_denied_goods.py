"""Products that deny what is asked for come behind those that have it."""

import pytest

from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "lacking", "having", "text"),
    [
        ("english", ("Desk chair", "No headrest."), ("Desk chair blue", "With a headrest."),
         "desk chair with headrest"),
        ("english", ("Pasta gluten free", ""), ("Pasta penne", "Contains gluten."),
         "pasta with gluten"),
        ("english", ("Beer alcohol-free", ""), ("Lager beer", "5% alcohol"), "beer with alcohol"),
        ("german", ("Pullover ohne Kapuze", ""), ("Pullover blau", "Mit Kapuze."),
         "Pullover mit Kapuze"),
        ("german", ("Kleid ärmellos", "Ohne Ärmel."), ("Kleid lang", "Mit Ärmeln."),
         "Kleid mit Ärmeln"),
        ("french", ("Pull sans capuche", ""), ("Pull rouge", "Avec capuche."),
         "pull avec capuche"),
        ("french", ("Robe sans manches", ""), ("Robe longue", "Manches longues."),
         "robe à manches"),
        ("spanish", ("Vestido sin mangas", ""), ("Vestido largo", "Con mangas."),
         "vestido con mangas"),
        ("spanish", ("Leche sin lactosa", ""), ("Leche entera", "Contiene lactosa."),
         "leche con lactosa"),
    ],
)  # fmt: skip
def test_what_denies_it_comes_behind(
    settings, language: str, lacking: tuple[str, str], having: tuple[str, str], text: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    for title, description in (lacking, having):
        make_indexed_photo(make_product(title=title, description=description))
    found = [item.product.title for item in by_text(make_store(), text).items]
    assert found == [having[0], lacking[0]]


def test_a_product_that_has_it_too_is_not_behind() -> None:
    both = "With a headrest. The smaller chair has no headrest."
    for title, description in (("Desk chair", both), ("Desk", "With a headrest for dogs.")):
        make_indexed_photo(make_product(title=title, description=description))
    results = by_text(make_store(), "desk chair with headrest")
    assert results.items[0].product.title == "Desk chair"
