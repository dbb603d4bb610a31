"""Similar products, search by examples, and recently viewed products."""

import re
from typing import Any

import numpy as np
import pytest
from django.contrib.sessions.models import Session
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import IndexUnavailable, PhotoGone
from catalog_search.models import Product
from catalog_search.search.products.similar import rocchio, similar_to
from catalog_search.views import visits
from tests.support.searching import by_examples
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def add(title: str, color: str = "red", **fields: Any) -> Product:
    return make_indexed_photo(make_product(title=title, **fields), color).product


def titles(results: Any) -> list[str]:
    return [result.product.title for result in results]


def down(*args: object, **kwargs: object) -> None:
    raise IndexUnavailable("down")


# ---- similar ----


def test_products_in_stock_then_those_of_the_category_come_first() -> None:
    product = add("red car", category="Cars")
    add("red car sold out", category="Cars", in_stock=False)
    add("red car doll", category="Dolls")
    add("red car small", category="Cars")
    assert titles(similar_to(product)) == ["red car small", "red car doll", "red car sold out"]


def test_similar_products_vary() -> None:
    """All products are equally relevant. After one red product, a blue one adds variety.

    By score alone the three red products would come first, because they are indexed first.
    """
    product = add("thing", "red")
    make_indexed_photo(product, "blue")
    for _ in range(3):
        add("thing red one")
    add("thing blue one", "blue")
    assert titles(similar_to(product, 2)) == ["thing red one", "thing blue one"]


def test_a_brand_s_fourth_product_comes_last() -> None:
    product = add("red thing", brand="Acme")
    for number in range(5):
        add(f"red thing {number}", brand="Acme")
    add("red thing too", brand="Bolt")
    add("red thing as well")
    similar = similar_to(product, 5)
    brands = sorted(result.product.brand for result in similar)
    assert brands == ["", "Acme", "Acme", "Acme", "Bolt"]
    assert len(similar_to(product, 10)) == 7


def test_hidden_products_and_other_stores_are_not_similar() -> None:
    product = add("red thing")
    add("red thing hidden", visible=False)
    other = make_store("other")
    make_indexed_photo(make_product(other, title="red thing elsewhere"), "red")
    add("red thing here")
    assert titles(similar_to(product)) == ["red thing here"]


def test_for_a_product_without_a_point_the_category_is_shown() -> None:
    new = make_product(title="new car", category="Cars")
    add("old car", category="Cars", in_stock=False)
    add("car", category="Cars")
    add("doll", category="Dolls")
    assert titles(similar_to(new)) == ["car", "old car"]
    assert similar_to(make_product(title="nowhere")) == ()


