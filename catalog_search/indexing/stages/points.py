"""From claimed photos to points: stored vectors, failures, moderation, the write, the mark.

All of this is done by the one thread of a run that uses the database and the index.
"""

from collections.abc import Sequence

import numpy as np

from catalog_search import conf
from catalog_search.exceptions import (
    ArchivedPhoto,
    InvalidPhoto,
    PhotoGone,
    UnreadableNow,
    UnreadableObject,
    message_of,
)
from catalog_search.exceptions import message as _
from catalog_search.indexing import documents, moderation, reconcile, withdrawals
from catalog_search.indexing.moderation import opinions
from catalog_search.indexing.moderation.carrying_out import BY_A_PERSON
from catalog_search.indexing.stages import claims, reading
from catalog_search.indexing.stages.batches import Batch
from catalog_search.indexing.stages.report import IndexingReport
from catalog_search.models import Photo, Store, databases
from catalog_search.signals import (
    BlockedProduct,
    IndexedPhoto,
    photo_indexed,
    product_blocked,
    send_on_commit,
)
from catalog_search.text import analysis
from catalog_search.types import Point, SparseVector, Verdict


def take_from_index(batch: Batch, report: IndexingReport) -> None:
    """Take over the vectors of photos and titles that the index has and that are still true.

    The row may say so wrongly, after an overtaken worker's write; the point says what it holds.
    """
    indexed = {p.point_id: p for p in batch.photos if p.indexed_model}
    if not indexed:
        return
    with report.stage("fetch"):
        stored = conf.get_index().fetch(list(indexed))
    to_classify = conf.get_classifier() and opinions.are_needed(batch.photos[0].store)
    for point_id, point in stored.items():
        photo = indexed[point_id]
        if documents.has_title_vector(point.payload, photo.product):
            batch.titles[photo.pk] = point.title
        if to_classify and opinions.opinion_of(photo) is None:
            continue  # It is read for the classifier, so it is encoded as well.
        if documents.is_vector_of(point.payload, photo.etag):
            batch.vectors[photo.pk] = point.photo
            batch.refreshed.add(photo.pk)


def settle(batch: Batch, report: IndexingReport) -> None:
    """Record which photos of an encoded batch failed, and block those that moderation refuses.

    Raises SourceUnavailable if the source hands out none of them and no other photo either.
    """
    for stage, seconds in batch.seconds.items():
        report.add_seconds(stage, seconds)
    changed = batch.changed
    reading.refuse_outage(changed, [batch.readings[photo.pk].outcome for photo in changed])
    for photo in changed:
        settle_photo(photo, batch, report)
    if classifier := conf.get_classifier():
        for photo in changed:
            if photo.pk in batch.opinions:
                opinions.remember(photo, batch.opinions[photo.pk], classifier)
    review(batch, report)


def settle_photo(photo: Photo, batch: Batch, report: IndexingReport) -> None:
    """Note what reading the photo showed of it, or release the claim of one that failed."""
    read = batch.readings.pop(photo.pk)
    photo.mean_color = read.mean_color or photo.mean_color
    if isinstance(read.outcome, UnreadableNow):
        report.failed += 1
        report.postponed += 1
        report.problem = report.problem or message_of(read.outcome)
        claims.postpone(photo, batch.token, message_of(read.outcome))
    elif isinstance(read.outcome, InvalidPhoto | UnreadableObject):
        # A photo that cannot be decoded stays so; the refusal of a storage may be lifted.
        final = isinstance(read.outcome, InvalidPhoto)
        bad = final and not isinstance(read.outcome, ArchivedPhoto)
        reason = message_of(read.outcome)
        report.failed += 1
        report.quarantined += claims.fail(photo, batch.token, reason, final=final, bad=bad)
    elif isinstance(read.outcome, PhotoGone):
        report.gone += 1
        reason = message_of(read.outcome)
        claims.finish_unindexed(photo, batch.token, Photo.State.MISSING, reason=reason)
    else:
        photo.width, photo.height = read.outcome.size
        photo.ground, photo.has_writing = read.ground, read.has_writing


