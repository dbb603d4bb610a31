"""Who works on which stale photo: rows are claimed by one conditional update, for a while.

A worker that dies lets go by itself when its lease lapses, and every start is counted before
the photo is touched, so that a photo that kills its worker is found out after a few.
"""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from catalog_search import conf
from catalog_search.models import Photo, PhotoQuerySet, Store
from catalog_search.types import SCHEMA

DIED = "The process died while it worked on this photo."


def claim(model_id: str, limit: int, store: Store | None = None) -> tuple[uuid.UUID, list[Photo]]:
    """Return a token and up to `limit` stale photos that now belong to it.

    Photos that were started before come alone: if one of them kills the process,
    it takes no other with it.
    """
    token = uuid.uuid4()
    with transaction.atomic():
        quarantine_the_exhausted(model_id)
        free = unclaimed(model_id, store)
        fresh = list(free.filter(attempts=0).values_list("pk", flat=True)[:limit])
        chosen = fresh or list(free.order_by("attempts", "pk").values_list("pk", flat=True)[:1])
        take(chosen, token)
    mine = Photo.objects.filter(claimed_by=token).select_related("store", "product__store")
    return token, list(mine)


def unclaimed(model_id: str, store: Store | None) -> PhotoQuerySet:
    nobody = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now())
    photos = Photo.objects.stale(model_id).filter(nobody).order_by("pk")
    return photos.filter(store=store) if store else photos


def take(pks: list[int], token: uuid.UUID) -> None:
    now = timezone.now()
    # The condition is repeated: another worker may have been quicker since the rows were read.
    Photo.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), pk__in=pks).update(
        claimed_by=token,
        claimed_until=now + timedelta(seconds=conf.get("LEASE_SECONDS")),
        attempts=F("attempts") + 1,
    )


def renew(token: uuid.UUID) -> None:
    """Start the lease anew: the worker is alive."""
    until = timezone.now() + timedelta(seconds=conf.get("LEASE_SECONDS"))
    Photo.objects.filter(claimed_by=token).update(claimed_until=until)


def give_back(token: uuid.UUID) -> None:
    """Return the rows unharmed: what stopped the work was not the photos' fault."""
    Photo.objects.filter(claimed_by=token).update(
        claimed_by=None, claimed_until=None, attempts=F("attempts") - 1
    )


def fail(photo: Photo, token: uuid.UUID, reason: str) -> bool:
    """Note a failed attempt; return whether the photo is quarantined now."""
    last: bool = photo.attempts >= conf.get("MAX_ATTEMPTS")
    Photo.objects.filter(pk=photo.pk, claimed_by=token).update(
        reason=reason,
        state=Photo.State.QUARANTINED if last else Photo.State.LIVE,
        claimed_by=None,
        claimed_until=None,
    )
    return last


def set_aside(photo: Photo, token: uuid.UUID, state: Photo.State, **values: object) -> None:
    """End the work on a photo that does not go into the index."""
    Photo.objects.filter(pk=photo.pk, claimed_by=token).update(
        state=state, claimed_by=None, claimed_until=None, attempts=0, **values
    )


def finish(photos: Iterable[Photo], token: uuid.UUID, model_id: str) -> list[Photo]:
    """Mark the photos as indexed; return those whose rows vanished or changed meanwhile."""
    lost = []
    with transaction.atomic():
        for photo in photos:
            done = Photo.objects.filter(pk=photo.pk, claimed_by=token, etag=photo.etag).update(
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
            if not done:
                lost.append(photo)
        # What changed meanwhile is stale again and need not wait for the lease.
        Photo.objects.filter(claimed_by=token).update(
            claimed_by=None, claimed_until=None, attempts=0
        )
    return lost


def quarantine_the_exhausted(model_id: str) -> None:
    """Set aside the photos whose every allowed attempt ended with a dead process."""
    exhausted = unclaimed(model_id, None).filter(attempts__gte=conf.get("MAX_ATTEMPTS"))
    exhausted.filter(reason="").update(reason=DIED)
    exhausted.update(state=Photo.State.QUARANTINED, claimed_by=None, claimed_until=None)
