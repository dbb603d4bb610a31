"""The search of a feed: a server on loopback plays the shop and its CDN."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from django.test import TransactionTestCase, override_settings

from catalog_search import testing
from catalog_search.search import by_text
from feedshop.settings import CATALOG_SEARCH


class Shop(BaseHTTPRequestHandler):
    """Answers /products.json?page=N with one product a page, and /cdn/COLOR.png."""

    products = {}
    broken = False

    def do_GET(self):
        address = urlsplit(self.path)
        if address.path.startswith("/cdn/"):
            self.answer(testing.photo(address.path[5:].partition("-")[0]), "image/png")
        elif self.broken:
            self.answer(b"<html>Bad gateway</html>", "text/html", 502)
        else:
            number = int(parse_qs(address.query)["page"][0])
            page = list(self.products.values())[number - 1 : number]
            self.answer(json.dumps({"products": page}).encode(), "application/json")

    def answer(self, body, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


class FeedTest(TransactionTestCase):
    def setUp(self):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.shop = f"http://127.0.0.1:{server.server_port}"
        source = CATALOG_SEARCH["STORES"]["main"]["SOURCE"]
        options = {**source["OPTIONS"], "url": f"{self.shop}/products.json"}
        stores = {"main": {"NAME": "Feed shop", "SOURCE": {**source, "OPTIONS": options}}}
        self.enterContext(override_settings(CATALOG_SEARCH={**CATALOG_SEARCH, "STORES": stores}))
        testing.reset()
        Shop.products, Shop.broken = {}, False
        for color in ("red", "blue"):
            self.add(color)
        testing.fill()

    def add(self, color, **changes):
        Shop.products[color] = {
            "handle": f"{color}-cup",
            "title": f"{color.title()} cup",
            "body_html": "<p>For <b>coffee</b>.</p>",
            "vendor": "Acme",
            "product_type": "Cups",
            "variants": [
                {"price": "12.50", "available": False},
                {"price": "9.90", "available": True},
            ],
            "images": [{"src": f"{self.shop}/cdn/{color}-cup.jpg?v=1"}],
            **changes,
        }

    def test_a_hit_leads_to_the_shop(self):
        page = self.client.get("/", {"q": "red cup"})
        self.assertContains(page, 'href="https://shop.example/products/red-cup"')

    def test_the_lowest_price_and_any_stock_count(self):
        product = by_text("red cup").items[0].product
        self.assertEqual((str(product.price), product.in_stock), ("9.90", True))
        self.assertEqual((product.brand, product.category), ("Acme", "Cups"))
        self.assertEqual(product.description, "For coffee.")

    def test_photos_are_read_from_the_shop(self):
        product = by_text("red cup").items[0].product
        self.assertEqual(product.photos.get().width, 64)

    def test_a_photo_of_another_host_is_not_fetched(self):
        self.add("green", images=[{"src": "http://169.254.169.254/cdn/green-cup.jpg"}])
        testing.fill()
        self.assertNotIn("green-cup", [item.product.sku for item in by_text("green cup").items])

    def test_what_the_shop_removes_is_gone(self):
        del Shop.products["red"]
        testing.fill(full=False)
        self.assertEqual([item.product.sku for item in by_text("cup").items], ["blue-cup"])

    def test_a_shop_that_does_not_answer_loses_no_product(self):
        Shop.broken = True
        with self.assertRaisesMessage(Exception, "status 502"):
            testing.fill()
        self.assertEqual(by_text("cup").total, 2)

    def test_no_script_becomes_a_link(self):
        self.add("red", handle="javascript:alert(1)")
        testing.fill()
        page = self.client.get("/", {"q": "red cup"})
        self.assertNotContains(page, 'href="javascript')
