"""Let several workers share the stale photos: each claims rows for a limited time.

A claim is one conditional UPDATE. If a worker dies, its claim expires. Each attempt is counted
before the photo is touched, so a photo that kills its worker is quarantined after MAX_ATTEMPTS.
A photo that its source does not hand out for the moment is left alone for a pause that grows.
Each claim has a higher number than the photo's earlier ones. It travels with the points, so that a
worker that was only slow cannot overwrite what its successor stored.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Max, Q
from django.utils import timezone

from catalog_search import conf
from catalog_search.exceptions import message as _
from catalog_search.indexing.stages.pauses import NOT_TRIED, after_pause, due
from catalog_search.models import Photo, PhotoQuerySet, Store, clock, databases

MARKED_FIELDS = (
    *("indexed_etag", "indexed_model", "indexed_in", "indexed_digest", "indexed_at"),
    *("width", "height", "mean_color", "verdict_policy", "verdict_score", "reason"),
    *("policy_version", "opinion", "ground", "has_writing"),
)

DIED = _("The process died while it was working on this photo.")


@dataclass
class PhotosElsewhere:
    """Photos with a point in another collection; found by scanning the store once, by key."""

    collection: str
    store: Store
    after: int = 0
    """The primary key up to which a run has claimed photos."""

    def rows(self) -> PhotoQuerySet:
        photos = Photo.objects.elsewhere(self.collection).filter(store=self.store)
        # Photos that are behind as well are claimed by that column.
        return photos.filter(free(), behind=0)


def photos_elsewhere(store: Store, collection: str) -> PhotosElsewhere | None:
    """Return the store's photos of other collections; None if there are none, which is the rule."""
    photos = PhotosElsewhere(collection, store)
    return photos if Photo.objects.elsewhere(collection).filter(store=store).exists() else None


def claim(
    limit: int,
    store: Store | None = None,
    *,
    alone: bool = True,
    elsewhere: PhotosElsewhere | None = None,
) -> tuple[uuid.UUID, list[Photo]]:
    """Claim up to `limit` photos that are behind, else some `elsewhere`; return token and photos.

    A photo that was attempted before is claimed alone, and only if `alone` allows it: if it kills
    the process, no other photo may be affected.
    """
    token = uuid.uuid4()
    with databases.transaction():
        quarantine_exhausted(behind(store))
        chosen = untried(behind(store), limit)
        if not chosen and elsewhere:
            chosen = untried(elsewhere.rows().filter(pk__gt=elsewhere.after), limit)
            elsewhere.after = chosen[-1] if chosen else elsewhere.after
        if not chosen:
            chosen = unread(behind(store), limit)
        if not chosen and elsewhere:
            chosen = unread(elsewhere.rows(), limit)
        if not chosen and alone:
            chosen = tried(behind(store))
            if not chosen and elsewhere:
                quarantine_exhausted(elsewhere.rows())
                chosen = tried(elsewhere.rows())
        if not chosen:
            return token, []
        mark_claimed(chosen, token)
    return token, claimed_photos(token, [store] if store else Store.objects.all())


def claimed_photos(token: uuid.UUID, stores: Iterable[Store]) -> list[Photo]:
    """Return the claim's photos with their products; those of a store share one object of it."""
    by_pk = {store.pk: store for store in stores}
    claimed = Photo.objects.filter(claimed_by=token).select_related("product").order_by("pk")
    photos = list(claimed)
    for photo in photos:
        photo.store = photo.product.store = by_pk[photo.store_id]
    return photos


def behind(store: Store | None) -> PhotoQuerySet:
    photos = Photo.objects.filter(free(), behind=1)
    return photos.filter(store=store) if store else photos


def free() -> Q:
    """Return the condition that nobody works on a photo and its pause is over."""
    return due() & (Q(claimed_until=None) | expired())


def expired() -> Q:
    """Return the condition that the claim's worker gave no sign for LEASE_SECONDS."""
    lease = timedelta(seconds=conf.settings().lease_seconds)
    return clock.lapsed("claimed_until", lease)


def untried(photos: PhotoQuerySet, limit: int) -> list[int]:
    # Not attempted means not claimed either, so that no row is looked at in vain.
    new = photos.filter(attempts=0, failed_reads=0)
    return list(new.order_by("pk").values_list("pk", flat=True)[:limit])


def unread(photos: PhotoQuerySet, limit: int) -> list[int]:
    """Return the keys of photos that the source did not hand out, the fewest failures first."""
    failed = photos.filter(attempts=0, failed_reads__gt=0)
    return list(failed.order_by("failed_reads", "pk").values_list("pk", flat=True)[:limit])


def tried(photos: PhotoQuerySet) -> list[int]:
    """Return the primary key of one photo that was attempted before and may be again, in a list."""
    attempted = photos.filter(attempts__gt=0, attempts__lt=conf.settings().max_attempts)
    return list(attempted.order_by("attempts", "pk").values_list("pk", flat=True)[:1])


