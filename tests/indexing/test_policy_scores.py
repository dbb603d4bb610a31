"""Scores by the store's own photos, previews, and what decisions teach a policy."""

import math

import numpy as np
import pytest

from catalog_search import conf
from catalog_search.indexing import moderation
from catalog_search.indexing import photos as indexing
from catalog_search.indexing.moderation import reviews, sample, scores, teaching
from catalog_search.models import Photo, Policy, Review, Store
from tests.support.shops.factories import (
    color_image,
    make_category,
    make_indexed_photo,
    make_photo,
    make_store,
)

pytestmark = pytest.mark.django_db

State = Review.State


def forbid(words: str = "red", **fields: object) -> Policy:
    return Policy.objects.create(store=make_store(), name=f"No {words}", words=words, **fields)


def stock(**colors: int) -> dict[str, list[Photo]]:
    return {
        color: [make_indexed_photo(color=color) for _ in range(count)]
        for color, count in colors.items()
    }


def vectors(*colors: str) -> np.ndarray:
    return conf.get_encoder().encode_images([color_image(color) for color in colors])


def test_log_odds_against_the_neutral_words() -> None:
    # A blue photo is at a right angle to the policy and to all six neutral words.
    (odds,) = scores.log_odds(vectors("blue"), "red", list(moderation.NEUTRAL))
    assert odds == pytest.approx(-math.log(6), abs=1e-6)


def test_a_baseline_is_median_and_robust_deviation() -> None:
    odds = np.array([-9.0, -7.0, -5.0, -3.0, 100.0])
    baseline = scores.baseline_of(odds)
    assert baseline.median == -5
    assert baseline.deviation == pytest.approx(1.4826 * 2)
    half = -5 + scores.STANDS_OUT * 1.4826 * 2
    assert baseline.scores(np.array([half]))[0] == pytest.approx(0.5)


def test_photos_that_are_all_alike_leave_room() -> None:
    assert scores.baseline_of(np.full(50, -4.0)).deviation == scores.MIN_DEVIATION


def name_colors() -> None:
    make_category("Paint", prompt="red")
    make_category("Sky", prompt="blue")


def test_a_policy_is_calibrated_on_the_store() -> None:
    """Neutral words that fit better keep probabilities low; red stands out all the same."""
    name_colors()
    stock(blue=40)
    policy = forbid("a red one")
    assert moderation.review(make_store(), vectors("red"))[0].score < 0.01
    assert teaching.calibrate(policy)
    red, blue = moderation.review(make_store(), vectors("red", "blue"))
    assert (red.allowed, blue.allowed) == (False, True)
    assert red.score > 0.9
    # The median photo is STANDS_OUT deviations below one half.
    assert blue.score == pytest.approx(1 / (1 + math.exp(scores.STEEPNESS * scores.STANDS_OUT)))


def test_other_words_or_another_model_need_another_baseline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stock(blue=30)
    policy = forbid()
    teaching.calibrate(policy)
    policy.refresh_from_db()
    assert scores.calibrated(policy)
    policy.words = "green"
    assert scores.calibrated(policy) is None
    policy.words = "red"
    monkeypatch.setattr(conf.get_encoder(), "model_id", "another")
    assert scores.calibrated(policy) is None


def test_a_small_store_has_no_baseline() -> None:
    stock(blue=sample.LEAST - 1)
    assert not teaching.calibrate(forbid())


def test_a_preview_counts_and_shows_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    photos = stock(blue=35, red=3)
    monkeypatch.setattr(
        conf.get_encoder(), "encode_images", lambda images: pytest.fail("encoded again")
    )
    preview = sample.preview(make_store(), Policy(store=make_store(), words="red"))
    assert (preview.blocked, preview.looked_at, preview.of_all) == (3, 38, True)
    assert {key for key, _ in preview.above} == {photo.pk for photo in photos["red"]}
    assert len(preview.below) == sample.NEAREST
    assert (len(preview.counts), preview.counts[0], preview.counts[50]) == (101, 38, 3)
    assert not preview.asks
    everything = sample.preview(make_store(), Policy(store=make_store(), words="red"), 0.0)
    assert everything.asks


