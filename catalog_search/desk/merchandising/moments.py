"""The field of a form for a date and time, in the hours that a clock shows twice or never, too."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone

from catalog_search.models.clock import local

EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LATEST = datetime(9999, 12, 30, 23, 59, tzinfo=UTC)
"""What every time zone can show; before and after it stands for "always"."""


class MomentField(forms.DateTimeField):
    """Takes a time in the current time zone.

    Of an hour that the clocks show twice it is the first one; in one that they skip it is as long
    after the last one that they show.
    """

    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except forms.ValidationError:
            # Parsed without a zone, it may be a time that the current zone has twice or not at all.
            with timezone.override(UTC):
                moment = super().to_python(value)
            moment = moment and moment.replace(tzinfo=timezone.get_current_timezone())
        return in_reach(moment) if moment and timezone.is_aware(moment) else moment

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return local(in_reach(value)).replace(tzinfo=None)
        return value

    def shown(self, moment: datetime) -> str:
        """Return the text with which the form shows this moment."""
        return str(self.widget.format_value(self.prepare_value(moment)))


def in_reach(moment: datetime) -> datetime:
    """Return the moment in UTC, or the nearest that every time zone can show."""
    try:
        return min(max(moment.astimezone(UTC), EARLIEST), LATEST)
    except OverflowError:
        return EARLIEST if moment.year == 1 else LATEST
