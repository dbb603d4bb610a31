"""The queue: pictures that moderation holds back, and what people decide about them."""

import logging
from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.exceptions import PictureChanged
from catalog_search.indexing.moderation import carrying_out, opinions
from catalog_search.indexing.moderation.opinions import Opinion
from catalog_search.models import ModerationDecision, Photo, Policy, Review, Rule, databases
from catalog_search.models.catalogue.pictures import UploadedPicture
from catalog_search.types import Vector

logger = logging.getLogger(__name__)
State = Review.State


def hold(
    picture: "Photo | UploadedPicture",
    policy: str,
    score: float,
    vector: Vector | None,
    opinion: Opinion | None = None,
) -> None:
    """Put a picture that a policy blocked into the queue; `vector` [d] is of the current model.

    What a person decided about this very picture stands.
    """
    kind, version = kind_and_version(picture)
    values = {
        "policy": Policy.objects.filter(store=picture.store, name=policy).first(),
        "policy_name": policy,
        "score": score,
        "opinion": dict(opinion or {}),
        "model_id": "" if vector is None else conf.get_encoder().model_id,
        "vector": b"" if vector is None else vector.astype("float32").tobytes(),
    }
    undecided = {"state": State.OPEN, "reason": "", "decided_by": "", "decided_at": None}
    review = Review.objects.filter(**{kind: picture}).first()
    if review is None:
        Review.objects.create(store=picture.store, version=version, **{kind: picture}, **values)
    elif review.version == version and review.state != State.OPEN:
        Review.objects.filter(pk=review.pk).update(**values)
    else:
        Review.objects.filter(pk=review.pk).update(version=version, **undecided, **values)


def kind_and_version(picture: "Photo | UploadedPicture") -> tuple[str, str]:
    if isinstance(picture, Photo):
        return "photo", picture.etag
    return "rule" if isinstance(picture, Rule) else "look", picture.picture


def pass_on(photos: Iterable[Photo]) -> None:
    """Take photos out of the queue that moderation has let through after all."""
    passed = Review.objects.filter(photo__in=[photo.pk for photo in photos], state=State.OPEN)
    # Another worker may have blocked one meanwhile.
    passed.filter(photo__state=Photo.State.LIVE).delete()


def decide(
    reviews: Sequence[Review],
    state: "Review.State",
    *,
    by: str,
    reason: str = "",
    seen: str = "",
) -> tuple[list[ModerationDecision], list[Review]]:
    """Block or allow pictures; return the decisions, and the reviews whose picture has changed.

    A blocked picture is gone at once, an allowed one back after the next indexing run. With `seen`,
    the state in which the person saw them, those that are in another one by now are left and
    returned as changed.
    """
    made, changed = [], []
    for review in reviews:
        try:
            if decision := decide_one(review.pk, state, by=by, reason=reason, seen=seen):
                made.append(decision)
        except PictureChanged:
            changed.append(review)
    return made, changed


@databases.transaction()
def decide_one(
    key: int,
    state: "Review.State",
    *,
    by: str,
    reason: str = "",
    seen: str = "",
    undoes: ModerationDecision | None = None,
) -> ModerationDecision | None:
    """Decide about the review with this key; None if there is nothing to do.

    What `undoes` decided must be what still holds. Raises PictureChanged, also if the review is in
    another state than `seen`, if that is given.
    """
    locked = Review.objects.select_for_update().filter(pk=key).first()
    if locked is None:
        raise PictureChanged(_("The picture is gone."))
    if locked.state == state or (undoes and not can_undo(undoes, locked)):
        return None
    if seen and locked.state != seen:
        raise PictureChanged(_("This was decided by somebody else."))
    before = locked.state
    locked.state, locked.reason = state, reason
    locked.decided_by = "" if state == State.OPEN else by
    locked.decided_at = None if state == State.OPEN else timezone.now()
    if not carrying_out.apply(locked):
        raise PictureChanged(_("The picture has changed since; it is judged again."))
    locked.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    logger.info("Moderation: %s is %s, decided by %s", locked.pk, state, by)
    return ModerationDecision.objects.create(
        store_id=locked.store_id,
        review=locked,
        picture=locked.photo.key if locked.photo else locked.title,
        policy_name=locked.policy_name,
        before=before,
        after=state,
        reason=reason,
        by=by,
        undoes=undoes,
    )


def undo(decisions: Sequence[ModerationDecision], *, by: str) -> tuple[int, int]:
    """Undo these decisions; return how many, and how many could not be.

    A decision cannot be undone after another one on the same picture, or if the picture changed.
    """
    undone = 0
    for decision in decisions:
        if decision.review is None:
            continue
        try:
            done = decide_one(decision.review.pk, State(decision.before), by=by, undoes=decision)
        except PictureChanged:
            continue
        undone += done is not None
    return undone, len(decisions) - undone


def can_undo(decision: ModerationDecision, review: Review) -> bool:
    undone = ModerationDecision.objects.filter(undoes=decision)
    later = review.decisions.filter(pk__gt=decision.pk, undoes=None, undone=None)
    is_last = review.state == decision.after and not later.exists()
    return is_last and not undone.exists()


def release(photos: Iterable[Photo], *, by: str) -> int:
    """Allow blocked photos in their present version; return how many were released.

    The next indexing run indexes them, whatever policies say. If a photo's content changes later,
    it is reviewed again.
    """
    released = 0
    for photo in photos:
        if photo.state != Photo.State.BLOCKED:
            continue
        review = Review.objects.filter(photo=photo).first()
        if review is None or review.version != photo.etag:
            hold(photo, photo.verdict_policy, photo.verdict_score, None, opinions.opinion_of(photo))
            review = Review.objects.get(photo=photo)
        made, _changed = decide([review], State.ALLOWED, by=by)
        released += len(made)
    logger.info("Released %d photos from moderation, by %s", released, by)
    return released


def teach(photo: Photo, policy: Policy, state: "Review.State", *, by: str) -> bool:
    """Decide about a photo that may not be in the queue; return whether anything changed.

    It becomes an example for the policy. Raises IndexUnavailable and PictureChanged.
    """
    point = conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    return decide_and_teach(photo, point.photo if point else None, policy, state, by=by)


@databases.transaction()
def decide_and_teach(
    photo: Photo, vector: Vector | None, policy: Policy, state: "Review.State", *, by: str
) -> bool:
    if not Review.objects.filter(photo=photo, version=photo.etag).exists():
        hold(photo, policy.name, photo.verdict_score, vector, opinions.opinion_of(photo))
    reviews = Review.objects.filter(photo=photo)
    reviews.update(policy=policy, policy_name=policy.name)
    if photo.state == Photo.State.LIVE:
        # Undone, it is what it was before: allowed.
        reviews.filter(state=State.OPEN).update(state=State.ALLOWED)
        if state == State.ALLOWED:
            keep_live(photo, reviews.get(), by=by)
            return True
    return decide_one(reviews.get().pk, state, by=by) is not None


def keep_live(photo: Photo, review: Review, *, by: str) -> None:
    """Let no policy block a photo that is shown; it need not be indexed again for that."""
    rows = Photo.objects.filter(pk=photo.pk, etag=review.version, state=Photo.State.LIVE)
    if not rows.update(released_etag=review.version):
        raise PictureChanged(_("The picture has changed since; it is judged again."))
    Review.objects.filter(pk=review.pk).update(decided_by=by, decided_at=timezone.now())
    ModerationDecision.objects.create(
        store_id=photo.store_id,
        review=review,
        picture=photo.key,
        policy_name=review.policy_name,
        before=State.ALLOWED,
        after=State.ALLOWED,
        by=by,
    )