def test_a_preview_counts_blocked_photos_and_not_those_that_a_person_allowed() -> None:
    stock(blue=40)
    policy = forbid()
    for photo in stock(red=4)["red"]:
        Photo.objects.filter(pk=photo.pk).update(indexed_digest="")
    indexing.index_stale()
    held = list(Photo.objects.filter(state=Photo.State.BLOCKED))
    assert len(held) == 4
    assert sample.preview(make_store(), policy).blocked == 4
    moderation.release(held[:1], by="ann")
    indexing.index_stale()
    assert sample.preview(make_store(), policy).blocked == 3


def test_a_large_store_is_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "SAMPLE", 10)
    stock(blue=12)
    preview = sample.preview(make_store(), Policy(store=make_store(), words="red"))
    assert (preview.looked_at, preview.of_all) == (10, False)


def test_an_empty_store_has_an_empty_preview() -> None:
    preview = sample.preview(make_store(), Policy(store=make_store(), words="red"))
    assert (preview.looked_at, preview.blocked, preview.share) == (0, 0, 0.0)


def test_blocked_examples_draw_a_policy_and_allowed_ones_push_it() -> None:
    """Shoes are nothing to the word red; the examples say that they are meant, and pots not."""
    photos = stock(blue=40, green=2, yellow=2)
    policy = forbid("a thing that we do not sell")
    before = scored(policy, "green", "yellow")
    for photo in photos["green"]:
        assert reviews.teach(photo, policy, State.BLOCKED, by="ann")
    for photo in photos["yellow"]:
        assert reviews.teach(photo, policy, State.ALLOWED, by="ann")
    teaching.calibrate(policy)
    policy.refresh_from_db()
    after = scored(policy, "green", "yellow")
    assert after[0] > before[0]
    assert after[1] < after[0]


def scored(policy: Policy, *colors: str) -> list[float]:
    scores = moderation.policy_scores(make_store(), [policy], vectors(*colors))
    return [float(score) for score in scores[:, 0]]


def test_a_taught_photo_is_blocked_or_stays() -> None:
    policy = forbid("a thing")
    bad, good = make_indexed_photo(color="green"), make_indexed_photo(color="blue")
    reviews.teach(bad, policy, State.BLOCKED, by="ann")
    reviews.teach(good, policy, State.ALLOWED, by="ann")
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.blocked_etag) == (Photo.State.BLOCKED, bad.etag)
    assert (good.state, good.released_etag) == (Photo.State.LIVE, good.etag)
    assert good.indexed_etag == good.etag
    assert len(bytes(Review.objects.get(photo=bad).vector)) == 4 * conf.get_encoder().dimension


@pytest.mark.parametrize(
    ("high", "low", "cut"),
    [
        ([0.9, 0.8], [0.1, 0.2], 0.5),
        ([0.9, 0.8], [0.7, 0.6], 0.75),
        ([0.3, 0.2], [0.05], 0.13),
        ([0.9, 0.1], [0.6], 0.75),
    ],
)
def test_the_cut_with_the_fewest_errors_nearest_to_one_half(
    high: list[float], low: list[float], cut: float
) -> None:
    assert teaching.best_cut(high, low) == pytest.approx(cut, abs=0.011)


def test_a_threshold_is_proposed_from_decisions_of_both_kinds() -> None:
    photos = stock(blue=40, red=2, pink=2)
    policy = forbid()
    assert teaching.proposed_threshold(policy) == 0.5
    for photo in photos["red"]:
        reviews.teach(photo, policy, State.BLOCKED, by="ann")
    for photo in photos["pink"]:
        reviews.teach(photo, policy, State.ALLOWED, by="ann")
    assert teaching.proposed_threshold(policy) == 0.5


def test_the_first_indexing_of_a_store_calibrates_its_policies(shop: Store) -> None:
    policy = forbid("a red one")
    indexing.index_stale()
    policy.refresh_from_db()
    assert scores.calibrated(policy)
    assert Photo.objects.filter(state=Photo.State.BLOCKED).count() == 2
    assert set(Photo.objects.values_list("policy_version", flat=True)) == {shop.policy_version + 2}


@pytest.fixture
def shop() -> Store:
    name_colors()
    for color in ("blue",) * 33 + ("red",) * 2:
        make_photo(color=color)
    return make_store()
