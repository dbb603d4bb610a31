"""The queue: what is held, decided, undone, judged again; photos and pictures of looks."""

import hashlib

import pytest

from catalog_search import conf
from catalog_search.exceptions import PictureChanged
from catalog_search.indexing import moderation
from catalog_search.indexing import photos as indexing
from catalog_search.indexing.moderation import reviews
from catalog_search.models import Look, ModerationDecision, Photo, Policy, Review, Store
from catalog_search.models.desk.moderation import shown_looks
from catalog_search.photos.uploaded_pictures import set_picture
from tests.support.shops.factories import (
    color_bytes,
    color_image,
    make_category,
    make_indexed_photo,
    make_photo,
    make_store,
    put_photo,
)

pytestmark = pytest.mark.django_db

State = Review.State


@pytest.fixture
def policy() -> Policy:
    return Policy.objects.create(store=make_store(), name="No red", words="red")


@pytest.fixture
def held(policy: Policy) -> Review:
    make_photo(color="red")
    indexing.index_stale()
    return Review.objects.get()


def photo_of(review: Review) -> Photo:
    return Photo.objects.get(pk=review.photo_id)


def make_look(color: str = "red", **fields: object) -> Look:
    look = Look(store=make_store(), title=f"{color} look", slug=color, published=True, **fields)
    set_picture(look, color_image(color))
    look.save()
    return look


def test_a_blocked_photo_waits_with_its_vector(held: Review, policy: Policy) -> None:
    assert (held.state, held.policy, held.policy_name) == (State.OPEN, policy, "No red")
    assert held.is_current
    assert held.score > 0.9
    assert list(conf.get_index().ids()) == []
    assert len(bytes(held.vector)) == 4 * conf.get_encoder().dimension


def test_allowed_it_comes_back_and_the_trail_says_who(held: Review) -> None:
    made, changed = moderation.decide([held], State.ALLOWED, by="ann", reason="A brick.")
    assert (len(made), changed) == (1, [])
    indexing.index_stale()
    assert list(conf.get_index().ids()) == [photo_of(held).point_id]
    line = ModerationDecision.objects.get()
    assert (line.by, line.reason, line.before, line.after) == ("ann", "A brick.", "open", "allowed")
    assert line.picture == photo_of(held).key


def test_blocked_by_a_person_it_stays_blocked_without_any_policy(
    held: Review, policy: Policy
) -> None:
    moderation.decide([held], State.BLOCKED, by="ann")
    policy.delete()
    indexing.index_stale()
    assert photo_of(held).state == Photo.State.BLOCKED
    held.refresh_from_db()
    assert (held.state, held.policy) == (State.BLOCKED, None)


def test_a_decision_made_twice_is_one(held: Review) -> None:
    moderation.decide([held], State.BLOCKED, by="ann")
    made, changed = moderation.decide([held], State.BLOCKED, by="bob")
    assert (made, changed) == ([], [])
    assert ModerationDecision.objects.get().by == "ann"


@pytest.mark.parametrize("state", [State.ALLOWED, State.BLOCKED])
def test_undone_it_waits_again(held: Review, state: Review.State) -> None:
    made, _changed = moderation.decide([held], state, by="ann")
    indexing.index_stale()
    assert moderation.undo(made, by="bob") == (1, 0)
    held.refresh_from_db()
    photo = photo_of(held)
    assert (held.state, held.decided_by) == (State.OPEN, "")
    assert (photo.state, photo.released_etag, photo.blocked_etag) == ("blocked", "", "")
    indexing.index_stale()
    assert list(conf.get_index().ids()) == []


def test_a_decision_is_undone_once_and_not_after_another(held: Review) -> None:
    first, _ = moderation.decide([held], State.ALLOWED, by="ann")
    second, _ = moderation.decide([held], State.BLOCKED, by="bob")
    assert moderation.undo(first, by="ann") == (0, 1)
    assert moderation.undo(second, by="bob") == (1, 0)
    assert moderation.undo(second, by="bob") == (0, 1)
    held.refresh_from_db()
    assert held.state == State.ALLOWED


def test_a_photo_that_changed_is_not_decided_about(held: Review) -> None:
    Photo.objects.update(etag="another")
    made, changed = moderation.decide([held], State.ALLOWED, by="ann")
    assert (made, changed) == ([], [held])
    assert photo_of(held).state == Photo.State.BLOCKED
    assert Review.objects.get().state == State.OPEN


def test_a_photo_that_is_gone_cannot_be_decided_about(held: Review) -> None:
    key = held.pk
    Photo.objects.all().delete()
    with pytest.raises(PictureChanged):
        reviews.decide_one(key, State.ALLOWED, by="ann")


def replace(review: Review, color: str) -> None:
    """Put another file, of this color, in the place of the photo, as a sync does."""
    photo, data = photo_of(review), color_bytes(color, (32, 32))
    put_photo(photo.store, photo.key, data)
    photo.etag, photo.size = hashlib.sha256(data).hexdigest(), len(data)
    photo.state, photo.indexed_etag = Photo.State.LIVE, ""
    photo.save()


