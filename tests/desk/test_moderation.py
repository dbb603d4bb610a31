"""The moderation queue on the desk: decisions with and without the script, undo, audit trail."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from catalog_search.desk.moderation import queue as desk
from catalog_search.indexing import photos as indexing
from catalog_search.indexing.moderation import reviews
from catalog_search.models import Look, ModerationDecision, Photo, Policy, Review
from catalog_search.photos.uploaded_pictures import set_picture
from tests.support.admin_pages import text_of
from tests.support.shops.factories import color_image, make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

State = Review.State


def url(name: str = "moderation", *args: object) -> str:
    return reverse(f"catalog_search:desk_{name}", args=["demo", *args])


@pytest.fixture
def held() -> list[Review]:
    Policy.objects.create(store=make_store(), name="No red", words="red")
    for number in range(3):
        make_photo(make_product(title=f"Brick {number}"), color="red")
    indexing.index_stale()
    return list(Review.objects.order_by("pk"))


def test_the_queue_shows_what_waits_blurred(boss: Client, held: list[Review]) -> None:
    text = text_of(boss.get(url()))
    assert "Brick 0" in text
    assert "No red" in text
    assert text.count("cs-mod-veil") == 3
    assert "cs-mod-veil open" not in text
    picture = boss.get(url("photo", held[0].photo_id, 320))
    assert picture["Content-Type"] == "image/webp"
    assert picture["Cache-Control"].startswith("private")


def test_one_is_allowed_and_indexing_asked_for(
    boss: Client,
    held: list[Review],
    started: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    data = {"allow": held[0].pk, "reason": "A brick.", "state": "open"}
    with django_capture_on_commit_callbacks(execute=True):
        page = boss.post(url("moderation_decide"), data, follow=True)
    assert "1 picture is allowed" in text_of(page)
    assert "Brick 0" not in text_of(page)
    held[0].refresh_from_db()
    assert (held[0].state, held[0].reason, held[0].decided_by) == ("allowed", "A brick.", "boss")
    assert ("index", "demo") in started


def test_the_selected_are_blocked_at_once(boss: Client, held: list[Review]) -> None:
    keys = [review.pk for review in held[:2]]
    boss.post(url("moderation_decide"), {"block": "selected", "review": keys})
    assert Review.objects.filter(state=State.BLOCKED).count() == 2
    text = text_of(boss.get(url(), {"state": "blocked"}))
    assert "Brick 1" in text
    assert "Brick 2" not in text
    assert "Decided by boss" in text


def test_the_script_gets_what_can_be_undone(boss: Client, held: list[Review]) -> None:
    headers = {"X-Requested-With": "fetch"}
    answer = boss.post(url("moderation_decide"), {"block": held[0].pk}, headers=headers).json()
    assert answer["text"] == "1 picture stays blocked."
    assert answer["failure"] == ""
    undone = boss.post(url("moderation_undo"), {"decision": answer["undo"]}, headers=headers).json()
    assert undone["text"] == "1 decision is undone."
    again = boss.post(url("moderation_undo"), {"decision": answer["undo"]}, headers=headers).json()
    assert "1 picture has changed or was decided since" in again["failure"]
    held[0].refresh_from_db()
    assert held[0].state == State.OPEN


def test_a_changed_photo_is_told_and_left(boss: Client, held: list[Review]) -> None:
    Photo.objects.filter(pk=held[0].photo_id).update(etag="another")
    page = boss.post(url("moderation_decide"), {"allow": held[0].pk}, follow=True)
    assert "has changed or was decided since" in text_of(page)
    assert Photo.objects.get(pk=held[0].photo_id).state == Photo.State.BLOCKED


def test_the_trail_says_who_decided_what_and_undoes(boss: Client, held: list[Review]) -> None:
    reviews.decide(held[:1], State.ALLOWED, by="ann", reason="A brick.")
    text = text_of(boss.get(url("moderation_trail")))
    for part in ("ann", "A brick.", "No red", "Undo"):
        assert part in text
    (line,) = ModerationDecision.objects.all()
    boss.post(url("moderation_undo"), {"decision": line.pk})
    text = text_of(boss.get(url("moderation_trail")))
    assert "boss undid a decision" in text
    assert 'name="decision"' not in text


def test_pages_of_the_queue_and_of_the_trail(
    boss: Client, held: list[Review], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "PAGE", 2)
    monkeypatch.setattr(desk, "LINES", 2)
    listed, page = [], url()
    while page:
        response = boss.get(page)
        listed += [review.pk for review in response.context["reviews"]]
        page = response.context["next"]
    assert sorted(listed) == [review.pk for review in held]
    reviews.decide(held, State.BLOCKED, by="ann")
    first = boss.get(url("moderation_trail"))
    rest = boss.get(url("moderation_trail"), {"before": first.context["next"]})
    assert len(first.context["lines"]) + len(rest.context["lines"]) == 3


@pytest.mark.parametrize("cursor", ["x", "1", "nan:1", "0.5:x", "2:1", "0.5:99999999999999999999"])
def test_a_damaged_cursor_is_the_first_page(boss: Client, held: list[Review], cursor: str) -> None:
    assert len(boss.get(url(), {"after": cursor}).context["reviews"]) == 3


@pytest.mark.parametrize("name", ["moderation_decide", "moderation_undo"])
@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 30, "selected"])
def test_damaged_keys_do_nothing(boss: Client, held: list[Review], name: str, key: str) -> None:
    boss.post(url(name), {"allow": key, "review": key, "decision": key})
    assert Review.objects.filter(state=State.OPEN).count() == 3


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "fetch"}])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("moderation_decide", {"allow": "selected"}),
        ("moderation_decide", {"block": "selected", "review": ["x", "0"]}),
        ("moderation_decide", {"allow": "99999"}),
        ("moderation_decide", {}),
        ("moderation_undo", {}),
        ("moderation_undo", {"decision": "99999"}),
    ],
)
def test_nothing_selected_is_told_as_that(
    boss: Client, held: list[Review], headers: dict[str, str], name: str, data: dict[str, Any]
) -> None:
    said = said_by(boss, name, data, headers)
    assert said == [("warning", "Nothing was selected.")]


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "fetch"}])
@pytest.mark.parametrize("decision", ["block", "allow"])
def test_what_was_decided_so_before_is_told(
    boss: Client, held: list[Review], headers: dict[str, str], decision: str
) -> None:
    boss.post(url("moderation_decide"), {decision: held[0].pk}, follow=True)
    said = said_by(boss, "moderation_decide", {decision: held[0].pk}, headers)
    assert said == [("warning", "Nothing has changed: this was decided before.")]


def said_by(
    client: Client, name: str, data: dict[str, Any], headers: dict[str, str]
) -> list[tuple[str, str]]:
    """Return the messages of the page or of the script's answer, each with its level."""
    response = client.post(url(name), data, headers=headers, follow=True)
    if not headers:
        return [(each.level_tag, str(each)) for each in response.context["messages"]]
    told = [("success", response.json()["text"]), ("warning", response.json()["failure"])]
    return [(level, text) for level, text in told if text]


