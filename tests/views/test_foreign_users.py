"""Projects whose users, or whose lack of them, the pages and the desk have to live with."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from catalog_search.desk import home
from catalog_search.models import Rule, Synonym
from catalog_search.models.editors import is_allowed, name_of
from catalog_search.views.parts.rule_notes import rule_notes
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

WITHOUT_USERS = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
from django.conf import settings
apps = ["django.contrib.staticfiles", "django_htmx", "catalog_search"]
settings.INSTALLED_APPS, settings.ROOT_URLCONF = apps, "catalog_search.urls"
settings.MIDDLEWARE = []
settings.TEMPLATES[0]["OPTIONS"]["context_processors"] = []
import django
django.setup()
from django.core.management import call_command
from django.urls import get_resolver
call_command("check")
print(len(get_resolver().reverse_dict))
"""


class Shopper:
    """A user of a project that never asked for an admin."""

    is_authenticated = True

    def get_username(self) -> int:
        return 10**300


def test_a_shopper_without_the_fields_of_an_admin_searches(db: None) -> None:
    photo = make_indexed_photo(make_product(title="red mug"))
    Rule.objects.create(store=photo.store, words="red", banner_text="Hello")
    request: Any = RequestFactory().get("/")
    request.user = Shopper()
    decided: Any = ["a rule"]
    assert rule_notes(request, photo.store, decided) is None
    assert not is_allowed(request.user, "view_product")
    assert len(name_of(request.user)) == 254


def test_the_desk_of_a_project_without_users_is_not_found() -> None:
    with pytest.raises(Http404):
        home.desk(HttpRequest())


def test_what_is_decided_on_the_desk_needs_no_messages(
    client: Client, settings: Any, db: None
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "messages" not in name]
    store = make_store()
    client.force_login(User.objects.create_superuser("merchant"))
    words = {"words": "mug, cup", "kind": "equal", "finds": ""}
    address = reverse("catalog_search:desk_new_synonym", args=[store.slug])
    assert client.post(address, words).status_code == 302
    assert Synonym.objects.get().words
    for name in ("sync_start", "sync_retry"):
        address = reverse(f"catalog_search:desk_{name}", args=[store.slug])
        assert client.post(address).status_code == 302


def test_a_project_without_users_sessions_and_messages_has_the_pages() -> None:
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_USERS],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout.split()[-1]) > 40
