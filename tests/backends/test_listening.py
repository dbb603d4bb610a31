"""Which products a signal changes: by watched rows, relations, and other classes of a row."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import DatabaseError, connection, models, transaction
from django.db.models import signals
from django.test.utils import isolate_apps

from catalog_search import conf
from catalog_search.backends.adapters import CatalogAdapter, noticing
from catalog_search.models import ChangedProduct, Product
from catalog_search.sync import sync_store
from catalog_search.types import Record

pytestmark = pytest.mark.django_db(transaction=True)

KINDS = ("pre_save", "post_save", "pre_delete", "m2m_changed", "class_prepared")


class Groups(CatalogAdapter[Group]):
    model = Group
    watched = (Permission,)

    def key(self, product: Group) -> str:
        return product.name

    def record(self, product: Group) -> Record:
        return Record("not used", title=product.name)

    def products_of(self, instance: models.Model) -> Iterable[Group]:
        return Group.objects.filter(permissions=instance)


class Permissions(CatalogAdapter[Permission]):
    """Products that another model's relation leads to."""

    model = Permission

    def key(self, product: Permission) -> str:
        return product.codename


class Kinds(CatalogAdapter[ContentType]):
    """Products that a watched row names."""

    model = ContentType
    watched = (Permission,)

    def key(self, product: ContentType) -> str:
        return product.model

    def products_of(self, instance: models.Model) -> Iterable[ContentType]:
        assert isinstance(instance, Permission)
        return [instance.content_type]


class Failing(Kinds):
    def products_of(self, instance: models.Model) -> Iterable[ContentType]:
        """Write something and fail, so that a test sees what becomes of the statements."""
        User.objects.create(username="half")
        raise DatabaseError("invalid input syntax for type integer")


with isolate_apps("django.contrib.auth"):

    class OfficeGroup(Group):
        class Meta:
            proxy = True
            app_label = "auth"

    class SoldGroup(Group):
        price = models.IntegerField(default=1)

        class Meta:
            app_label = "auth"


class OfficeGroups(Groups):
    model = OfficeGroup


class SoldGroups(Groups):
    model = SoldGroup


@pytest.fixture
def listen(settings: Any) -> Iterator[Any]:
    before = [list(getattr(signals, kind).receivers) for kind in KINDS]

    def connect(adapter: type[CatalogAdapter[Any]]) -> None:
        source = {"BACKEND": f"{__name__}.{adapter.__name__}"}
        stores = {"demo": {"SOURCE": source}}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORES": stores}
        conf.forget_backends()
        adapter.connect()

    yield connect
    noticing.CONNECTED.clear()
    noticing.WAITING.by_database.clear()
    for kind, receivers in zip(KINDS, before, strict=True):
        signal = getattr(signals, kind)
        signal.receivers = receivers
        if signal.use_caching:
            signal.sender_receivers_cache.clear()


@pytest.fixture
def sold() -> Iterator[SoldGroup]:
    with connection.schema_editor() as editor:
        editor.create_model(SoldGroup)
    yield SoldGroup.objects.create(name="cups")
    with connection.schema_editor() as editor:
        editor.delete_model(SoldGroup)


def noted() -> list[str]:
    """Return what was noted, and forget it."""
    skus = sorted(ChangedProduct.objects.values_list("sku", flat=True))
    ChangedProduct.objects.all().delete()
    return skus


def permission() -> Permission:
    first = Permission.objects.first()
    assert first
    return first


def groups(*names: str) -> list[Group]:
    found = [Group.objects.create(name=name) for name in names]
    for group in found:
        group.permissions.add(permission())
    return found


def test_what_a_deleted_row_belonged_to_is_noted(listen: Any) -> None:
    groups("cups", "mugs")
    listen(Groups)
    permission().delete()
    assert noted() == ["cups", "mugs"]


def test_rows_deleted_together_are_noted(listen: Any) -> None:
    groups("cups")
    listen(Groups)
    Permission.objects.filter(pk=permission().pk).delete()
    assert noted() == ["cups"]


@pytest.mark.parametrize("emptied", ["clear", "set"])
def test_a_relation_emptied_from_the_other_side_is_noted(listen: Any, emptied: str) -> None:
    groups("cups", "mugs")
    Group.objects.create(name="pots")
    listen(Groups)
    relation = permission().group_set  # type: ignore[attr-defined]
    relation.clear() if emptied == "clear" else relation.set([])
    assert noted() == ["cups", "mugs"]


def test_a_relation_that_another_model_declares_is_noted(listen: Any) -> None:
    listen(Permissions)
    first, second = Permission.objects.order_by("pk")[:2]
    group = Group.objects.create(name="cups")
    group.permissions.set([first, second])
    assert noted() == sorted([first.codename, second.codename])
    first.group_set.clear()
    assert noted() == [first.codename]
    group.permissions.clear()
    assert noted() == [second.codename]


