from decimal import Decimal
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.test import TransactionTestCase, override_settings

from catalog_search import testing
from catalog_search.search import by_photo, by_text, shop_the_look, similar_to
from plainshop.models import Category, Photo, Product


class ShopTest(TransactionTestCase):
    """Products are saved as the shop saves them; what was noted is synced by `testing.fill`."""

    def setUp(self):
        folder = self.enterContext(TemporaryDirectory())
        self.enterContext(override_settings(MEDIA_ROOT=folder))
        testing.reset()
        self.cups = Category.objects.create(name="Cups")
        for color in ("red", "blue"):
            self.add(color)
        testing.fill()

    def add(self, color, number=""):
        product = Product.objects.create(
            number=number or f"cup-{color}",
            name=f"{color.title()} cup",
            slug=f"{number or color}-cup",
            category=self.cups,
            price=Decimal("9.90"),
        )
        photo = ContentFile(testing.photo(color), name=f"{color}.png")
        Photo.objects.create(product=product, file=photo)
        return product

    def found(self, words):
        testing.fill(full=False)
        return [item.product.sku for item in by_text(words).items]

    def test_a_hit_leads_to_the_shops_own_page(self):
        page = self.client.get("/find/", {"q": "red cup"})
        self.assertContains(page, 'href="/p/red-cup/"')
        self.assertNotContains(page, "/find/products/1/")

    def test_the_plugins_own_page_is_an_option(self):
        with override_settings(CATALOG_SEARCH=changed(OWN_PRODUCT_PAGES=True)):
            testing.fill()
            page = self.client.get("/find/", {"q": "red cup"})
        self.assertNotContains(page, 'href="/p/red-cup/"')
        self.assertContains(page, 'href="/find/products/')

    def test_the_api_and_suggestions_lead_there_too(self):
        [hit, *_] = self.client.get("/find/api/search", {"q": "red cup"}).json()["items"]
        self.assertEqual(hit["product"]["url"], "/p/red-cup/")
        self.assertEqual(hit["product"]["page"], "http://testserver/p/red-cup/")
        typed = self.client.get("/find/suggestions/", {"q": "red c"})
        self.assertContains(typed, 'href="/p/red-cup/"')

    def test_the_shops_page_has_shelves_for_its_own_product(self):
        page = self.client.get("/p/red-cup/")
        self.assertContains(page, "Similar items")
        self.assertContains(page, 'href="/p/blue-cup/"')

    def test_a_product_that_is_not_synced_yet_has_a_page_without_shelves(self):
        self.add("green")
        page = self.client.get("/p/green-cup/")
        self.assertContains(page, "Green cup")
        self.assertNotContains(page, "Similar items")

    def test_a_view_of_the_shops_page_is_remembered(self):
        self.client.get("/p/red-cup/")
        page = self.client.get("/p/blue-cup/")
        self.assertContains(page, "Recently viewed")
        self.assertContains(page, 'href="/p/red-cup/"')

    def test_a_category_that_is_deleted_leaves_its_products(self):
        self.cups.delete()
        testing.fill(full=False)
        self.assertEqual({item.product.category for item in by_text("cup").items}, {""})

    def test_functions_take_the_shops_own_product(self):
        red = Product.objects.get(slug="red-cup")
        for product in (red, red.number):
            [item] = similar_to(product)
            self.assertEqual(item.product.sku, "cup-blue")
        self.assertEqual(similar_to("no such number"), ())
        self.assertEqual(similar_to(self.cups), ())

    def test_a_photo_finds_its_color(self):
        for photo in (testing.photo("blue"), ContentFile(testing.photo("blue"))):
            self.assertEqual(by_photo(photo).items[0].product.sku, "cup-blue")
        self.assertIsInstance(shop_the_look(testing.photo("blue")), tuple)

    def test_filters_are_those_of_the_pages(self):
        found = by_text("cup", filters={"category": "Cups", "price_max": 5})
        self.assertEqual(found.total, 0)

    def test_a_saved_product_is_found_after_the_next_sync(self):
        product = Product.objects.get(slug="red-cup")
        product.name = "Crimson beaker"
        product.save()
        self.assertEqual(self.found("crimson beaker")[0], "cup-red")

    def test_a_new_a_hidden_and_a_deleted_product(self):
        self.add("green")
        self.assertEqual(self.found("green cup")[0], "cup-green")
        product = Product.objects.get(slug="green-cup")
        product.published = False
        product.save()
        self.assertNotIn("cup-green", self.found("green cup"))
        Product.objects.get(slug="red-cup").delete()
        self.assertEqual(self.found("cup"), ["cup-blue"])

    def test_a_new_photo_and_a_renamed_category_change_their_products(self):
        self.cups.name = "Beakers"
        self.cups.save()
        self.assertEqual(len(self.found("beakers")), 2)


def changed(**keys):
    from plainshop.settings import CATALOG_SEARCH

    return {**CATALOG_SEARCH, **keys}
