import numpy as np
import pytest

from catalog_search import conf
from catalog_search.indexing import moderation, photos
from catalog_search.models import Photo, Policy
from tests.support.shops.factories import (
    color_image,
    make_category,
    make_indexed_photo,
    make_photo,
    make_store,
)

pytestmark = pytest.mark.django_db


def vectors(*colors: str) -> np.ndarray:
    return conf.get_encoder().encode_images([color_image(color) for color in colors])


def forbid(words: str, name: str = "") -> Policy:
    return Policy.objects.create(store=make_store(), name=name or words, words=words)


def test_photo_that_shows_what_a_policy_says_is_blocked() -> None:
    forbid("red", name="No red")
    blocked, allowed = moderation.review(make_store(), vectors("red", "blue"))
    assert (blocked.allowed, blocked.policy) == (False, "No red")
    assert blocked.score > 0.99
    assert allowed.allowed
    assert allowed.policy == ""


def test_score_of_an_allowed_photo_tells_how_near_it_came() -> None:
    forbid("red")
    (verdict,) = moderation.review(make_store(), vectors("blue"))
    # A blue photo is equally far from the policy and from each neutral label.
    assert verdict.score == pytest.approx(1 / (1 + len(moderation.NEUTRAL)), abs=1e-6)


def test_what_the_store_sells_is_neutral() -> None:
    forbid("red")
    store = make_store()
    make_category("Paint > Pots", store, prompt="red")
    (verdict,) = moderation.review(store, vectors("red"))
    assert verdict.allowed
    assert verdict.score == pytest.approx(0.5, abs=1e-3)


def test_two_policies_of_one_meaning_do_not_halve_each_other() -> None:
    forbid("red", name="a")
    forbid("red", name="b")
    assert not moderation.review(make_store(), vectors("red"))[0].allowed


def test_policy_of_the_highest_score_is_named() -> None:
    forbid("red")
    forbid("red shoe")
    assert moderation.review(make_store(), vectors("red"))[0].policy == "red"


def test_without_policies_every_photo_is_allowed_and_no_model_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    policy = forbid("red")
    policy.enabled = False
    policy.save()
    red = vectors("red", "blue")
    monkeypatch.setattr(
        conf.get_encoder(), "encode_texts", lambda texts: pytest.fail("the encoder was asked")
    )
    assert [verdict.allowed for verdict in moderation.review(make_store(), red)] == [True, True]


def test_policies_of_another_store_do_not_count() -> None:
    forbid("red")
    assert moderation.review(make_store("other"), vectors("red"))[0].allowed


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_vector_that_cannot_be_scored_is_not_allowed(value: float) -> None:
    forbid("green")
    rows = vectors("red", "blue")
    rows[0] = value
    broken, sound = moderation.review(make_store(), rows)
    assert (broken.allowed, broken.policy) == (False, moderation.UNSCORED)
    assert sound.allowed


def test_threshold_that_is_no_number_blocks() -> None:
    policy = Policy(name="odd", threshold=float("nan"))
    assert not moderation.verdict([policy], np.array([0.1])).allowed


def test_no_photos_no_verdicts() -> None:
    forbid("red")
    assert moderation.review(make_store(), np.empty((0, 64), np.float32)) == []


def test_released_photo_is_stale_and_unclaimed() -> None:
    photo = make_photo(
        state=Photo.State.BLOCKED,
        reason="No red",
        attempts=2,
        verdict_policy="No red",
        verdict_score=0.9,
    )
    assert moderation.release([photo], by="ann") == 1
    photo.refresh_from_db()
    assert (photo.state, photo.reason, photo.attempts) == (Photo.State.LIVE, "", 0)
    assert photo.released_etag == photo.etag
    assert photo in Photo.objects.stale(conf.get_index().create())


def test_only_blocked_photos_are_released() -> None:
    photo = make_photo(state=Photo.State.QUARANTINED)
    assert moderation.release([photo], by="ann") == 0
    photo.refresh_from_db()
    assert photo.state == Photo.State.QUARANTINED


def test_photo_that_changed_since_it_was_looked_at_is_not_released() -> None:
    photo = make_photo(state=Photo.State.BLOCKED)
    Photo.objects.update(etag="another")
    assert moderation.release([photo], by="ann") == 0
    photo.refresh_from_db()
    assert (photo.state, photo.released_etag) == (Photo.State.BLOCKED, "")


def test_new_policy_reaches_photos_that_are_indexed_already(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    red, blue = make_indexed_photo(color="red"), make_indexed_photo(color="blue")
    forbid("red", name="No red")
    monkeypatch.setattr(
        conf.get_encoder(), "encode_images", lambda images: pytest.fail("encoded again")
    )
    assert moderation.review_again(make_store()) == 2
    photos.index_stale()
    red.refresh_from_db()
    assert (red.state, red.verdict_policy) == (Photo.State.BLOCKED, "No red")
    assert list(conf.get_index().ids()) == [blue.point_id]


def test_photo_that_no_policy_blocks_any_more_comes_back() -> None:
    policy = forbid("red")
    photo = make_photo(color="red")
    photos.index_stale()
    policy.delete()
    assert moderation.review_again(make_store()) == 1
    photos.index_stale()
    photo.refresh_from_db()
    assert (photo.state, photo.reason) == (Photo.State.LIVE, "")
    assert list(conf.get_index().ids()) == [photo.point_id]


def test_released_photo_passes_the_next_review() -> None:
    forbid("red")
    photo = make_photo(color="red")
    photos.index_stale()
    moderation.release(Photo.objects.all(), by="ann")
    photos.index_stale()
    moderation.review_again(make_store())
    photos.index_stale()
    photo.refresh_from_db()
    assert photo.state == Photo.State.LIVE
    assert list(conf.get_index().ids()) == [photo.point_id]
