"""Times of a rule: at the ends of the calendar, and in the hours of a change to summer time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog_search.models import Rule, Store
from tests.support.rules import make_rule
from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store() -> Store:
    return make_store()


@pytest.fixture
def in_zone(settings: Any) -> Iterator[Any]:
    yield settings
    timezone.get_default_timezone.cache_clear()


def set_zone(settings: Any, name: str) -> None:
    settings.TIME_ZONE = name
    timezone.get_default_timezone.cache_clear()


def url(rule: Rule | None = None) -> str:
    name, more = ("desk_rule", [rule.pk]) if rule else ("desk_new_rule", [])
    return reverse(f"catalog_search:{name}", args=["demo", *more])


def save(boss: Client, rule: Rule | None = None, **fields: str) -> Rule:
    data = {"name": "a", "when": "words", "words": "shoe", "banner_text": "x", "enabled": "on"}
    response = boss.post(url(rule), {**data, "do": "save", **fields})
    assert response.status_code == 302, response.context["form"].errors
    return Rule.objects.latest("pk")


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Europe/Berlin", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [("", "9999-12-31T23:59"), ("0001-01-01T00:00", ""), ("0001-01-01T00:00", "9999-12-31T00:00")],
)
def test_a_rule_may_be_for_ever(
    boss: Client, in_zone: Any, zone: str, starts_at: str, ends_at: str
) -> None:
    make_rule("other", banner_text="y")
    set_zone(in_zone, zone)
    rule = save(boss, starts_at=starts_at, ends_at=ends_at)
    assert rule.starts_at is None or rule.starts_at.year == 1
    assert rule.ends_at is None or rule.ends_at.year == 9999
    for later in ("UTC", "America/New_York", "Asia/Tokyo"):
        set_zone(in_zone, later)
        for address in (url(rule), reverse("catalog_search:desk_rules", args=["demo"])):
            assert boss.get(address).status_code == 200


def test_a_rule_of_the_calendars_last_minute_is_shown_in_every_zone(
    boss: Client, in_zone: Any
) -> None:
    rule = make_rule("shoe", banner_text="x", ends_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    set_zone(in_zone, "Asia/Tokyo")
    for address in (url(rule), reverse("catalog_search:desk_rules", args=["demo"])):
        assert boss.get(address).status_code == 200


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 12, 1, 10, 0, 30, tzinfo=UTC),
    ],
)
def test_a_time_that_is_not_touched_stays(boss: Client, in_zone: Any, moment: datetime) -> None:
    set_zone(in_zone, "Europe/Berlin")
    rule = make_rule("shoe", banner_text="x", starts_at=moment)
    shown = boss.get(url(rule)).context["form"]["starts_at"]
    text = shown.field.shown(shown.value())
    assert text in str(shown)
    saved = save(boss, rule, name="b", starts_at=text)
    assert (saved.name, saved.starts_at) == ("b", moment)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-12-24T18:00", datetime(2026, 12, 24, 17, 0, tzinfo=UTC)),
    ],
)
def test_a_time_that_the_clocks_show_twice_or_never_is_taken(
    boss: Client, in_zone: Any, typed: str, moment: datetime
) -> None:
    set_zone(in_zone, "Europe/Berlin")
    assert save(boss, starts_at=typed).starts_at == moment


@pytest.mark.parametrize("typed", ["2026-02-30T10:00", "tomorrow", "10000-01-01T00:00"])
def test_what_is_no_time_is_refused(boss: Client, typed: str) -> None:
    data = {"name": "a", "when": "words", "words": "shoe", "banner_text": "x", "starts_at": typed}
    response = boss.post(url(), {**data, "do": "save"})
    assert "starts_at" in response.context["form"].errors


def test_without_time_zones_a_time_is_taken_as_it_is(boss: Client, settings: Any) -> None:
    settings.USE_TZ = False
    assert save(boss, ends_at="9999-12-31T23:59").ends_at == datetime(9999, 12, 31, 23, 59)