def review(batch: Batch, report: IndexingReport) -> None:
    """Block the photos that moderation does not allow; they lose their vectors."""
    photos = batch.allowed()
    if not photos:
        return
    with report.stage("review"):
        store = photos[0].store
        # Read before the policies: if they change in between, the photos are judged again.
        version = Store.objects.values_list("policy_version", flat=True).get(pk=store.pk)
        vectors = np.stack([batch.vectors[photo.pk] for photo in photos])
        verdicts = moderation.review(
            store, vectors, [opinions.opinion_of(photo) for photo in photos]
        )
        for photo, verdict in zip(photos, verdicts, strict=True):
            # The policy that needs the classifier may be newer than the claim: judge it again.
            photo.policy_version = 0 if verdict.policy == moderation.UNCLASSIFIED else version
            photo.verdict_score = verdict.score
            if photo.etag and photo.etag in (photo.released_etag, photo.blocked_etag):
                verdict = by_person(photo)
            if not verdict.allowed:
                block(photo, verdict.policy, batch, report)


def by_person(photo: Photo) -> Verdict:
    """Return what a person decided about the photo's present version."""
    allowed = photo.released_etag == photo.etag
    return Verdict(allowed, "" if allowed else photo.verdict_policy, photo.verdict_score)


def block(photo: Photo, policy: str, batch: Batch, report: IndexingReport) -> None:
    """Delete the photo's point and put the photo into the moderation queue.

    Nothing happens if another worker has taken the photo over.
    """
    vector = batch.vectors.pop(photo.pk)
    if photo.pk not in claims.renew(batch.token):
        return
    withdrawals.delete_points([photo.point_id])
    with databases.transaction():
        finished = claims.finish_unindexed(
            photo,
            batch.token,
            Photo.State.BLOCKED,
            reason=_("Blocked by the policy %(policy)s.", policy=policy) if policy else BY_A_PERSON,
            verdict_policy=policy,
            verdict_score=photo.verdict_score,
            policy_version=photo.policy_version,
            indexed_etag="",
            opinion=photo.opinion,
        )
        if finished:
            moderation.hold(photo, policy, photo.verdict_score, vector, opinions.opinion_of(photo))
    if finished:
        send_on_commit(product_blocked, "blocked", BlockedProduct, lambda: blocked(photo, policy))
    else:
        reconcile.repair([photo])
    report.blocked += finished


def blocked(photo: Photo, policy: str) -> BlockedProduct:
    """Return what the signal product_blocked says of a photo that breaks this policy."""
    score = float(photo.verdict_score or 0)
    return BlockedProduct(photo.store.slug, photo.product.sku, photo.key, policy, score)


def publish(batches: Sequence[Batch], collection: str, report: IndexingReport) -> None:
    """Upsert the points of the photos that are still claimed, in one write; mark their rows.

    `collection` is the id of the one that they are written to.

    The points of rows that were lost meanwhile are repaired.
    """
    ready = []
    for batch in batches:
        held = claims.renew(batch.token)
        ready.append((batch, [photo for photo in batch.allowed() if photo.pk in held]))
    with report.stage("upsert"):
        made = points_of(ready)
        if made:
            conf.get_index().upsert(made)
    model_id = conf.get_encoder().model_id
    for batch, photos in ready:
        with report.stage("mark"):
            lost = claims.finish(photos, batch.token, model_id, collection)
            reconcile.repair(lost)
            moderation.pass_on(photos)
        announce(photos, lost)
        refreshed = sum(photo.pk in batch.refreshed for photo in photos)
        report.refreshed += refreshed
        report.indexed += len(photos) - refreshed


def announce(photos: Sequence[Photo], lost: Sequence[Photo]) -> None:
    """Send photo_indexed for the photos of a batch, but not for those whose rows were lost."""
    lost_pks = {photo.pk for photo in lost}
    written = [photo for photo in photos if photo.pk not in lost_pks]
    if written:
        send_on_commit(
            photo_indexed,
            "indexed",
            IndexedPhoto,
            lambda: [IndexedPhoto(each.store.slug, each.product.sku, each.key) for each in written],
        )


def points_of(ready: Sequence[tuple[Batch, Sequence[Photo]]]) -> list[Point]:
    """Return the photos' points; the words of a product are analyzed once."""
    words: dict[int, SparseVector] = {}
    points = []
    for batch, photos in ready:
        for photo in photos:
            if photo.product_id not in words:
                words[photo.product_id] = analysis.bm25_vector(photo.product)
            vector, title = batch.vectors[photo.pk], batch.titles[photo.pk]
            payload = documents.photo_payload(photo)
            points.append(Point(photo.point_id, vector, title, payload, words[photo.product_id]))
    return points
