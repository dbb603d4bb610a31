"""Find photos that a merchant should look at, from what indexing knows of them.

Photos are taken in the order in which they were indexed, a part in each run: what was indexed
since the last run comes next. Nothing is read or encoded. Figures behind the constants are in
docs/decisions, 2026-11-27-what-is-wrong-with-photos.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet

from catalog_search import conf
from catalog_search.indexing.baselines import calibration, customs
from catalog_search.indexing.baselines.customs import Customs
from catalog_search.indexing.moderation.sample import sample_of
from catalog_search.indexing.title_vectors import titles_alone
from catalog_search.models import Finding, Photo, Store, databases
from catalog_search.models.indexing import collections
from catalog_search.types import Match, Point, VectorQuery

CHUNK = 100
MIN_SIDE = 400
"""Pixels of the longer side below which a photo is small; a card of the shop shows up to 640."""
DISAGREES_BELOW = 0.5
"""Deviations above unrelated pairs that photo and title should have at least."""
NEAR_SHARE = 0.15
"""Photos count as nearly the same that are nearer than this share of the usual distance (1 minus
the cosine) between a photo of the store and the one nearest to it."""
MIN_NEAR = 0.965
"""Cosine below which no photos are nearly the same: in a small store the nearest is far."""
NEIGHBORS = 10
MIN_PHOTOS = 30
"""Without so many photos no usual distance is known, and nothing is nearly the same."""

Kind = Finding.Kind


@dataclass(frozen=True, slots=True)
class Neighbor:
    """A photo of another product, and how near it is."""

    photo: Photo
    cosine: float


@databases.primary()
@collections.serving()
def check(store: Store, limit: int) -> int:
    """Look at up to `limit` photos that were indexed since the last run; return how many.

    Raises IndexUnavailable.
    """
    near_from, customary = near_cosine(store), customs.of_store(store)
    looked_at = 0
    while photos := list(to_check(store)[: min(CHUNK, limit - looked_at)]):
        points = conf.get_index().fetch([photo.point_id for photo in photos])
        there = [photo for photo in photos if photo.point_id in points]
        new_findings = [
            each
            for photo, neighbors in neighbors_of(store, there, points, near_from)
            for each in findings(photo, points[photo.point_id], neighbors, store, customary)
        ]
        write(store, photos, new_findings)
        looked_at += len(photos)
        if looked_at >= limit:
            break
    return looked_at


def to_check(store: Store) -> "QuerySet[Photo]":
    """Return the indexed photos behind the store's cursor, in the order of indexing."""
    photos = store.photos.filter(state=Photo.State.LIVE, indexed_at__isnull=False)
    photos = photos.exclude(indexed_etag="").select_related("product")
    if store.checked_until is not None:
        same = Q(indexed_at=store.checked_until, pk__gt=store.checked_photo)
        photos = photos.filter(Q(indexed_at__gt=store.checked_until) | same)
    return photos.order_by("indexed_at", "pk")


def near_cosine(store: Store) -> float:
    """Return the cosine from which photos of this store are nearly the same; above 1 for none."""
    vectors = sample_of(store).vectors[:1000]
    if len(vectors) < MIN_PHOTOS:
        return 2.0
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    usual = 1 - float(np.median(cosines.max(axis=1)))
    return max(1 - NEAR_SHARE * usual, MIN_NEAR)


def neighbors_of(
    store: Store, photos: Sequence[Photo], points: dict[str, Point], near_from: float
) -> Iterator[tuple[Photo, list[Neighbor]]]:
    """Yield each photo with the older photos of other products that are nearly the same."""
    here = (Match("store", (store.slug,)), Match("visible", (True,)))
    queries = [VectorQuery(points[p.point_id].photo, limit=NEIGHBORS, where=here) for p in photos]
    answers = conf.get_index().search(queries) if queries else []
    keys = {int(key) for hits in answers for key in hits.photos}
    rows = Photo.objects.filter(store=store, state=Photo.State.LIVE).in_bulk(keys)
    for photo, hits in zip(photos, answers, strict=True):
        pairs = zip(hits.photos.tolist(), hits.scores.tolist(), strict=True)
        yield (
            photo,
            [
                Neighbor(rows[key], score)
                for key, score in pairs
                if key in rows
                and is_older(rows[key], photo)
                and (score >= near_from or is_same_file(rows[key], photo))
            ],
        )


def is_older(other: Photo, photo: Photo) -> bool:
    """Return whether `other` came first: only the later product of a pair gets the finding."""
    return other.product_id < photo.product_id


def is_same_file(other: Photo, photo: Photo) -> bool:
    return bool(photo.etag) and (other.etag, other.size) == (photo.etag, photo.size)


def findings(
    photo: Photo, point: Point, neighbors: Sequence[Neighbor], store: Store, customary: Customs
) -> Iterator[Finding]:
    """Yield what is wrong with the photo; a hidden product's photos are left alone."""

    def finding(kind: Kind, score: float, other: Photo | None = None) -> Finding:
        return Finding(
            store=store, photo=photo, kind=kind, score=score, other=other, version=photo.etag
        )

    if not photo.product.visible:
        return
    if neighbors:
        # All copies name the first product that has the photo, which makes them one group.
        first = min(neighbors, key=lambda each: each.photo.product_id)
        kind = Kind.SAME if is_same_file(first.photo, photo) else Kind.NEAR
        yield finding(kind, first.cosine, first.photo)
    if 0 < max(photo.width, photo.height) < MIN_SIDE:
        yield finding(Kind.SMALL, float(max(photo.width, photo.height)))
    if customary.is_other(photo.ground):
        yield finding(Kind.GROUND, 1.0)
    if photo.has_writing and not customary.writing:
        yield finding(Kind.WRITING, 1.0)
    model_id = conf.get_encoder().model_id
    if model_id in store.calibration and photo.product.title:
        baseline = calibration.of_store(store, model_id).text_photo
        agreement = baseline.z_score(float(point.photo @ titles_alone([point])[0]))
        if agreement < DISAGREES_BELOW:
            yield finding(Kind.MISMATCH, agreement)


@databases.transaction()
def write(store: Store, photos: Sequence[Photo], new_findings: Sequence[Finding]) -> None:
    """Replace what was found of these photos; what people decided of the same photo stays."""
    new = {(each.photo_id, each.kind): each for each in new_findings}
    stored = Finding.objects.filter(photo__in=[photo.pk for photo in photos])
    etags = {photo.pk: photo.etag for photo in photos}
    gone = []
    for row in stored:
        decided = row.state != Finding.State.OPEN and row.version == etags[row.photo_id]
        if decided:
            new.pop((row.photo_id, row.kind), None)
        else:
            gone.append(row.pk)
    Finding.objects.filter(pk__in=gone).delete()
    Finding.objects.bulk_create(new.values())
    last = photos[-1]
    store.checked_until, store.checked_photo = last.indexed_at, last.pk
    store.save(update_fields=["checked_until", "checked_photo"])
