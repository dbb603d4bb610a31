"""Dates and times as the project's clock shows them, with USE_TZ and without."""

from datetime import date, datetime

from django.utils import timezone


def local(moment: datetime) -> datetime:
    """Return the moment in the current time zone. Without USE_TZ it already is."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def today() -> date:
    """Return the date in the current time zone."""
    return local(timezone.now()).date()
