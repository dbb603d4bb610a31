"""Whatever stands in an address, a page or the API answers it in words, never with an error."""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples_of
from hypothesis import strategies as st

from catalog_search.models import Photo, Product, Store
from catalog_search.search.query import TextQuery, parse_query
from tests.support.examples import many
from tests.support.pages import send
from tests.support.shops.factories import color_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]

PIECES = [
    "red", "blue thing", "acme", "toys", "cars", "garden", "under", "over", "between", "and", "$",
    "€", "10", "20.5", "1,5k", "1.299,00", "-", "--", "not", "without", "no", "non", "free", "but",
    "anything but", "size", "cheapest", "newest", "by", "from", "in", "or", "like", "about", "%",
    '"', "'", "(", ")", "*", ":", "\\", "/", "\0", "\u202e", "é", "ﬁ", "İ", "日本", "🙂", "32-inch",
]  # fmt: skip
QUERIES = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    st.text(max_size=60),
)
NUMBERS = st.sampled_from(
    ["", "0", "-1", "1e999", "nan", "1,5", "\uff11\uff12", "9" * 40, "0x1", " 5 ", "\0"]
)
NAMES = [
    "q", "words", "plain", "by_hand", "as_typed", "sort", "page", "listing", "crop", "parts",
    "like", "unlike", "category", "brand", "color", "price_min", "price_max", "in_stock",
]  # fmt: skip
VALUES = {
    "page": NUMBERS, "price_min": NUMBERS, "price_max": NUMBERS, "in_stock": NUMBERS,
    "like": NUMBERS | st.just("1,2,3"), "unlike": NUMBERS, "sort": st.sampled_from(["price", "x"]),
    "crop": st.lists(NUMBERS, max_size=5).map(",".join), "q": QUERIES, "words": QUERIES,
}  # fmt: skip
FACES = [
    "/", "/suggestions/", "/products/like/", "/api/search", "/photos/{photo}/similar/",
    "/products/{product}/", "/api/products/{product}/similar", "{results}", "{results}parts/",
    "/looks/", "/photo/", "/look/",
]  # fmt: skip


@st.composite
def parameters(draw: st.DrawFn) -> list[tuple[str, str]]:
    names = draw(st.lists(st.sampled_from(NAMES) | st.text(max_size=8), max_size=5))
    usual = st.sampled_from(["Acme", "red", "Toys > Cars", "1"])
    return [(name, draw(VALUES.get(name, usual | st.text(max_size=30)))) for name in names]


def examples(count: int) -> Any:
    return examples_of(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def ask(client: Client, count: int) -> None:
    """Ask every face with generated parameters."""
    photo, product = Photo.objects.earliest("pk").pk, Product.objects.earliest("pk").pk
    results = send(client, color_bytes("green")).request["PATH_INFO"]

    @examples(count)
    @given(st.sampled_from(FACES), parameters(), st.booleans())
    def fetch(face: str, params: list[tuple[str, str]], raw: bool) -> None:
        path = face.format(photo=photo, product=product, results=results)
        given_bytes = [
            (name.encode("utf-8", "surrogatepass"), value.encode("utf-8", "surrogatepass"))
            for name, value in params
        ]
        query = urlencode(given_bytes) if not raw else quote(str(params), safe="=&;,")
        answer = client.get(f"{path}?{query}")
        assert answer.status_code in (200, 302, 400, 404, 429), (path, params)
        is_json = answer["Content-Type"].startswith("application/json")
        assert is_json is path.startswith("/api/") or answer.status_code == 302

    fetch()


def test_any_address_is_answered_in_words(client: Client, shop: Store) -> None:
    ask(client, 60)


@pytest.mark.slow
def test_any_of_many_addresses_is_answered_in_words(client: Client, shop: Store) -> None:
    ask(client, many(300))


def parse_all(store: Store, count: int) -> None:
    @examples(count)
    @given(QUERIES, st.booleans(), st.booleans())
    def parse(text: str, autocorrect: bool, with_photo: bool) -> None:
        query = TextQuery(text, autocorrect=autocorrect)
        parsed = parse_query(store, query, with_photo=with_photo)
        again = parse_query(store, query, with_photo=with_photo)
        assert parsed.digest == again.digest
        assert len(parsed.words) <= max(256, 2 * len(text))
        low, high = parsed.filters.price_min, parsed.filters.price_max
        # "over 50, under 20" is what the shopper wrote, and finds nothing.
        assert all(limit is None or limit >= 0 for limit in (low, high))
        assert parsed.filters.where(store)[0].values == (store.slug,)

    parse()


def test_any_words_are_read(shop: Store) -> None:
    parse_all(shop, 150)


@pytest.mark.slow
def test_any_of_many_words_are_read(shop: Store) -> None:
    parse_all(shop, many(500))
