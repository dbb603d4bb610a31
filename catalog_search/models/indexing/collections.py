"""The index's collections of this installation, and which of them searches use.

There is one, but while the model changes: NEXT_ENCODER's is filled beside ENCODER's, and a switch
makes it the live one. An encoder and its collection are chosen together, once per request, so no
vector of one model ever meets the points of the other.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.exceptions import CollectionBusy, gettext_noop, message
from catalog_search.models import clock, databases
from catalog_search.models.databases import Row, Rows
from catalog_search.models.fields import MessageField
from catalog_search.models.locks import locked

LEASE = timedelta(seconds=60)
LOOK_AGAIN = 1.0
"""Seconds. A process may use the old model for so long after a switch; its collection stays."""


class Collection(Row):
    """A collection that was filled once. Which photos it has, the index knows itself."""

    class Request(models.TextChoices):
        SWITCH = "switch", _("let searches use it")
        DROP = "drop", _("delete it")

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
    requested = models.CharField(
        max_length=10,
        blank=True,
        choices=Request,
        help_text=_("What somebody asked for on the desk; the next indexing run does it."),
    )
    requested_by = models.CharField(max_length=254, blank=True)
    refused = MessageField(blank=True, help_text=_("Why what was asked for last was not done."))

    objects = Rows["Collection"].as_manager()

    class Meta:
        ordering = ["-is_live", "-switched_at", "-created_at"]
        permissions = [("switch_model", "Can change the model that searches use")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def in_use(cls) -> "Collection":
        """Return the row of the collection that conf.get_index() has now, made if needed."""
        conf.get_index().create()
        values = {
            "model_id": conf.get_encoder().model_id,
            "encoder": conf.digest_of(conf.encoder_in_use()[1]),
        }
        name = conf.get_index().state().collection
        return cls.objects.update_or_create(name=name, defaults=values)[0]

    @property
    def is_configured(self) -> bool:
        """Whether settings name its encoder, so that searches can use it."""
        return self.entry() is not None

    @property
    def is_being_filled(self) -> bool:
        return self.leased_until is not None and self.leased_until > timezone.now()

    def entry(self) -> conf.Entry | None:
        """Return the entry of its encoder, None if settings do not name it any more."""
        configured = (conf.settings().encoder, conf.settings().next_encoder)
        return next((each for each in configured if conf.digest_of(each) == self.encoder), None)

    def make_live(self) -> None:
        """Let searches use it. Nothing happens if they do; other processes know within a second."""
        with databases.transaction():
            # All rows are locked, so that of two switches at once the second waits for the first.
            rows = {row.pk: row for row in locked(Collection.objects.all())}
            if not rows[self.pk].is_live:
                # The collection that was live is complete: the shares of others are relative to it.
                Collection.objects.filter(is_live=True).update(is_live=False, share=1.0)
                Collection.objects.filter(pk=self.pk).update(
                    is_live=True, switched_at=timezone.now()
                )
        look_again()

    @contextmanager
    def leased(self) -> Iterator[Callable[[], None]]:
        """Let no other process fill or switch to it within the block.

        Yields what renews the lease, to be called more often than every LEASE. Both raise
        CollectionBusy where another process has it.
        """

        def take(free: models.Q) -> None:
            until = timezone.now() + LEASE
            if not Collection.objects.filter(free, pk=self.pk).update(leased_until=until):
                raise CollectionBusy(
                    message(
                        gettext_noop(
                            "Another process is filling the collection %(name)s, or switching to "
                            "it. Wait until it is done, or for a minute if it was killed."
                        ),
                        name=self.name,
                    )
                )
            self.leased_until = until

        take(models.Q(leased_until=None) | clock.lapsed("leased_until", LEASE))
        try:
            yield lambda: take(models.Q(leased_until=self.leased_until))
        finally:
            # Only if the lease is still ours: another process may have taken a lapsed one.
            own = Collection.objects.filter(pk=self.pk, leased_until=self.leased_until)
            own.update(leased_until=None)


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


def other_entries() -> list[conf.Entry]:
    """Return the entries of configured encoders beside the one in use that a collection is for."""
    if not conf.settings().next_encoder:
        return []
    digests = set(Collection.objects.values_list("encoder", flat=True))
    configured = [conf.settings().encoder, conf.settings().next_encoder]
    unused = [entry for entry in configured if entry != conf.encoder_in_use()[1]]
    return [entry for entry in unused if conf.digest_of(entry) in digests]


def look_again() -> None:
    """Forget which encoder was live when this process last looked."""
    conf.once("live encoder", Looked).at = -LOOK_AGAIN


@databases.primary()
def read_live_entry() -> conf.Entry:
    configured = [conf.settings().encoder, conf.settings().next_encoder]
    live = Collection.objects.filter(is_live=True).first()
    if live and (entry := live.entry()):
        return entry
    if live:
        # The encoder's options were changed, so it is recognised by its model. This may load both.
        for entry in configured:
            with conf.using(entry):
                if conf.get_encoder().model_id == live.model_id:
                    return entry
    return configured[0]
