"""How shoppers search: what pages and API count, the charts, the lists and their CSV."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog_search.desk.insight.charts import Chart
from catalog_search.models import Click, PlaceCount, Product, SearchCount, Store
from catalog_search.models.clock import today
from catalog_search.search import log
from catalog_search.views import camera
from tests.support.admin_pages import text_of
from tests.support.shops.factories import color_bytes, make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    for number in range(3):
        make_indexed_photo(make_product(title=f"red toy {number}", colors=["red"]), "red")
    return make_store()


@pytest.fixture
def merchant(store: Store) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("boss"))
    return client


def page(name: str = "desk_insight") -> str:
    return reverse(f"catalog_search:{name}", args=["demo"])


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("a.png", color_bytes("red"), "image/png")


def counted() -> dict[tuple[str, str], int]:
    rows = SearchCount.objects.values_list("kind", "words", "count")
    return {(kind, words): count for kind, words, count in rows}


def search_in_every_way(client: Client, **options: Any) -> None:
    client.get("/", {"q": "Red toy"}, **options)
    client.get("/", {"q": "Red toy", "page": "2"}, **options)
    client.get("/", **options)
    for kind in ("photo", "look"):
        address = client.post(f"/{kind}/", {"photo": upload()}, **options).headers["Location"]
        client.get(address, **options)
    client.post("/camera/", {"photo": upload()}, **options)
    client.get("/api/search", {"q": "red"}, **options)
    client.post("/api/search/photo", {"photo": upload()}, **options)


def test_searches_are_counted_by_kind(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera.secrets, "randbelow", lambda _most: 0)
    search_in_every_way(client)
    assert counted() == {
        ("text", "red toy"): 1,
        ("photo", ""): 1,
        ("look", ""): 1,
        ("camera", ""): 10,
        ("api", "red"): 1,
        ("api", ""): 1,
    }


@pytest.mark.parametrize("header", ["DNT", "Sec-GPC"])
def test_visitors_who_object_are_not_counted(
    client: Client, store: Store, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    monkeypatch.setattr(camera.secrets, "randbelow", lambda _most: 0)
    log.note_search(store, "red toy", 1)
    objecting = {"headers": {header: "1"}}
    search_in_every_way(client, **objecting)
    product = Product.objects.all()[0]
    headers = {header: "1", "Referer": "http://testserver/?q=red+toy"}
    client.get(f"/products/{product.pk}/", {"at": 1}, headers=headers)
    assert counted() == {("text", "red toy"): 1}
    assert not Click.objects.exists()
    assert "?at=" not in text_of(client.get("/", {"q": "red toy"}, headers={header: "1"}))


def test_a_click_counts_for_its_place(client: Client, store: Store) -> None:
    text = text_of(client.get("/", {"q": "red toy"}))
    second = [part.split('"')[0] for part in text.split('cs-card-link" href="')[1:]][1]
    assert second.endswith("?at=2")
    client.get(second, headers={"Referer": "http://testserver/?q=red+toy"})
    assert [(row.place, row.count) for row in PlaceCount.objects.all()] == [(2, 1)]
    client.get(second, headers={"Referer": "http://testserver/?q=red+toy"})
    assert Click.objects.get().count == 1
    assert PlaceCount.objects.get().count == 1
    client.get("/", {"q": "red toy"})
    other = second.replace("?at=2", "?at=99999999")
    client.get(other, headers={"Referer": "http://testserver/?q=red+toy"})
    assert Click.objects.get().count == 2
    assert PlaceCount.objects.get().count == 1


def test_a_slow_search_is_counted_as_one(store: Store) -> None:
    log.note_search(store, "quick", 1, seconds=0.2)
    log.note_search(store, "late", 1, seconds=1.2)
    assert [row.slow for row in SearchCount.objects.order_by("words")] == [1, 0]


def test_places_are_deleted_with_the_other_counts(store: Store) -> None:
    old = today() - timedelta(days=400)
    PlaceCount.objects.create(store=store, place=1, day=old, count=1)
    from catalog_search.models.merchandising.searches import prune

    assert prune(store) == 1


def fill(store: Store) -> None:
    product = Product.objects.all()[0]
    rows = [("red", 10, 0, 0), ("=1+1", 8, 8, 0), ("late", 4, 0, 3), ("-2", 1, 1, 0)]
    for words, count, missed, slow in rows:
        SearchCount.objects.create(
            store=store, words=words, day=today(), count=count, without_results=missed, slow=slow
        )
    SearchCount.objects.create(store=store, kind="photo", words="", day=today(), count=5)
    SearchCount.objects.create(store=make_store(slug="other"), words="x", day=today(), count=50)
    Click.objects.create(store=store, words="red", product=product, day=today(), count=4)
    PlaceCount.objects.create(store=store, place=3, day=today(), count=4)


def test_charts_say_what_was_counted_and_stand_beside_a_table(
    merchant: Client, store: Store
) -> None:
    fill(store)
    response = merchant.get(page(), {"days": 7})
    kinds, missed, ctr, places = response.context["charts"]
    assert {name: values[-1] for name, values in kinds.series.items()} == {"words": 23, "photo": 5}
    assert missed.series["without results"][-1] == pytest.approx(32.1)
    assert ctr.series["opened"][-1] == pytest.approx(17.4)
    assert places.series["opened"][2] == 4
    text = text_of(response)
    assert text.count('role="img"') == text.count("As a table") == 4
    assert text.count("<desc") == 4
    assert "style=" not in text


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("frequent", ["red", "=1+1", "late", "-2"]),
        ("missed", ["=1+1", "-2"]),
        ("slow", ["late"]),
        ("ignored", ["late"]),
        ("unknown", ["red", "=1+1", "late", "-2"]),
    ],
)
def test_lists_lead_to_rules_and_synonyms(
    merchant: Client, store: Store, which: str, words: list[str]
) -> None:
    fill(store)
    response = merchant.get(page(), {"show": which, "days": "x"})
    assert [row.words for row in response.context["rows"]] == words
    assert "/desk/demo/synonyms/new/?words=late" in text_of(response) or "late" not in words


def test_the_csv_computes_nothing(merchant: Client, store: Store) -> None:
    fill(store)
    response = merchant.get(page("desk_insight_csv"))
    assert "attachment" in response.headers["Content-Disposition"]
    # The mark by which Excel knows UTF-8.
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text_of(response))))
    assert rows[1] == ["red", "10", "0", "0", "4", "40.0"]
    assert [row[0] for row in rows[2:]] == ["'=1+1", "late", "-2"]


def test_a_list_of_many_searches_has_pages_and_few_queries(
    merchant: Client, store: Store, django_assert_max_num_queries: Any
) -> None:
    rows = [SearchCount(store=store, words=f"w{n:03}", day=today(), count=1) for n in range(120)]
    SearchCount.objects.bulk_create(rows)
    with django_assert_max_num_queries(16):
        response = merchant.get(page(), {"page": 3, "days": 90})
    assert [row.words for row in response.context["rows"]][-1] == "w119"
    assert "page=2&amp;days=90&amp;show=frequent" in text_of(response)


def test_without_counting_the_page_says_so(merchant: Client, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LOG_SEARCHES": False}
    assert "LOG_SEARCHES is off" in text_of(merchant.get(page()))


@pytest.mark.parametrize(
    ("values", "highest"), [([0, 0], 1), ([3, 4], 5), ([7], 10), ([101], 200), ([450, 12], 500)]
)
def test_the_scale_ends_at_a_round_number(values: list[float], highest: float) -> None:
    labels = [str(n) for n in range(len(values))]
    chart = Chart("a", "a", "a", labels, {"x": values})
    assert chart.highest == highest
    assert [bar.title for bar in chart.bars if bar.height] == [
        f"{label}, x: {value}" for label, value in zip(labels, values, strict=True) if value
    ]
    assert all(bar.y >= 0 and bar.y + bar.height <= 200 for bar in chart.bars)
