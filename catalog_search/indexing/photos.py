"""Index stale photos: claim, read, decode, encode, review, upsert, mark as indexed.

A run may be killed at any point. Unfinished rows stay stale, and the next run indexes them, with
the same points as a run that was not interrupted.
"""

from collections.abc import Callable
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from catalog_search import conf
from catalog_search.catalogue import store as catalogue
from catalog_search.exceptions import (
    CatalogSearchError,
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
)
from catalog_search.indexing import claims, documents, moderation, recalibration, reconcile
from catalog_search.indexing.reading import read_all
from catalog_search.indexing.report import IndexingReport
from catalog_search.indexing.withdrawals import announce, settle
from catalog_search.models import Photo, PointToDelete, Store, databases
from catalog_search.photos import decoding
from catalog_search.text import analysis, words_cache
from catalog_search.types import Point, Vector, Vectors


@databases.primary()
def index_stale(
    limit: int | None = None,
    store: Store | None = None,
    progress: Callable[[IndexingReport], None] | None = None,
    report: IndexingReport | None = None,
) -> IndexingReport:
    """Index stale photos until none is unclaimed, or about `limit` are done; return the report.

    Counts are added to `report` if one is given.
    Raises SourceUnavailable, EncoderUnavailable or IndexUnavailable; the claimed photos are then
    given back without counting an attempt. If one store's source is down, the other stores are
    indexed before its error is raised.
    """
    report = report or IndexingReport()
    max_total = None if limit is None else report.total + limit
    outage: SourceUnavailable | None = None
    delete_points(report)
    for each_store in [store] if store else Store.objects.all():
        try:
            index_store(each_store, max_total, report, progress)
        except SourceUnavailable as error:
            outage = error
    delete_points(report)
    if outage:
        raise outage
    return report


def index_store(
    store: Store,
    max_total: int | None,
    report: IndexingReport,
    progress: Callable[[IndexingReport], None] | None,
) -> None:
    """Index the store's stale photos until the report's total reaches `max_total`.

    Afterwards calibrate the store if enough changed; with no stale photo left, publish its files.
    """
    before, drained = report.total, False
    announce(store)
    try:
        while max_total is None or report.total < max_total:
            if not index_batch(store, report):
                drained = True
                break
            if progress:
                progress(report)
    finally:
        if report.total > before:
            recalibration.add_changes(store, report.total - before)
    settle(store)
    if report.total > before and recalibration.is_due(store):
        with report.stage("calibrate"):
            recalibration.calibrate(store)
    for file in (words_cache, catalogue) if drained else ():
        if file.needs_publishing(store):
            with report.stage(f"publish {file.KIND}"):
                file.publish(store)


def index_batch(store: Store, report: IndexingReport) -> bool:
    """Claim and index one batch; return False if there was nothing to claim."""
    encoder = conf.get_encoder()
    with report.stage("claim"):
        token, batch = claims.claim(encoder.model_id, conf.settings().batch_size, store)
    if not batch:
        return False
    try:
        stored = vectors_in_index(batch, encoder.model_id, report)
        changed = [photo for photo in batch if photo.pk not in stored]
        encoded = encode_photos(changed, token, report)
        allowed = review(batch, {**stored, **encoded}, token, report)
        published = publish(allowed, token, report)
        report.refreshed += len(published & stored.keys())
        report.indexed += len(published & encoded.keys())
    except CatalogSearchError:
        claims.give_back(token)
        raise
    return True


def vectors_in_index(
    batch: list[Photo], model_id: str, report: IndexingReport
) -> dict[int, Vector]:
    """Return the stored vectors of the photos whose picture has not changed, by primary key.

    The row may say so wrongly, after an overtaken worker's write; the point says what it holds.
    """
    unchanged = [p for p in batch if p.indexed_etag == p.etag and p.indexed_model == model_id]
    with report.stage("fetch"):
        points = (
            conf.get_index().fetch([photo.point_id for photo in unchanged]) if unchanged else {}
        )
    return {
        photo.pk: points[photo.point_id].photo
        for photo in unchanged
        if photo.point_id in points
        and documents.is_vector_of(points[photo.point_id].payload, photo.etag)
    }


