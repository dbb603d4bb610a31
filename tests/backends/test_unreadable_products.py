"""Products of a project's own models of which its code makes no record: they stay as they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import OperationalError, models
from django.db.models.signals import post_delete, post_save

from catalog_search.backends.adapters import CatalogAdapter, noticing
from catalog_search.exceptions import translated
from catalog_search.models import Photo, Product, SyncRun
from catalog_search.sync import sync_store
from catalog_search.types import Record
from tests.support.shops.factories import color_bytes

pytestmark = pytest.mark.django_db(transaction=True)

NO_FILE = "The 'photo' attribute has no file associated with it."


class Groups(CatalogAdapter[Group]):
    model = Group
    broken: tuple[str, ...] = ()
    title = "Group"
    error: Exception = ValueError(NO_FILE)

    def queryset(self) -> "models.QuerySet[Group]":
        return Group.objects.order_by("name")

    def key(self, product: Group) -> str:
        return product.name

    def record(self, product: Group) -> Record:
        if product.name in self.broken:
            raise type(self.error)(*self.error.args)
        return Record(product.name, title=self.title, images=(f"{product.name}.png",))


@pytest.fixture(autouse=True)
def shop(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three products with a photo each, which were synced when all could be read."""
    settings.MEDIA_ROOT = tmp_path
    stores = {"demo": {"SOURCE": {"BACKEND": f"{__name__}.Groups"}}}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}
    for name in ("cups", "hats", "pots"):
        Group.objects.create(name=name)
        default_storage.save(f"{name}.png", ContentFile(color_bytes()))
    sync_store("demo")
    monkeypatch.setattr(Groups, "broken", ("hats",))
    signals = (post_save, post_delete)
    before = [list(signal.receivers) for signal in signals]
    yield
    noticing.CONNECTED.clear()
    noticing.WAITING.by_database.clear()
    for signal, receivers in zip(signals, before, strict=True):
        signal.receivers = receivers
        signal.sender_receivers_cache.clear()


def listed() -> list[str]:
    return sorted(Product.objects.filter(visible=True).values_list("sku", flat=True))


@pytest.mark.parametrize("broken", ["cups", "hats", "pots"])
def test_one_costs_no_other_and_stays_with_its_photos(
    monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    monkeypatch.setattr(Groups, "broken", (broken,))
    Group.objects.create(name="jars")
    default_storage.save("jars.png", ContentFile(color_bytes()))
    sync_store("demo")
    assert SyncRun.objects.latest("pk").state == SyncRun.State.DONE
    assert listed() == ["cups", "hats", "jars", "pots"]
    assert set(Photo.objects.filter(state=Photo.State.LIVE).values_list("key", flat=True)) == {
        *("cups.png", "hats.png", "jars.png", "pots.png")
    }
    (problem,) = SyncRun.objects.latest("pk").problems
    reason = translated(problem["reason"])
    assert reason.startswith(f"auth.Group {Group.objects.get(name=broken).pk} cannot be read")
    assert NO_FILE in reason


def test_once_it_can_be_read_it_is_synced_although_nothing_else_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync_store("demo")
    monkeypatch.setattr(Groups, "broken", ())
    Group.objects.filter(name="pots").delete()
    sync_store("demo", allow_deletes=True)
    assert listed() == ["cups", "hats"]


@pytest.mark.parametrize("names", [("cups", "hats", "pots"), tuple(f"a{n}" for n in range(10))])
def test_code_that_fails_at_all_products_or_the_first_ten_ends_the_sync(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    for name in names:
        Group.objects.get_or_create(name=name)
    monkeypatch.setattr(Groups, "broken", names)
    with pytest.raises(ValueError, match="no file") as caught:
        sync_store("demo")
    assert f"{__name__}.Groups read auth.Group" in caught.value.__notes__[0]
    assert listed() == ["cups", "hats", "pots"]


def test_a_database_that_goes_away_is_no_fault_of_a_product(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Groups, "error", OperationalError("server closed the connection"))
    with pytest.raises(OperationalError):
        sync_store("demo")


def test_changes_leave_it_and_ask_for_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    Groups.connect()
    monkeypatch.setattr(Groups, "broken", ())
    sync_store("demo")
    monkeypatch.setattr(Groups, "broken", ("hats",))
    for name in ("cups", "hats"):
        monkeypatch.setattr(Groups, "title", "A new title")
        Group.objects.get(name=name).save()
    sync_store("demo")
    titles = Product.objects.filter(visible=True).values_list("sku", "title")
    old = "Group"
    assert set(titles) == {("cups", "A new title"), ("hats", old), ("pots", old)}
    monkeypatch.setattr(Groups, "broken", ())
    sync_store("demo")
    assert set(titles.all()) == {("cups", "A new title"), ("hats", "A new title"), ("pots", old)}
