"""All exceptions of the package. Their messages say what to do next."""

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext


def gettext_noop(message: str) -> str:
    """Mark a message for translation where nothing of Django's may be loaded."""
    return message


class CatalogSearchError(Exception):
    """Base class of all exceptions here; never raised itself."""


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
    """The index does not allow this request, and will not: it is a bug, or a setting forbids it.

    Pages answer without the index; the log says it as an error.
    """


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


class InvalidPhoto(CatalogSearchError):
    """The bytes are not a usable photo; the message says why.

    `message` is in English, with `values` for its placeholders: the process that decodes photos
    knows no languages. str() is in the active language.
    """

    def __init__(self, message: str = "", **values: str | int) -> None:
        super().__init__(message)
        self.message, self.values = message, values

    def __str__(self) -> str:
        translated = gettext(self.message) if self.message else ""
        return translated % self.values if self.values else translated


NO_PICTURE = (InvalidPhoto, PhotoGone, UnreadableObject)
"""What may be wrong with one photo of the catalogue; others can be read."""


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
