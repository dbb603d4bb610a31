"""When to read a photo again that its source did not hand out, though it may soon."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=2)
"""Each pause is twice the one before."""
IN_QUARANTINE = timedelta(days=1)
"""After which a photo that was refused is tried again: a permission may have been given."""

NOT_TRIED = {"attempts": 0, "failed_reads": 0, "retry_at": None}
"""Values of a photo's row that is to be worked on as if it were new."""


def due() -> Q:
    """Return the condition that a photo waits for nothing, or its pause is over.

    A pause longer than there are any was written by a wrong clock.
    """
    now = timezone.now()
    return Q(retry_at=None) | Q(retry_at__lte=now) | Q(retry_at__gt=now + LONGEST)


def waiting() -> Q:
    """Return the condition that a photo could not be read and is left alone for now."""
    return Q(state="live", retry_at__gt=timezone.now())


def after_pause(failures: int, *, is_last: bool = False) -> datetime:
    """Return when to try again after so many failures in a row, the last before a quarantine."""
    if is_last:
        return timezone.now() + IN_QUARANTINE
    doublings = min(failures - 1, 10)
    return timezone.now() + min(FIRST * (1 << doublings), LONGEST)
