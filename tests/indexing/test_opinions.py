"""The classifier's second opinion: what it blocks, what stands beside a review, and failures."""

from typing import Any

import numpy as np
import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.backends.color_classifier import ColorClassifier
from catalog_search.exceptions import ClassifierUnavailable
from catalog_search.indexing import moderation
from catalog_search.indexing import photos as indexing
from catalog_search.indexing.moderation import judge_uploads, reviews, sample, teaching
from catalog_search.models import Look, Photo, Policy, Review
from catalog_search.photos.shoppers import uploads
from tests.support.shops.factories import color_bytes, color_image, make_photo, make_store

pytestmark = pytest.mark.django_db

State = Photo.State


def use(settings: Any, *labels: str) -> None:
    entry = {
        "BACKEND": "catalog_search.backends.color_classifier.ColorClassifier",
        "OPTIONS": {"labels": labels},
    }
    conf.get_index()
    remaining = {name: built for name, built in conf.BUILT.items() if name != "classifier"}
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "CLASSIFIER": entry if labels else {},
    }
    # Index and photos are in memory, and stay.
    conf.BUILT.update(remaining)


@pytest.fixture
def classifier(settings: Any) -> None:
    use(settings, "red")


def forbid(label: str = "red", **fields: object) -> Policy:
    fields = {"store": make_store(), "name": f"No {label}", "label": label, **fields}
    return Policy.objects.create(**fields)


def states() -> dict[str, str]:
    rows = Photo.objects.values_list("key", "state")
    return {key.partition("/")[2].partition("-")[0]: state for key, state in rows}


@pytest.mark.usefixtures("classifier")
def test_photo_that_the_classifier_sees_through_is_blocked() -> None:
    forbid()
    make_photo(color="red")
    blue = make_photo(color="blue")
    indexing.index_stale()
    assert states() == {"red": State.BLOCKED, "blue": State.LIVE}
    review = Review.objects.get()
    assert (review.policy_name, review.score, review.opinion) == ("No red", 1.0, {"red": 1.0})
    assert list(conf.get_index().ids()) == [blue.point_id]


@pytest.mark.usefixtures("classifier")
def test_policies_are_changed_without_reading_photos_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_photo(color="red")
    indexing.index_stale()
    monkeypatch.setattr(ColorClassifier, "classify", lambda self, images: pytest.fail("asked"))
    with monkeypatch.context() as patch:
        refuse = lambda images: pytest.fail("encoded again")  # noqa: E731
        patch.setattr(conf.get_encoder(), "encode_images", refuse)
        policy = forbid()
        indexing.index_stale()
    assert states() == {"red": State.BLOCKED}
    policy.delete()
    # It has no point any more, so it is encoded to make one, but not classified again.
    indexing.index_stale()
    assert states() == {"red": State.LIVE}


def test_photos_indexed_before_there_was_a_classifier_are_shown_to_it(
    settings: Any,
) -> None:
    for color in ("red", "blue"):
        make_photo(color=color)
    indexing.index_stale()
    use(settings, "red")
    forbid()
    report = indexing.index_stale()
    assert states() == {"red": State.BLOCKED, "blue": State.LIVE}
    assert (report.indexed, report.blocked) == (1, 1)
    assert indexing.index_stale().total == 0


def test_another_classifier_judges_anew(settings: Any) -> None:
    use(settings, "red")
    forbid()
    make_photo(color="blue")
    indexing.index_stale()
    use(settings, "red", "blue")
    report = indexing.index_stale()
    assert report.indexed == 1
    assert Photo.objects.get().opinion["scores"] == {"red": 0.0, "blue": 1.0}


@pytest.mark.usefixtures("classifier")
def test_one_that_fails_stops_the_run_and_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: ColorClassifier, images: object) -> None:
        raise ClassifierUnavailable("It does not answer.")

    monkeypatch.setattr(ColorClassifier, "classify", fail)
    photo = make_photo(color="blue")
    with pytest.raises(ClassifierUnavailable):
        indexing.index_stale()
    photo.refresh_from_db()
    assert (photo.attempts, photo.claimed_by, photo.indexed_etag) == (0, None, "")
    assert list(conf.get_index().ids()) == []


