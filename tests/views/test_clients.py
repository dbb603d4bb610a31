"""Clients are told apart, also behind proxies, and nobody can pretend to be another."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from catalog_search.views import rate_limits
from catalog_search.views.clients import address_of, is_told_apart

NETWORKS = ["10.0.0.0/8", "192.168.7.1", "fd00::/8"]


def ask(settings: Any, remote: str, header: str = "", **keys: object) -> str:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **keys}
    name = str(keys.get("CLIENT_HEADER", "X-Forwarded-For"))
    headers = {name: header} if header else {}
    return address_of(RequestFactory(REMOTE_ADDR=remote).get("/", headers=headers))


@pytest.mark.parametrize(
    ("trusted", "remote", "header", "client"),
    [
        ([], "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (0, "10.0.0.1", "1.2.3.4", "10.0.0.1"),
        (1, "10.0.0.1", "1.2.3.4", "1.2.3.4"),
        (1, "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (1, "10.0.0.1", "6.6.6.6,,1.2.3.4,", "1.2.3.4"),
        (2, "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (2, "10.0.0.1", "1.2.3.4", "1.2.3.4"),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (1, "", "1.2.3.4", "1.2.3.4"),
        (1, "10.0.0.1", "1.2.3.4:5678", "1.2.3.4"),
        (1, "10.0.0.1", "nonsense", "10.0.0.1"),
        (NETWORKS, "10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (NETWORKS, "10.0.0.1", "6.6.6.6, 1.2.3.4, 192.168.7.1", "1.2.3.4"),
        (NETWORKS, "8.8.8.8", "6.6.6.6", "8.8.8.8"),
        (NETWORKS, "10.0.0.1", "10.1.1.1, 10.2.2.2", "10.1.1.1"),
        (NETWORKS, "10.0.0.1", "1.2.3.4, unknown, 10.0.0.2", "10.0.0.2"),
        (NETWORKS, "", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (NETWORKS, "::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4"),
        (NETWORKS, "fd00::1", "[2001:db8:1:2:3::4]:443", "2001:db8:1:2::/64"),
        (NETWORKS, "10.0.0.1", "x" * 100_000, "10.0.0.1"),
    ],
)
def test_the_nearest_address_that_no_proxy_of_ours_has(
    settings: Any, trusted: object, remote: str, header: str, client: str
) -> None:
    assert ask(settings, remote, header, TRUSTED_PROXIES=trusted) == client


@pytest.mark.parametrize(
    ("header", "client"),
    [
        ("for=1.2.3.4", "1.2.3.4"),
        ("for=6.6.6.6, for=1.2.3.4;proto=https;by=10.0.0.1", "1.2.3.4"),
        ('For="[2001:db8::1]:4711"', "2001:db8::/64"),
        ("proto=https;for=1.2.3.4", "1.2.3.4"),
        ("for=_hidden", "10.0.0.1"),
        ("by=1.2.3.4", "10.0.0.1"),
    ],
)
def test_the_header_forwarded(settings: Any, header: str, client: str) -> None:
    keys: dict[str, object] = {"TRUSTED_PROXIES": 1, "CLIENT_HEADER": "Forwarded"}
    assert ask(settings, "10.0.0.1", header, **keys) == client


def test_a_header_with_one_address(settings: Any) -> None:
    keys: dict[str, object] = {"TRUSTED_PROXIES": ["10.0.0.0/8"], "CLIENT_HEADER": "X-Real-IP"}
    assert ask(settings, "10.0.0.1", "1.2.3.4", **keys) == "1.2.3.4"


def test_addresses_of_one_customer_are_one_client() -> None:
    first, second, other = (
        rate_limits.client_of(RequestFactory(REMOTE_ADDR=address).get("/"))
        for address in ("2001:db8:1:1::1", "2001:db8:1:1:ffff::2", "2001:db8:1:2::1")
    )
    assert first == second != other
    assert "2001" not in first


@pytest.mark.parametrize(
    ("remote", "headers", "told"),
    [
        ("127.0.0.1", {}, True),
        ("127.0.0.1", {"X-Forwarded-For": "1.2.3.4"}, False),
        ("", {"Forwarded": "for=1.2.3.4"}, False),
        ("10.0.0.1", {"Via": "1.1 proxy"}, False),
        ("8.8.8.8", {"X-Forwarded-For": "1.2.3.4"}, True),
    ],
)
def test_a_proxy_that_no_setting_names_is_noticed(
    remote: str, headers: dict[str, str], told: bool
) -> None:
    assert is_told_apart(RequestFactory(REMOTE_ADDR=remote).get("/", headers=headers)) is told


@pytest.mark.django_db
class TestSearches:
    @pytest.fixture(autouse=True)
    def few(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        clock = SimpleNamespace(time=lambda: 1_000_000.0)
        monkeypatch.setattr(rate_limits, "time", clock)
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "SEARCHES_PER_MINUTE": 3}
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "LOCATION": "searches",
            }
        }
        cache.clear()

    def test_pages_and_api_have_one_limit(self) -> None:
        client = Client()
        statuses = [client.get(f"/?q={n}").status_code for n in range(2)]
        statuses += [client.get("/api/search?q=a").status_code for _ in range(2)]
        assert statuses == [200, 200, 200, 429]
        answer = client.get("/?q=b")
        assert (answer.status_code, answer["Retry-After"]) == (429, "60")
        assert "3 searches a minute" in answer.content.decode()
        assert Client(REMOTE_ADDR="1.2.3.4").get("/?q=b").status_code == 200

    def test_made_up_headers_make_nobody_another(self) -> None:
        statuses = [
            Client(REMOTE_ADDR="8.8.8.8")
            .get("/?q=a", headers={"X-Forwarded-For": f"1.2.3.{n}"})
            .status_code
            for n in range(4)
        ]
        assert statuses[-1] == 429

    def test_shoppers_behind_a_proxy_that_is_not_named_are_not_all_shut_out(self) -> None:
        for number in range(5):
            headers = {"X-Forwarded-For": f"1.2.3.{number}"}
            assert Client().get("/?q=a", headers=headers).status_code == 200
