from decimal import Decimal
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.db import connection
from django.test import TransactionTestCase, override_settings
from django.test.utils import CaptureQueriesContext
from oscar.apps.catalogue.categories import create_from_breadcrumbs
from oscar.core.loading import get_model

from catalog_search import conf, testing
from catalog_search.search import by_text, similar_to

AttributeOptionGroup = get_model("catalogue", "AttributeOptionGroup")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductAttribute = get_model("catalogue", "ProductAttribute")
ProductClass = get_model("catalogue", "ProductClass")
ProductImage = get_model("catalogue", "ProductImage")
StockRecord = get_model("partner", "StockRecord")


class OscarTest(TransactionTestCase):
    def setUp(self):
        folder = self.enterContext(TemporaryDirectory())
        self.enterContext(override_settings(MEDIA_ROOT=folder))
        testing.reset()
        self.kind = ProductClass.objects.create(name="Cup")
        for code in ("brand", "color", "material"):
            ProductAttribute.objects.create(
                product_class=self.kind, name=code.title(), code=code, type="text"
            )
        self.category = create_from_breadcrumbs("Kitchen > Cups")
        self.partner = Partner.objects.create(name="Warehouse")
        for color in ("red", "blue"):
            self.add(color)
        testing.fill()

    def add(self, color, **fields):
        fields = {"upc": f"cup-{color}", **fields}
        product = Product(title=f"{color.title()} cup", product_class=self.kind, **fields)
        product.attr.brand, product.attr.color, product.attr.material = "Acme", color, "clay"
        product.save()
        product.categories.add(self.category)
        picture = ContentFile(testing.photo(color), name=f"{color}.png")
        ProductImage.objects.create(product=product, original=picture)
        if not product.is_parent:
            self.price(product, "9.90")
        return product

    def price(self, product, price, stock=5):
        StockRecord.objects.create(
            product=product,
            partner=self.partner,
            partner_sku=f"sku-{product.pk}",
            price=Decimal(price),
            price_currency="EUR",
            num_in_stock=stock,
        )

    def found(self, words):
        testing.fill(full=False)
        return [item.product.sku for item in by_text(words).items]

    def test_a_product_says_what_oscar_knows_of_it(self):
        product = by_text("red cup").items[0].product
        self.assertEqual(product.category, "Kitchen > Cups")
        self.assertEqual((product.brand, product.colors), ("Acme", ["red"]))
        self.assertEqual((str(product.price), product.currency), ("9.90", "EUR"))
        self.assertEqual(product.attributes, {"material": "clay"})
        self.assertTrue(product.in_stock)

    def test_oscars_search_is_replaced_and_leads_to_oscars_pages(self):
        red = Product.objects.get(upc="cup-red")
        page = self.client.get("/search/", {"q": "red cup"})
        self.assertTemplateUsed(page, "catalog_search/search.html")
        self.assertContains(page, f'href="{red.get_absolute_url()}"')

    def test_oscars_search_box_leads_there(self):
        page = self.client.get("/catalogue/")
        self.assertContains(page, 'action="/search/"')
        self.assertContains(page, 'name="q"')

    def test_oscars_product_page_has_a_shelf(self):
        red, blue = (Product.objects.get(upc=f"cup-{color}") for color in ("red", "blue"))
        page = self.client.get(red.get_absolute_url())
        self.assertContains(page, "Similar items")
        self.assertContains(page, f'href="{blue.get_absolute_url()}"')

    def test_a_parent_has_the_price_and_stock_of_its_variants(self):
        parent = self.add("green", structure=Product.PARENT)
        child = Product.objects.create(
            parent=parent, structure=Product.CHILD, upc="cup-green-s", title="Small"
        )
        self.price(child, "7.50")
        self.assertEqual(self.found("green cup")[0], "cup-green")
        product = by_text("green cup").items[0].product
        self.assertEqual((str(product.price), product.in_stock), ("7.50", True))
        self.assertNotIn("cup-green-s", self.found("cup"))
        self.assertEqual(
            [item.product.sku for item in similar_to(child)],
            [item.product.sku for item in similar_to(parent)],
        )

    def test_a_price_that_changed_is_noted(self):
        stock = StockRecord.objects.get(product__upc="cup-red")
        stock.price = Decimal("4.20")
        stock.save()
        self.assertEqual(self.found("red cup")[0], "cup-red")
        self.assertEqual(str(by_text("red cup").items[0].product.price), "4.20")

    def category_of(self, sku):
        testing.fill(full=False)
        return {item.product.sku: item.product.category for item in by_text("cup").items}[sku]

    def test_a_category_that_changed_is_noted(self):
        kitchen, table = self.category.get_parent(), create_from_breadcrumbs("Table")
        kitchen.name = "Cookery"
        kitchen.save()
        self.assertEqual(self.category_of("cup-red"), "Cookery > Cups")
        self.category.move(table, "first-child")
        self.category.refresh_from_db()
        self.category.name = "Mugs"
        self.category.save()
        self.assertEqual(self.category_of("cup-red"), "Table > Mugs")
        table.refresh_from_db()
        table.delete()
        self.assertEqual(self.category_of("cup-red"), "")

    def test_an_option_of_an_attribute_that_was_renamed_is_noted(self):
        group = AttributeOptionGroup.objects.create(name="Materials")
        option = group.options.create(option="Clay")
        material = ProductAttribute.objects.get(code="material")
        material.type, material.option_group = "option", group
        material.save()
        red = Product.objects.get(upc="cup-red")
        red.attr.material = option
        red.save()
        option.option = "Stoneware"
        option.save()
        self.found("cup")
        attributes = [item.product.attributes for item in by_text("red cup").items]
        self.assertIn({"material": "Stoneware"}, attributes)

    def test_a_product_that_is_no_longer_public_is_gone(self):
        red = Product.objects.get(upc="cup-red")
        red.is_public = False
        red.save()
        self.assertEqual(self.found("cup"), ["cup-blue"])

    def test_a_product_without_a_upc_or_a_price_is_found_too(self):
        product = Product.objects.create(title="Green bowl", product_class=self.kind)
        picture = ContentFile(testing.photo("green"), name="bowl.png")
        ProductImage.objects.create(product=product, original=picture)
        self.assertEqual(self.found("green bowl")[0], f"oscar-{product.pk}")
        self.assertIsNone(by_text("green bowl").items[0].product.price)

    def test_more_products_take_no_more_queries(self):
        deeper = create_from_breadcrumbs("Kitchen > Cups > Small > Espresso")
        counts = set()
        for number in range(4):
            product = self.add("green", slug=f"cup-{number}", upc=f"cup-{number}")
            product.categories.set([deeper if number % 2 else self.category])
            with CaptureQueriesContext(connection) as queries:
                records = list(conf.get_source("main").records())
            self.assertEqual(len(records), number + 3)
            counts.add(len(queries))
        self.assertEqual(len(counts), 1)
        self.assertIn(("Kitchen", "Cups", "Small", "Espresso"), [each.category for each in records])
