"""Queries that repeat a word as often as fits: none takes minutes to read."""

import pytest

from catalog_search import conf
from catalog_search.search.query import TextQuery, parse_query
from tests.support.cpu import limited
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

UNITS = {
    "english": "num|50 |42, |no |sku |online |shop |thank you |a hundred and |fifty |not non-"
    "|x but |doesn't cost more than |never |all |any |xl or |0% |under |with |to be |size |red "
    "|not & |none of |never any |x free |not best ",
    "german": "vierzehn|fünfund|hundert|online kaufen |wo |kann ich |ungesalzen|nicht |gr. |exkl. "
    "|dich nicht ",
    "french": "vingt et |quatre-vingt-|l'|d'huile |sans |ne dépasse pas |à part |taille |n° |où "
    "|ne me quitte pas ",
    "spanish": "treinta y |cien|mil |sin |que no |menos |número |código de |dónde puedo |talla "
    "|no quiero ",
}


@pytest.mark.parametrize("language", UNITS)
def test_no_repeated_word_takes_long(settings, language: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language, "FACETS": ["size"]}
    make_indexed_photo(make_product(sku="NO-500", title="Red lamp", attributes={"size": ["XL"]}))
    make_indexed_photo(make_product(title="Not best, x free x dich nicht", brand="Best"))
    make_indexed_photo(make_product(title="Ne me quitte pas", brand="& No"))
    store, length = make_store(), conf.settings().max_query_length
    for unit in UNITS[language].split("|"):
        text = (unit * length)[: length - 1] + "!"
        with limited():
            assert parse_query(store, TextQuery(text, autocorrect=False)).text, unit
