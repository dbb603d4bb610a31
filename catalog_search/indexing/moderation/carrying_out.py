"""What a decision does to the picture that it is about."""

import logging

from catalog_search.exceptions import CatalogSearchError, gettext_noop, message
from catalog_search.indexing import withdrawals
from catalog_search.indexing.stages import pauses
from catalog_search.models import Photo, Review, databases

logger = logging.getLogger(__name__)
State = Review.State
UNCLAIMED = {"claimed_by": None, "claimed_until": None, **pauses.NOT_TRIED}
BY_A_PERSON = message(gettext_noop("Blocked by a person."))


def apply(review: Review) -> bool:
    """Do to the picture what the review says; return whether it is still the one reviewed."""
    if review.photo:
        return bool(apply_to_photo(review.photo, review.version, State(review.state)))
    values = {
        State.OPEN: {"allowed_picture": "", "blocked_picture": ""},
        State.BLOCKED: {"allowed_picture": "", "blocked_picture": review.version},
        State.ALLOWED: {"allowed_picture": review.version, "blocked_picture": ""},
    }[State(review.state)]
    return bool(review.upload and review.upload.judge(review.version, **values))


def apply_to_photo(photo: Photo, etag: str, state: "Review.State") -> int:
    # If the photo changed after the person saw it, the etag differs and it stays as it is.
    rows = Photo.objects.filter(
        pk=photo.pk, etag=etag, state__in=(Photo.State.LIVE, Photo.State.BLOCKED)
    )
    if state == State.ALLOWED:
        return rows.update(
            state=Photo.State.LIVE,
            released_etag=etag,
            blocked_etag="",
            indexed_etag="",
            reason="",
            **UNCLAIMED,
        )
    # Its point is deleted now, or by the next indexing run, because `indexed_etag` stays.
    databases.on_commit(lambda: withdraw_quietly(photo), robust=True)
    return rows.update(
        state=Photo.State.BLOCKED,
        released_etag="",
        blocked_etag=etag if state == State.BLOCKED else "",
        reason=BY_A_PERSON if state == State.BLOCKED else photo.reason or BY_A_PERSON,
        **UNCLAIMED,
    )


def withdraw_quietly(photo: Photo) -> None:
    try:
        withdrawals.delete_points([photo.point_id])
    except CatalogSearchError as error:
        logger.warning("The point of %s is deleted by the next indexing run: %s", photo, error)
