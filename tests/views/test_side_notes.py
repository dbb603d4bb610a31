"""Pages come when session, storage, search log or cache refuse, and the log says so once."""

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from catalog_search.indexing.reconcile import reconcile
from catalog_search.models import Click, Look, Photo, SearchCount, Store, databases
from catalog_search.models.side_notes import side_note
from catalog_search.photos.uploaded_pictures import picture as uploaded_picture
from catalog_search.photos.uploaded_pictures import set_picture
from tests.support.refusing_database import longest_wait, read_only, written_by_another
from tests.support.shops.factories import color_bytes, make_indexed_photo, make_product, make_store
from tests.support.uploads import uploaded

REFERER = {"Referer": "http://testserver/?q=red"}
CACHES = "django.core.cache.backends"


@pytest.fixture
def photo(transactional_db: None, settings: Any) -> Photo:
    """A product to find. The database is not in a test's transaction."""
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "PAGE_SIZE": 1}
    make_indexed_photo(make_product(title="red kettle"))
    return make_indexed_photo(make_product(title="red mug"))


def pages(photo: Photo) -> list[str]:
    names = [
        ("catalog_search:product", [photo.product_id]),
        ("catalog_search:similar_photo", [photo.pk]),
        ("catalog_search:thumbnail", [photo.pk, 96, "webp"]),
        ("catalog_search:looks", []),
        ("catalog_search:photo", []),
        ("catalog_search:camera", []),
    ]
    return [
        *("/", "/?q=red", "/?q=red&page=2", "/api/search?q=red", "/suggestions/?q=re"),
        *(reverse(name, args=args) for name, args in names),
    ]


def all_come(photo: Photo) -> None:
    for address in pages(photo):
        answer = Client(raise_request_exception=False).get(address, headers=REFERER)
        assert answer.status_code == 200, address


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("catalog_search") and record.levelno >= logging.WARNING
    ]


def test_a_locked_database_costs_no_page(photo: Photo, caplog: pytest.LogCaptureFixture) -> None:
    all_come(photo)
    SearchCount.objects.all().delete()
    with written_by_another():
        all_come(photo)
        all_come(photo)
    assert [told.partition(".")[0] for told in warnings(caplog)] == [
        "A search or click could not be counted"
    ]
    assert not SearchCount.objects.exists()
    Client().get("/?q=red")
    assert SearchCount.objects.get().count == 1


def test_nobody_waits_long_for_a_count(photo: Photo) -> None:
    before = longest_wait()
    waits = side_note("No count", longest_wait, using=databases.alias())
    assert waits in ("100", "100ms")
    assert longest_wait() == before != waits


def test_a_transaction_waits_as_before_after_a_note(photo: Photo) -> None:
    with databases.transaction():
        before = longest_wait()
        side_note("No count", longest_wait, using=databases.alias())
        assert longest_wait() == before


def test_a_read_only_database_costs_no_page(photo: Photo, caplog: pytest.LogCaptureFixture) -> None:
    with read_only():
        all_come(photo)
    assert len(warnings(caplog)) == 1


def test_a_new_visitor_leaves_no_session_behind(photo: Photo) -> None:
    with connection.execute_wrapper(refuse_writes):
        for address in pages(photo):
            assert Client().get(address).status_code == 200


def refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    assert not sql.startswith(("INSERT", "UPDATE", "DELETE")) or "searchcount" in sql, sql
    return execute(sql, params, many, context)


@pytest.mark.parametrize("table", ["searchcount", "click"])
def test_a_failed_count_does_not_end_the_requests_transaction(
    photo: Photo, settings: Any, caplog: pytest.LogCaptureFixture, table: str
) -> None:
    """PostgreSQL refuses every statement of a transaction after a failed one."""
    old = f"catalog_search_{table}"
    Client().get("/?q=red")
    with connection.schema_editor() as editor:
        editor.alter_db_table(SearchCount, old, "moved")
    try:
        with transaction.atomic():
            all_come(photo)
            all_come(photo)
    finally:
        with connection.schema_editor() as editor:
            editor.alter_db_table(SearchCount, "moved", old)
    assert 1 <= len(warnings(caplog)) <= 2
    assert len(set(warnings(caplog))) == len(warnings(caplog))


