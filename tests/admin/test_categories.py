"""Categories in the admin: counted, and described in words."""

import pytest
from django.test import Client

from tests.support.admin_pages import page, text_of
from tests.support.shops.factories import make_category, make_product

pytestmark = pytest.mark.django_db


class TestCategory:
    def test_counts_products_and_shows_words(self, boss: Client) -> None:
        make_category("Home > Lamps")
        make_product(category="Home > Lamps")
        html = text_of(boss.get(page("category")))
        assert "Home &gt; Lamps" in html
        assert '<td class="field-products">1</td>' in html

    def test_path_is_what_products_carry_and_stays(self, boss: Client) -> None:
        category = make_category("Home > Lamps")
        address = page("category", "change", category.pk)
        boss.post(address, {"path": "Home > Else", "prompt": "a lamp"})
        category.refresh_from_db()
        assert (category.path, category.prompt) == ("Home > Lamps", "a lamp")
