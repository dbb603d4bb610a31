"""What can go wrong, each with words that say what to do next."""

from django.core.exceptions import ImproperlyConfigured


class CatalogSearchError(Exception):
    """Base of every error raised on purpose. Not raised itself."""


class WrongSettings(CatalogSearchError, ImproperlyConfigured):
    """settings.CATALOG_SEARCH cannot be used as it stands."""


class EncoderUnavailable(CatalogSearchError):
    """The model cannot be loaded or does not answer."""


class DetectorUnavailable(CatalogSearchError):
    """What says where things are on a photo cannot be loaded or does not answer."""


class ExportFailed(CatalogSearchError):
    """The model cannot be written as a directory; nothing was left behind."""


class IndexUnavailable(CatalogSearchError):
    """The vector index cannot be reached or does not answer. Trying again may help."""


class IndexMismatch(CatalogSearchError):
    """Vectors do not fit the collection: another dimension than the encoder's, or no numbers."""


class SourceUnavailable(CatalogSearchError):
    """The catalogue's source cannot be reached or refuses. Trying again may help."""


class PhotoGone(CatalogSearchError):
    """The photo is no longer there, or no longer what the listing said. The next sync knows."""


class InvalidPhoto(CatalogSearchError):
    """These bytes are not a photo that can be used; the message says why."""


class UploadTooLarge(InvalidPhoto):
    """More bytes than a photo may have; told before they are read."""


class QueryPhotoExpired(CatalogSearchError):
    """A shopper's photo is no longer kept. It has to be uploaded again."""


class QueryPhotoUnknown(CatalogSearchError):
    """The address of a shopper's photo was not made here, or was changed since."""


class TooManyRequests(CatalogSearchError):
    """This client asks more often than it may. Waiting helps."""


class InvalidQuery(CatalogSearchError):
    """A search that cannot be answered as asked; the message says what is allowed."""


class NothingToMeasure(CatalogSearchError):
    """The store cannot be measured as asked; the message says what is missing."""


class CannotTrain(CatalogSearchError):
    """The store cannot be learned from as asked; the message says what is missing."""


class SyncRunning(CatalogSearchError):
    """Another sync of the same store is under way."""


class TooManyDeletions(CatalogSearchError):
    """The listing lacks more products than may vanish at once without a person's word."""