def test_pictures_of_looks_wait_in_the_same_queue(boss: Client) -> None:
    Policy.objects.create(store=make_store(), name="No red", words="red")
    look = Look(store=make_store(), title="Red room", slug="red", published=True)
    set_picture(look, color_image("red"))
    look.save()
    indexing.index_stale()
    text = text_of(boss.get(url()))
    assert "Red room" in text
    assert "Picture of a look" in text
    assert boss.get(url("look", look.pk))["Content-Type"] == "image/webp"


def test_who_may_only_look_decides_nothing(client: Client, held: list[Review]) -> None:
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_review"]))
    client.force_login(user)
    text = text_of(client.get(url()))
    assert 'name="block"' not in text
    assert client.post(url("moderation_decide"), {"allow": held[0].pk}).status_code == 403


def test_another_stores_reviews_cannot_be_decided(boss: Client, held: list[Review]) -> None:
    make_store("other", "Other")
    address = reverse("catalog_search:desk_moderation_decide", args=["other"])
    boss.post(address, {"allow": held[0].pk})
    held[0].refresh_from_db()
    assert held[0].state == State.OPEN


def test_titles_are_escaped(boss: Client) -> None:
    Policy.objects.create(store=make_store(), name="No <b>red</b>", words="red")
    make_photo(make_product(title="<script>alert(1)</script>"), color="red")
    indexing.index_stale()
    text = text_of(boss.get(url()))
    assert "<script>alert" not in text
    assert "No <b>" not in text
