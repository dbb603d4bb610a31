"""The catalogue in a database of its own, chosen by a router, and behind it a replica."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError, connections, transaction
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog_search import conf
from catalog_search.categories import decisions
from catalog_search.models import (
    CategorySuggestion,
    Look,
    Photo,
    Product,
    ProductName,
    Rule,
    SearchCount,
    Store,
    SyncRun,
    Synonym,
    databases,
)
from catalog_search.models.editors import Editor
from catalog_search.retrieval.merchandising import store_rules
from catalog_search.search import log
from catalog_search.sync.store import sync_store
from catalog_search.text.store import synonyms
from catalog_search.types import Record
from catalog_search.views.visits import note_view
from tests.conftest import default_database
from tests.support.shops.factories import color_bytes, make_category, make_store
from tests.support.uploads import uploaded

ROUTERS = "tests.support.settings.two_databases"
LOCKED = ("catalog_search_product", "catalog_search_photo")


def entry(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {"timeout": 1}}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A database file with the project's tables."""
    path = tmp_path_factory.mktemp("databases") / "migrated"
    with django_db_blocker.unblock(), default_database(entry(path)):
        call_command("migrate", verbosity=0)
    return path


@pytest.fixture
def add_database(django_db_blocker: Any, tmp_path: Path, migrated: Path) -> Iterator[Any]:
    """Return a function that adds an empty database under an alias. `default` is empty, too."""
    added: list[str] = []

    def add(alias: str) -> None:
        path = shutil.copy(migrated, tmp_path / alias)
        configured = connections.configure_settings({"default": {}, alias: entry(path)})
        connections.settings[alias] = configured[alias]
        added.append(alias)

    default = entry(shutil.copy(migrated, tmp_path / "default"))
    with django_db_blocker.unblock(), default_database(default):
        yield add
        for alias in added:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]


@pytest.fixture
def shop(settings: Any, add_database: Any) -> None:
    settings.DATABASE_ROUTERS = [f"{ROUTERS}.InShop"]
    add_database("shop")
    refuse_rows_in("default")
    stock()


@pytest.fixture
def replicated(settings: Any, add_database: Any) -> None:
    settings.DATABASE_ROUTERS = [f"{ROUTERS}.WithReplica"]
    add_database("shop")
    add_database("replica")
    stock()


def refuse_rows_in(alias: str) -> None:
    def refuse(execute: Any, sql: str, *args: Any) -> Any:
        assert "catalog_search_" not in sql, sql
        return execute(sql, *args)

    connections[alias].execute_wrappers.append(refuse)


def away(*args: Any) -> None:
    """Refuse a statement as a database does that has gone."""
    raise OperationalError("could not connect to server")


def stock() -> None:
    make_category("Mugs", make_store())
    make_category("Lamps", make_store())
    source: Any = conf.get_source("demo")
    colors = {"a": "red", "b": "blue", "c": "green"}
    source.stored_records = [
        Record(sku, title=f"{color} thing", images=(f"{sku}.png",)) for sku, color in colors.items()
    ]
    source.stored_photos = {f"{sku}.png": color_bytes(color) for sku, color in colors.items()}


def run(name: str, *args: str) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=StringIO())
    return out.getvalue()


