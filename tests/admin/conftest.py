"""Logged-in users, and the background jobs that the project's hooks were called for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.support.admin_pages import queued_jobs


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("boss"))
    return client


@pytest.fixture
def viewer(client: Client) -> Client:
    user = User.objects.create_user("viewer", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="catalog_search", codename__startswith="view_"
        )
    )
    client.force_login(user)
    return client


@pytest.fixture
def started(settings: Any) -> Iterator[list[tuple[str, str]]]:
    """Set the project's hooks, and return the list of jobs that they were called for."""
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "START_SYNC": "tests.support.admin_pages.sync_later",
        "START_INDEXING": "tests.support.admin_pages.index_later",
    }
    queued_jobs.clear()
    yield queued_jobs
