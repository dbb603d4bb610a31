"""A catalogue of a project's own models; here the groups of django.contrib.auth play products."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.db.models.signals import class_prepared, m2m_changed, post_save, pre_delete, pre_save

from catalog_search import conf
from catalog_search.backends.adapters import CatalogAdapter, noticing
from catalog_search.exceptions import WrongSettings
from catalog_search.models import ChangedProduct, Product, Store
from catalog_search.search.products.lookup import find_product
from catalog_search.sync import sync_store
from catalog_search.types import Problem, Record
from tests.support.shops.factories import make_product, make_store

pytestmark = pytest.mark.django_db(transaction=True)

STARTED: list[str] = []


class Groups(CatalogAdapter[Group]):
    model = Group
    watched = (Permission,)

    def queryset(self) -> "models.QuerySet[Group]":
        return Group.objects.exclude(name__startswith="draft")

    def key(self, product: Group) -> str:
        if product.name == "broken":
            raise KeyError("no key")
        return f"g-{product.name}"

    def record(self, product: Group) -> Record | None:
        if product.name == "hidden":
            return None
        return Record("not used", title=product.name)

    def url(self, product: Group) -> str:
        return f"/groups/{product.name}/"

    def products_of(self, instance: models.Model) -> "models.QuerySet[Group]":
        return Group.objects.filter(permissions=instance)


class Bare(CatalogAdapter[Group]):
    """Says nothing of its products."""


def start_sync(store: str) -> None:
    STARTED.append(store)


@pytest.fixture
def source(settings: Any) -> Groups:
    entry = {"BACKEND": f"{__name__}.Groups"}
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "STORES": {"demo": {"SOURCE": entry}},
        "START_SYNC": f"{__name__}.start_sync",
        "MAX_DELETED_SHARE": 1.0,
    }
    STARTED.clear()
    built = conf.get_source("demo")
    assert isinstance(built, Groups)
    return built


@pytest.fixture
def connected(source: Groups) -> Iterator[Groups]:
    signals = (pre_save, post_save, pre_delete, m2m_changed, class_prepared)
    before = [list(signal.receivers) for signal in signals]
    Groups.connect()
    Groups.connect()
    yield source
    noticing.CONNECTED.clear()
    noticing.WAITING.by_database.clear()
    for signal, receivers in zip(signals, before, strict=True):
        signal.receivers = receivers
        if signal.use_caching:
            signal.sender_receivers_cache.clear()


def titles() -> list[str]:
    return sorted(Product.objects.filter(listed=True).values_list("title", flat=True))


def noted() -> list[str]:
    return list(ChangedProduct.objects.values_list("sku", flat=True))


def test_records_have_the_adapters_key_and_address(source: Groups) -> None:
    for name in ("cups", "hidden", "draft cups"):
        Group.objects.create(name=name)
    assert list(source.records()) == [Record("g-cups", title="cups", url="/groups/cups/")]


def test_an_address_that_is_no_page_is_a_problem_and_no_link(
    source: Groups, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Groups, "url", lambda self, product: "javascript:alert(1)")
    Group.objects.create(name="cups")
    problem, record = source.records()
    assert isinstance(problem, Problem)
    assert "url" in problem.reason
    assert record == Record("g-cups", title="cups")


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (date(2026, 12, 1), datetime(2026, 12, 1, 23, tzinfo=UTC)),
        (datetime(2026, 12, 1, 18), datetime(2026, 12, 1, 17, tzinfo=UTC)),
        (datetime(2026, 12, 1, 18, tzinfo=UTC), datetime(2026, 12, 1, 18, tzinfo=UTC)),
        (None, None),
        (date(2026, 11, 1), "sale_ends '2026-11-01' is not after sale_starts '2026-11-27'"),
    ],
)
def test_a_record_says_when_its_sale_counts(
    source: Groups, monkeypatch: pytest.MonkeyPatch, settings: Any, ends: Any, expected: Any
) -> None:
    def record(self: Groups, product: Group) -> Record:
        prices = {"price": Decimal(5), "sale_price": Decimal(4)}
        return Record("cups", sale_starts=date(2026, 11, 27), sale_ends=ends, **prices)

    settings.TIME_ZONE = "Europe/Berlin"
    monkeypatch.setattr(Groups, "record", record)
    Group.objects.create(name="cups")
    *problems, entry = source.records()
    assert isinstance(entry, Record) and entry.price == Decimal(5)
    if isinstance(expected, str):
        (problem,) = problems
        assert isinstance(problem, Problem)
        assert problem.reason == f"g-cups: {expected}; the price counts."
        assert entry.sale_price is None
    else:
        assert problems == [] and entry.sale_price == Decimal(4)
        assert entry.sale_starts == datetime(2026, 11, 26, 23, tzinfo=UTC)
        assert entry.sale_ends == expected


def test_without_a_connection_everything_is_read(source: Groups) -> None:
    assert source.changes(datetime.now(UTC)) is None


def test_only_what_was_noted_is_read(connected: Groups, monkeypatch: pytest.MonkeyPatch) -> None:
    cups, mugs, pots = (Group.objects.create(name=name) for name in ("cups", "mugs", "pots"))
    sync_store("demo")
    assert titles() == ["cups", "mugs", "pots"]
    cups.name = "beakers"
    cups.save()
    mugs.delete()
    pots.name = "hidden"
    pots.save()
    monkeypatch.setattr(connected, "_records", lambda: pytest.fail("everything was read"))
    sync_store("demo")
    # The notes of a few minutes ago say what the keys were before.
    assert titles() == ["beakers"]


def test_a_key_that_was_changed_long_after_goes_with_a_full_sync(connected: Groups) -> None:
    cups = Group.objects.create(name="cups")
    sync_store("demo")
    ChangedProduct.objects.all().delete()
    cups.name = "beakers"
    cups.save()
    sync_store("demo")
    assert titles() == ["beakers", "cups"]
    sync_store("demo", full=True)
    assert titles() == ["beakers"]


def test_what_is_rolled_back_is_not_noted(connected: Groups) -> None:
    class RolledBack(Exception):
        pass

    with pytest.raises(RolledBack), transaction.atomic():
        Group.objects.create(name="cups")
        assert noted() == []
        raise RolledBack
    assert noted() == []


def test_many_saves_of_a_transaction_are_noted_once(connected: Groups) -> None:
    with transaction.atomic():
        group = Group.objects.create(name="cups")
        for _ in range(5):
            group.save()
    assert noted() == ["g-cups"]


def test_related_rows_change_their_products(connected: Groups) -> None:
    group, permission = Group.objects.create(name="cups"), Permission.objects.first()
    assert permission is not None
    ChangedProduct.objects.all().delete()
    group.permissions.add(permission)
    assert noted() == ["g-cups"]
    permission.group_set.remove(group)
    assert noted() == ["g-cups"] * 2
    permission.group_set.add(group)
    permission.save()
    assert noted() == ["g-cups"] * 4


def test_bulk_operations_can_be_told(connected: Groups) -> None:
    groups = Group.objects.bulk_create([Group(name="cups"), Group(name="mugs")])
    assert noted() == []
    Groups.changed(groups)
    assert sorted(noted()) == ["g-cups", "g-mugs"]


def test_the_first_change_since_a_sync_starts_the_next_one(connected: Groups) -> None:
    for name in ("cups", "mugs"):
        Group.objects.create(name=name)
    assert STARTED == ["demo"]
    sync_store("demo")
    Group.objects.create(name="pots")
    Group.objects.create(name="pans")
    assert STARTED == ["demo"] * 2


def test_an_adapter_that_fails_costs_the_project_no_save(
    connected: Groups, caplog: pytest.LogCaptureFixture
) -> None:
    Group.objects.create(name="broken")
    assert Group.objects.filter(name="broken").exists()
    assert noted() == []
    assert "could not be noted" in caplog.text


def test_a_broker_that_is_down_costs_no_save_and_no_note(
    connected: Groups, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(store: str) -> None:
        raise ConnectionError

    monkeypatch.setattr(f"{__name__}.start_sync", down)
    Group.objects.create(name="cups")
    assert noted() == ["g-cups"]
    called: list[str] = []
    with transaction.atomic():
        Group.objects.create(name="mugs")
        transaction.on_commit(lambda: called.append("the project's own"))
    assert Group.objects.filter(name="mugs").exists()
    assert called == ["the project's own"]


def test_notes_are_forgotten_once_every_store_has_read_them(
    connected: Groups, settings: Any
) -> None:
    entry = {"SOURCE": {"BACKEND": f"{__name__}.Groups"}}
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "STORES": {"demo": entry, "second": entry},
    }
    Group.objects.create(name="cups")
    ChangedProduct.objects.update(changed_at=datetime.now(UTC) - timedelta(days=1))
    sync_store("demo")
    sync_store("second")
    assert noted() == ["g-cups"]
    Store.objects.filter(slug="second").update(
        synced={"since": (datetime.now(UTC) - timedelta(days=2)).isoformat()}
    )
    sync_store("demo")
    assert noted() == ["g-cups"]
    sync_store("second", full=True)
    sync_store("demo")
    assert noted() == []


def test_a_project_that_uses_no_adapter_notes_nothing(connected: Groups, settings: Any) -> None:
    backend = "catalog_search.backends.memory_source.MemorySource"
    stores = {"demo": {"SOURCE": {"BACKEND": backend}}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}
    Group.objects.create(name="cups")
    assert noted() == []


def test_check_says_what_is_missing(source: Groups) -> None:
    [problem] = Bare().check()
    assert "model" in problem.reason
    assert source.check() == []
    [problem] = Groups(storage="nowhere").check()
    assert "OPTIONS['storage']" in problem.reason


def test_an_unknown_option_is_refused(settings: Any) -> None:
    with pytest.raises(WrongSettings):
        conf.build({"BACKEND": f"{__name__}.Groups", "OPTIONS": {"records": "x"}})


def test_products_are_found_by_row_sku_and_own_object(source: Groups) -> None:
    product = make_product(sku="g-cups")
    store, group = make_store(), Group.objects.create(name="cups")
    for thing in (product, "g-cups", group):
        row = find_product(store, thing)
        assert row is not None
        assert row.pk == product.pk
    number = make_product(sku="42")
    row = find_product(store, 42)
    assert row is not None
    assert row.pk == number.pk
    for thing in (None, "", "none", True, Permission(), Group(name="none"), object(), Product()):
        assert find_product(store, thing) is None


def test_hidden_products_and_those_of_other_stores_are_none(source: Groups) -> None:
    store = make_store()
    hidden = make_product(sku="hidden", visible=False)
    others = make_product(make_store("other", "Other"), sku="others")
    for thing in (hidden, "hidden", others, "others"):
        assert find_product(store, thing) is None
