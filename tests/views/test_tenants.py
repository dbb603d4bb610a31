"""Two stores with nothing in common: no answer of one ever shows what only the other has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import HealthCheck, given
from hypothesis import settings as examples_of
from hypothesis import strategies as st

from tests.support.examples import many
from tests.support.shops import tenants
from tests.support.shops.tenants import GETS, POSTS, WORDS, Tenant

pytestmark = pytest.mark.django_db

ALL_WORDS = [word for words in WORDS.values() for word in words]
MISSPELLED = [f"{word[:-1]}x" for word in ALL_WORDS]
TYPED = st.lists(
    st.sampled_from([*ALL_WORDS, *(word[:3] for word in ALL_WORDS), *MISSPELLED,
                     "red", "thing", "green", "under 2000", "-blue", "not", "cheapest"]),
    max_size=3,
).map(" ".join)  # fmt: skip
IDS = st.lists(st.integers(0, 9), max_size=3)


@pytest.fixture
def stores(settings: Any, tmp_path: Path) -> Iterator[dict[str, Tenant]]:
    settings.MEDIA_ROOT = tmp_path
    entry = settings.CATALOG_SEARCH["STORES"]["demo"]
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "STORES": {slug: {**entry, "NAME": f"{slug} shop"} for slug in WORDS},
        "STORE_OF_REQUEST": "tests.support.shops.tenants.of_header",
        "UPLOADS_PER_MINUTE": 10**6,
        "FRAMES_PER_MINUTE": 10**6,
    }
    cache.clear()
    yield {slug: tenants.stock(slug) for slug in WORDS}
    cache.clear()


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, str, int, dict[str, str]]:
    """Return store, face, whose things stand in the address, which of them, and parameters."""
    face = draw(st.sampled_from([*GETS, *POSTS]))
    params = {
        "q": TYPED, "words": TYPED, "like": IDS.map(ids), "unlike": IDS.map(ids),
        "brand": st.sampled_from(["northbrand", "southbrand"]), "color": st.just("red"),
        "category": st.sampled_from([f"{word} shelf" for word in ALL_WORDS]),
        "sort": st.sampled_from(["price", "newest"]), "price_min": st.sampled_from(["1", "999"]),
        "crop": st.just("0,0,0.5,1"), "page": st.just("2"), "parts": st.just("1"),
    }  # fmt: skip
    allowed = NAMES.get(face, ())
    chosen = {name: draw(params[name]) for name in allowed if draw(st.booleans())}
    slugs = st.sampled_from(sorted(WORDS))
    return draw(slugs), face, draw(slugs), draw(st.integers(0, 9)), chosen


FILTERS = ("brand", "color", "category", "sort", "price_min", "page")
NAMES = {
    "search": ("q", *FILTERS), "api:text_search": ("q", *FILTERS), "suggestions": ("q",),
    "more_like": ("like", "unlike", *FILTERS), "similar_photo": FILTERS,
    "photo_results": ("words", "crop", "parts", *FILTERS), "photo_parts": ("crop",),
}  # fmt: skip


def ids(numbers: list[int]) -> str:
    return ",".join(f"#{number}" for number in numbers)


class Visitor:
    """One browser, with one session for both stores, as under one domain."""

    def __init__(self, stores: dict[str, Tenant]) -> None:
        self.stores, self.client = stores, Client()
        both = [stores["north"], stores["south"]]
        self.ids = [key for pair in zip(*(t.products for t in both), strict=True) for key in pair]

    def check(self, store: str, face: str, whose: str, number: int, given: dict[str, str]) -> int:
        """Send the request, see that its answer shows nothing of the other store; its status."""
        (other,) = (tenant for slug, tenant in self.stores.items() if slug != store)
        params = {name: self.with_ids(value) for name, value in given.items()}
        path = tenants.path_of(face, self.stores[whose], number)
        headers = {tenants.HEADER: store}
        if face in POSTS and (face not in GETS or number % 2):
            body = {"photo": tenants.upload(("red", "green", "blue")[number % 3])}
            answer = self.client.post(path, body, headers=headers)
        else:
            answer = self.client.get(path, params, headers=headers)
        asked = f"{path} {' '.join(params.values())}"
        # A shopper's own photo is not goods.
        if face != "query_photo":
            assert tenants.leaks(answer, asked, other) == [], (store, path, params)
        assert answer.status_code < 500
        return int(answer.status_code)

    def with_ids(self, text: str) -> str:
        for number, key in enumerate(self.ids):
            text = text.replace(f"#{number}", str(key))
        return text


def walk(stores: dict[str, Tenant], examples: int) -> None:
    visitor = Visitor(stores)

    @examples_of(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(st.lists(requests(), min_size=1, max_size=4))
    def visit(steps: list[tuple[str, str, str, int, dict[str, str]]]) -> None:
        for step in steps:
            visitor.check(*step)

    visit()


def test_no_answer_shows_what_only_the_other_store_has(stores: dict[str, Tenant]) -> None:
    walk(stores, examples=25)


@pytest.mark.slow
def test_no_answer_of_many_shows_what_only_the_other_store_has(stores: dict[str, Tenant]) -> None:
    walk(stores, examples=many(120))


@pytest.mark.parametrize("face", [*GETS, *POSTS])
def test_each_face_answers_its_own_store(stores: dict[str, Tenant], face: str) -> None:
    """Otherwise nothing would be found out about it."""
    visitor = Visitor(stores)
    status = visitor.check("north", face, "north", 1 if face in POSTS else 0, {})
    assert status in ((404,) if face in ("look_picture", "banner_picture") else (200, 302))


@pytest.mark.parametrize("face", [face for face, needs in GETS.items() if needs])
def test_each_face_refuses_what_the_other_store_has(stores: dict[str, Tenant], face: str) -> None:
    status = Visitor(stores).check("north", face, "south", 0, {})
    assert status in ((200, 404) if GETS[face] == "token" else (404,))


def test_a_leak_would_be_seen(stores: dict[str, Tenant]) -> None:
    """The other store's own pages hold all that must not be told."""
    south = stores["south"]
    answer = tenants.client_of("south").get(tenants.path_of("search", south, 0))
    leaked = tenants.leaks(answer, "", south)
    assert {*south.words, "southbrand"} <= set(leaked)
    assert f"products {south.products[0]}" in leaked
    assert tenants.leaks(answer, "papaya", south) == [each for each in leaked if each != "papaya"]


def test_counts_prices_and_facets_are_the_stores_own(stores: dict[str, Tenant]) -> None:
    for slug, tenant in stores.items():
        answer = tenants.client_of(slug).get("/api/search", {"q": "red thing"}).json()
        assert 0 < answer["total"] <= len(tenant.products)
        values = {v["value"] for facet in answer["facets"] for v in facet["values"]}
        assert not [v for v in values if "shelf" in v and v.split()[0] not in tenant.words]


def test_every_address_is_walked() -> None:
    names = set(names_of(get_resolver().url_patterns, ""))
    ours = {name.removeprefix("catalog_search:") for name in names if "catalog_search:" in name}
    # tests/desk/test_access.py walks the desk, which is not for shoppers.
    # tests/views/test_basket.py tries the basket, which is there for a receiver only.
    elsewhere = {"api:api-root", "add_to_basket"}
    assert {name for name in ours if not name.startswith("desk")} - elsewhere == {
        *GETS,
        *POSTS,
    }


def names_of(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names_of(pattern.url_patterns, prefix + space)
        elif pattern.name:
            yield prefix + pattern.name
