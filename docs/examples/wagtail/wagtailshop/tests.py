from decimal import Decimal
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.test import TestCase, override_settings
from wagtail.images import get_image_model
from wagtail.models import Page

from catalog_search import testing
from catalog_search.search import by_text, similar_to
from wagtailshop.models import ProductPage


class WagtailTest(TestCase):
    def setUp(self):
        folder = self.enterContext(TemporaryDirectory())
        self.enterContext(override_settings(MEDIA_ROOT=folder))
        testing.reset()
        self.home = Page.objects.get(url_path="/home/")
        self.sale = self.home.add_child(instance=Page(title="Sale", slug="sale"))
        with self.captureOnCommitCallbacks(execute=True):
            self.red, self.blue = self.add("red"), self.add("blue")
        testing.fill()

    def add(self, color, **fields):
        picture = ContentFile(testing.photo(color), name=f"{color}.png")
        photo = get_image_model().objects.create(title=color, file=picture)
        page = ProductPage(
            title=f"{color.title()} cup",
            sku=f"cup-{color}",
            description="<p>For <b>coffee</b>.</p>",
            price=Decimal("9.90"),
            photo=photo,
            **fields,
        )
        return self.home.add_child(instance=page)

    def found(self, words):
        testing.fill(full=False)
        return [item.product.sku for item in by_text(words).items]

    def test_a_hit_leads_to_the_page(self):
        page = self.client.get("/search/", {"q": "red cup"})
        self.assertContains(page, 'href="/red-cup/"')

    def test_the_page_has_a_shelf(self):
        page = self.client.get("/red-cup/")
        self.assertContains(page, "Similar items")
        self.assertContains(page, 'href="/blue-cup/"')

    def test_rich_text_becomes_plain_text(self):
        self.assertEqual(by_text("red cup").items[0].product.description, "For coffee.")

    def test_a_draft_is_found_when_it_is_published(self):
        with self.captureOnCommitCallbacks(execute=True):
            draft = self.add("green", live=False)
        self.assertNotIn("cup-green", self.found("green cup"))
        with self.captureOnCommitCallbacks(execute=True):
            draft.save_revision().publish()
        self.assertIn("cup-green", self.found("green cup"))

    def test_a_page_that_is_taken_offline_is_gone(self):
        with self.captureOnCommitCallbacks(execute=True):
            Page.objects.get(pk=self.red.pk).unpublish()
        self.assertEqual(self.found("cup"), ["cup-blue"])

    def test_a_page_that_moves_takes_its_address_along(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.red.move(self.sale, pos="last-child")
        self.assertIn("cup-red", self.found("red cup"))
        self.assertEqual(by_text("red cup").items[0].product.url, "/sale/red-cup/")

    def test_pages_below_one_whose_slug_changed_have_new_addresses(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.red.move(self.sale, pos="last-child")
            sale = Page.objects.get(pk=self.sale.pk)
            sale.slug = "outlet"
            sale.save_revision().publish()
        self.found("cup")
        self.assertEqual(by_text("red cup").items[0].product.url, "/outlet/red-cup/")

    def test_a_page_is_a_product_for_functions(self):
        self.assertEqual([item.product.sku for item in similar_to(self.red)], ["cup-blue"])
        self.assertEqual(similar_to(self.sale), ())
