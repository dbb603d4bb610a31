"""Pages in the active language: no English message is left, prices are written as there."""

import html
import re
from collections.abc import Sequence

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from catalog_search.conf.settings import Settings
from catalog_search.models import Product, Store
from catalog_search.templatetags.catalog_search_offers import price
from tests.project.test_messages import PLACEHOLDER, messages
from tests.support.pages import send
from tests.support.shops.factories import color_bytes, make_product

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean")]

DESK = (
    *("desk_home", "desk_queue", "desk_queue_bulk", "desk_queue_log", "desk_sync"),
    *("desk_model", "desk_moderation", "desk_policies", "desk_quality"),
    *("desk_rules", "desk_synonyms", "desk_insight"),
)
ADMIN = (
    *("product", "photo", "blockedphoto", "quarantinedphoto", "categorysuggestion", "category"),
    *("policy", "look", "syncrun", "searchcount", "store"),
)


@pytest.fixture
def german(settings) -> None:
    settings.LANGUAGE_CODE = "de"
    settings.USE_I18N = True
    translation.activate("de")


def english_in(content: str) -> list[str]:
    """Return the messages of several words that the page has in English."""
    page = " ".join(html.unescape(re.sub(r"<script.*?</script>", " ", content, flags=re.S)).split())
    return [
        each["msgid"]
        for each in messages("de")
        if len(each["msgid"].split()) > 1
        and not PLACEHOLDER.search(each["msgid"])
        and each["msgid"] != each.get("msgstr")
        and re.search(rf"(?<!\w){re.escape(each['msgid'])}(?!\w)", page)
    ]


def left_in(client: Client, addresses: Sequence[str]) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b'lang="de"' in answer.content, address
        if english := english_in(answer.content.decode()):
            found[address] = english
    return found


@pytest.mark.usefixtures("german")
def test_no_page_of_the_shop_has_english_left(client: Client, shop: Store) -> None:
    product = Product.objects.first()
    photo = send(client, color_bytes("red")).request["PATH_INFO"]
    pages = [
        *("/", "/?q=red", "/?q=not+red+under+15", "/?q=zzzz", "/?price_max=1", "/?sort=price"),
        *("/?page=x", "/photo/", "/look/", "/camera/", "/looks/", photo),
    ]
    answers = {page: client.get(page).content.decode() for page in pages}
    assert {page: words for page, text in answers.items() if (words := english_in(text))} == {}
    assert left_in(client, [f"/products/{product.pk}/" if product else "/"]) == {}


@pytest.mark.usefixtures("german")
def test_no_page_of_the_desk_has_english_left(client: Client, shop: Store) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    addresses = [reverse(f"catalog_search:{name}", args=[shop.slug]) for name in DESK]
    assert left_in(client, addresses) == {}


@pytest.mark.usefixtures("german")
def test_no_page_of_the_admin_has_english_left(client: Client, shop: Store) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    lists = [reverse(f"admin:catalog_search_{name}_changelist") for name in ADMIN]
    product, photo = shop.products.first(), shop.photos.first()
    assert product and photo
    rows = [("product", product.pk), ("photo", photo.pk), ("store", shop.pk)]
    forms = [reverse(f"admin:catalog_search_{name}_change", args=[pk]) for name, pk in rows]
    assert left_in(client, [*lists, *forms]) == {}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "€1,299.00"),
        ("de", "1.299,00\N{NO-BREAK SPACE}€"),
        ("es", "1\N{NO-BREAK SPACE}299,00\N{NO-BREAK SPACE}€"),
        ("fr", "1\N{NO-BREAK SPACE}299,00\N{NO-BREAK SPACE}€"),
    ],
)
def test_prices_are_written_as_in_the_language(language: str, written: str) -> None:
    with translation.override(language):
        assert price(make_product(price=1299, currency="EUR")).replace("\u202f", "\xa0") == written


def test_an_error_about_a_photo_is_in_the_language(client: Client, german: None) -> None:
    answer = send(client, b"no picture")
    assert "Kein Bild im Format" in answer.content.decode()


def test_a_page_says_where_the_model_may_not_know_the_language(
    client: Client, shop: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = "Photos are understood in English"
    assert note not in client.get("/?q=zzzz").content.decode()
    monkeypatch.setattr(Settings, "reads_only_english", True)
    assert note in client.get("/?q=zzzz").content.decode()
    assert note not in client.get("/").content.decode()


def test_the_starter_reads_only_english() -> None:
    assert Settings(language="german").reads_only_english
    assert not Settings().reads_only_english
    assert not Settings(language="german", encoder={"BACKEND": "shop.Own"}).reads_only_english