def test_without_the_index_the_page_leaves_out_similar_products(
    monkeypatch: pytest.MonkeyPatch, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    product = add("red thing")
    monkeypatch.setattr(MemoryIndex, "fetch", down)
    page = client.get(reverse("catalog_search:product", args=[product.pk]))
    assert page.status_code == 200
    assert "Similar items" not in page.content.decode()
    assert "left out" in caplog.text


# ---- search by examples ----


def test_rocchio_by_hand() -> None:
    x, y = np.eye(2, dtype=np.float32)
    assert rocchio([x], []) == pytest.approx([1, 0])
    assert rocchio([x, y], []) == pytest.approx([0.5**0.5, 0.5**0.5])
    assert rocchio([x], [y]) == pytest.approx(np.array([3, -1]) / 10**0.5)
    assert rocchio([x], [x]) == pytest.approx([1, 0])


def test_results_resemble_liked_and_not_unliked_products() -> None:
    red, blue = add("thing a", "red"), add("thing b", "blue")
    add("thing red", "red")
    add("thing blue", "blue")
    add("thing green", "green")
    more = by_examples(red.store, [red], [])
    assert titles(more.items)[0] == "thing red"
    less = by_examples(red.store, [red], [blue])
    assert titles(less.items)[0] == "thing red"
    assert not {"thing a", "thing b"} & {*titles(less.items), *titles(more.items)[:0]}
    assert "thing blue" not in titles(less.items)
    results = by_examples(red.store, [red, blue], [])
    assert set(titles(results.items)[:2]) == {"thing red", "thing blue"}


def test_a_product_that_is_not_indexed_cannot_be_compared(client: Client) -> None:
    new = make_product()
    with pytest.raises(PhotoGone):
        by_examples(new.store, [new], [])
    assert client.get(f"/products/like/?like={new.pk}").status_code in (404, 410, 503)


def test_the_url_contains_the_examples(client: Client) -> None:
    one, two = add("red one"), add("red two")
    three = add("red three")
    page = client.get("/")
    assert f'href="/products/like/?like={one.pk}"' in page.content.decode()
    assert "unlike=" not in page.content.decode()
    page = client.get(f"/products/like/?like={one.pk}&in_stock=1")
    body = page.content.decode()
    assert f'href="/products/like/?like={one.pk},{two.pk}&amp;in_stock=1"' in body
    assert f'href="/products/like/?like={one.pk}&amp;unlike={three.pk}&amp;in_stock=1"' in body
    page = client.get(f"/products/like/?like={one.pk},{three.pk}&unlike={two.pk}")
    body = page.content.decode()
    for chip in (
        f'href="/products/like/?like={three.pk}&amp;unlike={two.pk}"',
        f'href="/products/like/?like={one.pk},{three.pk}"',
    ):
        assert chip in body


def test_bad_examples(client: Client) -> None:
    for params in ("like=x", "like=-1", f"like=1{'0' * 30}", "like=1&sort=stars"):
        assert client.get(f"/products/like/?{params}").status_code == 400
    assert client.get("/products/like/").url == "/"
    assert client.get("/products/like/?like=99999999").url == "/"
    hidden = add("red", visible=False)
    assert client.get(f"/products/like/?like={hidden.pk}").url == "/"
    other = make_indexed_photo(make_product(make_store("other")), "red").product
    assert client.get(f"/products/like/?like={other.pk}").url == "/"


# ---- recently viewed ----


def recently_viewed(client: Client, url: str = "/") -> list[str]:
    body = client.get(url).content.decode()
    shelf = body.partition('id="cs-seen-title"')[2].partition("</section>")[0]
    return re.findall(r'class="cs-card-link" href="[^"]*">([^<]*)<', shelf)


def address(product: Product) -> str:
    return reverse("catalog_search:product", args=[product.pk])


def test_viewed_products_are_listed_last_first_and_can_be_forgotten(client: Client) -> None:
    first, second = add("red first"), add("red second")
    assert recently_viewed(client) == []
    for product in (first, second, first):
        client.get(address(product))
    assert recently_viewed(client) == ["red first", "red second"]
    assert recently_viewed(client, address(first)) == ["red second"]
    assert recently_viewed(client, "/?q=red") == []
    answer = client.post(
        "/products/seen/forget/", headers={"Referer": f"http://testserver{address(first)}"}
    )
    assert answer.url == f"http://testserver{address(first)}"
    assert recently_viewed(client) == []
    assert client.get("/products/seen/forget/").status_code == 405


def test_forgetting_redirects_to_no_other_site_and_needs_a_csrf_token(client: Client) -> None:
    answer = client.post("/products/seen/forget/", headers={"Referer": "http://evil.example/"})
    assert answer.url == "/"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/products/seen/forget/").status_code == 403


def test_the_list_is_limited_and_leaves_out_hidden_products(client: Client) -> None:
    products = [add(f"red {number}") for number in range(14)]
    for product in products:
        client.get(address(product))
    Product.objects.filter(pk=products[-1].pk).update(visible=False)
    assert len(recently_viewed(client)) == 7
    assert client.cookies[visits.COOKIE].value.count(",") == 11
    assert not Session.objects.exists()


def test_without_a_request_or_session_the_list_is_empty() -> None:
    source = Template("{% load catalog_search %}{% recently_seen %}")
    make_store()
    assert source.render(Context({})).strip() == ""
    assert source.render(Context({"request": RequestFactory().get("/")})).strip() == ""
