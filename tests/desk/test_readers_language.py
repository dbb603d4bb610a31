"""What a worker stored each reader sees in the own language: desk, admin, console."""

import hashlib
import json
from collections.abc import Callable
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from catalog_search import conf
from catalog_search.backends.memory_source import MemorySource
from catalog_search.exceptions import IndexUnavailable, message, translated
from catalog_search.indexing import moderation
from catalog_search.indexing.moderation import reviews
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.stages.claims import DIED
from catalog_search.models import Collection, Photo, Policy, Review, Store, SyncRun
from catalog_search.models.stores import open_store
from catalog_search.sync.store import sync_store
from catalog_search.types import Record
from tests.support.admin_pages import text_of
from tests.support.shops.factories import color_bytes, make_indexed_photo, make_photo

pytestmark = pytest.mark.django_db

Read = Callable[[str, str], str]


@pytest.fixture
def read(boss: Client, settings: Any) -> Read:
    """Return a function that reads a page as a browser of this language shows it."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]

    def page(address: str, language: str) -> str:
        return unescape(text_of(boss.get(address, headers={"accept-language": language})))

    return page


@pytest.fixture
def store() -> Store:
    return open_store("demo")


@pytest.fixture
def source() -> MemorySource:
    source = conf.get_source("demo")
    assert isinstance(source, MemorySource)
    return source


def board(store: Store) -> str:
    return reverse("catalog_search:desk_sync", args=[store.slug])


def printed(command: str, *options: str) -> str:
    out = StringIO()
    call_command(command, *options, stdout=out, stderr=StringIO())
    return out.getvalue()


BROKEN = {
    "de": "Das Bild ist beschädigt oder abgeschnitten",
    "es": "La imagen está dañada o incompleta",
    "fr": "image est endommagée ou tronquée",
    "en": "The picture is damaged or cut off",
}


def test_why_a_photo_cannot_be_read(read: Read, store: Store, source: MemorySource) -> None:
    data = color_bytes(size=(200, 200))[:100]
    photo = make_photo(etag=hashlib.sha256(data).hexdigest())
    source.stored_photos[photo.key] = data
    with override("de"):  # a worker of a German shop
        index_stale()
    photo.refresh_from_db()
    assert photo.state == Photo.State.QUARANTINED
    english = photo.reason
    for language, words in BROKEN.items():
        with override(language):
            text = translated(photo.reason)
        assert words in text
        assert (text == english) == (language == "en")
        listed = reverse("admin:catalog_search_quarantinedphoto_changelist")
        row = reverse("admin:catalog_search_photo_change", args=[photo.pk])
        product = reverse("admin:catalog_search_product_change", args=[photo.product_id])
        for address in (board(store), listed, row, product):
            assert text in read(address, language), (address, language)
        with override(language):
            assert text in printed("catalog_status", "--store", "demo")
    assert english in printed("catalog_status", "--json"), "programs read English"


@pytest.mark.parametrize(
    ("language", "price", "twice"),
    [
        ("de", "a: price 'cheap' ist kein Preis.", "Die SKU kommt zweimal vor"),
        ("es", "a: price 'cheap' no es un precio.", "el SKU aparece dos veces"),
        ("fr", "est pas un prix.", "le SKU apparaît deux fois"),
    ],
)
def test_problems_of_a_sync(
    read: Read, store: Store, monkeypatch: pytest.MonkeyPatch, language: str, price: str, twice: str
) -> None:
    from catalog_search.sync.records.records import from_row

    rows = [{"sku": "a", "price": "cheap"}, {"sku": "a", "price": "5"}]
    items = [item for row in rows for item in from_row(row, "catalog.csv", 2)]
    monkeypatch.setattr(conf.get_source("demo"), "records", lambda: iter(items))
    run = sync_store(store)
    page = reverse("admin:catalog_search_syncrun_change", args=[run.pk])
    assert price in read(page, language) and twice in read(page, language)
    assert "is not a price" in read(page, "en")
    with override(language):
        assert price in printed("catalog_sync", "--full")
    [line] = printed("catalog_sync", "--full", "--json").splitlines()
    assert "a: price 'cheap' is not a price." in [
        each["reason"] for each in json.loads(line)["problems"]
    ]


STOPPED = {
    "de": "30 von 30 Produkten",
    "es": "30 de 30 productos",
    "fr": "30 produits sur 30",
    "en": "30 of 30 products",
}


def test_why_a_sync_stopped(read: Read, store: Store, source: MemorySource) -> None:
    source.stored_records = [Record(f"sku-{number}") for number in range(30)]
    sync_store(store)
    source.stored_records = []
    run = sync_store(store)
    assert run.state == SyncRun.State.STOPPED
    page = reverse("admin:catalog_search_syncrun_change", args=[run.pk])
    for language, words in STOPPED.items():
        assert words in read(board(store), language)
        assert words in read(page, language)
        with override(language), pytest.raises(CommandError, match=words):
            printed("catalog_sync")
        with override(language), pytest.raises(SystemExit):
            printed("catalog_doctor")


DEAD = {
    "de": "Der Prozess stürzte ab",
    "es": "El proceso murió",
    "fr": "est arrêté pendant",
    "en": "The process died",
}


def test_reasons_of_rows_that_were_stored_as_plain_text(read: Read, store: Store) -> None:
    make_photo(state=Photo.State.QUARANTINED, reason=str(DIED))
    make_photo(state=Photo.State.QUARANTINED, reason="The bucket is on holiday.")
    for language, words in DEAD.items():
        page = read(board(store), language)
        assert words in page and "The bucket is on holiday." in page


BLOCKED = {
    "de": "Durch die Richtlinie Kein Rosa gesperrt.",
    "es": "Bloqueada por la norma Kein Rosa.",
    "fr": "Bloquée par la règle Kein Rosa.",
    "en": "Blocked by the policy Kein Rosa.",
}


def test_why_a_photo_is_blocked(read: Read, store: Store) -> None:
    Policy.objects.create(store=store, name="Kein Rosa", words="pink", threshold=0.5)
    with override("fr"):
        photo = make_photo(color="pink")
        index_stale()
    photo.refresh_from_db()
    assert photo.state == Photo.State.BLOCKED
    page = reverse("admin:catalog_search_photo_change", args=[photo.pk])
    for language, words in BLOCKED.items():
        assert words in read(page, language)
    review = Review.objects.get(photo=photo)
    reviews.decide([review], Review.State.BLOCKED, by="boss")
    assert "Von einer Person gesperrt." in read(page, "de")
    assert "Bloquée par une personne." in read(page, "fr")


def test_photos_that_no_policy_could_judge(read: Read, store: Store) -> None:
    photo = make_photo(state=Photo.State.BLOCKED, verdict_policy=moderation.UNSCORED)
    Review.objects.create(
        store=store, photo=photo, version=photo.etag, policy_name=moderation.UNSCORED, score=1
    )
    queue = reverse("catalog_search:desk_moderation", args=[store.slug])
    assert "Fotos, die nicht bewertet werden können" in read(queue, "de")
    assert "photos qui ne peuvent pas être notées" in read(queue, "fr")
    own = Review.objects.get()
    own.policy_name = "model"  # a merchant's word that this package has a translation of
    with override("de"):
        assert own.policy_label == "model"


def test_why_an_engine_is_left_alone(read: Read, store: Store) -> None:
    make_indexed_photo()
    breaker = conf.get_index().breaker
    refused = IndexUnavailable(
        message(
            "The index has no points of this store: run catalog_index --reconcile to refill it."
        )
    )

    def ask() -> None:
        raise refused

    for _ in range(3):
        with override("es"), pytest.raises(IndexUnavailable):
            breaker.call(ask)
    with override("de"), pytest.raises(IndexUnavailable, match=r"In \d+ s wird noch einmal"):
        breaker.call(ask)
    german = "Der Index hat keine Punkte dieses Shops"
    assert german in read(board(store), "de") and "Vektorindex" in read(board(store), "de")
    assert "a aucun point de cette boutique" in read(board(store), "fr")
    with override("de"):
        assert german in printed("catalog_status")


def test_why_the_model_was_not_changed() -> None:
    Collection.objects.create(
        name="next", model_id="m", refused=message("There is no old collection.")
    )
    [row] = Collection.objects.filter(name="next")
    with override("fr"):
        assert translated(row.refused).endswith("ancienne collection.")


def test_a_command_speaks_the_projects_language() -> None:
    with override("de"), pytest.raises(CommandError, match="hat keinen Shop 'nowhere'; es gibt"):
        printed("catalog_sync", "--store", "nowhere")
    with override("de"):
        assert "0 indexiert, 0 aufgefrischt" in printed("catalog_index")
        assert "Fotos angesehen" in printed("catalog_quality")