def test_policy_whose_label_nobody_gives_stops_the_run() -> None:
    forbid("nsfw")
    make_photo()
    with pytest.raises(ClassifierUnavailable, match="or disable the policy"):
        indexing.index_stale()
    assert list(conf.get_index().ids()) == []


@pytest.mark.usefixtures("classifier")
def test_probability_that_is_none_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = np.full((1, 1), np.nan, np.float32)
    monkeypatch.setattr(ColorClassifier, "classify", lambda self, images: broken)
    forbid()
    make_photo(color="blue")
    indexing.index_stale()
    assert states() == {"blue": State.BLOCKED}


@pytest.mark.usefixtures("classifier")
def test_answer_of_the_wrong_shape_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = np.zeros((3, 2), np.float32)
    monkeypatch.setattr(ColorClassifier, "classify", lambda self, images: wrong)
    make_photo()
    with pytest.raises(ClassifierUnavailable, match="Name another"):
        indexing.index_stale()


@pytest.mark.usefixtures("classifier")
def test_policy_that_came_while_a_batch_was_under_way_is_applied_by_the_next_run() -> None:
    forbid()
    vector = conf.get_encoder().encode_images([color_image("blue")])
    (verdict,) = moderation.review(make_store(), vector, [None])
    assert (verdict.allowed, verdict.policy) == (False, moderation.UNCLASSIFIED)


@pytest.mark.usefixtures("classifier")
def test_a_person_decides_last() -> None:
    forbid()
    make_photo(color="red")
    indexing.index_stale()
    reviews.decide(list(Review.objects.all()), Review.State.ALLOWED, by="ann")
    indexing.index_stale()
    assert states() == {"red": State.LIVE}
    moderation.review_again(make_store())
    indexing.index_stale()
    assert states() == {"red": State.LIVE}


@pytest.mark.usefixtures("classifier")
def test_pictures_of_looks_are_classified() -> None:
    forbid()
    store = make_store()
    name = conf.get_storage().save("look.png", ContentFile(color_bytes("red")))
    look = Look.objects.create(store=store, title="Summer", picture=name, published=True)
    assert judge_uploads(store) == 1
    look.refresh_from_db()
    assert look.blocked_picture == name
    assert Review.objects.get().opinion == {"red": 1.0}


@pytest.mark.usefixtures("classifier")
@pytest.mark.parametrize(("color", "status"), [("red", 404), ("blue", 200)])
def test_shoppers_uploads_are_classified(client: Client, color: str, status: int) -> None:
    forbid()
    cache.clear()
    token = uploads.keep(color_image(color))
    page = client.get(reverse("catalog_search:query_photo", args=[token]))
    assert page.status_code == status


def test_without_the_classifier_no_upload_is_shown(client: Client) -> None:
    forbid("nsfw")
    cache.clear()
    token = uploads.keep(color_image("blue"))
    assert client.get(reverse("catalog_search:query_photo", args=[token])).status_code == 503


@pytest.mark.usefixtures("classifier")
def test_preview_counts_what_the_classifier_has_seen() -> None:
    for color in ("red", "red", "blue"):
        make_photo(color=color)
    indexing.index_stale()
    unseen = make_photo(color="red")
    indexing.index_stale()
    Photo.objects.filter(pk=unseen.pk).update(opinion={})
    preview = sample.preview(make_store(), forbid())
    assert (preview.looked_at, preview.blocked) == (3, 2)
    assert [score for _, score in preview.above] == [1.0, 1.0]


@pytest.mark.usefixtures("classifier")
def test_decisions_propose_a_threshold() -> None:
    policy = forbid(threshold=0.1)
    assert teaching.proposed_threshold(policy) == 0.1
    for state, share in ((Review.State.BLOCKED, 0.9), (Review.State.ALLOWED, 0.7)):
        photo, fields = make_photo(), {"policy": policy, "opinion": {"red": share}}
        Review.objects.create(
            store=make_store(), photo=photo, version=photo.etag, state=state, **fields
        )
    assert teaching.proposed_threshold(policy) == 0.8
