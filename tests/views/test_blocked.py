"""A blocked photo is nowhere: no page, facet, recommendation, look, thumbnail, answer or word.

A product whose only photo is blocked is in no list, recommendation, look or suggestion. Its own
page stays, for it may be ordered, without the photo. One with another photo is shown by that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from hypothesis import HealthCheck, given
from hypothesis import settings as examples_of
from hypothesis import strategies as st

from catalog_search.indexing import photos as indexing
from catalog_search.indexing.moderation import reviews
from catalog_search.models import Hotspot, Look, Photo, Policy, Product, Review, Store
from catalog_search.photos.uploaded_pictures import set_picture
from tests.support.examples import many
from tests.support.shops import tenants
from tests.support.shops.factories import color_image, make_indexed_photo
from tests.support.shops.tenants import GETS, POSTS, WORDS, Tenant
from tests.views.test_tenants import FILTERS, NAMES

pytestmark = pytest.mark.django_db

SLUG = "north"
ONLY, ONE_OF_TWO = 0, 1
"""The products whose photo is blocked: one without another photo, one with."""


@dataclass
class Blocked:
    """A shop, and what none of its answers may show."""

    tenant: Tenant
    gone: int
    """The product without another photo."""
    photos: tuple[int, int]
    keys: tuple[str, str]

    def leaks(self, answer: HttpResponse, path: str, asked: str) -> list[str]:
        """Return what of the blocked photos the answer shows."""
        kind = answer.get("Content-Type", "")
        if kind.startswith("image/"):
            theirs = any(f"/photos/{key}/" in path for key in self.photos)
            return ["a picture"] if theirs and answer.status_code == 200 else []
        text = answer.content.decode()
        leaked = [key for key in self.keys if key in text]
        keys = {int(key) for key in re.findall(r"/photos/(\d+)", text)}
        leaked += [f"photo {key}" for key in self.photos if key in keys]
        # "More like this" names what its address asks for.
        own = f"/products/{self.gone}" in path or str(self.gone) in re.split(r"[ ,]", asked)
        if re.search(rf"/products/{self.gone}\b", text) and not own:
            leaked.append("the product without a photo")
        word = WORDS[SLUG][ONLY]
        if word in text.lower() and not own and word not in asked.lower():
            leaked.append(word)
        return leaked


@pytest.fixture
def shop(settings: Any, tmp_path: Path) -> Iterator[Blocked]:
    settings.MEDIA_ROOT = tmp_path
    entry = settings.CATALOG_SEARCH["STORES"]["demo"]
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "STORES": {SLUG: {**entry, "NAME": "north shop"}},
        "STORE_OF_REQUEST": "tests.support.shops.tenants.of_header",
        "UPLOADS_PER_MINUTE": 10**6,
        "FRAMES_PER_MINUTE": 10**6,
    }
    cache.clear()
    tenant = tenants.stock(SLUG)
    other = Product.objects.get(pk=tenant.products[ONE_OF_TWO])
    make_indexed_photo(other, "green", key=f"{SLUG}key/other.png")
    look = Look.objects.get()
    look.title = "a look"
    set_picture(look, color_image("blue"))
    look.save()
    photos = (tenant.photos[ONLY], tenant.photos[ONE_OF_TWO])
    keys = tuple(Photo.objects.get(pk=pk).key for pk in photos)
    yield Blocked(tenant, tenant.products[ONLY], photos, (keys[0], keys[1]))
    cache.clear()


def block(shop: Blocked) -> None:
    """Block both photos as a person does on the desk, and index as the next run does."""
    policy = Policy.objects.create(store=Store.objects.get(slug=SLUG), name="None", words="a thing")
    for key in shop.photos:
        photo = Photo.objects.select_related("store", "product").get(pk=key)
        assert reviews.teach(photo, policy, Review.State.BLOCKED, by="ann")
    indexing.index_stale()


def ask(shop: Blocked, face: str, number: int, params: dict[str, str]) -> list[str]:
    """Return what the answer of this face leaks."""
    path, client = tenants.path_of(face, shop.tenant, number), tenants.client_of(SLUG)
    if face in POSTS and (face not in GETS or number % 2):
        body = {"photo": tenants.upload(("red", "green", "blue")[number % 3])}
        answer = client.post(path, body, follow=face != "forget_seen")
    else:
        answer = client.get(path, params)
    assert answer.status_code < 500
    if face == "query_photo":
        return []
    return shop.leaks(answer, path, " ".join(params.values()))


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, int, dict[str, str]]:
    face = draw(st.sampled_from([*GETS, *POSTS]))
    words = [*WORDS[SLUG], *(word[:3] for word in WORDS[SLUG]), "red", "green", "thing", "cheapest"]
    typed = st.lists(st.sampled_from(words), max_size=3).map(" ".join)
    values = {
        "q": typed, "words": typed, "like": st.sampled_from(["#0", "#1", "#2,#3", "#0,#1"]),
        "unlike": st.sampled_from(["#0", "#4"]), "brand": st.just("northbrand"),
        "color": st.sampled_from(["red", "green"]), "sort": st.sampled_from(["price", "newest"]),
        "category": st.sampled_from([f"{word} shelf" for word in WORDS[SLUG]]),
        "price_min": st.sampled_from(["1", "9"]), "crop": st.just("0,0,0.5,1"),
        "page": st.just("2"), "parts": st.just("1"),
    }  # fmt: skip
    allowed = NAMES.get(face, FILTERS if face == "similar_photo" else ())
    return face, draw(st.integers(0, 9)), {
        name: draw(values[name]) for name in allowed if draw(st.booleans())
    }  # fmt: skip


def walk(shop: Blocked, examples: int) -> None:
    @examples_of(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.lists(requests(), min_size=1, max_size=4))
    def visit(steps: list[tuple[str, int, dict[str, str]]]) -> None:
        for face, number, given_params in steps:
            params = {name: with_keys(text, shop) for name, text in given_params.items()}
            assert ask(shop, face, number, params) == [], (face, number, params)

    visit()


def with_keys(text: str, shop: Blocked) -> str:
    for number, key in enumerate(shop.tenant.products):
        text = text.replace(f"#{number}", str(key))
    return text


def test_a_blocked_photo_is_nowhere(shop: Blocked) -> None:
    block(shop)
    walk(shop, examples=40)


@pytest.mark.slow
def test_a_blocked_photo_is_nowhere_in_many_answers(shop: Blocked) -> None:
    block(shop)
    walk(shop, examples=many(100))


@pytest.mark.parametrize("face", [*GETS, *POSTS])
@pytest.mark.parametrize("number", [ONLY, ONE_OF_TWO])
def test_no_face_shows_a_blocked_photo(shop: Blocked, face: str, number: int) -> None:
    block(shop)
    assert ask(shop, face, number, {}) == []


def test_before_they_were_blocked_the_photos_were_shown(shop: Blocked) -> None:
    """Otherwise nothing would be found out."""
    path = tenants.path_of("search", shop.tenant, 0)
    answer = tenants.client_of(SLUG).get(path, {"q": "thing"})
    leaked = shop.leaks(answer, path, "thing")
    assert f"photo {shop.photos[0]}" in leaked
    assert "the product without a photo" in leaked
    assert ask(shop, "thumbnail", ONLY, {}) == ["a picture"]
    assert f"photo {shop.photos[0]}" in ask(shop, "curated_look", 0, {})


def test_what_was_seen_before_is_gone_before_the_next_indexing_run(shop: Blocked) -> None:
    """Lists, looks and thumbnails leave it out as soon as somebody blocks it."""
    policy = Policy.objects.create(store=Store.objects.get(slug=SLUG), name="None", words="a thing")
    photo = Photo.objects.select_related("store", "product").get(pk=shop.photos[ONLY])
    reviews.teach(photo, policy, Review.State.BLOCKED, by="ann")
    for face in ("search", "looks", "curated_look", "thumbnail", "square_thumbnail", "product"):
        leaks = ask(shop, face, ONLY, {})
        assert not {f"photo {photo.pk}", photo.key, "a picture"} & set(leaks), face


def test_a_product_whose_only_photo_is_blocked_keeps_its_page(shop: Blocked) -> None:
    block(shop)
    client = tenants.client_of(SLUG)
    answer = client.get(tenants.path_of("product", shop.tenant, ONLY))
    assert answer.status_code == 200
    assert WORDS[SLUG][ONLY] in answer.content.decode()
    body = client.get("/api/search", {"q": f"{WORDS[SLUG][ONLY]} thing"}).json()
    assert shop.gone not in [item["product"]["id"] for item in body["items"]]


def test_a_product_with_another_photo_is_shown_by_that(shop: Blocked) -> None:
    block(shop)
    other = Photo.objects.get(key=f"{SLUG}key/other.png")
    path = tenants.path_of("search", shop.tenant, 0)
    text = tenants.client_of(SLUG).get(path, {"q": WORDS[SLUG][ONE_OF_TWO]}).content.decode()
    assert f"/photos/{other.pk}/" in text


def test_a_shoppers_upload_that_a_policy_blocks_is_searched_with_and_not_shown(
    shop: Blocked,
) -> None:
    client, address = tenants.client_of(SLUG), tenants.path_of("query_photo", shop.tenant, 0)
    assert client.get(address)["Content-Type"] == "image/webp"
    Policy.objects.create(store=Store.objects.get(slug=SLUG), name="No green", words="green")
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "image/svg+xml")
    assert client.get(tenants.path_of("photo_results", shop.tenant, 0)).status_code == 200


def test_a_look_whose_picture_is_blocked_is_nowhere(shop: Blocked) -> None:
    store = Store.objects.get(slug=SLUG)
    look = Look(store=store, title="Sunset", slug="sunset", published=True)
    set_picture(look, color_image("orange"))
    look.save()
    Hotspot.objects.create(look=look, product=Product.objects.get(pk=shop.tenant.products[2]))
    client = tenants.client_of(SLUG)
    assert "Sunset" in client.get("/looks/").content.decode()
    Policy.objects.create(store=store, name="No orange", words="orange")
    for indexed in (False, True):
        if indexed:
            indexing.index_stale()
            assert Review.objects.get().look == look
        assert "Sunset" not in client.get("/looks/").content.decode()
        assert client.get("/looks/sunset/").status_code == 404
        assert client.get("/looks/sunset/picture.webp").status_code == 404
        page = client.get(tenants.path_of("product", shop.tenant, 2)).content.decode()
        assert "sunset" not in page.lower()


def test_a_photo_that_nobody_judged_yet_is_not_shown_where_there_are_policies(
    shop: Blocked,
) -> None:
    photo = Photo.objects.get(pk=shop.photos[ONLY])
    Photo.objects.filter(pk=photo.pk).update(indexed_etag="")
    assert ask(shop, "thumbnail", ONLY, {}) == ["a picture"]
    Policy.objects.create(store=photo.store, name="No green", words="green")
    assert ask(shop, "thumbnail", ONLY, {}) == []