def test_a_changed_photo_is_judged_again_and_leaves_the_queue(held: Review) -> None:
    replace(held, "blue")
    indexing.index_stale()
    assert photo_of(held).state == Photo.State.LIVE
    assert not Review.objects.exists()


@pytest.mark.parametrize("state", [State.ALLOWED, State.BLOCKED])
def test_a_decision_does_not_hold_for_another_picture(held: Review, state: Review.State) -> None:
    moderation.decide([held], state, by="ann")
    version = photo_of(held).etag
    replace(held, "red")
    indexing.index_stale()
    held.refresh_from_db()
    assert (held.state, held.decided_by) == (State.OPEN, "")
    assert held.version == photo_of(held).etag != version
    assert photo_of(held).state == Photo.State.BLOCKED


def test_another_picture_than_the_one_a_person_blocked_is_judged_by_policies(
    held: Review, policy: Policy
) -> None:
    moderation.decide([held], State.BLOCKED, by="ann")
    replace(held, "red")
    indexing.index_stale()
    policy.words = "green"
    policy.save()
    indexing.index_stale()
    assert photo_of(held).state == Photo.State.LIVE


@pytest.mark.parametrize("state", [State.ALLOWED, State.BLOCKED])
def test_nothing_is_learned_from_a_photo_that_has_changed(
    policy: Policy, state: Review.State
) -> None:
    photo = make_indexed_photo(color="blue")
    Photo.objects.update(etag="another")
    with pytest.raises(PictureChanged):
        reviews.teach(photo, policy, state, by="ann")
    assert not Review.objects.exists()
    assert not ModerationDecision.objects.exists()


class TestJudgingAgain:
    def test_only_photos_whose_verdict_changes_are_indexed_again(self, policy: Policy) -> None:
        red, blue = make_photo(color="red"), make_photo(color="blue")
        policy.enabled = False
        policy.save()
        indexing.index_stale()
        before = Photo.objects.get(pk=blue.pk).indexed_at
        policy.enabled = True
        policy.save()
        report = indexing.index_stale()
        assert (report.blocked, report.refreshed, report.indexed) == (1, 0, 0)
        assert Photo.objects.get(pk=red.pk).state == Photo.State.BLOCKED
        assert Photo.objects.get(pk=blue.pk).indexed_at == before

    def test_photos_come_back_when_the_words_change(self, held: Review, policy: Policy) -> None:
        policy.words = "green"
        policy.save()
        indexing.index_stale()
        assert photo_of(held).state == Photo.State.LIVE
        assert not Review.objects.exists()

    def test_nothing_is_done_when_nothing_changed(self, held: Review) -> None:
        store = Store.objects.get()
        assert moderation.judge_again(store) == 0
        assert {p.policy_version for p in Photo.objects.all()} == {store.policy_version}

    def test_in_parts(self, policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("catalog_search.indexing.moderation.judging.CHUNK", 2)
        photos = [
            make_indexed_photo(color=color) for color in ("blue", "red", "blue", "red", "red")
        ]
        assert moderation.judge_again(make_store()) == 3
        behind = Photo.objects.filter(pk__in=[photo.pk for photo in photos], behind=1)
        assert behind.count() == 3

    def test_new_categories_do_not_judge_again(self, held: Review) -> None:
        make_category("Paint > Pots", prompt="red")
        indexing.index_stale()
        assert photo_of(held).state == Photo.State.BLOCKED


class TestLooks:
    def test_without_policies_a_look_is_shown_at_once(self) -> None:
        look = make_look()
        assert list(shown_looks(make_store())) == [look]

    def test_with_policies_once_it_was_judged(self, policy: Policy) -> None:
        look = make_look("blue")
        assert list(shown_looks(make_store())) == []
        indexing.index_stale()
        assert list(shown_looks(make_store())) == [look]

    def test_a_blocked_one_waits_in_the_same_queue(self, policy: Policy) -> None:
        look = make_look("red")
        indexing.index_stale()
        review = Review.objects.get()
        assert (review.look, review.version, review.title) == (look, look.picture, "red look")
        assert list(shown_looks(make_store())) == []
        moderation.decide([review], State.ALLOWED, by="ann")
        indexing.index_stale()
        assert list(shown_looks(make_store())) == [look]

    def test_another_picture_is_judged_anew(self, policy: Policy) -> None:
        look = make_look("blue")
        indexing.index_stale()
        set_picture(look, color_image("red"))
        look.save()
        assert list(shown_looks(make_store())) == []
        indexing.index_stale()
        assert Review.objects.get().look == look

    def test_a_persons_no_stands_without_policies(self, policy: Policy) -> None:
        make_look("red")
        indexing.index_stale()
        moderation.decide([Review.objects.get()], State.BLOCKED, by="ann")
        policy.delete()
        indexing.index_stale()
        assert list(shown_looks(make_store())) == []

    def test_a_lost_picture_is_not_shown(self, policy: Policy) -> None:
        look = make_look("blue")
        conf.get_storage().delete(look.picture)
        indexing.index_stale()
        assert list(shown_looks(make_store())) == []
