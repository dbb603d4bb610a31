"""All exceptions of the package, and the messages in them, which say what to do next.

A message is raised and stored in English, and translated where it is shown.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
from django.utils.translation import gettext


def gettext_noop(message: str) -> str:
    """Mark a message for translation where nothing of Django's may be loaded."""
    return message


class Message(str):
    """A text for people: the English one, which `translated` shows in the active language.

    `values` fill the placeholders; one may be a message itself, or an error.
    """

    __slots__ = ("msgid", "values")
    msgid: str
    values: Mapping[str, object]

    def __new__(cls, msgid: str, /, **values: object) -> "Message":
        plain = {name: plain_value(value) for name, value in values.items()}
        message = super().__new__(cls, msgid % plain if plain else msgid)
        message.msgid, message.values = msgid, plain
        return message

    def __reduce__(self) -> tuple[object, ...]:
        return read_message, (self.stored,)

    @property
    def stored(self) -> str:
        """The text that `read_message` understands: without values the English one as it is."""
        return json.dumps(as_data(self)) if self.values else self.msgid

    @property
    def translated(self) -> str:
        """The text in the active language."""
        values = {n: v.translated if isinstance(v, Message) else v for n, v in self.values.items()}
        return local(self.msgid) % values if values else local(self.msgid)


def message(msgid: str, **values: object) -> Message:
    """Return a Message. Import this as `_`: makemessages looks for that name."""
    return Message(msgid, **values)


def message_of(error: BaseException) -> str:
    """Return what the error says; a Message if it was raised with one."""
    own_message = argument(error)
    return str(error) if own_message is None else own_message


def argument(error: BaseException) -> Message | None:
    """Return the message that the error was raised with."""
    first = error.args[0] if len(error.args) == 1 else None
    return first if isinstance(first, Message) else None


def read_message(stored: str) -> Message:
    """Return the message that was stored; any other text is a message without values."""
    if stored.startswith('{"msgid":'):
        try:
            return from_data(json.loads(stored))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass  # Cut, or written by somebody else: it is shown as it is.
    return Message(stored)


def translated(text: str) -> str:
    """Return a message, or the text that one was stored as, in the active language."""
    return (text if isinstance(text, Message) else read_message(text)).translated


def plain_value(value: object) -> object:
    plain = message_of(value) if isinstance(value, BaseException) else value
    return plain if isinstance(plain, str | int | float) else str(plain)


def as_data(value: object) -> object:
    if not isinstance(value, Message):
        return value
    return {"msgid": value.msgid, "values": {n: as_data(v) for n, v in value.values.items()}}


def from_data(data: Mapping[str, Any]) -> Message:
    values = dict(data["values"])
    read = {n: from_data(v) if isinstance(v, Mapping) else v for n, v in values.items()}
    return Message(str(data["msgid"]), **read)


def local(msgid: str) -> str:
    try:
        # gettext("") is the head of the file of translations.
        return gettext(msgid) if msgid else ""
    except (AppRegistryNotReady, ImproperlyConfigured):
        return msgid  # Django is being set up.


class CatalogSearchError(Exception):
    """Base class of all exceptions here; never raised itself. str() is in the active language."""

    def __str__(self) -> str:
        own_message = argument(self)
        return super().__str__() if own_message is None else own_message.translated


class WrongSettings(CatalogSearchError, ImproperlyConfigured):
    """settings.CATALOG_SEARCH is not valid."""


class EncoderUnavailable(CatalogSearchError):
    """The encoder's model cannot be loaded or fails."""


class DetectorUnavailable(CatalogSearchError):
    """The detector's model cannot be loaded or fails."""


class ClassifierUnavailable(CatalogSearchError):
    """The classifier's model cannot be loaded or fails, or a policy names no label of it."""


class ExportFailed(CatalogSearchError):
    """The model cannot be exported; no directory was written."""


class IndexUnavailable(CatalogSearchError):
    """The vector index cannot be reached or does not respond. Retrying may help."""


class ForeignIndex(IndexUnavailable):
    """The collection belongs to another installation, or to the original of a copied database."""


class IndexRefused(IndexUnavailable):
    """The index forbids this request: a bug, or a setting. Pages do without, and it is logged."""


class CollectionBusy(CatalogSearchError):
    """Another process is filling a collection of the index, or switching to it."""


class CannotSwitch(CatalogSearchError):
    """Searches go on with the collection they use: the other one is not there, or not full."""


class IndexMismatch(CatalogSearchError):
    """Vectors do not fit the collection: their dimension differs, or they are not finite."""


class SnapshotRefused(CatalogSearchError):
    """A snapshot of the index cannot be made or restored; the message says why."""


class CacheUnavailable(CatalogSearchError):
    """The cache does not answer. Pages go on without it."""


class Damaged(CatalogSearchError, ValueError):
    """A published file is not as it was written; catalog_index publishes it again."""


class SourceUnavailable(CatalogSearchError):
    """The catalogue's source cannot be reached or denies access. Retrying may help."""


class PhotoGone(CatalogSearchError):
    """The photo was deleted or changed since it was listed, or is not indexed yet."""


class UnreadableObject(CatalogSearchError):
    """One object of the source cannot be read, a photo or a manifest; the others can."""


class UnreadableNow(UnreadableObject):
    """One object cannot be read at the moment, though others can. Retrying may help."""


class InvalidPhoto(CatalogSearchError):
    """The bytes are not a usable photo; the message says why."""

    # The message is in English: the process that decodes photos knows no languages.
    def __init__(self, message: str = "", **values: str | int) -> None:
        text = message if isinstance(message, Message) else Message(message, **values)
        super().__init__(text)
        self.message, self.values = text.msgid, text.values


NO_PICTURE = (InvalidPhoto, PhotoGone, UnreadableObject)
"""What may be wrong with one photo of the catalogue; others can be read."""


class ArchivedPhoto(InvalidPhoto):
    """The photo must be restored from cold storage first: it may be read later."""


class UploadTooLarge(InvalidPhoto):
    """The upload is larger than a photo may be. Raised before it is read."""


class QueryPhotoExpired(CatalogSearchError):
    """The shopper's photo has been deleted and must be uploaded again."""


class QueryPhotoUnknown(CatalogSearchError):
    """The token of a shopper's photo has no valid signature."""


class PhotoNotKept(CatalogSearchError):
    """The cache does not keep a shopper's photo, or does not answer."""


class PictureChanged(CatalogSearchError):
    """A picture is another than the one that somebody decided about, or is gone."""


class TooManyRequests(CatalogSearchError):
    """The client exceeds a rate limit and must wait."""


class InvalidQuery(CatalogSearchError):
    """The search has an invalid parameter; the message says what is allowed."""


class NothingToMeasure(CatalogSearchError):
    """The store cannot be evaluated; the message says what is missing."""


class CannotTrain(CatalogSearchError):
    """No model can be trained on the store; the message says what is missing."""


class SyncRunning(CatalogSearchError):
    """Another sync of the same store is running."""


class TooManyDeletions(CatalogSearchError):
    """The listing lacks more products than one sync may delete without --allow-deletes."""


class InvalidTaxonomy(CatalogSearchError):
    """A file of categories cannot be read; the message names the line."""
