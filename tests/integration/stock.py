"""Fills a shop of from_docs with drawn mugs and vases: `python -m tests.integration.stock KIND`.

For a feed it plays the shop that runs elsewhere: `... feed PORT`.
"""

import io
import json
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.pictures.goods import Good, goods, picture_of

COLORS = ("red", "blue", "green", "yellow")


def stock() -> list[Good]:
    return [each for each in goods() if each.kind in ("mug", "vase") and each.color in COLORS]


@cache
def photo(good: Good) -> bytes:
    file = io.BytesIO()
    picture_of(good).save(file, "PNG")
    return file.getvalue()


def picture(good: Good) -> Any:
    from django.core.files.base import ContentFile

    return ContentFile(photo(good), name=f"{good.sku}.png")


def plain() -> None:
    from myshop.models import Photo, Product

    for good in stock():
        product = Product.objects.create(
            sku=good.sku, name=good.title, slug=good.sku, price=good.price
        )
        Photo.objects.create(product=product, file=picture(good))


def oscar() -> None:
    from oscar.apps.catalogue.categories import create_from_breadcrumbs
    from oscar.core.loading import get_model

    kind = get_model("catalogue", "ProductClass").objects.create(name="Pottery")
    partner = get_model("partner", "Partner").objects.create(name="Warehouse")
    for good in stock():
        product = get_model("catalogue", "Product").objects.create(
            title=good.title, product_class=kind, upc=good.sku
        )
        product.categories.add(create_from_breadcrumbs(good.category))
        get_model("catalogue", "ProductImage").objects.create(
            product=product, original=picture(good)
        )
        get_model("partner", "StockRecord").objects.create(
            product=product,
            partner=partner,
            partner_sku=good.sku,
            price=good.price,
            price_currency="EUR",
            num_in_stock=3,
        )


def wagtail() -> None:
    from myshop.models import ProductPage
    from wagtail.images import get_image_model
    from wagtail.models import Page

    home = Page.objects.get(url_path="/home/")
    for good in stock():
        image = get_image_model().objects.create(title=good.title, file=picture(good))
        page = ProductPage(
            title=good.title, slug=good.sku, sku=good.sku, price=good.price, photo=image
        )
        home.add_child(instance=page)


class Elsewhere(BaseHTTPRequestHandler):
    """A shop's feed, its photos and its product pages."""

    def do_GET(self) -> None:
        folder, _, name = urlsplit(self.path).path.strip("/").partition("/")
        good = next((each for each in stock() if each.sku == name.removesuffix(".png")), None)
        if folder == "products.json":
            listed = [] if "page=1" not in self.path else [self.item(each) for each in stock()]
            self.answer(json.dumps({"products": listed}).encode(), "application/json")
        elif good and folder == "cdn":
            self.answer(photo(good), "image/png")
        elif good:
            page = (
                f'<title>{good.title}</title><link rel="icon" href="data:,"><h1>{good.title}</h1>'
            )
            self.answer(page.encode(), "text/html")
        else:
            self.send_error(404)

    def item(self, good: Good) -> dict[str, Any]:
        return {
            "handle": good.sku,
            "title": good.title,
            "product_type": good.category,
            "variants": [{"price": good.price, "available": True}],
            "images": [{"src": f"http://{self.headers['Host']}/cdn/{good.sku}.png"}],
        }

    def answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


def main(kind: str, *port: str) -> None:
    if kind == "feed":
        ThreadingHTTPServer(("127.0.0.1", int(port[0])), Elsewhere).serve_forever()
    import django

    django.setup()
    {"plain": plain, "oscar": oscar, "wagtail": wagtail}[kind]()


if __name__ == "__main__":
    main(*sys.argv[1:])