def mark_claimed(pks: list[int], token: uuid.UUID) -> None:
    now = timezone.now()
    # Check again that they are free: another worker may have claimed them since the SELECT.
    photos = Photo.objects.filter(free(), pk__in=pks)
    last = photos.aggregate(last=Max("claim_number"))["last"] or 0
    # The time keeps numbers rising after the database was lost or restored from a backup.
    number = max(last + 1, int(now.timestamp() * 1_000_000))
    photos.filter(claim_number__lt=number).update(
        claimed_by=token,
        claim_number=number,
        claimed_until=now + timedelta(seconds=conf.settings().lease_seconds),
        attempts=F("attempts") + 1,
    )


def renew(token: uuid.UUID) -> set[int]:
    """Extend the claim by LEASE_SECONDS from now; return the keys of the photos it still holds."""
    until = timezone.now() + timedelta(seconds=conf.settings().lease_seconds)
    held = Photo.objects.filter(claimed_by=token)
    held.update(claimed_until=until)
    return set(held.values_list("pk", flat=True))


def give_back(token: uuid.UUID) -> None:
    """End the claim and take back its attempt, because the photos did not cause the failure."""
    Photo.objects.filter(claimed_by=token).update(
        claimed_by=None, claimed_until=None, attempts=F("attempts") - 1
    )


def fail(photo: Photo, token: uuid.UUID, reason: str, *, final: bool, bad: bool) -> bool:
    """Record a failed attempt; return whether it was the last, so the photo is quarantined.

    A `final` one is the last whatever MAX_ATTEMPTS says. All but `bad` ones are read again later.
    """
    is_last: bool = final or photo.attempts >= conf.settings().max_attempts
    Photo.objects.filter(pk=photo.pk, claimed_by=token).update(
        reason=reason,
        state=Photo.State.QUARANTINED if is_last else Photo.State.LIVE,
        retry_at=None if bad else after_pause(photo.attempts, is_last=is_last),
        claimed_by=None,
        claimed_until=None,
    )
    return is_last


def postpone(photo: Photo, token: uuid.UUID, reason: str) -> None:
    """Leave a photo that may be good for a later run; its attempt is not counted."""
    Photo.objects.filter(pk=photo.pk, claimed_by=token).update(
        reason=reason,
        failed_reads=photo.failed_reads + 1,
        retry_at=after_pause(photo.failed_reads + 1),
        claimed_by=None,
        claimed_until=None,
        attempts=F("attempts") - 1,
    )


def finish_unindexed(photo: Photo, token: uuid.UUID, state: Photo.State, **values: object) -> bool:
    """End the claim on a photo that does not go into the index, with its new state and values.

    Return False if the claim was lost; then nothing is changed.
    """
    updated: int = Photo.objects.filter(pk=photo.pk, claimed_by=token).update(
        state=state, claimed_by=None, claimed_until=None, **NOT_TRIED, **values
    )
    return bool(updated)


def finish(
    photos: Iterable[Photo], token: uuid.UUID, model_id: str, collection: str
) -> list[Photo]:
    """Mark the photos as indexed in the collection with this id.

    Return those whose rows changed meanwhile or are not held. Their points may be wrong now: see
    reconcile.repair().
    """
    photos = list(photos)
    with databases.transaction():
        # The update locks the rows: until the transaction ends, nobody else changes them.
        renew(token)
        held = Photo.objects.filter(claimed_by=token)
        etags = dict(held.values_list("pk", "etag"))
        done = [photo for photo in photos if etags.get(photo.pk) == photo.etag]
        for photo in done:
            mark_indexed(photo, model_id, collection)
        databases.write_fields(done, MARKED_FIELDS)
        # Rows that changed meanwhile are stale again; free them without waiting for the lease.
        held.update(claimed_by=None, claimed_until=None, **NOT_TRIED)
    marked = {photo.pk for photo in done}
    return [photo for photo in photos if photo.pk not in marked]


def mark_indexed(photo: Photo, model_id: str, collection: str) -> None:
    """Set the fields that say what the photo's point was made from."""
    photo.indexed_etag, photo.indexed_digest = photo.etag, photo.product_digest
    photo.indexed_model, photo.indexed_in = model_id, collection
    photo.indexed_at = timezone.now()
    photo.verdict_policy = photo.reason = ""


def quarantine_exhausted(photos: PhotoQuerySet) -> None:
    """Quarantine the photos whose process died in each of MAX_ATTEMPTS attempts."""
    exhausted = photos.filter(attempts__gte=conf.settings().max_attempts)
    if pks := list(exhausted.values_list("pk", flat=True)):
        exhausted = exhausted.filter(pk__in=pks)
        exhausted.filter(reason="").update(reason=DIED)
        ended = {"claimed_by": None, "claimed_until": None, "retry_at": None}
        exhausted.update(state=Photo.State.QUARANTINED, **ended)


def release_expired() -> int:
    """End the claims of workers that died; return how many. Their attempts stay counted."""
    released: int = Photo.objects.filter(expired()).update(claimed_by=None, claimed_until=None)
    return released


def count_expired(store: Store) -> int:
    """Return how many photos are claimed by workers that gave no sign for LEASE_SECONDS."""
    return Photo.objects.filter(expired(), store=store).count()
