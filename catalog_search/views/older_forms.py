"""Forms that were opened before somebody else changed their row: what both typed is kept.

A page carries what its form showed. What a person left as it was shown follows the row, what
they changed is saved, and a field that both changed is refused once, with both values on the page.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeGuard

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog_search.models import clock

Text = str | bool
"""The value of a field as a page posts it; of a checkbox, whether it is ticked."""

Said = tuple[datetime | None, dict[str, Text], dict[str, Any]]
"""When a page was made, what its fields showed, and what else it showed of the row."""

SHOWN = "shown"


class ShownField(forms.CharField):
    """What the page showed of a row; a person changes nothing by posting it."""

    widget = forms.HiddenInput

    def has_changed(self, initial: object, data: object) -> bool:
        return False


class MergedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form whose hidden field says what it showed, so that an older one overwrites nothing."""

    shown = ShownField(required=False, label="")

    lists: Mapping[str, Callable[[str], list[str]]] = {}
    """What reads the values of fields with lists: what was added and what was removed is merged."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conflicts: dict[str, Text] = {}
        self.opened_at: datetime | None = None
        self.prepare()
        stored = self.stored()
        self.initial[SHOWN] = written(stored, self.others())
        if self.is_bound and self.instance.pk:
            self.data = self.merged(stored)

    def prepare(self) -> None:
        """Complete the fields and initial values of a subclass, before anything is compared."""

    def others(self) -> dict[str, Any]:
        """Return what else of the row the page shows and posts, by name."""
        return {}

    def merge_others(self, data: Any, before: Mapping[str, Any]) -> None:
        """Merge what is not in the fields, given what the page showed of it."""

    def stored(self) -> dict[str, Text]:
        """Return the row's values as a page posts them that nobody has touched."""
        return {name: as_posted(self[name], self[name].initial) for name in self.compared()}

    def compared(self) -> list[str]:
        return [
            name
            for name, field in self.fields.items()
            if name in self.initial and name != SHOWN and not field.disabled
        ]

    def merged(self, stored: Mapping[str, Text]) -> Any:
        """Return the data with what the row has now in what nobody touched on this page."""
        data = self.data.copy() if isinstance(self.data, MultiValueDict) else {**self.data}
        if said := self.said():
            self.opened_at, before, others = said
            for name in stored.keys() & before.keys():
                self.merge(data, name, before[name], stored[name])
            self.merge_others(data, others)
        # Saved once more, with the row's value before one's eyes, what is typed is meant.
        self.renew(data)
        return data

    def said(self) -> Said | None:
        """Return what the page says that it showed, None if it says nothing."""
        return read(self.data.get(self.add_prefix(SHOWN)))

    def renew(self, data: Any) -> None:
        """Make the data say that the page has shown what the row has now."""
        data[self.add_prefix(SHOWN)] = self.initial[SHOWN]

    def merge(self, data: Any, name: str, before: Text, now: Text) -> None:
        typed = self.typed(name)
        if self.is_same(name, before, now) or self.is_same(name, typed, now):
            return
        if self.is_same(name, typed, before):
            put(data, self.add_prefix(name), now)
        elif name in self.lists:
            texts = (str(before), str(typed), str(now))
            put(data, self.add_prefix(name), merged_list(*map(self.lists[name], texts)))
        else:
            self.conflicts[name] = now

    def typed(self, name: str) -> Text:
        field = self.fields[name]
        value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return plain(value)

    def is_same(self, name: str, one: Text, other: Text) -> bool:
        """Return whether both texts mean the same value, such as "0.9" and "0.90"."""
        if one == other or isinstance(one, bool) or isinstance(other, bool):
            return one == other
        try:
            to_python = self.fields[name].to_python
            return bool(to_python(one) == to_python(other))
        except ValidationError:
            return False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, now in self.conflicts.items():
            self.add_error(name, changed_meanwhile(self[name], now, self.instance, self.opened_at))
        return data


def as_posted(bound: BoundField, value: Any) -> Text:
    """Return the value as the field's widget renders it, and a browser posts it untouched."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return bool(value)
    return plain(widget.format_value(bound.field.prepare_value(value)))


def plain(value: Any) -> Text:
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def put(data: Any, name: str, value: Text) -> None:
    """Set the value in the posted data as a page would post it."""
    if value is False:
        data.pop(name, None)
    else:
        data[name] = "on" if value is True else value


def merged_list(before: Sequence[str], typed: Sequence[str], now: Sequence[str]) -> str:
    """Return the list of now with what is typed added, and without what is removed there."""
    left = [each for each in now if each in typed or each not in before]
    return ", ".join([*left, *(each for each in typed if each not in (*before, *left))])


def written(values: Mapping[str, Text], others: Mapping[str, Any]) -> str:
    """Return what a page shows of a row, as its hidden field carries it."""
    return json.dumps({"at": clock.now().isoformat(), "values": values, "others": others})


def read(text: object) -> Said | None:
    """Return when the page was made and what it showed; None for anything else than that."""
    try:
        said = json.loads(str(text or ""))
        values, others = said["values"], said["others"]
        at = parse_datetime(said["at"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not (is_values(values) and isinstance(others, dict)):
        return None
    is_comparable = at is not None and timezone.is_aware(at) == timezone.is_aware(clock.now())
    return at if is_comparable else None, values, others


def is_values(values: Any) -> TypeGuard[dict[str, Text]]:
    return isinstance(values, dict) and all(isinstance(each, Text) for each in values.values())


def changed_meanwhile(bound: BoundField, now: Text, row: Model, opened_at: datetime | None) -> str:
    """Return that somebody else set the field to another value, and who, if that is known."""
    text = _("This has been changed to “%(value)s” meanwhile. Save again to have yours instead.")
    return " ".join([text % {"value": read_out(bound, now, row)}, *changed_by(row, opened_at)])


def read_out(bound: BoundField, now: Text, row: Model) -> str:
    """Return the row's value as a person reads it: of another row what that is called."""
    if isinstance(now, bool):
        return _("yes") if now else _("no")
    if isinstance(bound.field, forms.ModelChoiceField):
        return str(getattr(row, bound.name))
    choices = getattr(bound.field, "choices", None)
    return str(dict(choices).get(now, now)) if isinstance(choices, list) else now


def changed_by(row: Model, since: datetime | None) -> list[str]:
    """Return a sentence on who changed the row last and when; [] if nobody is known to."""
    if since is None or not apps.is_installed("django.contrib.admin"):
        return []
    # A project without the admin has no table for it.
    from django.contrib.admin.models import LogEntry

    entries = LogEntry.objects.filter(
        object_id=str(row.pk),
        content_type__app_label=row._meta.app_label,
        content_type__model=row._meta.model_name,
        action_time__gte=since,
    )
    entry = entries.select_related("user").order_by("-action_time").first()
    if entry is None:
        return []
    when = date_format(clock.local(entry.action_time), "TIME_FORMAT")
    details = {"user": entry.user.get_username(), "time": when}
    return [_("At %(time)s %(user)s changed it.") % details]