def encode_photos(batch: list[Photo], token: UUID, report: IndexingReport) -> dict[int, Vector]:
    """Read, decode and encode the photos; return the vectors by primary key.

    A photo that cannot be read or decoded is left out, and its row says why. Raises
    SourceUnavailable if the source hands out none of them and no other photo either.
    """
    images = {}
    with report.stage("read and decode"):
        for photo, outcome in zip(batch, read_all(batch), strict=True):
            if isinstance(outcome, InvalidPhoto | UnreadableObject):
                report.failed += 1
                report.quarantined += claims.fail(photo, token, str(outcome))
            elif isinstance(outcome, PhotoGone):
                report.gone += 1
                claims.finish_unindexed(photo, token, Photo.State.MISSING, reason=str(outcome))
            else:
                photo.width, photo.height = outcome.size
                photo.mean_color = decoding.mean_color(outcome)
                images[photo.pk] = outcome
    if not images:
        return {}
    claims.renew(token)
    with report.stage("encode photos"):
        vectors = conf.get_encoder().encode_images(list(images.values()))
    return dict(zip(images, vectors, strict=True))


def review(
    batch: list[Photo], vectors: dict[int, Vector], token: UUID, report: IndexingReport
) -> list[tuple[Photo, Vector]]:
    """Return the photos that moderation allows, with their vectors; block the others."""
    photos = [photo for photo in batch if photo.pk in vectors]
    if not photos:
        return []
    allowed = []
    with report.stage("review"):
        stacked = np.stack([vectors[photo.pk] for photo in photos])
        verdicts = moderation.review(photos[0].store, stacked)
        for photo, verdict in zip(photos, verdicts, strict=True):
            photo.verdict_score = verdict.score
            if verdict.allowed or photo.released_etag == photo.etag:
                allowed.append((photo, vectors[photo.pk]))
            else:
                block(photo, verdict.policy, token, report)
    return allowed


def block(photo: Photo, policy: str, token: UUID, report: IndexingReport) -> None:
    """Delete the photo's point and put the photo into the moderation queue.

    Nothing happens if another worker has taken the photo over.
    """
    if photo.pk not in claims.renew(token):
        return
    conf.get_index().delete([photo.point_id])
    finished = claims.finish_unindexed(
        photo,
        token,
        Photo.State.BLOCKED,
        reason=f"Blocked by the policy {policy}.",
        verdict_policy=policy,
        verdict_score=photo.verdict_score,
        indexed_etag="",
    )
    if not finished:
        reconcile.repair([photo])
    report.blocked += finished


def publish(allowed: list[tuple[Photo, Vector]], token: UUID, report: IndexingReport) -> set[int]:
    """Upsert the points of the photos that are still claimed, and mark the rows as indexed.

    Return the photos' primary keys. The points of rows that were lost meanwhile are repaired.
    """
    held = claims.renew(token)
    allowed = [(photo, vector) for photo, vector in allowed if photo.pk in held]
    if not allowed:
        return set()
    photos = [photo for photo, _ in allowed]
    encoder, index = conf.get_encoder(), conf.get_index()
    with report.stage("encode titles"):
        titles = encode_titles(photos)
    with report.stage("upsert"):
        index.upsert([as_point(p, v, t) for (p, v), t in zip(allowed, titles, strict=True)])
    with report.stage("mark"):
        reconcile.repair(claims.finish(photos, token, encoder.model_id))
    return {photo.pk for photo in photos}


def encode_titles(batch: list[Photo]) -> Vectors:
    """Return the vector of each photo's product title; a title is encoded once per product."""
    titles = {photo.product_id: photo.product.title for photo in batch}
    vectors = conf.get_encoder().encode_texts(list(titles.values()))
    by_product = dict(zip(titles, vectors, strict=True))
    return np.stack([by_product[photo.product_id] for photo in batch])


def as_point(photo: Photo, vector: Vector, title: Vector) -> Point:
    words = analysis.bm25_vector(photo.product)
    return Point(photo.point_id, vector, title, documents.photo_payload(photo), words)


def delete_points(report: IndexingReport) -> None:
    """Delete the points of deleted rows, then their tombstones."""
    while tombstones := list(PointToDelete.objects.order_by("pk")[:1000]):
        with report.stage("delete"):
            conf.get_index().delete([str(row.point_id) for row in tombstones])
            PointToDelete.objects.filter(pk__in=[row.pk for row in tombstones]).delete()
        report.deleted += len(tombstones)


def retry(rows: "QuerySet[Photo]") -> int:
    """Return quarantined photos to the indexing queue; return how many."""
    return rows.filter(state=Photo.State.QUARANTINED).update(
        state=Photo.State.LIVE, attempts=0, reason="", claimed_by=None, claimed_until=None
    )
