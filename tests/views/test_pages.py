"""The pages as a shopper without scripts has them."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog_search import conf
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable
from catalog_search.models import Photo, Product, Store
from catalog_search.views import photo as photo_views
from tests.support.factories import (
    color_bytes,
    make_category,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)
from tests.support.uploads import BAD, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clean(settings, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    yield


@pytest.fixture
def shop() -> Store:
    """Nine products: three of each color, prices 10 to 18, every other one in stock."""
    for number in range(9):
        color = ("red", "green", "blue")[number % 3]
        product = make_product(
            title=f"{color} thing {number}",
            brand=("Acme", "Bolt")[number % 2],
            category=("Toys > Cars", "Toys > Dolls", "Garden")[number % 3],
            colors=[color],
            price=10 + number,
            currency="EUR",
            in_stock=number % 2 == 0,
        )
        make_indexed_photo(product, color)
    return make_store()


def text(answer: HttpResponse) -> str:
    """Return the words of the page, without its markup."""
    body = re.sub(r"<(script|style|svg|dialog)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def titles(answer: HttpResponse) -> list[str]:
    return re.findall(r'class="cs-card-link" href="[^"]*">([^<]*)<', answer.content.decode())


def send(client: Client, data: bytes, page: str = "photo", **extra: object) -> HttpResponse:
    url = reverse(f"catalog_search:{page}")
    return client.post(url, {"photo": uploaded(data)}, follow=True, **extra)


# ---- words ----


def test_the_front_page_shows_the_catalogue(client: Client, shop: Store) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert len(titles(answer)) == 9
    assert "All products 9 products" in text(answer)
    assert "€10.00" in text(answer)
    assert "Out of stock" in text(answer)


def test_orders_are_called_what_they_are(client: Client, shop: Store) -> None:
    assert "By name Cheapest first" in text(client.get("/"))
    assert "Best match first Cheapest first" in text(client.get("/", {"q": "blue thing"}))


def test_words_find_and_stay_in_the_field(client: Client, shop: Store) -> None:
    answer = client.get("/", {"q": "blue"})
    assert [title.split()[0] for title in titles(answer)] == ["blue"] * 3
    assert 'value="blue"' in answer.content.decode()
    assert "3 products" in text(answer)


def test_filters_narrow_and_can_be_taken_away_one_by_one(client: Client, shop: Store) -> None:
    query = {"brand": ["Acme"], "category": "Toys > Cars", "price_max": "12", "in_stock": "1"}
    answer = client.get("/", query)
    assert titles(answer) == ["red thing 0"]
    page = answer.content.decode()
    for left_out in query:
        rest = {name: value for name, value in query.items() if name != left_out}
        assert f'href="?{urlencode(rest, doseq=True)}"'.replace("&", "&amp;") in page
    assert "up to 12" in text(answer)
    assert "Clear all" in text(answer)


def test_every_choice_has_its_count(client: Client, shop: Store) -> None:
    words = text(client.get("/"))
    assert re.search(r"Category Garden 3 Toys 6 Brand Acme 5 Bolt 4 Color", words)
    assert "Availability In stock 5" in words


def test_categories_unfold_below_the_chosen_one(client: Client, shop: Store) -> None:
    assert "Dolls" not in text(client.get("/"))
    assert "Garden 3 Toys 6 Cars 3 Dolls 3 Brand" in text(client.get("/", {"category": "Toys"}))


def test_a_declared_facet_is_a_filter(client: Client, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["material"]}
    for material in ("oak", "steel", "steel"):
        product = make_product(title=f"{material} thing", attributes={"material": material})
        make_indexed_photo(product)
    assert "Material steel 2 oak 1" in text(client.get("/"))
    assert titles(client.get("/", {"material": "oak"})) == ["oak thing"]


def test_pages_have_addresses(client: Client, shop: Store, settings) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 4}
    for product in Product.objects.all():
        make_indexed_photo(product)
    first, second = client.get("/"), client.get("/", {"page": 2, "q": ""})
    assert "page 1 of 3" in text(first)
    assert re.search(r'href="\?page=2&amp;listing=[0-9a-f]{16}"', first.content.decode())
    assert 'rel="prev"' in second.content.decode()
    assert not set(titles(first)) & set(titles(second))


def test_a_page_beyond_the_last_is_the_last(client: Client, shop: Store) -> None:
    answer = client.get("/", {"page": 99})
    assert (answer.status_code, len(titles(answer))) == (200, 9)


@pytest.mark.parametrize("page", ["two", "-1", "1.5", "\u0663", "9" * 30])
def test_a_page_that_is_no_number_is_explained(client: Client, page: str) -> None:
    answer = client.get("/", {"page": page})
    assert answer.status_code == 400
    assert "whole number" in text(answer)


def test_an_unknown_filter_is_refused_with_the_allowed_names(client: Client) -> None:
    answer = client.get("/", {"colour": "red"})
    assert answer.status_code == 400
    assert "category, brand, color, price_min, price_max, in_stock" in text(answer)


@pytest.mark.parametrize("query", ["price_min=cheap", "price_min=9&price_max=3", "in_stock=maybe"])
def test_a_filter_that_cannot_be_read_is_explained(client: Client, query: str) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code == 400
    assert "That search cannot be answered" in text(answer)


def test_a_query_that_is_too_long_is_refused_with_the_limit(client: Client) -> None:
    answer = client.get("/", {"q": "x" * 10_000})
    assert answer.status_code == 400
    assert "at most 256 characters" in text(answer)


@pytest.mark.parametrize("words", ["blue\0", "blue 🦄", "\u202eblue", "<b>blue</b>", "' or 1=1 --"])
def test_odd_queries_are_queries(client: Client, shop: Store, words: str) -> None:
    assert client.get("/", {"q": words}).status_code == 200


def test_lone_surrogates_and_bad_utf8_are_no_error(client: Client) -> None:
    assert client.get("/?q=%ed%a0%80%ff").status_code == 200


# ---- states with words of their own ----


def test_an_empty_shop_says_so(client: Client) -> None:
    assert "The shelves are still empty" in text(client.get("/"))


def test_nothing_found_offers_a_photo(client: Client, shop: Store) -> None:
    answer = client.get("/", {"q": "qqqq"})
    assert "Nothing like this here" in text(answer)
    assert "Search by photo" in text(answer)


def test_nothing_left_offers_to_drop_the_filters(client: Client, shop: Store) -> None:
    answer = client.get("/", {"q": "blue", "brand": "nobody"})
    assert "Nothing fits all of these filters" in text(answer)
    assert 'href="?q=blue"' in answer.content.decode()


def test_while_the_index_rests_words_are_still_found(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryIndex, "search", index_down)
    answer = client.get("/", {"q": "blue thing"})
    assert answer.status_code == 200
    assert "showing products that contain your words" in text(answer)
    assert len(titles(answer)) == 3


def index_down(self: object, *args: object) -> None:
    raise IndexUnavailable("connection refused by qdrant.internal:6333")


def test_a_photo_search_that_rests_can_be_tried_again(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as resting:
        resting.setattr(MemoryIndex, "search", index_down)
        answer = send(client, color_bytes("blue"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Search is resting" in text(answer)
    assert "qdrant.internal" not in answer.content.decode()
    assert len(titles(client.get(answer.request["PATH_INFO"]))) == 3


def test_without_a_model_the_photo_is_kept_for_later(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(self: object, images: object) -> None:
        raise EncoderUnavailable("no model")

    with monkeypatch.context() as resting:
        resting.setattr(type(conf.get_encoder()), "encode_images", missing)
        answer = send(client, color_bytes("blue"))
    assert answer.status_code == 503
    assert len(titles(client.get(answer.request["PATH_INFO"]))) == 3


# ---- photos ----


def test_a_photo_finds_its_like(client: Client, shop: Store) -> None:
    answer = send(client, color_bytes("green"))
    assert answer.status_code == 200
    assert [title.split()[0] for title in titles(answer)] == ["green"] * 3
    assert answer.redirect_chain[0][0].startswith("/photo/")


def test_photo_results_can_be_narrowed_and_come_back_by_address(
    client: Client, shop: Store
) -> None:
    address = send(client, color_bytes("green")).request["PATH_INFO"]
    assert titles(Client().get(address, {"brand": "Acme"})) == ["green thing 4"]
    assert "no-store" in client.get(address)["Cache-Control"]


def test_the_kept_photo_is_shown_and_not_cached(client: Client, shop: Store) -> None:
    address = send(client, color_bytes("green")).request["PATH_INFO"]
    picture = client.get(f"{address}photo.webp")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in picture["Cache-Control"]


@pytest.mark.parametrize("page", ["photo", "look"])
def test_a_forgotten_photo_says_so(client: Client, shop: Store, page: str) -> None:
    address = send(client, color_bytes("green"), page).request["PATH_INFO"]
    cache.clear()
    answer = client.get(address)
    assert answer.status_code == 410
    assert "kept for 30 minutes. Upload it again" in text(answer)
    assert "Upload a photo" in text(answer)


@pytest.mark.parametrize("page", ["photo", "look"])
@pytest.mark.parametrize("token", ["A" * 22, f"{'A' * 22}.1vNxyz.{'B' * 43}"])
def test_an_address_that_was_made_up_is_no_photo(client: Client, page: str, token: str) -> None:
    answer = client.get(f"/{page}/{token}/")
    assert answer.status_code == 404
    assert "There is no photo at this address" in text(answer)


def test_a_token_of_another_form_is_not_found(client: Client) -> None:
    assert client.get(f"/photo/{'A' * 300}/").status_code == 404


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("page", ["photo", "look"])
def test_files_that_are_no_photos_are_refused_in_words(
    client: Client, kind: str, page: str
) -> None:
    data, words = BAD[kind]
    answer = send(client, data, page)
    assert answer.status_code == 400
    assert words in text(answer)
    assert 'type="file"' in answer.content.decode()


@pytest.mark.parametrize("given", [{}, {"photo": "words"}])
def test_no_file_is_asked_for(client: Client, given: dict[str, str]) -> None:
    answer = client.post("/photo/", given)
    assert answer.status_code == 400
    assert "Choose a photo first" in text(answer)


def test_fifty_megabytes_are_refused_before_they_are_read() -> None:
    class Unread:
        def read(self, *args: object) -> bytes:
            raise AssertionError("read all the same")

    request = RequestFactory().post("/photo/", content_type="multipart/form-data; boundary=x")
    request.META["CONTENT_LENGTH"] = str(50 * 2**20)
    request.META["wsgi.input"] = request._stream = Unread()
    answer = photo_views.photo(request)
    assert answer.status_code == 413
    assert "larger than 20 MB" in text(answer)


def test_a_form_from_elsewhere_is_refused(shop: Store) -> None:
    strict = Client(enforce_csrf_checks=True)
    for page in ("photo", "look"):
        assert send(strict, color_bytes(), page).status_code == 403
    token = re.search(
        r'csrfmiddlewaretoken" value="([^"]+)', strict.get("/photo/").content.decode()
    )
    assert token
    fields = {"photo": uploaded(color_bytes()), "csrfmiddlewaretoken": token[1]}
    assert strict.post("/photo/", fields).status_code == 302


# ---- looks ----


def test_a_look_shows_boxes_and_products(client: Client, shop: Store) -> None:
    make_category("Toys > Cars", prompt="red")
    make_category("Toys > Dolls", prompt="green")
    answer = send(client, color_bytes("green", (300, 200)), "look")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert re.search(r'<rect x="[\d.]+%" y="[\d.]+%" width="[\d.]+%" height="[\d.]+%"', page)
    assert 'href="#part-1"' in page
    assert "green thing 1" in titles(answer)


def test_a_look_without_things_says_so(client: Client) -> None:
    assert "No part of this photo was recognised" in text(send(client, color_bytes(), "look"))


# ---- products ----


def test_a_product_shows_what_is_known_and_what_is_similar(client: Client, shop: Store) -> None:
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
    assert "There is nothing here" in text(answer)


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


# ---- what is in the catalogue is text ----

XSS = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_what_the_catalogue_says_is_text_everywhere(client: Client) -> None:
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
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page)


def test_the_front_page_needs_few_queries(
    client: Client, shop: Store, django_assert_max_num_queries
) -> None:
    client.get("/")
    with django_assert_max_num_queries(6):
        client.get("/")


def test_a_mended_typo_is_told_with_a_way_back(client: Client, shop: Store) -> None:
    found = client.get(reverse("catalog_search:search"), {"q": "greem thing"})
    assert "Showing results for “green thing”." in text(found)
    assert "green thing 1" in titles(found)
    back = re.search(r'href="([^"]*as_typed=1[^"]*)"', found.content.decode())
    assert back
    as_typed = client.get(reverse("catalog_search:search") + back[1].replace("&amp;", "&"))
    assert "Showing results for" not in text(as_typed)
    assert '<input type="hidden" name="as_typed" value="1">' in as_typed.content.decode()


def test_a_card_says_why_it_is_there(client: Client, shop: Store) -> None:
    found = text(client.get(reverse("catalog_search:search"), {"q": "blue thing", "plain": "blue"}))
    assert "has “thing” · in blue" in found
    assert "has “" not in text(client.get(reverse("catalog_search:search")))
