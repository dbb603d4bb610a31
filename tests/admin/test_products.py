"""A product's page in the admin: what people may change, and what follows from it."""

from typing import Any

import pytest
from django.test import Client

from catalog_search import conf
from catalog_search.indexing import documents
from catalog_search.models import CategorySuggestion, Photo, Product
from tests.support.admin_pages import messages_of, page, quarantined_photo, suggestion, text_of
from tests.support.shops.factories import make_category, make_indexed_photo, make_product

pytestmark = pytest.mark.django_db


class TestProduct:
    def post(self, boss: Client, product: Product, **fields: str) -> Any:
        data = {
            "category": product.category,
            "visible": "on",
            "photos-TOTAL_FORMS": "0",
            "photos-INITIAL_FORMS": "0",
            **fields,
        }
        return boss.post(page("product", "change", product.pk), data, follow=True)

    def test_category_a_person_chooses_is_theirs_and_reaches_the_points(self, boss: Client) -> None:
        make_category("Paint > Red")
        product = make_indexed_photo().product
        suggestion(product=product)
        assert messages_of(self.post(boss, product, category="Paint > Red"))
        product.refresh_from_db()
        assert (product.category, product.category_chosen_by) == ("Paint > Red", "person")
        assert Photo.objects.get().product_digest == documents.digest(product)
        assert Photo.objects.stale(conf.get_index().create()).count() == 1
        assert CategorySuggestion.objects.get().state == "corrected"

    def test_only_the_stores_categories_can_be_chosen(self, boss: Client) -> None:
        make_category("Paint > Red")
        product = make_product(category="Old")
        html = text_of(boss.get(page("product", "change", product.pk)))
        assert '<option value="Old" selected>' in html
        response = self.post(boss, product, category="Invented")
        assert "Select a valid choice" in text_of(response)
        product.refresh_from_db()
        assert (product.category, product.category_chosen_by) == ("Old", "source")

    def test_saving_without_a_change_leaves_the_category_to_the_source(self, boss: Client) -> None:
        product = make_product(category="Old")
        self.post(boss, product)
        product.refresh_from_db()
        assert product.category_chosen_by == "source"

    def test_hiding_a_product_makes_its_points_stale(self, boss: Client) -> None:
        product = make_indexed_photo().product
        self.post(boss, product, visible="")
        product.refresh_from_db()
        assert not product.visible
        assert Photo.objects.stale(conf.get_index().create()).count() == 1

    def test_what_the_source_told_is_read_only(self, boss: Client) -> None:
        product = make_product(title="As told")
        self.post(boss, product, title="Another", price="1", visible="")
        product.refresh_from_db()
        assert (product.title, product.price, product.visible) == ("As told", None, False)

    def test_photos_stand_on_the_products_page(self, boss: Client) -> None:
        photo = quarantined_photo()
        html = text_of(boss.get(page("product", "change", photo.product_id)))
        assert photo.key in html
        assert "The picture is damaged." in html

    def test_filter_by_missing_category(self, boss: Client) -> None:
        make_product(title="Nameless one")
        make_product(title="Named one", category="A")
        html = text_of(boss.get(page("product"), {"has_category": "no"}))
        assert "Nameless one" in html
        assert "Named one" not in html
