"""Similar products, more and less like some, and what was seen: computed by hand."""

from typing import Any

import numpy as np
import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import IndexUnavailable, PhotoGone
from catalog_search.models import Product
from catalog_search.search.similar import rocchio, similar_to
from tests.support.factories import make_indexed_photo, make_product, make_store
from tests.support.searching import by_examples

pytestmark = pytest.mark.django_db


def shown(title: str, color: str = "red", **fields: Any) -> Product:
    return make_indexed_photo(make_product(title=title, **fields), color).product


def titles(found: Any) -> list[str]:
    return [one.product.title for one in found]


def down(*args: object, **kwargs: object) -> None:
    raise IndexUnavailable("down")


# ---- similar ----


def test_in_stock_then_the_same_category_lead() -> None:
    asked = shown("red car", category="Cars")
    shown("red car sold out", category="Cars", in_stock=False)
    shown("red car doll", category="Dolls")
    shown("red car small", category="Cars")
    assert titles(similar_to(asked)) == ["red car small", "red car doll", "red car sold out"]


def test_a_shelf_is_not_three_times_the_same_photo() -> None:
    """All are as relevant; after one red the blue is more like the product and less like the red.

    By score alone the three red ones, indexed first, would lead.
    """
    asked = shown("thing", "red")
    make_indexed_photo(asked, "blue")
    for _ in range(3):
        shown("thing red one")
    shown("thing blue one", "blue")
    assert titles(similar_to(asked, 2)) == ["thing red one", "thing blue one"]


def test_a_brand_s_fourth_product_comes_last() -> None:
    asked = shown("red thing", brand="Acme")
    for number in range(5):
        shown(f"red thing {number}", brand="Acme")
    shown("red thing too", brand="Bolt")
    shown("red thing as well")
    found = similar_to(asked, 5)
    assert sorted(one.product.brand for one in found) == ["", "Acme", "Acme", "Acme", "Bolt"]
    assert len(similar_to(asked, 10)) == 7


def test_hidden_products_and_other_stores_are_not_similar() -> None:
    asked = shown("red thing")
    shown("red thing hidden", visible=False)
    other = make_store("other")
    make_indexed_photo(make_product(other, title="red thing elsewhere"), "red")
    shown("red thing here")
    assert titles(similar_to(asked)) == ["red thing here"]


def test_a_product_without_a_point_has_its_category() -> None:
    new = make_product(title="new car", category="Cars")
    shown("old car", category="Cars", in_stock=False)
    shown("car", category="Cars")
    shown("doll", category="Dolls")
    assert titles(similar_to(new)) == ["car", "old car"]
    assert similar_to(make_product(title="nowhere")) == ()


def test_an_index_that_is_down_leaves_the_shelf_out(
    monkeypatch: pytest.MonkeyPatch, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    asked = shown("red thing")
    monkeypatch.setattr(MemoryIndex, "fetch", down)
    page = client.get(reverse("catalog_search:product", args=[asked.pk]))
    assert page.status_code == 200
    assert "Similar items" not in page.content.decode()
    assert "left out" in caplog.text


# ---- more and less like this ----


def test_rocchio_by_hand() -> None:
    x, y = np.eye(2, dtype=np.float32)
    assert rocchio([x], []) == pytest.approx([1, 0])
    assert rocchio([x, y], []) == pytest.approx([0.5**0.5, 0.5**0.5])
    assert rocchio([x], [y]) == pytest.approx(np.array([3, -1]) / 10**0.5)
    assert rocchio([x], [x]) == pytest.approx([1, 0])


def test_more_of_one_and_less_of_the_other() -> None:
    red, blue = shown("thing a", "red"), shown("thing b", "blue")
    shown("thing red", "red")
    shown("thing blue", "blue")
    shown("thing green", "green")
    more = by_examples(red.store, [red], [])
    assert titles(more.items)[0] == "thing red"
    less = by_examples(red.store, [red], [blue])
    assert titles(less.items)[0] == "thing red"
    assert not {"thing a", "thing b"} & {*titles(less.items), *titles(more.items)[:0]}
    assert "thing blue" not in titles(less.items)
    both = by_examples(red.store, [red, blue], [])
    assert set(titles(both.items)[:2]) == {"thing red", "thing blue"}


def test_what_is_not_indexed_yet_cannot_be_compared(client: Client) -> None:
    new = make_product()
    with pytest.raises(PhotoGone):
        by_examples(new.store, [new], [])
    assert client.get(f"/products/like/?like={new.pk}").status_code in (404, 410, 503)


def test_the_address_holds_the_examples(client: Client) -> None:
    one, two = shown("red one"), shown("red two")
    three = shown("red three")
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
    for params in ("like=x", "like=-1", f"like=1{'0' * 30}", "like=1&hue=red"):
        assert client.get(f"/products/like/?{params}").status_code == 400
    assert client.get("/products/like/").url == "/"
    assert client.get("/products/like/?like=99999999").url == "/"
    hidden = shown("red", visible=False)
    assert client.get(f"/products/like/?like={hidden.pk}").url == "/"
    other = make_indexed_photo(make_product(make_store("other")), "red").product
    assert client.get(f"/products/like/?like={other.pk}").url == "/"


# ---- recently seen ----


def seen(client: Client, url: str = "/") -> list[str]:
    body = client.get(url).content.decode()
    shelf = body.partition('id="cs-seen-title"')[2].partition("</section>")[0]
    return [part.partition("<")[0] for part in shelf.split('class="cs-card-link" href="')[1:]]


def address(product: Product) -> str:
    return reverse("catalog_search:product", args=[product.pk])


def test_what_was_seen_is_shown_last_first_and_can_be_forgotten(client: Client) -> None:
    first, second = shown("red first"), shown("red second")
    assert seen(client) == []
    for product in (first, second, first):
        client.get(address(product))
    assert [part.partition(">")[2] for part in seen(client)] == ["red first", "red second"]
    assert [part.partition(">")[2] for part in seen(client, address(first))] == ["red second"]
    assert seen(client, "/?q=red") == []
    answer = client.post(
        "/products/seen/forget/", headers={"Referer": f"http://testserver{address(first)}"}
    )
    assert answer.url == f"http://testserver{address(first)}"
    assert seen(client) == []
    assert client.get("/products/seen/forget/").status_code == 405


def test_forgetting_leads_to_no_other_site_and_needs_the_form(client: Client) -> None:
    answer = client.post("/products/seen/forget/", headers={"Referer": "http://evil.example/"})
    assert answer.url == "/"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/products/seen/forget/").status_code == 403


def test_hidden_products_and_a_few_only(client: Client) -> None:
    many = [shown(f"red {number}") for number in range(14)]
    for product in many:
        client.get(address(product))
    Product.objects.filter(pk=many[-1].pk).update(visible=False)
    assert len(seen(client)) == 7
    assert len(client.session["catalog_search_seen"]["demo"]) == 12


def test_without_sessions_or_request_nothing_is_shown() -> None:
    source = Template("{% load catalog_search %}{% recently_seen %}")
    make_store()
    assert source.render(Context({})).strip() == ""
    assert source.render(Context({"request": RequestFactory().get("/")})).strip() == ""
