"""Search by photo and shop the look, as a shopper without scripts has them."""

import re
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from catalog_search import conf
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.exceptions import EncoderUnavailable
from catalog_search.models import Store
from catalog_search.views import photo as photo_views
from tests.support.pages import index_down, send, text, titles
from tests.support.shops.factories import color_bytes, make_category
from tests.support.uploads import BAD, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]


def test_a_photo_search_that_rests_can_be_tried_again(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as resting:
        resting.setattr(MemoryIndex, "search", index_down)
        answer = send(client, color_bytes("blue"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Search is temporarily unavailable" in text(answer)
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
    assert "There is no photo at this link" in text(answer)


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
    assert "No items were recognised in this photo" in text(send(client, color_bytes(), "look"))


# What an address asks for costs only so much


def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that gets the number of pictures of each call of the encoder."""
    calls: list[int] = []
    encode = type(conf.get_encoder()).encode_images
    monkeypatch.setattr(
        type(conf.get_encoder()),
        "encode_images",
        lambda self, images: calls.append(len(images)) or encode(self, images),
    )
    return calls


def allow(uploads_a_minute: int) -> None:
    changed = replace(conf.settings(), uploads_per_minute=uploads_a_minute)
    conf.READ[:] = [changed]


def test_parts_of_a_photo_are_encoded_only_so_often_a_minute(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(5)
    address = send(client, color_bytes("green")).request["PATH_INFO"]
    calls = looked_at(monkeypatch)
    answers = [client.get(address, {"crop": f"0.{n},0,1,1"}).status_code for n in range(1, 9)]
    assert answers == [200] * 4 + [429] * 4
    assert len(calls) == 4
    assert client.get(address, {"crop": "0.1,0,1,1"}).status_code == 200
    assert client.get(address).status_code == 200
    assert len(calls) == 4


@pytest.mark.parametrize("page", ["look", "photo"])
def test_items_are_found_only_so_often_a_minute(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    allow(1)
    address = send(client, color_bytes("green", (300, 200)), page).request["PATH_INFO"]
    parts = client.get(f"{address}parts/" if page == "photo" else address)
    assert parts.status_code == (429 if page == "photo" else 200)


def test_crops_drawn_nearly_alike_are_encoded_once(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = send(client, color_bytes("green")).request["PATH_INFO"]
    calls = looked_at(monkeypatch)
    for crop in ("0.101,0.2,0.9,0.9", "0.1,0.2004,0.9,0.9", "0.10999,0.2,0.8999,0.8901"):
        assert client.get(address, {"crop": crop}).status_code == 200
    assert len(calls) == 1
