"""The package's addresses below another namespace: a check tells it, because pages cannot."""

import sys
from types import ModuleType

import pytest
from django.urls import URLPattern, URLResolver, clear_url_caches, include, path

from tests.support.checks import messages_by_id

OURS = "catalog_search.urls"


def shop(*patterns: URLPattern | URLResolver) -> tuple[list[URLPattern | URLResolver], str]:
    return list(patterns), "shop"


NESTED = {
    "an app's addresses": [path("shop/", include(shop(path("find/", include(OURS)))))],
    "two levels": [
        path("a/", include(shop(path("b/", include(([path("c/", include(OURS))], "inner"))))))
    ],
    "with a name of its own": [
        path("shop/", include(shop(path("find/", include(OURS, namespace="finder")))))
    ],
}
PLAIN = {
    "at the root": [path("", include(OURS))],
    "below a path": [path("shop/", include([path("find/", include(OURS))]))],
    "another instance": [path("", include(OURS, namespace="finder"))],
    "none": [],
    "also where pages find them": [*NESTED["an app's addresses"], path("", include(OURS))],
}


@pytest.fixture
def root(settings, monkeypatch):
    def set_root(patterns: list[URLPattern | URLResolver]) -> None:
        module = ModuleType("nested_urls")
        module.urlpatterns = patterns  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "nested_urls", module)
        settings.ROOT_URLCONF = "nested_urls"
        clear_url_caches()

    yield set_root
    clear_url_caches()


@pytest.mark.parametrize("patterns", NESTED.values(), ids=NESTED)
def test_addresses_below_a_namespace_are_told(root, patterns) -> None:
    root(patterns)
    message = messages_by_id()["E014"]
    assert "'shop" in message.msg
    assert "ROOT_URLCONF" in str(message.hint)


@pytest.mark.parametrize("patterns", PLAIN.values(), ids=PLAIN)
def test_others_are_not(root, patterns) -> None:
    root(patterns)
    assert "E014" not in messages_by_id()
