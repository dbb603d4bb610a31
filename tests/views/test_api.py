"""The API keeps to its own document, and tells every error as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from openapi_spec_validator import validate

from catalog_search import conf
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.models import Product
from tests.support.shops.factories import (
    color_bytes,
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)
from tests.support.uploads import BAD, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    yield


@pytest.fixture
def shop() -> None:
    for number in range(6):
        color = ("red", "blue")[number % 2]
        product = make_product(
            title=f"{color} thing {number}",
            brand=("Acme", "Bolt")[number % 2],
            category="Toys > Cars",
            colors=[color],
            price="19.90" if number else None,
            currency="EUR",
            url="https://shop.example/",
        )
        make_indexed_photo(product, color)
    make_category("Toys > Cars", prompt="red")


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    return client.get("/api/openapi.json").json()


def checked(answer: HttpResponse, document: dict[str, Any], path: str) -> Any:
    """Return the answer's JSON, which has the form that the document gives for its status."""
    method = answer.request["REQUEST_METHOD"].lower()
    declared = document["paths"][path][method]["responses"][str(answer.status_code)]
    schema = declared["content"]["application/json"]["schema"]
    body = answer.json()
    jsonschema.validate(
        body,
        {**schema, "components": document["components"]},
        cls=jsonschema.Draft202012Validator,
    )
    return body


def send(client: Client, path: str, data: bytes, query: str = "") -> HttpResponse:
    return client.post(f"{path}{query}", {"photo": uploaded(data)})


def titles(told: dict[str, Any]) -> list[str]:
    return [hit["product"]["title"] for hit in told["items"]]


def test_the_document_is_valid_and_names_the_four_searches(document: dict[str, Any]) -> None:
    validate(document)
    operations = [
        each["operationId"] for path in document["paths"].values() for each in path.values()
    ]
    assert sorted(operations) == ["search", "search_by_photo", "shop_the_look", "similar_products"]


def test_the_document_names_every_filter(client: Client, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["material"]}
    document = client.get("/api/openapi.json").json()
    validate(document)
    parameters = document["paths"]["/api/search"]["get"]["parameters"]
    names = [each["name"] for each in parameters]
    assert names == [
        "q", "page", "sort", "plain", "by_hand", "as_typed", "listing",
        "category", "brand", "color", "material",
        "price_min", "price_max", "in_stock",
    ]  # fmt: skip
    similar = document["paths"]["/api/products/{product}/similar"]["get"]["parameters"]
    assert [each["name"] for each in similar] == ["product", "limit"]


def test_text_search(client: Client, shop: None, document: dict[str, Any]) -> None:
    answer = client.get("/api/search", {"q": "red", "brand": "Acme", "price_max": "20"})
    body = checked(answer, document, "/api/search")
    assert (body["total"], body["page"], body["pages"]) == (2, 1, 1)
    assert body["price_low"] == 19.9
    hit = body["items"][0]
    assert hit["product"]["price"] == "19.90"
    assert hit["product"]["category"] == ["Toys", "Cars"]
    assert client.get(hit["photo"]["url"])["Content-Type"] == "image/webp"
    assert client.get(hit["product"]["page"]).status_code == 200
    assert {"name": "brand", "label": "Brand"}.items() <= body["facets"][1].items()


def test_without_words_the_whole_catalogue(
    client: Client, shop: None, document: dict[str, Any]
) -> None:
    answer = checked(client.get("/api/search?page=7"), document, "/api/search")
    assert (answer["total"], answer["page"]) == (6, 1)
    assert None in [hit["product"]["price"] for hit in answer["items"]]


def test_photo_search(client: Client, shop: None, document: dict[str, Any]) -> None:
    path = "/api/search/photo"
    answer = checked(send(client, path, color_bytes("blue")), document, path)
    assert {title.split()[0] for title in titles(answer)} == {"blue"}
    narrowed = checked(send(client, path, color_bytes("blue"), "?brand=Acme"), document, path)
    assert narrowed["total"] == 0


def test_similar_products(client: Client, shop: None, document: dict[str, Any]) -> None:
    product = Product.objects.get(title="red thing 2")
    answer = client.get(f"/api/products/{product.pk}/similar", {"limit": 1})
    body = checked(answer, document, "/api/products/{product}/similar")
    assert len(body["items"]) == 1
    assert "red thing 2" not in titles(body)


def test_shop_the_look(client: Client, shop: None, document: dict[str, Any]) -> None:
    answer = checked(
        send(client, "/api/look", color_bytes("red", (300, 200))), document, "/api/look"
    )
    region = answer["regions"][0]
    assert region["label"] == "Cars"
    assert 0 <= region["box"]["left"] < region["box"]["right"] <= 1


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("colour=red", "Allowed are: category, brand, color, price_min, price_max, in_stock"),
        ("price_min=cheap", "price_min"),
        ("page=0", "page"),
        ("page=two", "page"),
        (f"q={'x' * 10_000}", "at most 256 characters"),
    ],
)
def test_what_cannot_be_answered_is_told(
    client: Client, document: dict[str, Any], query: str, words: str
) -> None:
    answer = client.get(f"/api/search?{query}")
    assert answer.status_code == 400
    assert words in checked(answer, document, "/api/search")["detail"]


