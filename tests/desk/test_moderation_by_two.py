"""Two people at one moderation queue: an older page overturns nobody's decision."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search.models import ModerationDecision, Policy, Review
from tests.support.admin_pages import blocked_photo, messages_of
from tests.support.posted import posted
from tests.support.shops.factories import make_product, make_store

pytestmark = pytest.mark.django_db

State = Review.State


def url(name: str = "moderation") -> str:
    return reverse(f"catalog_search:desk_{name}", args=["demo"])


@pytest.fixture
def held() -> Review:
    policy = Policy.objects.create(store=make_store(), name="No red", words="red")
    photo = blocked_photo(product=make_product(title="Brick"))
    return Review.objects.create(
        store=make_store(), photo=photo, policy=policy, score=0.9, version=photo.etag
    )


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("block", "allow", "boss blocked “Brick” at "),
        ("allow", "block", "boss allowed “Brick” at "),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "fetch"}])
def test_the_second_is_told_who_was_first_and_why(
    boss: Client,
    admin_client: Client,
    held: Review,
    first: str,
    second: str,
    told: str,
    headers: dict[str, str],
) -> None:
    older = posted(admin_client.get(url()), **{second: held.pk, "review": None})
    boss.post(url("moderation_decide"), {first: held.pk, "reason": "a gun", "state": "open"})
    answer = admin_client.post(url("moderation_decide"), older, headers=headers)
    said = answer.json()["failure"] if headers else messages_of(admin_client.get(url()))[0]
    assert said.startswith(told)
    assert "Reason: a gun." in said
    held.refresh_from_db()
    assert (held.decided_by, held.reason) == ("boss", "a gun")
    assert ModerationDecision.objects.count() == 1


def test_from_the_list_of_the_blocked_it_is_allowed(boss: Client, held: Review) -> None:
    boss.post(url("moderation_decide"), {"block": held.pk})
    page = boss.get(url(), {"state": "blocked"})
    boss.post(url("moderation_decide"), posted(page, allow=held.pk, review=None))
    held.refresh_from_db()
    assert held.state == State.ALLOWED


def test_one_that_waits_again_is_told_as_that(boss: Client, held: Review) -> None:
    data: dict[str, Any] = {"allow": held.pk, "state": "blocked"}
    said = messages_of(boss.post(url("moderation_decide"), data, follow=True))
    assert said == ["“Brick” waits for a decision again; nothing was done to it."]
    held.refresh_from_db()
    assert held.state == State.OPEN


def test_a_decision_before_others_on_the_picture_is_not_undone(boss: Client, held: Review) -> None:
    for name, seen in (("block", "open"), ("allow", "blocked"), ("block", "allowed")):
        boss.post(url("moderation_decide"), {name: held.pk, "state": seen})
    first, _second, last = ModerationDecision.objects.order_by("pk")
    boss.post(url("moderation_undo"), {"decision": first.pk})
    held.refresh_from_db()
    assert held.state == State.BLOCKED
    boss.post(url("moderation_undo"), {"decision": last.pk})
    held.refresh_from_db()
    assert held.state == State.ALLOWED


def test_the_picture_of_a_decision_may_be_gone(boss: Client, held: Review) -> None:
    boss.post(url("moderation_decide"), {"block": held.pk})
    assert held.photo
    held.photo.delete()
    data = {"decision": ModerationDecision.objects.get().pk}
    said = messages_of(boss.post(url("moderation_undo"), data, follow=True))
    assert said[-1] == "The picture is gone."