def test_a_failed_cache_in_the_database_does_not_end_it_either(
    photo: Photo, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{CACHES}.db.DatabaseCache", "LOCATION": "missing"}}
    with transaction.atomic():
        all_come(photo)
        all_come(photo)
    assert len(warnings(caplog)) == len(set(warnings(caplog))) > 0


def broken(*args: Any, **kwargs: Any) -> Any:
    raise ConnectionError("The cache server is down.")


@pytest.mark.parametrize(
    "names", [["set"], ["get"], ["add"], ["incr"], ["delete"], ["get", "set", "add", "incr"]]
)
def test_a_cache_that_is_down_costs_no_page(
    photo: Photo,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    names: list[str],
) -> None:
    for name in names:
        monkeypatch.setattr(cache, name, broken)
    all_come(photo)
    all_come(photo)
    assert len(warnings(caplog)) == len(set(warnings(caplog)))


@pytest.mark.parametrize("broken_calls", [["set", "has_key"], ["get", "set", "add", "has_key"]])
def test_without_a_cache_an_upload_is_told_in_plain_words(
    photo: Photo, monkeypatch: pytest.MonkeyPatch, broken_calls: list[str]
) -> None:
    for name in broken_calls:
        monkeypatch.setattr(cache, name, broken)
    answer = Client().post("/photo/", {"photo": uploaded(color_bytes("red"))})
    assert answer.status_code == 503
    assert "cannot keep photos at the moment" in answer.content.decode()


def test_a_cache_that_keeps_nothing_is_told_in_plain_words(
    photo: Photo, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.CACHES = {"default": {"BACKEND": f"{CACHES}.dummy.DummyCache"}}
    all_come(photo)
    answers = [
        Client().post(page, {"photo": uploaded(color_bytes("red"))})
        for page in ("/photo/", "/look/")
    ]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "Search with words" in answers[0].content.decode()
    assert "DummyCache does not keep" in caplog.text
    assert len(warnings(caplog)) == 1


def test_a_photo_that_cannot_be_looked_up_is_not_called_deleted(
    photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Client().post("/photo/", {"photo": uploaded(color_bytes("red"))}).url
    monkeypatch.setattr(cache, "get", broken)
    assert Client().get(address).status_code == 503
    monkeypatch.undo()
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize(
    "names",
    [["save"], ["exists"], ["open"], ["exists", "open", "save"], ["delete", "save"], ["_open"]],
)
@pytest.mark.parametrize("error", [PermissionError, OSError, RuntimeError])
def test_a_storage_that_refuses_costs_no_picture(
    photo: Photo,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    names: list[str],
    error: type[Exception],
) -> None:
    def refused(*args: Any, **kwargs: Any) -> Any:
        raise error(403)

    for name in names:
        monkeypatch.setattr(storages["default"], name, refused)
    address = reverse("catalog_search:thumbnail", args=[photo.pk, 96, "webp"])
    answers = [Client().get(address) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].content[:4] == b"RIFF"
    assert len(warnings(caplog)) == len(set(warnings(caplog)))


def test_a_storage_that_is_refused_questions_still_keeps(
    photo: Photo, monkeypatch: pytest.MonkeyPatch, media: Path
) -> None:
    """As an S3 role without s3:ListBucket: asking for a key that is not there answers 403."""

    def refused(*args: Any) -> Any:
        raise PermissionError(403)

    monkeypatch.setattr(storages["default"], "exists", refused)
    monkeypatch.setattr(storages["default"], "get_available_name", lambda name, **kw: name)
    Client().get(reverse("catalog_search:thumbnail", args=[photo.pk, 96, "webp"]))
    assert len(list(media.rglob("*.webp"))) == 1


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """A folder of thumbnails that other tests do not find."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_storage_that_cannot_list_stops_no_reconciling(
    photo: Photo, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def not_implemented(path: str) -> Any:
        raise NotImplementedError

    monkeypatch.setattr(storages["default"], "listdir", not_implemented)
    assert reconcile().thumbnails_without_photo == 0
    assert len(warnings(caplog)) == 1


@pytest.fixture
def look(photo: Photo) -> Look:
    picture = {"picture": "looks/x.webp", "width": 4, "height": 3, "published": True}
    return Look.objects.create(store=photo.store, title="Hall", slug="hall", **picture)


def test_a_looks_picture_that_is_refused_is_a_drawing(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storages["default"], "open", broken)
    answer = Client().get("/looks/hall/picture.webp")
    assert (answer.status_code, answer["Content-Type"]) == (503, "image/svg+xml")
    assert Client().get("/looks/hall/").status_code == 200


def test_a_picture_that_the_storage_refuses_is_told_in_the_form(
    look: Look, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    client.force_login(User.objects.create_superuser("merchant"))
    monkeypatch.setattr(storages["default"], "save", broken)
    fields = {"title": "Hall", "slug": "hall", "position": 0}
    hotspots = {f"hotspots-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    address = reverse("admin:catalog_search_look_change", args=[look.pk])
    picture = {"upload": uploaded(color_bytes("red"))}
    answer = client.post(address, {**fields, **hotspots, **picture})
    assert answer.status_code == 200
    assert "The storage does not take the picture" in answer.content.decode()
    look.refresh_from_db()
    assert look.picture == "looks/x.webp"


def test_a_look_whose_file_is_no_picture_is_not_found(
    look: Look, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (media / "looks").mkdir()
    for data in (b"", b"RIFF\0\0\0\0WEBP", b"<html></html>"):
        (media / "looks/x.webp").write_bytes(data)
        assert Client().get("/looks/hall/picture.webp").status_code == 404
    monkeypatch.setattr(storages["default"], "open", lambda name: io.StringIO("RIFF"))
    assert Client().get("/looks/hall/picture.webp").status_code == 503


def test_a_picture_is_kept_where_the_storage_refuses_questions(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storages["default"], "exists", broken)
    monkeypatch.setattr(storages["default"], "get_available_name", lambda name, **kw: name)
    set_picture(look, Image.new("RGB", (4, 3), "red"))
    assert uploaded_picture(look.picture)[:4] == b"RIFF"


def test_a_click_is_counted_after_the_first_failure(
    photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    Client().get("/?q=red")
    address = reverse("catalog_search:product", args=[photo.product_id])
    with monkeypatch.context() as patch:
        patch.setattr(Click.objects, "filter", broken)
        assert Client().get(address, headers=REFERER).status_code == 200
    Client().get(address, headers=REFERER)
    assert Click.objects.get().count == 1


def test_a_note_outside_of_transactions_opens_none(photo: Photo) -> None:
    atomic = side_note("No note", lambda: [each.in_atomic_block for each in connections.all()])
    assert atomic == [False]


def test_stores_are_read_without_a_write(photo: Photo) -> None:
    make_store()
    assert Store.objects.count() == 1
