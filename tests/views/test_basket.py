"""Add to basket: a form where the project listens, and a signal that says what is wanted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from catalog_search import signals
from catalog_search.models import Product
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

DOCS = Path(__file__).parents[2] / "docs/howto/basket.md"
VARIANTS = [
    {"sku": "b-36", "color": "red", "size": "36", "in_stock": True},
    {"sku": "b-37", "color": "red", "size": "37", "in_stock": False},
]

Received = list[signals.AddedToBasket]


@pytest.fixture
def product() -> Product:
    made = make_product(sku="boots", title="red boots", variants=VARIANTS)
    make_indexed_photo(made, "red")
    return made


@pytest.fixture
def listen() -> Iterator[Callable[..., Received]]:
    """Connect a receiver that keeps what it hears, and answers or raises as told."""
    connected: list[Callable[..., Any]] = []

    def start(answer: HttpResponse | None = None, error: Exception | None = None) -> Received:
        heard: Received = []

        def receive(
            item: signals.AddedToBasket, request: HttpRequest, **more: object
        ) -> HttpResponse | None:
            assert request.method == "POST"
            heard.append(item)
            if error:
                raise error
            return answer

        signals.added_to_basket.connect(receive, weak=False)
        connected.append(receive)
        return heard

    yield start
    for receive in connected:
        signals.added_to_basket.disconnect(receive)


def add(client: Client, **fields: str) -> HttpResponse:
    referer = "http://testserver/?q=red"
    return client.post("/basket/", {"sku": "boots", **fields}, headers={"referer": referer})  # type: ignore[return-value]


def test_without_a_receiver_there_is_no_form_and_no_address(
    client: Client, product: Product
) -> None:
    for address in ("/?q=red", f"/products/{product.pk}/"):
        assert "/basket/" not in client.get(address).content.decode()
    assert add(client).status_code == 404


def test_cards_and_product_pages_have_a_form_that_works_without_scripts(
    client: Client, product: Product, listen: Any
) -> None:
    heard = listen()
    card = client.get("/?q=red").content.decode()
    page = client.get(f"/products/{product.pk}/").content.decode()
    for text in (card, page):
        assert 'method="post" action="/basket/"' in text
        assert 'name="sku" value="boots"' in text and "csrfmiddlewaretoken" in text
    assert '<option value="b-36">red 36</option>' in page and "b-37" not in page
    answer = add(client, variant="b-36", quantity="2")
    assert (answer.status_code, answer.headers["Location"]) == (302, "http://testserver/?q=red")
    assert heard == [signals.AddedToBasket("demo", "boots", "b-36", 2)]


def test_what_is_out_of_stock_has_no_form(client: Client, listen: Any) -> None:
    listen()
    make_indexed_photo(make_product(title="red hat", in_stock=False), "red")
    assert "/basket/" not in client.get("/?q=red").content.decode()


def test_a_receivers_response_is_the_answer(client: Client, product: Product, listen: Any) -> None:
    listen(answer=HttpResponse("In your basket"))
    assert add(client).content == b"In your basket"


def test_what_a_receiver_raises_is_an_error(client: Client, product: Product, listen: Any) -> None:
    listen(error=RuntimeError("no basket"))
    with pytest.raises(RuntimeError, match="no basket"):
        add(client)


@pytest.mark.parametrize("given", ["", "0", "-3", "x", "100", "1e9", "\u0663"])
def test_a_quantity_that_is_none_is_one(
    client: Client, product: Product, listen: Any, given: str
) -> None:
    heard = listen()
    add(client, quantity=given)
    assert heard[0].quantity == 1


@pytest.mark.parametrize("fields", [{"sku": "other"}, {"variant": "b-37"}, {"variant": "x"}])
def test_what_the_store_does_not_sell_is_not_found(
    client: Client, product: Product, listen: Any, fields: dict[str, str]
) -> None:
    heard = listen()
    assert add(client, **fields).status_code == 404
    assert heard == []


def test_skus_that_differ_in_case_are_different_products(
    client: Client, product: Product, listen: Any
) -> None:
    heard = listen()
    make_product(sku="Boots", title="red boots of another make")
    assert add(client, variant="b-36").status_code == 302
    assert add(client, sku="Boots").status_code == 302
    assert [item.sku for item in heard] == ["boots", "Boots"]


def test_a_hidden_product_is_not_found(client: Client, product: Product, listen: Any) -> None:
    heard = listen()
    Product.objects.update(visible=False)
    assert add(client).status_code == 404
    assert heard == []


def test_a_product_of_another_store_is_not_found(
    client: Client, product: Product, listen: Any
) -> None:
    heard = listen()
    make_product(sku="theirs", store=make_store("other"))
    assert add(client, sku="theirs").status_code == 404
    assert heard == []


def test_a_form_of_another_site_is_refused(product: Product, listen: Any) -> None:
    heard = listen()
    assert add(Client(enforce_csrf_checks=True)).status_code == 403
    assert heard == []


def test_the_documented_receiver_fills_a_basket(client: Client, product: Product) -> None:
    code = DOCS.read_text().partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {"redirect": None}
    exec(code.replace('redirect("basket")', "None"), names)  # noqa: S102
    try:
        add(client, quantity="2")
        add(client, variant="b-36")
    finally:
        signals.added_to_basket.disconnect(names["add"])
    assert client.session["basket"] == {"boots": 2, "b-36": 1}
