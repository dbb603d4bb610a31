"""Stale photo rows become points: claim, read, decode, encode, review, upsert, mark.

The rows are the truth. Whatever is killed midway leaves rows that still say they are stale,
so that running again ends at the same set of points as running undisturbed.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError, InvalidPhoto, PhotoGone, SourceUnavailable
from catalog_search.indexing import calibration, claims, documents, moderation
from catalog_search.indexing.report import IndexingReport
from catalog_search.models import Photo, PointToDelete, Store
from catalog_search.photos import decoding
from catalog_search.text import analysis, words_cache
from catalog_search.types import Point, StoredPhoto, Vector, Vectors

READERS = 4
DECODE_AT_LEAST = 512


def index_stale(
    limit: int | None = None,
    store: Store | None = None,
    progress: Callable[[IndexingReport], None] | None = None,
    report: IndexingReport | None = None,
) -> IndexingReport:
    """Index stale photos, at most about `limit`, until none is left unclaimed.

    Counts are added to `report` where one is given.
    Raises SourceUnavailable, EncoderUnavailable or IndexUnavailable when the work cannot go on;
    the photos at hand are given back and no attempt is counted against them. A store whose
    source is down does not keep the others waiting: its error is raised after their turn.
    """
    report = report or IndexingReport()
    end = None if limit is None else report.total + limit
    down: SourceUnavailable | None = None
    delete_points(report)
    for one in [store] if store else Store.objects.all():
        try:
            index_store(one, end, report, progress)
        except SourceUnavailable as error:
            down = error
    delete_points(report)
    if down:
        raise down
    return report


def index_store(
    store: Store,
    end: int | None,
    report: IndexingReport,
    progress: Callable[[IndexingReport], None] | None,
) -> None:
    """Index the store's stale photos until `end` photos are on the report, then calibrate."""
    before, drained = report.total, False
    while end is None or report.total < end:
        if not index_batch(store, report):
            drained = True
            break
        if progress:
            progress(report)
    if report.total > before:
        with report.stage("calibrate"):
            calibration.calibrate(store)
    if drained and words_cache.needs_publishing(store):
        with report.stage("publish words"):
            words_cache.publish(store)


def index_batch(store: Store, report: IndexingReport) -> bool:
    """Index one batch of claimed photos; return whether there was any."""
    encoder = conf.get_encoder()
    with report.stage("claim"):
        token, batch = claims.claim(encoder.model_id, conf.get("BATCH_SIZE"), store)
    if not batch:
        return False
    try:
        kept = vectors_in_index(batch, encoder.model_id, report)
        fresh = encode_photos([one for one in batch if one.pk not in kept], token, report)
        allowed = review(batch, {**kept, **fresh}, token, report)
        publish(allowed, token, report)
        report.refreshed += sum(photo.pk in kept for photo, _ in allowed)
        report.indexed += sum(photo.pk in fresh for photo, _ in allowed)
    except CatalogSearchError:
        claims.give_back(token)
        raise
    return True


def vectors_in_index(
    batch: list[Photo], model_id: str, report: IndexingReport
) -> dict[int, Vector]:
    """Return the stored vectors of photos that have not changed themselves."""
    same = [p for p in batch if p.indexed_etag == p.etag and p.indexed_model == model_id]
    with report.stage("fetch"):
        points = conf.get_index().fetch([photo.point_id for photo in same]) if same else {}
    return {p.pk: points[p.point_id].photo for p in same if p.point_id in points}


def encode_photos(batch: list[Photo], token: UUID, report: IndexingReport) -> dict[int, Vector]:
    """Return the vectors of the photos that could be read and decoded."""
    images = {}
    with report.stage("read and decode"), ThreadPoolExecutor(READERS) as pool:
        for photo, outcome in zip(batch, pool.map(read, batch), strict=True):
            if isinstance(outcome, InvalidPhoto):
                report.failed += 1
                report.quarantined += claims.fail(photo, token, str(outcome))
            elif isinstance(outcome, PhotoGone):
                report.gone += 1
                claims.set_aside(photo, token, Photo.State.MISSING, reason=str(outcome))
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


