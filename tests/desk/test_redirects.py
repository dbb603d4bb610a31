"""Redirects that lead to each other, to other hosts, and to searches with filters."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from catalog_search.models import Rule
from tests.support.rule_pages import errors_of, page, post
from tests.support.rules import make_rule
from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def merchant(client: Client) -> Client:
    make_store()
    client.force_login(User.objects.create_superuser("boss"))
    return client


def said_in_list(client: Client) -> dict[str, list[str]]:
    rows = client.get(page("desk_rules")).context["rows"]
    return {row["rule"].name: row["contradictions"] for row in rows}


def location(words: str) -> str:
    return str(Client().get("/", {"q": words}).headers.get("Location", ""))


def api_redirect(words: str) -> Any:
    return Client().get("/api/search", {"q": words}).json()["redirect"]


@pytest.mark.parametrize("host", ["", "http://testserver", "https://TestServer:443"])
def test_rules_that_redirect_to_each_other_are_refused(merchant: Client, host: str) -> None:
    first = make_rule("boot", redirect_to="/?q=Sandals")
    response = post(merchant, "save", words="sandal", redirect_to=f"{host}/?q=boots")
    assert f"Rule {first.pk} “boot” leads back" in errors_of(response)
    assert Rule.objects.get() == first


def test_also_over_a_third_rule(merchant: Client) -> None:
    make_rule("boot", redirect_to="/?q=clog")
    last = make_rule("clog", when="contains", redirect_to="/?q=sandal")
    response = post(merchant, "save", words="sandal", redirect_to="/?q=boot")
    assert f"Rule {last.pk} “clog” leads back" in errors_of(response)


@pytest.mark.parametrize(
    "fields",
    [
        {"enabled": False},
        {"ends_at": timezone.now() - timedelta(days=1)},
        {"starts_at": timezone.now() + timedelta(days=900)},
    ],
)
def test_rules_that_are_never_on_together_may_lead_to_each_other(
    merchant: Client, fields: dict[str, object]
) -> None:
    make_rule("boot", redirect_to="/?q=sandal", **fields)
    until = (timezone.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    post(merchant, "save", words="sandal", redirect_to="/?q=boot", ends_at=until)
    assert Rule.objects.count() == 2
    assert said_in_list(merchant)["a rule"] == []


def test_a_circle_that_is_there_is_said_and_the_api_says_what_pages_do(merchant: Client) -> None:
    make_rule("boot", redirect_to="/?q=sandal")
    make_rule("sandal", redirect_to="/?q=boot")
    make_rule("cup", redirect_to="/?q=mug")
    said = said_in_list(merchant)
    assert said["cup"] == []
    for name in ("boot", "sandal"):
        assert len(said[name]) == 2
        assert "so this one does not redirect." in said[name][0]
    assert [location(words) for words in ("boot", "sandal", "cup")] == ["", "", "/?q=mug"]
    assert [api_redirect(words) for words in ("boot", "sandal", "cup")] == ["", "", "/?q=mug"]


def test_a_chain_is_saved_and_said_at_both_rules(merchant: Client) -> None:
    make_rule("boot", redirect_to="/?q=sandal")
    post(merchant, "save", words="sandal", redirect_to="/sale/")
    said = said_in_list(merchant)
    assert "“a rule” redirects the search that this one leads to" in said["boot"][0]
    assert "“boot” leads to a search that this one redirects" in said["a rule"][0]
    assert (location("boot"), location("sandal")) == ("", "/sale/")


@pytest.mark.parametrize(
    "address",
    [
        "https://partner.example/?q=boot",
        "/?q=boot&color=red",
        "/?q=boot&in_stock=1",
        "/?q=boot&price_max=20",
        "/?category=Shoes",
        "/?q=sandal",
        "/suche/?q=boot",
    ],
)
def test_addresses_that_do_not_lead_back_are_taken(merchant: Client, address: str) -> None:
    post(merchant, "save", words="boot", redirect_to=address)
    assert Rule.objects.get().redirect_to == address
    assert location("Boots") == address
    assert api_redirect("boot") == address


@pytest.mark.parametrize(
    "address",
    [
        "/?q=Boots",
        "/?q=sandal&q=boot",
        "/?q=+boot+&sort=price",
        "/?q=boot&in_stock=0&utm_source=mail",
        "/./?q=boot",
        "http://testserver/?q=boot",
        "https://TESTSERVER?q=boot",
    ],
)
def test_addresses_that_lead_back_are_refused_and_never_followed(
    merchant: Client, address: str
) -> None:
    response = post(merchant, "save", words="boot", redirect_to=address)
    assert "This leads back to the search it comes from." in errors_of(response)
    make_rule("boot", redirect_to=address)
    assert location("boot") == ""


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        *(("www.testserver", True), ("shop.example", True), ("en.shop.example:8443", True)),
        *(("WWW.Shop.Example", True), ("partner.example", False), ("testserver.example", False)),
    ],
)
def test_another_host_of_this_site_leads_back_as_well(
    merchant: Client, settings: Any, host: str, is_own: bool
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", ".shop.example", "*"]
    post(merchant, "save", words="boot", redirect_to=f"https://{host}/?q=boot")
    assert Rule.objects.exists() != is_own


def other_store(request: object) -> str:
    return "demo"


def test_where_hosts_have_stores_of_their_own_another_host_is_another_shop(
    merchant: Client, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "shop.example"]
    chosen = f"{__name__}.other_store"
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "STORE_OF_REQUEST": chosen}
    post(merchant, "save", words="boot", redirect_to="https://shop.example/?q=boot")
    assert Rule.objects.count() == 1
