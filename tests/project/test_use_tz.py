"""The whole way from a bucket to a page in a project without time zones (USE_TZ = False)."""

import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import catalog_search
from catalog_search import conf
from catalog_search.backends.memory_source import MemorySource
from catalog_search.categories import decisions
from catalog_search.exceptions import SyncRunning
from catalog_search.indexing.stages import claims
from catalog_search.models import (
    CategorySuggestion,
    Click,
    Photo,
    Product,
    Rule,
    SearchCount,
    SyncRun,
)
from catalog_search.models.clock import local, today
from catalog_search.search import log
from catalog_search.sync import runs
from catalog_search.types import Record
from catalog_search.views.parts.structured_data import valid_until
from tests.support.clock import clock_of
from tests.support.shops.factories import (
    color_bytes,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

ADMIN = ("store", "product", "photo", "syncrun", "searchcount", "categorysuggestion", "look")


@pytest.fixture(params=["UTC", "Asia/Kolkata", "America/St_Johns"], autouse=True)
def without_time_zones(request: pytest.FixtureRequest, settings: Any, db: None) -> None:
    settings.USE_TZ, settings.TIME_ZONE = False, request.param


def run(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_every_command_runs() -> None:
    make_photo(make_product(title="red mug"))
    make_store()
    for _ in range(2):
        assert json.loads(run("catalog_sync", "--allow-deletes", "--json"))
    for command in ("catalog_index", "catalog_categorize", "catalog_status"):
        run(command)
    run("catalog_index", "--reconcile")
    status = json.loads(run("catalog_status", "--json"))
    (store,) = status["stores"]
    assert [each["state"] for each in store["runs"]] == ["done", "done"]
    assert datetime.fromisoformat(store["runs"][0]["started_at"]).tzinfo is None


def test_every_page_comes_and_searches_are_counted() -> None:
    photo = make_indexed_photo(make_product(title="red mug"))
    product = reverse("catalog_search:product", args=[photo.product_id])
    client = Client()
    for address in ("/", "/?q=red", "/api/search?q=red", "/suggestions/?q=re"):
        assert client.get(address).status_code == 200
    assert client.get(product, headers={"Referer": "http://testserver/?q=red"}).status_code == 200
    days = SearchCount.objects.values_list("kind", "day").order_by("kind")
    assert list(days) == [("api", today()), ("text", date.today())]
    assert Click.objects.get().count == 1


def test_the_desk_tells_times_and_takes_them(
    client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rules with dates, a suggestion that somebody else decided, decisions since a moment."""
    photo = make_indexed_photo(make_product(title="red mug"))
    store, now = photo.store, timezone.now()
    for days in (-1, 1):
        limits = {
            "starts_at": now + timedelta(days=days),
            "ends_at": now + timedelta(days=2 * days),
        }
        Rule.objects.create(store=store, words="red", **limits)
    decided = CategorySuggestion.objects.create(
        store=store, product=photo.product, category="Mugs", confidence=0.9, model_id="m"
    )
    decisions.accept(CategorySuggestion.objects.all(), by="me")
    client.force_login(User.objects.create_superuser("merchant"))
    assert client.get(reverse("catalog_search:desk_rules", args=["demo"])).status_code == 200
    late = {"suggestion": decided.pk, "seen": "Mugs", "action": "reject"}
    answer = client.post(reverse("catalog_search:desk_queue_decide", args=["demo"]), late)
    assert answer.status_code < 400
    address = reverse("catalog_search:desk_decided", args=["demo"])
    for since in ("2024-11-27T12:00", "2024-11-27T12:00:00Z", "2024-11-27T12:00:00+05:30"):
        rows = client.get(address, {"since": since}).json()["products"]
        assert [row["sku"] for row in rows] == [photo.product.sku]
    for since in ("2024-11-27", "2024-11-27T12:00", "2024-11-27T12:00:00Z"):
        run("catalog_export_categories", "--since", since)
        assert photo.product.sku in capsys.readouterr().out


def test_only_the_clock_asks_django_for_the_zone_of_a_time() -> None:
    """What Django makes of times fails in a project without zones, or where it gets one."""
    asking = re.compile(r"\b(?:localtime|localdate|make_aware|make_naive)\(")
    package = Path(catalog_search.__file__).parent
    files = {path for path in package.rglob("*.py") if asking.search(path.read_text())}
    assert files == {package / "models" / "clock.py"}


def test_a_sale_of_days_counts_from_midnight_to_midnight(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    set_clock = clock_of(monkeypatch)
    begins, is_over, second = datetime(2026, 11, 27), datetime(2026, 12, 2), timedelta(seconds=1)
    set_clock(begins - second)
    sale = {"sale_price": Decimal(4), "sale_starts": begins.date(), "sale_ends": date(2026, 12, 1)}
    source = conf.get_source("demo")
    assert isinstance(source, MemorySource)
    source.stored_records = [Record("mug", "red mug", price=Decimal(5), images=("m.png",), **sale)]
    source.stored_photos = {"m.png": color_bytes("red")}
    run("catalog_sync", "--allow-deletes")
    run("catalog_index")
    address = reverse("catalog_search:product", args=[Product.objects.get(sku="mug").pk])
    for moment, price, valid in (
        (begins - second, Decimal(5), "2026-11-26"),
        (begins, Decimal(4), "2026-12-01"),
        (is_over - second, Decimal(4), "2026-12-01"),
        (is_over, Decimal(5), None),
    ):
        set_clock(moment)
        run("catalog_index")
        product = Product.objects.get(sku="mug")
        assert (product.price, product.offer.price) == (price, price)
        assert valid is None or valid_until(product.offer) == valid
        assert client.get(address).status_code == 200
        (item,) = client.get("/api/search?q=red+mug").json()["items"]
        assert item["product"]["price"] == f"{price}.00"
        assert client.get(f"/?price_max={price}").context["results"].total == 1
    assert product.price_changes_at is None


def test_every_admin_page_comes(client: Client) -> None:
    photo = make_indexed_photo(make_product(title="red mug"))
    log.note_search(photo.store, "red", 1)
    run_ = runs.begin(photo.store)
    CategorySuggestion.objects.create(
        product=photo.product, category="Mugs", confidence=0.9, model_id="m"
    )
    client.force_login(User.objects.create_superuser("merchant"))
    for name in ADMIN:
        assert client.get(reverse(f"admin:catalog_search_{name}_changelist")).status_code == 200
    change = reverse("admin:catalog_search_syncrun_change", args=[run_.pk])
    assert client.get(change).status_code == 200


def test_leases_end_and_are_kept() -> None:
    photo = make_photo(make_product(title="red mug"))
    token, claimed = claims.claim(5)
    assert [each.pk for each in claimed] == [photo.pk]
    assert claims.claim(5)[1] == []
    claims.renew(token)
    Photo.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert len(claims.claim(5)[1]) == 1


def test_a_dead_sync_is_taken_over_and_a_running_one_is_told() -> None:
    store = make_store()
    first = runs.begin(store)
    with pytest.raises(SyncRunning, match=r"since \d{4}-\d\d-\d\d"):
        runs.begin(store)
    SyncRun.objects.update(heartbeat_at=timezone.now() - timedelta(days=1))
    assert runs.begin(store).pk != first.pk


def test_old_counts_are_deleted() -> None:
    store = make_store()
    SearchCount.objects.create(store=store, words="old", day=today() - timedelta(days=400), count=1)
    run("catalog_sync")
    assert not SearchCount.objects.exists()


def test_the_clock_knows_both_kinds_of_moments() -> None:
    moment = datetime(2026, 1, 2, 3, 4)
    assert local(moment) == moment
    assert local(timezone.now()).tzinfo is None
