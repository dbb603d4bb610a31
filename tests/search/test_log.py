"""The log of searches and clicks: anonymous counts that never break a page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog_search.models import Click, Product, SearchCount
from catalog_search.models.merchandising.searches import popular, prune
from catalog_search.search import log
from catalog_search.search.log import note_click, note_search
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def counts() -> list[tuple[str, int, int]]:
    rows = SearchCount.objects.order_by("words")
    return [(row.words, row.count, row.without_results) for row in rows]


def red() -> Product:
    return make_indexed_photo(make_product(title="red thing"), "red").product


def test_the_same_words_are_one_row_per_day() -> None:
    store = make_store()
    for text, total in (("Red  Shoes", 3), ("red shoes", 0), ("\uff52ed shoes", 1), ("blue", 2)):
        note_search(store, text, total)
    assert counts() == [("blue", 1, 0), ("red shoes", 3, 1)]
    assert popular(store, 30, 10) == [("red shoes", 2), ("blue", 1)]


def test_two_processes_that_count_the_same_words_first_both_count(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store, count = make_store(), QuerySet.count

    def overtaken(rows: QuerySet) -> int:
        """Count the rows; another process writes its own before this one can."""
        number = count(rows)
        SearchCount.objects.create(store=store, words="red shoes", day=log.today(), count=1)
        return number

    monkeypatch.setattr(QuerySet, "count", overtaken)
    note_search(store, "red shoes", 0)
    assert counts() == [("red shoes", 2, 1)]
    assert caplog.records == []


@pytest.mark.parametrize(
    "text", ["jane@example.com", "call 0171 / 234 56 78", "+49 (171) 2345-678", "x" * 101, " "]
)
def test_words_that_may_be_personal_or_are_too_long_are_not_stored(text: str) -> None:
    note_search(make_store(), text, 1)
    assert counts() == []


def test_a_model_number_is_not_a_telephone_number() -> None:
    note_search(make_store(), "mx-3000 2024", 1)
    assert counts() == [("mx-3000 2024", 1, 0)]


def test_the_number_of_different_searches_per_day_is_limited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log, "MAX_SEARCHES_PER_DAY", 2)
    for text in ("a", "b", "c", "a"):
        note_search(make_store(), text, 1)
    assert counts() == [("a", 2, 0), ("b", 1, 0)]


def test_clicks_need_a_search_and_are_limited_to_the_number_of_searches() -> None:
    product = red()
    note_click(product.store, "never searched", product)
    note_search(product.store, "red", 1)
    for _ in range(3):
        note_click(product.store, " RED ", product)
    assert list(Click.objects.values_list("words", "product", "count")) == [("red", product.pk, 1)]
    note_search(product.store, "red", 1)
    note_click(product.store, "red", product)
    assert Click.objects.get().count == 2


def test_old_counts_are_deleted(settings: Any) -> None:
    store, today = make_store(), timezone.localdate()
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LOG_DAYS": 10}
    product = make_product(store)
    for days in (0, 10, 11):
        day = today - timedelta(days=days)
        SearchCount.objects.create(store=store, words="red", day=day, count=1)
        Click.objects.create(store=store, words="red", product=product, day=day, count=1)
    assert prune(store) == 2
    assert prune(store) == 0
    assert SearchCount.objects.count() == Click.objects.count() == 2


# ---- pages ----


def test_a_search_counts_once_and_only_its_first_page_without_filters(client: Client) -> None:
    red()
    client.get("/?q=Red")
    for url in ("/", "/?q=red&page=2", "/?q=red&in_stock=1"):
        client.get(url)
    client.head("/?q=red")
    client.get("/?q=red", headers={"Sec-Purpose": "prefetch"})
    client.get("/?q=purple+sky")
    assert [row[:2] for row in counts()] == [("purple sky", 1), ("red", 1)]


def test_opening_a_product_from_results_is_a_click(client: Client) -> None:
    product = red()
    page = reverse("catalog_search:product", args=[product.pk])
    client.get("/?q=red")
    client.get(page)
    client.get(page, headers={"Referer": "http://elsewhere.example/?q=red"})
    client.get(page, headers={"Referer": f"http://testserver{page}?q=red"})
    client.get(page, headers={"Referer": "http://[broken"})
    assert not Click.objects.exists()
    client.get(page, headers={"Referer": "http://testserver/?q=red&brand=Acme"})
    click = Click.objects.get()
    assert (click.store, click.words, click.product, click.count) == (
        product.store,
        "red",
        product,
        1,
    )


def test_logging_can_be_switched_off(client: Client, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LOG_SEARCHES": False}
    product = red()
    client.get("/?q=red")
    page = reverse("catalog_search:product", args=[product.pk])
    client.get(page, headers={"Referer": "http://testserver/?q=red"})
    assert not SearchCount.objects.exists()
    assert not Click.objects.exists()


def test_a_database_error_breaks_no_page(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    red()

    def refuse(*args: object, **kwargs: object) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr(SearchCount.objects, "filter", refuse)
    assert client.get("/?q=red").status_code == 200
    assert "could not be counted" in caplog.text


def test_the_admin_sums_the_days_and_filters_by_missing_results(admin_client: Client) -> None:
    store, today = make_store(), timezone.localdate()
    for words, days, count, missed in (
        ("red shoes", 0, 2, 0),
        ("red shoes", 1, 3, 0),
        ("red shoes", 40, 9, 9),
        ("zebra", 1, 4, 4),
    ):
        SearchCount.objects.create(
            store=store,
            words=words,
            day=today - timedelta(days=days),
            count=count,
            without_results=missed,
        )
    url = reverse("admin:catalog_search_searchcount_changelist")
    page = admin_client.get(url)
    assert page.status_code == 200
    rows = [(row.words, row.searched, row.missed) for row in page.context["cl"].result_list]
    assert rows == [("red shoes", 5, 0), ("zebra", 4, 4)]
    page = admin_client.get(url, {"found": "no"})
    assert [row.words for row in page.context["cl"].result_list] == ["zebra"]
    assert admin_client.get(url, {"o": "3"}).status_code == 200
