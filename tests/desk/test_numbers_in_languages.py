"""Numbers and shares are written as the reader's language writes them."""

import pytest
from django.utils.translation import override

from catalog_search.categories.queue import Filters
from catalog_search.categories.taxonomy import MOST, import_taxonomy
from catalog_search.desk.categories import bulk
from catalog_search.exceptions import InvalidTaxonomy
from catalog_search.models.numbers import grouped, percent
from tests.support.admin_pages import suggestion
from tests.support.shops.factories import make_store

LANGUAGES = [("en", ",", "."), ("de", ".", ","), ("es", "", ","), ("fr", "", ",")]


def bare(text: str) -> str:
    """Return the text without spaces of any width."""
    return "".join(text.split())


@pytest.mark.parametrize(("language", "thousands", "decimals"), LANGUAGES)
def test_numbers_and_shares(language: str, thousands: str, decimals: str) -> None:
    with override(language):
        assert bare(grouped(20_000)) == f"20{thousands}000"
        assert bare(percent(0.3621, 1)) == f"36{decimals}2%"
        assert bare(percent(0.95)) == "95%"


@pytest.mark.parametrize(("language", "thousands", "decimals"), LANGUAGES)
@pytest.mark.django_db
def test_what_a_file_of_categories_may_hold(language: str, thousands: str, decimals: str) -> None:
    lines = (f"Category {number}" for number in range(MOST + 1))
    with override(language), pytest.raises(InvalidTaxonomy) as raised:
        import_taxonomy(make_store(), lines, "paths")
    with override(language):
        assert f"50{thousands}000" in bare(str(raised.value))


@pytest.mark.django_db
def test_the_count_of_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(3):
        suggestion()
    monkeypatch.setattr(bulk, "MOST", 2)
    taken = bulk.preview(make_store(), Filters())
    monkeypatch.setattr(bulk, "MOST", 2000)
    with override("de"):
        assert taken.count == "2.000+"
