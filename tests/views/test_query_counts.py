"""A page asks the database as often for twelve products as for four."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog_search.models import Hotspot, Look, Photo, Store
from catalog_search.text.store import words_cache
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db

PAGES = (
    *("/", "/?q=mug", "/?q=red+mug&sort=price", "/suggestions/?q=mu", "/api/search?q=mug"),
    *("/products/{product}/", "/products/like/?like={product}", "/photos/{photo}/similar/"),
    *("/api/products/{product}/similar", "/api/search?q=not+blue+mug", "/?category=Mugs"),
)
ADMIN = (
    "look",
    "category",
    "policy",
    "categorysuggestion",
    "product",
    "photo",
    "blockedphoto",
    "quarantinedphoto",
    "searchcount",
    "store",
    "syncrun",
)


def stock(count: int) -> Photo:
    make_category("Mugs", make_store())
    Store.objects.update(words_published_at=None)
    photos = [
        make_indexed_photo(make_product(title=f"red mug {number}", category="Mugs"), "red")
        for number in range(count)
    ]
    return photos[0]


def queries(client: Client, address: str) -> int:
    # The first search of a process, and after an indexing run.
    words_cache.forget(make_store())
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


@pytest.mark.parametrize("page", PAGES)
def test_pages(page: str) -> None:
    photo = stock(4)
    address = page.format(product=photo.product_id, photo=photo.pk)
    client = Client()
    client.get(address)
    few = queries(client, address)
    for number in range(8):
        make_indexed_photo(make_product(title=f"red mug b{number}", category="Mugs"), "red")
    assert queries(client, address) == few


@pytest.mark.parametrize("name", ADMIN)
def test_lists_of_the_admin(name: str, client: Client) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    stock(4)
    address = f"/admin/catalog_search/{name}/"
    client.get(address)
    few = queries(client, address)
    for number in range(8):
        make_indexed_photo(make_product(title=f"red mug b{number}", category="Mugs"), "red")
    assert queries(client, address) == few


def test_lists_of_looks_count_their_hotspots_at_once(client: Client) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    product = stock(1).product
    counted = []
    for number in range(6):
        look = Look.objects.create(store=product.store, title="Hall", slug=f"hall-{number}")
        Hotspot.objects.bulk_create([Hotspot(look=look, product=product, x=0.5, y=0.5)] * number)
        page = client.get("/admin/catalog_search/look/").content.decode()
        assert f'<td class="field-hotspots">{number}</td>' in page
        counted.append(queries(client, "/admin/catalog_search/look/"))
    assert counted[0] == counted[-1]


def test_rows_of_a_store_are_loaded_with_its_key() -> None:
    stock(4)
    store = make_store()
    with CaptureQueriesContext(connection) as captured:
        rows = [*store.products.only("sku"), *store.rules.only("pk", "position")]
        assert {row.store for row in rows} == {store}
    assert len(captured) == 2