@pytest.mark.parametrize("query", ["?limit=0", "?limit=1000", "?limit=x", "?other=1"])
def test_limits_are_held(client: Client, shop: None, document: dict[str, Any], query: str) -> None:
    product = Product.objects.first()
    answer = client.get(f"/api/products/{product.pk}/similar{query}")
    assert answer.status_code == 400
    assert checked(answer, document, "/api/products/{product}/similar")["detail"]


@pytest.mark.parametrize("words", ["blue%00", "%F0%9F%A6%84", "%ed%a0%80", "%E2%80%AEblue"])
def test_odd_queries_are_queries(client: Client, shop: None, words: str) -> None:
    assert client.get(f"/api/search?q={words}").status_code == 200


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("path", ["/api/search/photo", "/api/look"])
def test_files_that_are_no_photos_are_refused_in_words(
    client: Client, document: dict[str, Any], kind: str, path: str
) -> None:
    data, words = BAD[kind]
    answer = send(client, path, data)
    assert answer.status_code == 400
    assert words in checked(answer, document, path)["detail"]


@pytest.mark.parametrize("path", ["/api/search/photo", "/api/look"])
def test_a_photo_has_to_be_given(client: Client, document: dict[str, Any], path: str) -> None:
    answer = client.post(path)
    assert answer.status_code == 400
    assert "photo" in checked(answer, document, path)["detail"]


@pytest.mark.parametrize("path", ["/api/search/photo", "/api/look"])
@pytest.mark.parametrize("part", [{"brand": "Nope"}, {"limit": "1"}, {"brnd": "x"}, {"photo2": 0}])
def test_what_an_address_should_say_is_refused_in_a_form(
    client: Client, document: dict[str, Any], path: str, part: dict[str, Any]
) -> None:
    more = {name: value or uploaded(color_bytes()) for name, value in part.items()}
    answer = client.post(path, {"photo": uploaded(color_bytes()), **more})
    assert answer.status_code == 400
    detail = checked(answer, document, path)["detail"]
    assert (
        detail == f"“{next(iter(part))}” is in the form: filters and limits belong to the address."
    )


@pytest.mark.parametrize("path", ["/api/search/photo", "/api/look"])
def test_a_second_photo_is_refused(client: Client, document: dict[str, Any], path: str) -> None:
    answer = client.post(path, {"photo": [uploaded(color_bytes()) for _ in range(2)]})
    assert answer.status_code == 400
    assert "More than one photo" in checked(answer, document, path)["detail"]


@pytest.mark.parametrize("path", ["/api/search/photo", "/api/look"])
def test_fifty_megabytes_are_refused_before_they_are_read(path: str) -> None:
    class Unread:
        def read(self, *args: object) -> bytes:
            raise AssertionError("read all the same")

    request = RequestFactory().post(path, content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(50 * 2**20)
    request.META["wsgi.input"] = request._stream = Unread()
    answer = resolve(path).func(request)
    assert answer.status_code == 413
    assert "larger than 20 MB" in json.loads(answer.content)["detail"]


def test_a_body_of_the_allowed_size_with_a_file_above_it_is_too_large(
    client: Client, settings
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "MAX_PHOTO_BYTES": 1000}
    answer = send(client, "/api/look", b"x" * 2000)
    assert answer.status_code == 413


def test_outages_are_told_without_naming_servers(
    client: Client, shop: None, document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(self: object, *args: object) -> None:
        raise IndexUnavailable("connection refused by qdrant.internal:6333")

    monkeypatch.setattr(MemoryIndex, "search", down)
    answer = send(client, "/api/search/photo", color_bytes("blue"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "qdrant" not in checked(answer, document, "/api/search/photo")["detail"]
    resting = checked(client.get("/api/search?q=blue+thing"), document, "/api/search")
    assert resting["degraded"]
    assert resting["total"] == 3


def test_a_missing_model_is_an_outage(
    client: Client, shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(self: object, images: object) -> None:
        raise EncoderUnavailable("no such file: model.onnx")

    monkeypatch.setattr(type(conf.get_encoder()), "encode_images", missing)
    assert send(client, "/api/look", color_bytes("red")).status_code == 503


def test_products_that_are_hidden_or_elsewhere_are_not_found(
    client: Client, document: dict[str, Any]
) -> None:
    for product in (make_product(visible=False), make_product(make_store("other"))):
        answer = client.get(f"/api/products/{product.pk}/similar")
        assert answer.status_code == 404
        assert checked(answer, document, "/api/products/{product}/similar")["detail"]


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api/search/photo/x"])
def test_other_addresses_are_told_as_json(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "openapi.json" in answer.json()["detail"]


def test_other_methods_are_refused(client: Client) -> None:
    answer = client.delete("/api/search")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert "GET, HEAD" in answer.json()["detail"]
    for method in (client.post, client.put, client.options):
        answer = method("/api/openapi.json")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert client.head("/api/openapi.json").status_code == 200


def test_an_answer_says_why_and_what_was_corrected(client: Client, shop: None) -> None:
    answer = client.get("/api/search", {"q": "blue thing"}).json()
    assert answer["corrected"] == ""
    answer = client.get("/api/search", {"q": "blue thimg"}).json()
    assert answer["corrected"] == "thing"
    first = answer["items"][0]
    assert first["band"] in ("strong", "related")
    assert first["reasons"][0] == "has “thing”"
    assert client.get("/api/search", {"q": "blue thimg", "as_typed": "1"}).json()["corrected"] == ""