def read(photo: Photo) -> Image | InvalidPhoto | PhotoGone:
    """Return the decoded photo, or what is wrong with this one alone."""
    stored = StoredPhoto(photo.key, photo.etag, photo.size, photo.version_id)
    try:
        data = conf.get_source(photo.store.slug).read(stored)
        return decoding.decode(data, at_least=DECODE_AT_LEAST)
    except (InvalidPhoto, PhotoGone) as error:
        return error


def review(
    batch: list[Photo], vectors: dict[int, Vector], token: UUID, report: IndexingReport
) -> list[tuple[Photo, Vector]]:
    """Return the photos that may be shown; the others are blocked and leave the index."""
    readable = [photo for photo in batch if photo.pk in vectors]
    if not readable:
        return []
    allowed = []
    with report.stage("review"):
        stacked = np.stack([vectors[photo.pk] for photo in readable])
        verdicts = moderation.review(readable[0].store, stacked)
        for photo, verdict in zip(readable, verdicts, strict=True):
            photo.verdict_score = verdict.score
            if verdict.allowed or photo.released_etag == photo.etag:
                allowed.append((photo, vectors[photo.pk]))
            else:
                block(photo, verdict.policy, token, report)
    return allowed


def block(photo: Photo, policy: str, token: UUID, report: IndexingReport) -> None:
    conf.get_index().delete([photo.point_id])
    claims.set_aside(
        photo,
        token,
        Photo.State.BLOCKED,
        reason=f"Blocked by the policy {policy}.",
        verdict_policy=policy,
        verdict_score=photo.verdict_score,
        indexed_etag="",
    )
    report.blocked += 1


def publish(found: list[tuple[Photo, Vector]], token: UUID, report: IndexingReport) -> None:
    """Upsert the points and mark their rows; what vanished meanwhile leaves the index again."""
    if not found:
        return
    encoder, index = conf.get_encoder(), conf.get_index()
    with report.stage("encode titles"):
        titles = encode_titles([photo for photo, _ in found])
    with report.stage("upsert"):
        index.upsert([as_point(p, v, t) for (p, v), t in zip(found, titles, strict=True)])
    with report.stage("mark"):
        lost = claims.finish([photo for photo, _ in found], token, encoder.model_id)
        index.delete([photo.point_id for photo in lost if is_gone(photo)])


def is_gone(photo: Photo) -> bool:
    return not Photo.objects.filter(pk=photo.pk, state=Photo.State.LIVE).exists()


def encode_titles(batch: list[Photo]) -> Vectors:
    """Return one title vector per photo; each product's title is encoded once."""
    titles = {photo.product_id: photo.product.title for photo in batch}
    vectors = conf.get_encoder().encode_texts(list(titles.values()))
    by_product = dict(zip(titles, vectors, strict=True))
    return np.stack([by_product[photo.product_id] for photo in batch])


def as_point(photo: Photo, vector: Vector, title: Vector) -> Point:
    words = analysis.bm25_vector(photo.product)
    return Point(photo.point_id, vector, title, documents.photo_payload(photo), words)


def delete_points(report: IndexingReport) -> None:
    """Delete the points whose rows are gone, then their tombstones."""
    while tombstones := list(PointToDelete.objects.order_by("pk")[:1000]):
        with report.stage("delete"):
            conf.get_index().delete([str(one.point_id) for one in tombstones])
            PointToDelete.objects.filter(pk__in=[one.pk for one in tombstones]).delete()
        report.deleted += len(tombstones)


def retry(rows: "QuerySet[Photo]") -> int:
    """Put quarantined photos back in line; return how many."""
    return rows.filter(state=Photo.State.QUARANTINED).update(
        state=Photo.State.LIVE, attempts=0, reason="", claimed_by=None, claimed_until=None
    )
