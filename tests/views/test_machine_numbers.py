"""Numbers for machines are the same in every language; numbers for people are not."""

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog_search.models import Hotspot, Look, Photo, Product
from catalog_search.templatetags.catalog_search import plain_number
from tests.support.factories import color_image, make_indexed_photo, make_product, make_store
from tests.support.uploads import uploaded

pytestmark = pytest.mark.django_db

MACHINE = {
    *("width", "height", "viewbox", "x", "y", "cx", "cy", "r", "id", "href", "src", "srcset"),
    *("min", "max", "step", "value", "colspan", "tabindex", "aria-labelledby", "class"),
}
"""Attributes that programs read, beside data- attributes."""
WRONG = re.compile(r"\d[.,\u00a0\u202f\u2009'\u2019]\d{3}(?!\d)|\d,\d")
"""A thousand separator, or a comma as decimal point."""

NO_NUMBERS = re.compile(
    r"(crop|like|unlike)=[\d.,]*|^[\d.]+(,[\d.]+){3}$|/[\w-]{22}\.[\w-]+\.[\w-]+/"
)
"""Lists of numbers that are meant to have commas, boxes and products, and names of photos, whose
signed letters may be digits: .1xXA10.163Dwz"""


class Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            number = name.startswith("data-") and re.fullmatch(r"[\d\W]+", value or "")
            wrong = WRONG.search(NO_NUMBERS.sub("", value or ""))
            if (name in MACHINE or number) and wrong:
                self.wrong.append((tag, name, value))


@pytest.fixture
def shop(settings: Any) -> Product:
    """Products with four-digit keys, prices and pictures."""
    settings.USE_THOUSAND_SEPARATOR = True
    store = make_store()
    for number in range(4):
        price = 1200.5 * (number + 1)
        product = make_product(store, pk=12_000 + number, title=f"red lamp {number}", price=price)
        photo = make_indexed_photo(product, "red")
        Photo.objects.filter(pk=photo.pk).update(width=1600, height=1200)
    look = Look.objects.create(
        store=store, title="Hall", slug="hall", picture="x.webp", width=1600, height=1200
    )
    Look.objects.update(published=True)
    Hotspot.objects.create(look=look, product=product, x=0.5, y=0.25)
    return product


def addresses(product: Product) -> list[str]:
    client = Client()
    big = uploaded(jpeg_of_1600())
    token = client.post("/photo/", {"photo": big}).url.split("/")[-2]
    photo = product.photos.get()
    return [
        *("/", "/?q=lamp", "/?q=lamp&price_min=1234.5&price_max=2345.67", "/?sort=price"),
        *("/looks/", "/looks/hall/", "/photo/", "/camera/"),
        *(f"/photo/{token}/", f"/photo/{token}/?parts=1", f"/look/{token}/"),
        reverse("catalog_search:product", args=[product.pk]),
        reverse("catalog_search:similar_photo", args=[photo.pk]),
        f"/products/like/?like={product.pk}",
        "/suggestions/?q=la",
    ]


def jpeg_of_1600() -> bytes:
    buffer = io.BytesIO()
    color_image("red", (1600, 1200)).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize("language", ["en", "de", "fr", "ar", "hi", "pl", "de-ch"])
def test_attributes_for_machines_are_not_localised(
    shop: Product, settings: Any, language: str
) -> None:
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        for address in addresses(shop):
            answer = Client().get(address)
            assert answer.status_code == 200, address
            parser = Attributes()
            parser.feed(answer.content.decode())
            assert parser.wrong == [], address


def test_a_projects_own_decimal_comma_reaches_no_drawing(shop: Product, settings: Any) -> None:
    settings.DECIMAL_SEPARATOR, settings.THOUSAND_SEPARATOR = ",", "."
    for address in addresses(shop):
        parser = Attributes()
        parser.feed(Client().get(address).content.decode())
        assert parser.wrong == [], address


def test_the_photos_own_size_stands_in_the_page(shop: Product) -> None:
    address = Client().post("/photo/", {"photo": uploaded(jpeg_of_1600())}).url
    body = Client().get(address).content.decode()
    assert 'width="1024" height="768" viewBox="0 0 1024 768"' in body


@pytest.mark.parametrize(
    ("language", "amount"), [("en", "4,802.00"), ("de", "4.802,00"), ("fr", "4\u202f802,00")]
)
def test_prices_are_for_people(shop: Product, settings: Any, language: str, amount: str) -> None:
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        body = Client().get(reverse("catalog_search:product", args=[shop.pk])).content.decode()
    assert amount in body.replace("\u00a0", "\u202f")


def test_json_and_addresses_keep_plain_numbers(shop: Product, settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    with translation.override("de"):
        items = Client().get("/api/search?q=lamp").json()["items"]
    products = [item["product"] for item in items]
    assert {product["id"] for product in products} == {12_000, 12_001, 12_002, 12_003}
    assert {float(each["price"]) for each in products} == {1200.5, 2401.0, 3601.5, 4802.0}


@pytest.mark.parametrize(
    ("value", "text"),
    [(12345.67, "12345.67"), (0.1, "0.1"), (1e21, "1" + "0" * 21), (1600, "1600"), (100, "100")],
)
def test_no_digit_is_lost(value: float, text: str) -> None:
    assert plain_number(value) == text
