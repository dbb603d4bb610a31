"""Categories in the admin: counted, and described in words."""

import pytest
from django.test import Client

from catalog_search.models import Category
from tests.support.admin_pages import page, text_of
from tests.support.shops.factories import make_category, make_product, make_store

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

    @pytest.mark.parametrize(
        "typed",
        [
            *("Möbel>Stühle", "Möbel » Stühle", "> Möbel > Stühle", "Möbel > > Stühle >"),
            *("M&ouml;bel > Stühle", "Mo\u0308bel > Stu\u0308hle\u200b", "Möbel\n>  Stühle"),
        ],
    )
    def test_a_path_is_taken_as_a_sync_takes_it(self, boss: Client, typed: str) -> None:
        data = {"store": make_store().pk, "path": typed, "prompt": ""}
        boss.post(page("category", "add"), data)
        assert [row.path for row in Category.objects.all()] == ["Möbel > Stühle"]
        again = boss.post(page("category", "add"), {**data, "path": "Möbel > Stühle"})
        assert "already exists" in text_of(again)

    @pytest.mark.parametrize("typed", ["A > B; C", ">", "\u200b", "N/A", "A>B>" * 100])
    def test_what_is_no_path_is_refused(self, boss: Client, typed: str) -> None:
        response = boss.post(page("category", "add"), {"store": make_store().pk, "path": typed})
        assert response.context["adminform"].form.errors
        assert not Category.objects.exists()

    @pytest.mark.parametrize("typed", ["Hats/Caps", "Tops, tees", "TV & Audio"])
    def test_signs_of_names_stay(self, boss: Client, typed: str) -> None:
        data = {"store": make_store().pk, "path": typed, "prompt": ""}
        boss.post(page("category", "add"), data)
        assert Category.objects.get().path == typed
