"""Dates and times as the project's clock shows them, with USE_TZ and without."""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone


def now() -> datetime:
    """Return this moment, with a time zone where the project has USE_TZ."""
    return timezone.now()


def lapsed(field: str, lease: timedelta) -> Q:
    """Return the condition that the lease which ends at this field's time is over.

    One that ends further ahead than it is long, and as much again for clocks that differ, was
    written by a process whose clock is wrong: it would hold for hours.
    """
    moment = now()
    return Q(**{f"{field}__lt": moment}) | Q(**{f"{field}__gt": moment + 2 * lease})


def as_stored(moment: datetime) -> datetime:
    """Return the moment as the database keeps it; without a zone it is in the project's own."""
    zone = timezone.get_default_timezone()
    aware = moment if timezone.is_aware(moment) else moment.replace(tzinfo=zone)
    # Through UTC, so that a time that the clocks skip becomes one that they show.
    aware = aware.astimezone(UTC)
    return aware if settings.USE_TZ else aware.astimezone(zone).replace(tzinfo=None)


def in_own_zone(moment: datetime) -> datetime:
    """Return the moment, as the database keeps it, in the project's own time zone."""
    zone = timezone.get_default_timezone()
    return moment.astimezone(zone) if timezone.is_aware(moment) else moment.replace(tzinfo=zone)


def local(moment: datetime) -> datetime:
    """Return the moment in the current time zone. Without USE_TZ it already is.

    One at the ends of the calendar stays in its own zone where the current one has no such day.
    """
    try:
        return timezone.localtime(moment) if timezone.is_aware(moment) else moment
    except OverflowError:
        return moment


def today() -> date:
    """Return the date in the current time zone."""
    return local(timezone.now()).date()
