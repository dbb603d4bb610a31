"""Numbers for machines are the same in every language; numbers for people are not."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog_search.models import Hotspot, Look, Photo, Product
from catalog_search.templatetags.catalog_search import plain_number
from tests.support.attributes import written_for_people
from tests.support.shops.factories import color_image, make_indexed_photo, make_product, make_store
from tests.support.uploads import uploaded

pytestmark = pytest.mark.django_db


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
            assert written_for_people(answer.content.decode()) == [], address


def test_a_projects_own_decimal_comma_reaches_no_drawing(shop: Product, settings: Any) -> None:
    settings.DECIMAL_SEPARATOR, settings.THOUSAND_SEPARATOR = ",", "."
    for address in addresses(shop):
        assert written_for_people(Client().get(address).content.decode()) == [], address


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
