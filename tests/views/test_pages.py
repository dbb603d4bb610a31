"""Product pages, errors in words, and that nothing from the catalogue is taken for HTML."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory

from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.models import Photo, Product, Store
from tests.support.pages import index_down, send, text, titles
from tests.support.shops.factories import (
    color_bytes,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]


def test_a_product_shows_what_is_known_and_what_is_similar(
    client: Client, shop: Store, settings
) -> None:
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "SHOWN_ATTRIBUTES": ["made_of", "wheel_count", "deep"],
    }
    for photo in Photo.objects.all():
        make_indexed_photo(photo.product)
    product = Product.objects.get(title="red thing 0")
    product.url = "https://shop.example/red"
    product.description = "Fast <b>and</b> red."
    product.attributes = {"wheel_count": 4, "made_of": ["tin", "rubber"], "deep": {"x": 1}}
    product.save()
    answer = client.get(f"/products/{product.pk}/")
    words = text(answer)
    assert "Toys Cars red thing 0" in words
    assert "Fast and red." in words
    assert "Wheel count 4 Made of tin, rubber" in words
    assert "Similar items" in words
    assert "red thing 0" not in titles(answer)
    assert 'href="https://shop.example/red"' in answer.content.decode()
    assert 'href="/?category=Toys%20%3E%20Cars"' in answer.content.decode()


def test_a_product_page_stands_while_the_index_rests(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryIndex, "search", index_down)
    answer = client.get(f"/products/{Product.objects.first().pk}/")
    assert answer.status_code == 200
    assert "Similar items" not in text(answer)


def test_similar_to_a_photo_leaves_its_own_product_out(client: Client, shop: Store) -> None:
    photo = Photo.objects.get(product__title="red thing 0")
    answer = client.get(f"/photos/{photo.pk}/similar/", {"brand": "Bolt"})
    assert titles(answer) == ["red thing 3"]


def test_a_photo_not_indexed_yet_says_so(client: Client) -> None:
    answer = client.get(f"/photos/{make_photo().pk}/similar/")
    assert answer.status_code == 404
    assert "cannot be compared yet" in text(answer)


def test_hidden_products_and_those_of_other_stores_are_not_here(client: Client) -> None:
    hidden = make_indexed_photo(make_product(visible=False))
    other = make_indexed_photo(make_product(make_store("other")))
    blocked = make_photo(state=Photo.State.BLOCKED)
    for photo in (hidden, other):
        assert client.get(f"/products/{photo.product_id}/").status_code == 404
        assert client.get(f"/photos/{photo.pk}/similar/").status_code == 404
    assert client.get(f"/photos/{blocked.pk}/similar/").status_code == 404
    assert (
        f"/photos/{blocked.pk}/"
        not in client.get(f"/products/{blocked.product_id}/").content.decode()
    )


@pytest.mark.parametrize("pk", [0, 10**30])
def test_numbers_beyond_all_rows_are_not_found(client: Client, pk: int) -> None:
    for address in (f"/products/{pk}/", f"/photos/{pk}/similar/", f"/photos/{pk}/96.webp"):
        answer = client.get(address)
        assert answer.status_code == 404


def test_an_unknown_address_has_words(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Page not found" in text(answer)


@pytest.mark.parametrize("address", ["/", "/products/1/", f"/photo/{'A' * 22}/"])
def test_other_methods_are_refused_in_words(client: Client, address: str) -> None:
    answer = client.delete(address)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert "Start again" in text(answer)


def test_the_page_for_our_own_failures_needs_nothing(settings) -> None:
    from django.views.defaults import server_error

    settings.STATIC_URL = None
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something went wrong" in text(answer)


XSS = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_what_the_catalogue_says_is_text_everywhere(client: Client, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "SHOWN_ATTRIBUTES": [XSS]}
    product = make_product(
        title=XSS,
        brand=XSS,
        category=f"{XSS} > {XSS}",
        colors=[XSS],
        description=XSS,
        price=1,
        currency="<b>",
        attributes={XSS: XSS},
    )
    photo = make_indexed_photo(product)
    addresses = ["/", f"/products/{product.pk}/", f"/photos/{photo.pk}/similar/"]
    addresses += [f"/?{urlencode({'q': XSS, 'brand': XSS, 'category': XSS})}"]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_an_address_that_is_a_script_is_no_link(client: Client) -> None:
    product = make_product(url="javascript:alert(1)")
    assert "javascript:" not in client.get(f"/products/{product.pk}/").content.decode()


def test_pages_have_no_inline_scripts_or_styles(client: Client, shop: Store) -> None:
    addresses = ["/", "/?q=red", "/photo/", "/look/", f"/products/{Product.objects.first().pk}/"]
    pages = [client.get(address) for address in addresses]
    pages.append(send(client, color_bytes("red"), "look"))
    for answer in pages:
        page = answer.content.decode()
        # JSON-LD is data: no browser runs it, and a strict policy allows it.
        assert not re.search(r"<script(?![^>]*(\bsrc=|\"application/ld\+json\"))", page)
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)
