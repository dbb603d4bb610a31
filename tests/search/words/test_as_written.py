"""Words that are typed with marks and signs: products that have the very same ones lead."""

# ruff: noqa: RUF001

import numpy as np
import pytest

from catalog_search.models import Store
from catalog_search.text.query.as_written import as_written
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

TWINS = (
    *[("Año taza", "Ano taza"), ("Får fleece", "Far fleece"), ("Bơ lạt", "Bò lạt")],
    *[("Caña larga", "Cana larga"), ("Kır bardak", "Kir bardak"), ("Maße Lineal", "Masse Lineal")],
    *[("Pêche confit", "Péché confit"), ("Всё чашки", "Все чашки"), ("שָׂר ספר", "שָׁר ספר")],
    *[("C++ primer", "C# primer"), ("Łaska kubek", "Laska kubek")],
)


@pytest.fixture(params=[False, True])
def shop(request: pytest.FixtureRequest) -> Store:
    """Each pair in both orders: nothing else tells the two apart."""
    for pair in TWINS:
        for title in sorted(pair, reverse=request.param):
            make_indexed_photo(make_product(title=title, category="Goods"))
    return make_store()


def first(store: Store, text: str) -> str:
    return by_text(store, text).items[0].product.title


def test_the_very_spelling_leads(shop: Store) -> None:
    for pair in TWINS:
        for title in pair:
            word = next(word for word in title.split() if word not in pair[title == pair[0]])
            assert first(shop, word.lower()) == title


def test_other_spellings_are_found_as_well(shop: Store) -> None:
    for text in ("año", "ano", "ANO"):
        assert {item.product.title for item in by_text(shop, text).items} >= {*TWINS[0]}


def test_titles_are_read_only_for_marks_and_signs(shop: Store, django_assert_num_queries) -> None:
    keys = np.array([product.pk for product in shop.products.all()])
    assert as_written("ano taza") is None
    assert as_written("rock & roll, 3+1") is None
    written = as_written("AÑO taza")
    assert written is not None
    with django_assert_num_queries(1):
        found = written(keys)
    assert [shop.products.get(pk=key).title for key in keys[found]] == ["Año taza"]