@contextmanager
def in_transactions(alias: str) -> Iterator[list[str]]:
    """Assert that rows of products and photos are written in a transaction on this database."""
    written: list[str] = []

    def check(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith(("INSERT", "DELETE")) and any(table in sql for table in LOCKED):
            assert connections[alias].in_atomic_block, sql
            written.append(sql)
        return execute(sql, *args)

    with connections[alias].execute_wrapper(check):
        yield written


def test_batches_are_transactions_on_the_rows_database(shop: None) -> None:
    with in_transactions("shop") as written:
        run("catalog_sync")
        source: Any = conf.get_source("demo")
        source.stored_records.pop()
        source.stored_photos.popitem()
        run("catalog_sync", "--allow-deletes")
    assert written
    assert Product.objects.using("shop").count() == 2


def test_everything_works_with_rows_in_another_database(shop: None) -> None:
    run("catalog_sync")
    run("catalog_index")
    run("catalog_index", "--reconcile")
    run("catalog_categorize")
    assert decisions.accept(CategorySuggestion.objects.all(), by="me")
    assert "3 products" in run("catalog_status")
    product, client = Product.objects.earliest("pk"), Client()
    for address in ("/", "/?q=red", "/api/search?q=blue", "/suggestions/?q=re", "/looks/"):
        assert client.get(address).status_code == 200
    address = reverse("catalog_search:product", args=[product.pk])
    assert client.get(address, headers={"Referer": "http://testserver/?q=red"}).status_code == 200
    assert SearchCount.objects.get(kind="text").words == "red"


def test_a_lock_of_the_default_database_stops_no_sync(shop: None) -> None:
    """A failed batch is rolled back where its rows are."""
    store = make_store()

    def fail() -> None:
        with databases.transaction():
            Product.objects.create(store=store, sku="x", title="x")
            raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert not Product.objects.exists()


def test_on_commit_waits_for_the_rows_database(shop: None) -> None:
    called: list[int] = []
    with databases.transaction():
        databases.on_commit(lambda: called.append(1))
        assert called == []
    assert called == [1]


def test_sync_and_indexing_read_what_they_have_written(replicated: None) -> None:
    run("catalog_sync")
    run("catalog_sync")
    assert Product.objects.using("shop").count() == 3
    run("catalog_index")
    assert Photo.objects.using("shop").exclude(indexed_etag="").count() == 3
    run("catalog_index", "--reconcile")
    run("catalog_categorize")
    assert CategorySuggestion.objects.using("shop").count() == 3
    run("catalog_categorize")
    assert "3 products" in run("catalog_status")
    assert not Product.objects.exists()


def test_deletions_end_although_the_replica_is_behind(replicated: None) -> None:
    run("catalog_sync")
    source: Any = conf.get_source("demo")
    source.stored_records, source.stored_photos = source.stored_records[:1], {}
    sync_store(make_store_of_primary(), allow_deletes=True)
    run("catalog_index")
    assert Product.objects.using("shop").count() == 1


def make_store_of_primary() -> Any:
    with databases.primary():
        return make_store()


def test_decisions_are_made_on_the_primary(replicated: None) -> None:
    run("catalog_sync")
    run("catalog_index")
    run("catalog_categorize")
    rows = list(CategorySuggestion.objects.using("shop"))
    assert decisions.accept(rows, by="me") == 3
    assert decisions.undo(rows, by="me") == 3
    product = Product.objects.using("shop").earliest("pk")
    decisions.choose(product, "Lamps")
    product.refresh_from_db(using="shop")
    assert product.category == "Lamps"


def test_clicks_count_right_after_the_search(replicated: None) -> None:
    run("catalog_sync")
    store = make_store_of_primary()
    log.note_search(store, "red", 1)
    log.note_click(store, "red", Product.objects.using("shop").get(sku="a"))
    with databases.primary():
        assert store.clicks.get().count == 1


def test_pages_read_from_the_replica(replicated: None) -> None:
    run("catalog_sync")
    assert Client().get("/").context["results"].total == 0


@pytest.mark.parametrize(
    ("router", "primary"), [("StrictReplica", "shop"), ("OnlyReads", "default")]
)
def test_rows_of_a_replica_belong_to_the_primary(
    replicated: None, settings: Any, router: str, primary: str
) -> None:
    settings.DATABASE_ROUTERS = [f"{ROUTERS}.{router}"]
    for alias in (primary, "replica"):
        Store.objects.using(alias).create(slug="other", name="Other")
    store = Store.objects.get(slug="other")
    assert SyncRun(store=store).store == store
    product = Product.objects.create(store=store, sku="a", title="x")
    assert Product.objects.using(primary).get(sku="a") == product


@pytest.mark.parametrize("routers", [[], [f"{ROUTERS}.OfAnotherApp"]])
def test_rows_of_a_database_that_was_named_stay_there(
    add_database: Any, settings: Any, routers: list[str]
) -> None:
    add_database("archive")
    settings.DATABASE_ROUTERS = routers
    for alias in ("default", "archive"):
        store = Store.objects.using(alias).create(pk=1, slug="demo", name=alias)
        Product.objects.using(alias).create(pk=1, store=store, sku="a", title=alias)
        Rule.objects.using(alias).create(store=store, name=alias, when=Rule.When.EVERYWHERE)
    Editor.objects.create(store=None, username="a", user_key="1")
    names = sorted(ProductName.objects.using("default").values_list("digest", flat=True))
    default = Store.objects.get()

    with databases.primary():
        store = Store.objects.using("archive").get()
        product = store.products.get()
        product.full_clean()
        product.title = "changed"
        product.save()
        assert product.store.name == store.name == "archive"
        assert store.rules.get().judge("", allowed_picture="judged")
        store.rules.get().delete()
        Editor(store=store, username="a", user_key="1").save()
        product.delete()
    assert (Product.objects.using("archive").count(), Editor.objects.count()) == (0, 1)
    assert (Product.objects.get().title, Rule.objects.get().allowed_picture) == ("default", "")
    assert sorted(ProductName.objects.values_list("digest", flat=True)) == names
    assert Store.objects.get().rules_version == default.rules_version
    assert Store.objects.using("archive").get().rules_version > default.rules_version


@pytest.mark.parametrize("primary_is_away", [False, True])
def test_what_is_kept_under_a_version_is_read_with_it(
    replicated: None, primary_is_away: bool
) -> None:
    """The replica has the new version of the store and not yet what it says."""
    with databases.primary():
        store = make_store(slug="other")
        Rule.objects.create(store=store, name="sale", when=Rule.When.WORDS, words="mug")
        Synonym.objects.create(store=store, words="mug, cup", kind="equal")
        store.refresh_from_db()
    store.save_base(raw=True, using="replica", force_insert=True)
    behind = Store.objects.get(slug="other")

    with connections["shop"].execute_wrapper(away) if primary_is_away else nullcontext():
        assert bool(store_rules.of_store(behind).rules) is not primary_is_away
        assert bool(synonyms.of_store(behind).synonyms) is not primary_is_away


def desk(name: str, *args: object) -> str:
    return reverse(f"catalog_search:desk_{name}", args=["demo", *args])


def test_people_who_edit_the_shop_see_what_they_have_written(replicated: None) -> None:
    """The pages of the desk and the admin, of rows that are not in the replica yet."""
    run("catalog_sync")
    run("catalog_index")
    run("catalog_categorize")
    client = Client()
    client.force_login(User.objects.create_superuser("merchant"))
    assert client.get(reverse("catalog_search:desk")).url == desk("home")
    pages = ["queue", "queue_bulk", "queue_log", "sync", "quality", "moderation", "policies"]
    for name in [*pages, "rules", "synonyms", "insight", "insight_csv", "model"]:
        assert client.get(desk(name)).status_code == 200, name
    words = {"words": "mug, cup", "kind": "equal", "finds": ""}
    assert client.post(desk("new_synonym"), words).status_code == 302
    assert "mug, cup" in client.get(desk("synonyms")).content.decode()
    row = CategorySuggestion.objects.using("shop").earliest("pk")
    decided = {"suggestion": row.pk, "seen": row.category, "action": "accept"}
    assert client.post(desk("queue_decide"), decided).status_code < 400
    row.refresh_from_db(using="shop")
    assert row.state == CategorySuggestion.State.ACCEPTED


@pytest.mark.parametrize("model", [Product, Photo, CategorySuggestion, Store, SyncRun])
def test_the_admin_shows_rows_of_the_primary(replicated: None, model: Any) -> None:
    run("catalog_sync")
    run("catalog_index")
    run("catalog_categorize")
    client = Client()
    client.force_login(User.objects.create_superuser("merchant"))
    row = model.objects.using("shop").latest("pk")
    name = f"admin:catalog_search_{model._meta.model_name}"
    response = client.get(reverse(f"{name}_changelist"))
    assert response.context["cl"].result_count == model.objects.using("shop").count()
    assert f"/{row.pk}/change/" in response.content.decode()
    page = client.get(reverse(f"{name}_change", args=[row.pk]))
    assert page.status_code == 200
    assert client.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("router", ["StrictReplica", "InTurn"])
def test_a_form_knows_rows_that_are_not_in_the_replica_yet(
    replicated: None, add_database: Any, settings: Any, tmp_path: Path, router: str
) -> None:
    add_database("replica2")
    settings.DATABASE_ROUTERS = [f"{ROUTERS}.{router}"]
    settings.MEDIA_ROOT = tmp_path
    run("catalog_sync")
    client = Client()
    client.force_login(User.objects.create_superuser("merchant"))
    product = Product.objects.using("shop").earliest("pk")
    hotspot = {"product": product.pk, "label": "x", "x": 0.5, "y": 0.5, "position": 0}
    fields = {f"hotspots-0-{name}": value for name, value in hotspot.items()}
    fields |= {"hotspots-TOTAL_FORMS": 1, "hotspots-INITIAL_FORMS": 0, "published": "on"}
    fields |= {"store": product.store_id, "title": "Hall", "slug": "hall", "position": 0}
    picture = {"upload": uploaded(color_bytes("red"))}
    answer = client.post(reverse("admin:catalog_search_look_add"), {**fields, **picture})
    assert answer.status_code == 302
    assert Look.objects.using("shop").get().hotspots.using("shop").count() == 1


TAGS = (
    *("{% similar_products 'a' %}", "{% complete_the_look 'a' %}", "{% recently_seen %}"),
    "{% look 'hall' %}",
)


def shown(tag: str) -> str:
    request = RequestFactory().get("/")
    note_view(request, HttpResponse(), "a")
    text = "{% load catalog_search catalog_looks %}" + tag
    return Template(text).render(Context({"request": request})).strip()


@pytest.mark.parametrize("tag", TAGS)
def test_a_shops_own_page_comes_while_the_catalogues_database_is_away(shop: None, tag: str) -> None:
    with connections["shop"].execute_wrapper(away):
        assert "<section" not in shown(tag)
        # A transaction on another database goes on.
        with transaction.atomic(using="default"):
            assert "<section" not in shown(tag)
            assert not User.objects.exists()


def test_a_transaction_that_has_ended_is_told(shop: None) -> None:
    refused = connections["shop"].execute_wrapper(away)
    with pytest.raises(OperationalError), transaction.atomic(using="shop"), refused:
        shown(TAGS[0])
