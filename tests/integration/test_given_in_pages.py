"""What templates, programs and commands give to the searches is read, or refused in words."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.test import Client

from catalog_search import testing
from catalog_search.management.commands.catalog_encoder import bound, place_of
from catalog_search.models import Product
from catalog_search.types import Record

pytestmark = pytest.mark.django_db

BROKEN = {
    "no boundary": ("multipart/form-data", b"x"),
    "empty boundary": ("multipart/form-data; boundary=", b"x" * 10),
    "too many fields": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" * 2000 + b"--x--",
    ),
    "too many files": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name=a; filename="b"\r\n\r\n1\r\n' * 200
        + b"--x--",
    ),
}


@pytest.fixture
def shop() -> None:
    fill_shop()


def fill_shop() -> None:
    testing.stock(
        Record(f"{color}-{n}", f"{color} cup {n}", images=(f"{color}-{n}.png",))
        for color in ("red", "blue", "green", "black")
        for n in range(8)
    )


def rendered(tag: str, **values: object) -> str:
    return Template("{% load catalog_search catalog_looks %}" + tag).render(Context(values))


@pytest.mark.parametrize("path", ["/api/search/photo", "/api/look", "/photo/"])
@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_form_is_refused_in_words(client: Client, path: str, case: str) -> None:
    content_type, body = BROKEN[case]
    answer = client.generic("POST", path, body, content_type=content_type)
    assert answer.status_code == 400
    if path.startswith("/api/"):
        assert answer["Content-Type"] == "application/json"
        assert "form cannot be read" in answer.json()["detail"]


def test_an_address_of_too_many_parameters_is_refused_in_json(client: Client) -> None:
    answer = client.get("/api/search?" + "&".join(f"color=c{n}" for n in range(2000)))
    assert answer.status_code == 400 and answer.json()["detail"]


def test_head_is_answered_where_get_is(client: Client, shop: None) -> None:
    key = Product.objects.values_list("pk", flat=True)[0]
    for path in ("/api/search?q=red", f"/api/products/{key}/similar", "/api/openapi.json"):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")
    assert client.head("/api/look").status_code == 405
    assert client.delete("/api/search")["Allow"] == "GET, HEAD"


def test_all_parameters_are_told_where_one_is_unknown(client: Client) -> None:
    detail = client.get("/api/search?colour=red").json()["detail"]
    for name in ("q", "page", "sort", "listing", "plain", "by_hand", "as_typed", "price_max"):
        assert f" {name}" in detail


def test_further_pages_of_a_photo_are_those_of_its_listing(client: Client, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 3}
    fill_shop()

    def page(**params: object) -> Any:
        photo = SimpleUploadedFile("red.png", testing.photo("red"), "image/png")
        query = "&".join(f"{name}={value}" for name, value in params.items())
        return client.post(f"/api/search/photo?{query}", {"photo": photo}).json()

    first = page()
    Product.objects.filter(sku=first["items"][0]["product"]["sku"]).delete()
    second = page(page=2, listing=first["listing"])
    assert second["listing"] == first["listing"] != ""
    shown = [item["product"]["sku"] for item in first["items"] + second["items"]]
    assert len(shown) == len(set(shown)) == 6


@pytest.mark.parametrize(("limit", "same"), [("2", 2), ("", 8), (None, 8), ("x", 8), (-1, 0)])
def test_a_shelf_takes_a_limit_as_templates_have_it(shop: None, limit: Any, same: int) -> None:
    for tag in ("similar_products 'red-1'", "complete_the_look 'red-1'", "recently_seen"):
        shelf = f"{{% {tag} limit=n %}}"
        assert rendered(shelf, n=limit) == rendered(shelf, n=same)


@pytest.mark.parametrize("look", [5, None, "", "no-such-look", object()])
def test_a_look_that_is_none_shows_nothing(look: Any) -> None:
    assert rendered("{% look one %}", one=look).strip() == ""


def test_records_of_tests_are_cleaned_as_those_of_sources_are() -> None:
    given: Any = {"category": "Shoes > Boots", "colors": "red", "price": 12.5, "images": "red.png"}
    testing.stock([Record("cup", "Red cup", **given)])
    product = Product.objects.get()
    assert (product.category, product.colors) == ("Shoes > Boots", ["red"])
    assert product.price == Decimal("12.50") and product.photos.count() == 1


@pytest.mark.parametrize("command", ["catalog_quality", "catalog_categorize", "catalog_evaluate"])
@pytest.mark.parametrize("limit", ["-1", "0", "x", "1.5"])
def test_a_limit_below_one_is_refused(command: str, limit: str) -> None:
    with pytest.raises(CommandError, match="1 or more"):
        call_command(command, f"--limit={limit}")


@pytest.mark.parametrize("place", ["127.0.0.1:99999", "127.0.0.1:65536", "7997", "host:"])
def test_a_port_that_no_machine_has_is_refused(place: str) -> None:
    with pytest.raises(CommandError, match="HOST:PORT"):
        bound(place)
    assert bound("127.0.0.1:65535") == ("127.0.0.1", 65535)


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999", "http://127.0.0.1:x", "http://[::1"])
def test_an_encoders_address_with_such_a_port_is_told(url: str) -> None:
    with pytest.raises(CommandError, match="ENCODER"):
        place_of(url)
