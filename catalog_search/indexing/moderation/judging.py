"""Judge pictures again after policies changed, and the pictures of looks and banners at all.

Photos are judged when they are indexed (indexing/stages/points.py). After a change of policies the
vectors of those that are indexed are compared once more, without reading a photo; only those whose
verdict changes go through indexing again.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from django.db.models import F, Q, QuerySet
from PIL.Image import Image

from catalog_search import conf
from catalog_search.indexing.moderation import carrying_out, opinions, reviews, scores
from catalog_search.indexing.moderation.opinions import Opinion
from catalog_search.models import Photo, Review, Store
from catalog_search.models.catalogue.pictures import UploadedPicture
from catalog_search.models.desk.moderation import raise_version
from catalog_search.models.side_notes import side_note
from catalog_search.photos.decoder import decoding
from catalog_search.types import Vector

CHUNK = 500


def review_again(store: Store) -> int:
    """Make the next indexing run judge all photos of the store again; return how many.

    It applies the policies enabled at that time. Until then pictures are shown as before.
    """
    raise_version(store.pk)
    return judged(store).count()


def judged(store: Store) -> "QuerySet[Photo]":
    return store.photos.filter(state__in=(Photo.State.LIVE, Photo.State.BLOCKED))


def judge_again(store: Store) -> int:
    """Judge the photos that were judged under other policies; return how many change.

    They are made stale, so that this run's pipeline blocks them or lets them through. Raises
    EncoderUnavailable, ClassifierUnavailable and IndexUnavailable.
    """
    opinions.notice_change(store)
    version = Store.objects.values_list("policy_version", flat=True).get(pk=store.pk)
    outdated = judged(store).filter(policy_version__lt=version)
    changes = 0
    while photos := list(outdated.order_by("policy_version", "pk")[:CHUNK]):
        changes += make_stale(store, photos)
        # Those that change are stale now, which no error can lose.
        Photo.objects.filter(pk__in=[photo.pk for photo in photos]).update(policy_version=version)
    return changes


def make_stale(store: Store, photos: Sequence[Photo]) -> int:
    """Make the photos stale whose verdict has changed; return how many."""
    live = [p for p in photos if p.state == Photo.State.LIVE and p.indexed_etag]
    blocked = [p for p in photos if p.state == Photo.State.BLOCKED and p.blocked_etag != p.etag]
    allowed = verdicts(store, vectors_of(live, blocked), known_opinions(store, photos))
    # A person's decision stands; a point that is missing is made by the pipeline.
    refused = [p.pk for p in live if not allowed.get(p.pk) and p.released_etag != p.etag]
    passed = [p.pk for p in blocked if allowed.get(p.pk, True)]
    # Claims end, so that a worker cannot finish a photo that it judged under other policies.
    rows = Photo.objects.filter(pk__in=refused, state=Photo.State.LIVE)
    changed = rows.update(indexed_digest="", **carrying_out.UNCLAIMED)
    back = Photo.objects.filter(pk__in=passed, state=Photo.State.BLOCKED)
    back = back.filter(~Q(blocked_etag=F("etag")) | Q(blocked_etag=""))
    return changed + back.update(state=Photo.State.LIVE, indexed_etag="", **carrying_out.UNCLAIMED)


def vectors_of(live: Iterable[Photo], blocked: Iterable[Photo]) -> dict[int, Vector]:
    """Return the vectors of these photos for the current model, by key, where there are any."""
    keys = {photo.point_id: photo.pk for photo in live}
    points = conf.get_index().fetch(list(keys))
    vectors = {keys[point_id]: point.photo for point_id, point in points.items()}
    rows = Review.objects.filter(
        photo__in=[photo.pk for photo in blocked], model_id=conf.get_encoder().model_id
    )
    stored = rows.values_list("photo", "vector")
    return vectors | {key: np.frombuffer(bytes(each), np.float32) for key, each in stored}


def known_opinions(store: Store, photos: Iterable[Photo]) -> dict[int, Opinion] | None:
    """Return the classifier's opinions by photo, of those it has seen; None if none is needed."""
    if not opinions.are_needed(store):
        return None
    by_photo = {photo.pk: opinions.opinion_of(photo) for photo in photos}
    return {key: opinion for key, opinion in by_photo.items() if opinion is not None}


def verdicts(
    store: Store, vectors: dict[int, Vector], opinions: dict[int, Opinion] | None
) -> dict[int, bool]:
    """Return whether each picture may be shown; pictures without an opinion are left out."""
    if opinions is not None:
        vectors = {key: vector for key, vector in vectors.items() if key in opinions}
    if not vectors:
        return {}
    their_opinions = [opinions[key] for key in vectors] if opinions is not None else ()
    judged = scores.review(store, np.stack(list(vectors.values())), their_opinions)
    return {key: each.allowed for key, each in zip(vectors, judged, strict=True)}


def judge_uploads(store: Store) -> int:
    """Judge the pictures of looks and banners that nobody judged under these policies.

    Returns how many. One that cannot be read or decoded stays unjudged, so it is not shown where
    there are policies. Raises EncoderUnavailable and ClassifierUnavailable.
    """
    version = Store.objects.values_list("policy_version", flat=True).get(pk=store.pk)
    unjudged = ~Q(allowed_picture=F("picture")) & ~Q(blocked_picture=F("picture"))
    due = unjudged | Q(policy_version__lt=version)
    looks, rules = (rows.exclude(picture="").filter(due) for rows in (store.looks, store.rules))
    return sum(judge_upload(row, version) for row in (*looks, *rules))


def judge_upload(row: UploadedPicture, version: int) -> bool:
    """Judge the picture of a look or banner, unless a person did; return whether it was done."""
    kind, picture = reviews.kind_and_version(row)
    by_person = Review.objects.filter(**{kind: row}, version=picture)
    if decided := by_person.exclude(state=Review.State.OPEN).first():
        carrying_out.apply(decided)
        row.judge(picture, policy_version=version)
        return False
    image = side_note("A picture could not be judged", lambda: picture_of(row))
    if image is None:
        return False
    (vector,) = conf.get_encoder().encode_images([image])
    opinion = opinions.of_picture(image)
    (verdict,) = scores.review(row.store, vector[None], [opinion])
    names = ("allowed_picture", "blocked_picture")
    pictures = (picture, "") if verdict.allowed else ("", picture)
    values = dict(zip(names, pictures, strict=True))
    # If the picture was replaced meanwhile, the next run judges the new one.
    if row.judge(picture, policy_version=version, **values) and not verdict.allowed:
        reviews.hold(row, verdict.policy, verdict.score, vector, opinion)
    elif verdict.allowed:
        Review.objects.filter(**{kind: row}, state=Review.State.OPEN).delete()
    return True


def picture_of(row: UploadedPicture) -> Image:
    with conf.get_storage().open(row.picture) as file:
        return decoding.decode(file.read())
