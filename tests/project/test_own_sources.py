"""What a project's own source may do wrong: checks, syncs and commands say what and where."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError
from django.urls import reverse
from django.utils.translation import gettext_lazy

from catalog_search import conf
from catalog_search.backends.adapters import CatalogAdapter
from catalog_search.backends.given_records import cleaned
from catalog_search.exceptions import SourceUnavailable
from catalog_search.models import SyncRun, databases
from catalog_search.sync import sync_store
from catalog_search.types import Problem, Record
from tests.support.checks import Configure, messages_by_id

pytestmark = pytest.mark.django_db

RECORDS = "catalog_search.backends.record_source.RecordSource"


class Groups(CatalogAdapter[Group]):
    model = Group

    def key(self, product: Group) -> str:
        return product.name

    def record(self, product: Group) -> Record | None:
        return Record(product.name, title=product.title)  # type: ignore[attr-defined]


class NoRecord(CatalogAdapter[Group]):
    model = Group


class GivesDictionaries(Groups):
    def record(self, product: Group) -> Any:
        return {"sku": product.name}


class NoAddress(Groups):
    def record(self, product: Group) -> Record:
        return Record(product.name)

    def url(self, product: Group) -> str:
        return reverse("no-such-page", args=[product.pk])


class NoTable(Groups):
    def queryset(self) -> Any:
        raise ProgrammingError('relation "goods_product" does not exist\nLINE 1: SELECT')


def nothing() -> None: ...


def dictionaries() -> Iterator[dict[str, str]]:
    yield {"sku": "a"}


def told(configure: Configure, backend: str, **options: object) -> str:
    """Return what the live check says of a store with this source, over one group."""
    Group.objects.create(name="cups")
    source = {"BACKEND": backend, "OPTIONS": options}
    configure(STORES={"demo": {"NAME": "Demo", "SOURCE": source}})
    message = messages_by_id(deploy=True)["E012"]
    assert "access key" not in str(message.hint)
    return message.msg


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Groups", "no attribute 'title'"),
        ("NoRecord", "needs a method record"),
        ("GivesDictionaries", "gave something of the type dict"),
        ("NoAddress", "'no-such-page' not found"),
        ("NoTable", 'relation "goods_product" does not exist. Was manage.py migrate run?'),
    ],
)
def test_check_tells_what_the_projects_code_raised(
    configure: Configure, name: str, words: str
) -> None:
    assert words in told(configure, f"{__name__}.{name}")


@pytest.mark.parametrize("name", ["Groups", "NoAddress"])
def test_check_names_the_line_and_the_product(configure: Configure, name: str) -> None:
    message = told(configure, f"{__name__}.{name}")
    assert f"({__file__}, " in message
    assert f"{__name__}.{name} read auth.Group {Group.objects.get().pk}." in message


def test_a_class_that_is_no_source(configure: Configure) -> None:
    message = told(configure, "django.contrib.auth.models.Group")
    assert "no source of products, because it has no methods records, photos, read" in message


@pytest.mark.parametrize(
    ("function", "words"),
    [("nothing", "something of the type NoneType"), ("dictionaries", "of the type dict")],
)
def test_a_function_that_yields_no_records(configure: Configure, function: str, words: str) -> None:
    assert words in told(configure, RECORDS, records=f"{__name__}.{function}")
    with pytest.raises(SourceUnavailable, match=words):
        sync_store("demo")


def test_a_sync_that_the_projects_code_ends_names_the_product(configure: Configure) -> None:
    told(configure, f"{__name__}.Groups")
    with pytest.raises(AttributeError, match="title") as raised:
        sync_store("demo")
    note = f"{__name__}.Groups read auth.Group {Group.objects.get().pk}."
    assert raised.value.__notes__ == [note]
    run = SyncRun.objects.get()
    assert run.state == SyncRun.State.FAILED
    assert run.message.startswith("AttributeError: ")
    assert run.message.endswith(note)


def given(**values: Any) -> tuple[Record, list[str]]:
    """Return the record of a project's own values as it is cleaned, and its problems."""
    items = [*cleaned(Record("cup", **values), "goods.catalog")]
    problems = [str(item.reason) for item in items if isinstance(item, Problem)]
    return next(item for item in items if isinstance(item, Record)), problems


def test_lazy_translations_are_text() -> None:
    record, problems = given(
        title=gettext_lazy("Search"),
        category=(gettext_lazy("Search"),),
        colors=(gettext_lazy("Search"),),
    )
    assert (record.title, record.category, record.colors) == ("Search", ("Search",), ("Search",))
    assert problems == []


def test_files_of_a_model_are_their_names() -> None:
    record, problems = given(images=(ContentFile(b"", "products/cup.jpg"), "products/2.jpg"))
    assert record.images == ("products/cup.jpg", "products/2.jpg")
    assert problems == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("attributes", [("material", "clay")]),
        ("attributes", "clay"),
        ("variants", (Group(name="red"),)),
        ("variants", ["red", {"color": "blue"}]),
    ],
)
def test_what_must_be_dictionaries(name: str, value: Any) -> None:
    record, (problem,) = given(**{name: value})
    assert not getattr(record, name)
    assert problem.startswith(f"cup: {name} must be dictionaries, such as ")


def test_objects_are_told_by_their_class() -> None:
    record, problems = given(title="Cup", category=Group(name="Kitchen"), images=(Group(name="x"),))
    assert record.category == record.images == ()
    assert "category 'Kitchen' is a Group, not text." in " ".join(problems)
    assert "image 'x' is a Group, not a path." in " ".join(problems)


MISSING = (
    OperationalError("no such table: catalog_search_store"),
    OperationalError("no such column: catalog_search_store.rules_version"),
    ProgrammingError('relation "goods_product" does not exist\nLINE 1: SELECT'),
    ProgrammingError(1146, "Table 'shop.catalog_search_store' doesn't exist"),
)


@pytest.mark.parametrize("error", MISSING)
def test_commands_ask_for_migrations(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conf, "store_entry", Mock(side_effect=error))
    monkeypatch.setattr(databases, "missing_migrations", lambda app: 1)
    for name in ("sync", "index", "status", "categorize", "quality"):
        with pytest.raises(CommandError, match=r"Run manage\.py migrate") as raised:
            call_command(f"catalog_{name}", store="demo")
        assert "\n" not in str(raised.value)


@pytest.mark.parametrize("error", MISSING)
def test_with_all_migrations_it_is_another_error(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conf, "store_entry", Mock(side_effect=error))
    with pytest.raises((CommandError, ProgrammingError)) as raised:
        call_command("catalog_sync", store="demo")
    assert "migrate" not in str(raised.value)
