"""Policies on the desk: the preview, the question before one blocks much, and its examples."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing import photos as indexing
from catalog_search.models import Photo, Policy, Review
from tests.support.admin_pages import text_of
from tests.support.shops.factories import make_indexed_photo, make_store

pytestmark = pytest.mark.django_db


def url(name: str = "policies", *args: object) -> str:
    return reverse(f"catalog_search:desk_{name}", args=["demo", *args])


DATA = {"name": "No red", "words": "red", "threshold": "0.5", "enabled": "on"}


@pytest.fixture
def photos() -> dict[str, list[Photo]]:
    counts = {"blue": 36, "red": 2}
    return {
        color: [make_indexed_photo(color=color) for _ in range(count)]
        for color, count in counts.items()
    }


def make_policy(**fields: object) -> Policy:
    return Policy.objects.create(
        **{"store": make_store(), "name": "No red", "words": "red", **fields}
    )


def test_words_as_typed_are_previewed(boss: Client, photos: dict[str, list[Photo]]) -> None:
    text = text_of(boss.get(url("policy_new"), {"words": "red", "part": "1"}))
    assert "Would block <strong data-blocked>2</strong> of 38" in text
    for photo in photos["red"]:
        assert url("photo", photo.pk, 320) in text
    assert "<html" not in text
    assert not Policy.objects.exists()


@pytest.mark.parametrize("words", ["😀", "…", "?!", "🔫 💣", "—"])
def test_words_without_a_word_are_refused(boss: Client, words: str) -> None:
    make_store()
    text = text_of(boss.post(url("policy_new"), {**DATA, "words": words}))
    assert "Write words, or choose a label: one of both." in text
    assert not Policy.objects.exists()


@pytest.mark.parametrize("words", ["枪", "a gun 🔫", "Größe"])
def test_words_of_any_script_are_taken(boss: Client, words: str) -> None:
    make_store()
    boss.post(url("policy_new"), {**DATA, "words": words})
    assert Policy.objects.get().words == words


def test_without_the_script_the_whole_page_shows_it(
    boss: Client, photos: dict[str, list[Photo]]
) -> None:
    policy = make_policy(threshold=0.9)
    text = text_of(boss.get(url("policy", policy.pk), {"words": "blue", "threshold": "0.0"}))
    assert "of 38" in text
    assert "<html" in text
    assert 'value="blue"' in text
    assert "more than a tenth" in text


def test_a_sample_is_called_one(
    boss: Client, photos: dict[str, list[Photo]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog_search.indexing.moderation.sample.SAMPLE", 35)
    text = text_of(boss.get(url("policy_new"), {"words": "red", "part": "1"}))
    assert "of a sample of 35" in text


def test_saved_it_is_applied_by_the_next_run(boss: Client, photos: dict[str, list[Photo]]) -> None:
    page = boss.post(url("policy_new"), DATA, follow=True)
    assert "The next indexing run judges" in text_of(page)
    policy = Policy.objects.get()
    assert policy.baseline
    assert LogEntry.objects.get().object_id == str(policy.pk)
    indexing.index_stale()
    assert Review.objects.filter(policy=policy).count() == 2
    assert "2 pictures wait for a decision" in text_of(boss.get(url()))


def test_one_that_blocks_more_than_a_tenth_asks(
    boss: Client, photos: dict[str, list[Photo]]
) -> None:
    data = {**DATA, "words": "blue", "threshold": "0"}
    text = text_of(boss.post(url("policy_new"), data))
    assert "This policy would block 38 of 38 photos, more than a tenth. Are you sure?" in text
    assert not Policy.objects.exists()
    boss.post(url("policy_new"), {**data, "confirm": "on"})
    assert Policy.objects.get().enabled


def test_one_that_is_not_enabled_does_not_ask(boss: Client, photos: dict[str, list[Photo]]) -> None:
    boss.post(url("policy_new"), {"name": "All", "words": "blue", "threshold": "0"})
    assert not Policy.objects.get().enabled


@pytest.mark.parametrize(
    ("field", "value"),
    [("threshold", "2"), ("threshold", "nan"), ("words", ""), ("name", ""), ("name", "Taken")],
)
def test_damaged_values_are_refused(boss: Client, field: str, value: str) -> None:
    make_policy(name="Taken")
    page = boss.post(url("policy_new"), {**DATA, field: value})
    assert page.context["form"].errors[field]
    assert Policy.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "second"), [("P", "p"), ("Möwen", "MÖWEN"), ("No red", "no red ")]
)
@pytest.mark.parametrize("in_admin", [False, True])
def test_two_policies_have_two_names(boss: Client, first: str, second: str, in_admin: bool) -> None:
    row = make_policy(name=first)
    address = reverse("admin:catalog_search_policy_add") if in_admin else url("policy_new")
    response = boss.post(address, {**DATA, "name": second, "store": row.store_id})
    assert "The store has a policy of this name." in text_of(response)
    assert Policy.objects.count() == 1
    boss.post(url("policy", row.pk), {**DATA, "name": second, "confirm": "on"})
    assert Policy.objects.get().name == second.strip()


def test_examples_are_taken_from_the_preview(boss: Client, photos: dict[str, list[Photo]]) -> None:
    policy, photo = make_policy(words="a thing"), photos["blue"][0]
    data = {"example": f"blocked:{photo.pk}"}
    page = boss.post(url("policy_teach", policy.pk), data, follow=True)
    assert "has learned from 1 photo" in text_of(page)
    photo.refresh_from_db()
    policy.refresh_from_db()
    assert photo.state == Photo.State.BLOCKED
    assert len(bytes(policy.direction)) == 4 * conf.get_encoder().dimension


@pytest.mark.parametrize("example", ["", "blocked:", "blocked:x", "open:1", "blocked:999999"])
def test_damaged_examples_are_told(boss: Client, example: str) -> None:
    policy = make_policy()
    page = boss.post(url("policy_teach", policy.pk), {"example": example}, follow=True)
    assert "The photo is gone." in text_of(page)


def test_who_may_not_decide_teaches_nothing(client: Client, photos: dict[str, list[Photo]]) -> None:
    user, names = User.objects.create_user("ed", is_staff=True), ["view_policy", "change_policy"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    policy, photo = make_policy(), photos["blue"][0]
    client.post(url("policy_teach", policy.pk), {"example": f"blocked:{photo.pk}"})
    photo.refresh_from_db()
    assert photo.state == Photo.State.LIVE


def test_decisions_propose_a_threshold(boss: Client, photos: dict[str, list[Photo]]) -> None:
    policy = make_policy(threshold=0.95)
    for decision, photo in (("blocked", photos["red"][0]), ("allowed", photos["blue"][0])):
        boss.post(url("policy_teach", policy.pk), {"example": f"{decision}:{photo.pk}"})
    text = text_of(boss.get(url("policy", policy.pk)))
    assert "Your decisions fit a threshold of 0.50 better" in text
    assert 'href="?threshold=0.5"' in text


def test_without_an_index_the_page_says_so_and_saves_nothing(
    boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(ids: list[str]) -> None:
        raise IndexUnavailable("The index does not answer.")

    make_indexed_photo()
    monkeypatch.setattr(conf.get_index(), "fetch", down)
    assert "The index does not answer." in text_of(boss.post(url("policy_new"), DATA))
    assert not Policy.objects.exists()


def test_deleted_it_blocks_nothing_any_more(boss: Client, photos: dict[str, list[Photo]]) -> None:
    policy = make_policy()
    indexing.index_stale()
    assert Review.objects.count() == 2
    boss.post(url("policy_delete", policy.pk))
    indexing.index_stale()
    assert not Photo.objects.filter(state=Photo.State.BLOCKED).exists()
