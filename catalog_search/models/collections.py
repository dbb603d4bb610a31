"""The index's collections of this installation, and which of them searches use.

There is one, but while the model changes: NEXT_ENCODER's is filled beside ENCODER's, and a switch
makes it the live one. An encoder and its collection are chosen together, once per request, so no
vector of one model ever meets the points of the other.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.models import databases
from catalog_search.models.databases import Rows

LOOK_AGAIN = 1.0
"""Seconds. A process may use the old model for so long after a switch; its collection stays."""


class Collection(models.Model):
    """A collection that was filled once. Which photos it has, the index knows itself."""

    name = models.CharField(max_length=255, unique=True)
    model_id = models.CharField(max_length=200)
    encoder = models.CharField(
        max_length=32, help_text=_("Digest of how settings name its encoder.")
    )
    is_live = models.BooleanField(default=False, help_text=_("Searches use it."))
    share = models.FloatField(
        default=0.0, help_text=_("Share of the photos that it had when that was last looked at.")
    )
    leased_until = models.DateTimeField(
        null=True, help_text=_("Until when a process says that it is filling it.")
    )
    created_at = models.DateTimeField(default=timezone.now)
    switched_at = models.DateTimeField(
        null=True, help_text=_("When searches last began to use it.")
    )

    objects = Rows["Collection"].as_manager()

    class Meta:
        ordering = ["-is_live", "-switched_at", "-created_at"]

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class Looked:
    """What the process last read about the live collection."""

    at: float = field(default=-LOOK_AGAIN)
    entry: conf.Entry = field(default_factory=dict)


@contextmanager
def serving() -> Iterator[None]:
    """Run the block with the encoder and the index that searches use now; also a decorator.

    Within another such block, or conf.using(), that one's stay.
    """
    if conf.IN_USE.get() or not conf.settings().next_encoder:
        yield
    else:
        with conf.using(live_entry()):
            yield


def live_entry() -> conf.Entry:
    """Return the entry of the live encoder, not older than LOOK_AGAIN: ENCODER or NEXT_ENCODER."""
    looked = conf.once("live encoder", Looked)
    if time.monotonic() - looked.at >= LOOK_AGAIN:
        looked.entry, looked.at = read_live_entry(), time.monotonic()
    return looked.entry


def look_again() -> None:
    """Forget which encoder was live when this process last looked."""
    conf.once("live encoder", Looked).at = -LOOK_AGAIN


@databases.primary()
def read_live_entry() -> conf.Entry:
    configured = [conf.settings().encoder, conf.settings().next_encoder]
    live = Collection.objects.filter(is_live=True).first()
    if live:
        for entry in configured:
            if conf.digest_of(entry) == live.encoder:
                return entry
        # Its options were changed: the model tells which it is. This may load both.
        for entry in configured:
            with conf.using(entry):
                if conf.get_encoder().model_id == live.model_id:
                    return entry
    return configured[0]