def test_a_row_that_moves_is_noted_for_both_products(listen: Any) -> None:
    moving = permission()
    before = moving.content_type
    after = ContentType.objects.exclude(pk=before.pk).first()
    assert after
    listen(Kinds)
    moving.content_type = after
    moving.save()
    assert noted() == sorted([before.model, after.model])
    moving.name = "renamed"
    moving.save()
    assert noted() == [after.model]


@pytest.mark.parametrize("change", ["moved", "saved", "deleted"])
def test_a_statement_that_fails_leaves_the_projects_transaction_intact(
    listen: Any, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    """PostgreSQL refuses every statement of a transaction after a failed one."""
    row = permission()
    listen(Failing)
    if change == "moved":
        row.content_type = ContentType.objects.exclude(pk=row.content_type_id)[0]
    with transaction.atomic():
        row.delete() if change == "deleted" else row.save()
        Group.objects.create(name="after")
    assert Group.objects.filter(name="after").exists()
    assert not User.objects.filter(username="half").exists()
    assert "could not be noted" in caplog.text


def test_a_proxy_saves_and_deletes_the_same_rows(listen: Any) -> None:
    groups("cups")
    listen(Groups)
    office = OfficeGroup.objects.get()
    office.save()
    assert noted() == ["cups"]
    office.permissions.clear()
    assert noted() == ["cups"]
    office.delete()
    assert noted() == ["cups"]


def test_a_class_that_is_defined_later_is_heard(listen: Any) -> None:
    groups("cups")
    listen(Groups)
    with isolate_apps("django.contrib.auth"):

        class LateGroup(Group):
            class Meta:
                proxy = True
                app_label = "auth"

    LateGroup.objects.get().save()
    assert noted() == ["cups"]


def test_an_adapter_of_a_proxy_hears_of_its_model(listen: Any) -> None:
    [group] = groups("cups")
    listen(OfficeGroups)
    group.save()
    assert noted() == ["cups"]
    assert conf.get_source("demo").key_of(group) == "cups"  # type: ignore[attr-defined]
    Group.objects.all().delete()
    assert noted() == ["cups"]


def test_a_child_model_is_a_row_of_its_parent(listen: Any, sold: SoldGroup) -> None:
    listen(Groups)
    sold.save()
    assert noted() == ["cups"]
    sold.permissions.add(permission())
    assert noted() == ["cups"]


def test_an_adapter_of_a_child_model_hears_of_its_parent(listen: Any, sold: SoldGroup) -> None:
    listen(SoldGroups)
    parent = Group.objects.get()
    parent.name = "mugs"
    parent.save()
    assert noted() == ["mugs"]
    permission().group_set.add(parent)  # type: ignore[attr-defined]
    assert noted() == ["mugs"]
    Group.objects.create(name="not sold")
    assert noted() == []


def test_rows_of_a_fixture_are_noted_without_a_word(
    listen: Any, caplog: pytest.LogCaptureFixture
) -> None:
    [group] = groups("cups")
    data = serializers.serialize("json", [group, permission()])
    lost = data.replace(f'"content_type": {permission().content_type_id}', '"content_type": 987654')
    assert lost != data
    for adapter in (Kinds, Groups):
        listen(adapter)
        # As loaddata does: MariaDB checks keys at once.
        with transaction.atomic(), connection.constraint_checks_disabled():
            for row in serializers.deserialize("json", lost):
                row.save()
            transaction.set_rollback(True)
    assert caplog.text == ""
    listen(Groups)
    for row in serializers.deserialize("json", data):
        row.save()
    assert set(noted()) == {"cups"}


def test_more_products_than_are_noted_are_all_read(
    listen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noticing, "AT_MOST", 2)
    names = ["cups", "mugs", "pots"]
    groups(*names)
    listen(Groups)
    sync_store("demo")
    ChangedProduct.objects.all().delete()
    Group.objects.filter(name="pots").update(name="pans")
    with transaction.atomic():
        permission().save()
        Group.objects.get(name="cups").save()
    assert list(ChangedProduct.objects.values_list("sku", flat=True)) == [""]
    sync_store("demo")
    titles = Product.objects.filter(listed=True).values_list("title", flat=True)
    assert sorted(titles) == ["cups", "mugs", "pans"]


def test_a_rolled_back_note_of_everything_hides_no_later_one(
    listen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noticing, "AT_MOST", 1)
    cups, _mugs = groups("cups", "mugs")
    listen(Groups)
    with transaction.atomic():
        permission().save()
        transaction.set_rollback(True)
    assert noted() == []
    cups.save()
    assert noted() == [""]
