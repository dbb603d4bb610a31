"""Let several workers share the stale photos: each claims rows for a limited time.

A claim is one conditional UPDATE. If a worker dies, its claim expires. Each attempt is counted
before the photo is touched, so a photo that kills its worker is quarantined after MAX_ATTEMPTS.
Each claim has a higher number than the photo's earlier ones. It travels with the points, so that a
worker that was only slow cannot overwrite what its successor stored.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Max, Q
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import Photo, PhotoQuerySet, Store, databases
from catalog_search.types import SCHEMA

DIED = "The process died while it was working on this photo."


def claim(
    limit: int, store: Store | None = None, *, alone: bool = True
) -> tuple[uuid.UUID, list[Photo]]:
    """Claim up to `limit` stale photos; return the claim's token and the photos.

    A photo that was attempted before is claimed alone, and only if `alone` allows it: if it kills
    the process, no other photo may be affected. Rows of another model must have been made stale
    for this one by `take_over`.
    """
    token = uuid.uuid4()
    with databases.transaction():
        quarantine_exhausted(store)
        free = unclaimed(store)
        # Not attempted means not claimed either, so that no row is looked at in vain.
        chosen = list(free.filter(attempts=0).order_by("pk").values_list("pk", flat=True)[:limit])
        if not chosen and alone:
            tried = free.filter(attempts__gt=0).order_by("attempts", "pk")
            chosen = list(tried.values_list("pk", flat=True)[:1])
        if not chosen:
            return token, []
        mark_claimed(chosen, token)
    claimed = Photo.objects.filter(claimed_by=token).select_related("store", "product__store")
    return token, list(claimed.order_by("pk"))


def unclaimed(store: Store | None) -> PhotoQuerySet:
    is_free = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now())
    photos = Photo.objects.filter(is_free, behind=1)
    return photos.filter(store=store) if store else photos


def take_over(model_id: str, store: Store) -> int:
    """Make the store's rows stale whose points another model made; return how many."""
    others = Photo.objects.of_other_models(model_id).filter(store=store)
    return others.update(indexed_model="")


def mark_claimed(pks: list[int], token: uuid.UUID) -> None:
    now = timezone.now()
    # Check again that they are free: another worker may have claimed them since the SELECT.
    free = Photo.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), pk__in=pks)
    last = free.aggregate(last=Max("claim_number"))["last"] or 0
    # The time keeps numbers rising after the database was lost or restored from a backup.
    number = max(last + 1, int(now.timestamp() * 1_000_000))
    free.filter(claim_number__lt=number).update(
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


def fail(photo: Photo, token: uuid.UUID, reason: str, *, final: bool = False) -> bool:
    """Record a failed attempt; return whether it was the last, so the photo is quarantined.

    A `final` one is the last whatever MAX_ATTEMPTS says.
    """
    is_last: bool = final or photo.attempts >= conf.settings().max_attempts
    Photo.objects.filter(pk=photo.pk, claimed_by=token).update(
        reason=reason,
        state=Photo.State.QUARANTINED if is_last else Photo.State.LIVE,
        claimed_by=None,
        claimed_until=None,
    )
    return is_last


def finish_unindexed(photo: Photo, token: uuid.UUID, state: Photo.State, **values: object) -> bool:
    """End the claim on a photo that does not go into the index, with its new state and values.

    Return False if the claim was lost; then nothing is changed.
    """
    updated: int = Photo.objects.filter(pk=photo.pk, claimed_by=token).update(
        state=state, claimed_by=None, claimed_until=None, attempts=0, **values
    )
    return bool(updated)


def finish(photos: Iterable[Photo], token: uuid.UUID, model_id: str) -> list[Photo]:
    """Mark the photos as indexed; return those whose rows changed meanwhile or are not held.

    The points of these may be wrong now: see reconcile.repair().
    """
    lost = []
    with databases.transaction():
        for photo in photos:
            updated = Photo.objects.filter(pk=photo.pk, claimed_by=token, etag=photo.etag).update(
                indexed_etag=photo.etag,
                indexed_model=model_id,
                indexed_schema=SCHEMA,
                indexed_digest=photo.product_digest,
                indexed_at=timezone.now(),
                width=photo.width,
                height=photo.height,
                mean_color=photo.mean_color,
                verdict_policy="",
                verdict_score=photo.verdict_score,
                reason="",
                attempts=0,
                claimed_by=None,
                claimed_until=None,
            )
            if not updated:
                lost.append(photo)
        # Rows that changed meanwhile are stale again; free them without waiting for the lease.
        Photo.objects.filter(claimed_by=token).update(
            claimed_by=None, claimed_until=None, attempts=0
        )
    return lost


def quarantine_exhausted(store: Store | None) -> None:
    """Quarantine the photos whose process died in each of MAX_ATTEMPTS attempts."""
    most = conf.settings().max_attempts
    pks = list(unclaimed(store).filter(attempts__gte=most).values_list("pk", flat=True))
    if pks:
        exhausted = unclaimed(store).filter(pk__in=pks, attempts__gte=most)
        exhausted.filter(reason="").update(reason=DIED)
        exhausted.update(state=Photo.State.QUARANTINED, claimed_by=None, claimed_until=None)
