"""Keys and numbers for machines on the desk are the same in every language and project."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog_search.models import (
    CategorySuggestion,
    Finding,
    Photo,
    Policy,
    Review,
    Rule,
    SearchCount,
    Synonym,
)
from catalog_search.models.clock import today
from tests.support.admin_pages import page as admin_page
from tests.support.admin_pages import suggestion
from tests.support.attributes import written_for_people
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db

KEY = 12_345
"""A key that has a separator where numbers are written for people."""


def url(name: str, *args: object) -> str:
    return reverse(f"catalog_search:desk_{name}", args=["demo", *args])


@pytest.fixture
def rows(settings: Any) -> None:
    """One row of each kind that the desk shows, with a key of five digits."""
    settings.USE_THOUSAND_SEPARATOR = True
    store = make_store()
    for path in ("Paint > Blue", "Paint > Red"):
        make_category(path, prompt=path[-4:])
    product = make_product(pk=KEY, title="Blue brick", price=1234.5, currency="EUR")
    photo = make_indexed_photo(product, "blue", pk=KEY, width=1600, height=1200)
    copy = make_indexed_photo(make_product(pk=KEY + 1, title="Copy"), "blue", pk=KEY + 1)
    suggestion(pk=KEY, product=product, category="Paint > Blue")
    suggestion(pk=KEY + 1, product=copy.product, category="Paint > Red")
    kind = Finding.Kind.NEAR
    Finding.objects.create(
        pk=KEY, store=store, photo=copy, other=photo, kind=kind, version=copy.etag
    )
    policy = Policy.objects.create(pk=KEY, store=store, name="No red", words="red")
    for number in range(2):
        blocked = make_photo(make_product(pk=KEY + 2 + number, title="Red"), pk=KEY + 2 + number)
        Photo.objects.filter(pk=blocked.pk).update(state=Photo.State.BLOCKED)
        Review.objects.create(
            pk=KEY + number, store=store, photo=blocked, version=blocked.etag, policy=policy
        )
    quarantined = make_photo(make_product(pk=KEY + 5), pk=KEY + 5, reason="Damaged.", attempts=3)
    Photo.objects.filter(pk=quarantined.pk).update(state=Photo.State.QUARANTINED)
    Rule.objects.create(pk=KEY, store=store, name="Sale", when="words", words="brick")
    Synonym.objects.create(pk=KEY, store=store, words="brick, block")
    SearchCount.objects.create(pk=KEY, store=store, words="brick", day=today(), count=1234)


def addresses() -> list[str]:
    pages = [
        *("home", "queue", "queue_bulk", "queue_log", "sync", "quality", "moderation"),
        *("moderation_trail", "policies", "rules", "synonyms", "insight", "model"),
    ]
    rows = ["rule", "synonym", "policy"]
    return [
        *(url(name) for name in pages),
        *(url(name, KEY) for name in rows),
        f"{url('quality')}?kind=near",
        f"{url('sync')}?problem=quarantined",
        f"{url('judge')}?words=brick",
        *(admin_page(model) for model in ("categorysuggestion", "product", "photo")),
        f"{admin_page('categorysuggestion')}?right=50",
    ]


@pytest.mark.parametrize("language", ["en", "de", "fr", "hi", "de-ch"])
def test_attributes_for_machines_are_not_localised(
    boss: Client, rows: None, settings: Any, language: str
) -> None:
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        for address in addresses():
            answer = boss.get(address)
            assert answer.status_code == 200, address
            assert written_for_people(answer.content.decode()) == [], address


def test_no_page_shows_what_stands_for_a_missing_name(
    boss: Client, rows: None, settings: Any
) -> None:
    [engine] = settings.TEMPLATES
    options = {**engine["OPTIONS"], "string_if_invalid": "INVALID-NAME"}
    settings.TEMPLATES = [{**engine, "OPTIONS": options}]
    pages = [address for address in addresses() if "/admin/" not in address]
    shown = [address for address in pages if "INVALID-NAME" in boss.get(address).content.decode()]
    assert shown == []


def field(page: Any, name: str) -> str:
    """Return the value of the last field or button of this name on the page."""
    values = page.content.decode().split(f'name="{name}" value="')[1:]
    return str(values[-1].partition('"')[0])


def test_what_the_queue_shows_can_be_decided(boss: Client, rows: None) -> None:
    response = boss.get(url("queue"))
    row = CategorySuggestion.objects.get(pk=field(response, "suggestion"))
    data = {"suggestion": row.pk, "seen": row.category, "action": "accept"}
    boss.post(url("queue_decide"), data)
    row.refresh_from_db()
    assert row.state == CategorySuggestion.State.ACCEPTED


def test_what_moderation_shows_can_be_decided_and_undone(boss: Client, rows: None) -> None:
    key = field(boss.get(url("moderation")), "allow")
    boss.post(url("moderation_decide"), {"allow": key})
    assert Review.objects.get(pk=key).state == Review.State.ALLOWED
    decision = Review.objects.get(pk=key).decisions.get()
    type(decision).objects.filter(pk=decision.pk).update(id=KEY)
    undo = field(boss.get(url("moderation_trail")), "decision")
    boss.post(url("moderation_undo"), {"decision": undo})
    assert Review.objects.get(pk=key).state == Review.State.OPEN


def test_what_is_wrong_with_photos_can_be_decided(boss: Client, rows: None) -> None:
    key = field(boss.get(f"{url('quality')}?kind=near"), "fine")
    boss.post(url("quality_decide"), {"fine": key, "kind": "near"})
    assert Finding.objects.get(pk=key).state == Finding.State.FINE
