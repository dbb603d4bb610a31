"""The five protocols that backends implement; ARCHITECTURE.md says how to add a backend."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, runtime_checkable

from PIL.Image import Image

from catalog_search.protocols.collection import IndexState
from catalog_search.types import (
    Box,
    Hits,
    Payload,
    Point,
    Problem,
    Record,
    StoredPhoto,
    VectorQuery,
    Vectors,
    Where,
)

MADE_FROM = "_made_from"
"""In a payload: digest of the photo and of the product's data that the point was made from."""

VERSION = "_version"
"""In a payload: an integer that rises each time the point's photo is worked on; 0 if missing."""


class Encoder(Protocol):
    """Turns texts and photos into unit vectors of one space.

    Creating one loads nothing: the first call that needs the model loads it, under a lock. Raises
    EncoderUnavailable when the model is missing, damaged or does not fit in memory.
    """

    @property
    def model_id(self) -> str:
        """Name and digest of the weights: it changes whenever the vectors would."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def logit_scale(self) -> float:
        """Scale of cosines: softmax(logit_scale * cosines) are the probabilities of labels."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension]; texts beyond the model's length are cut off."""

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension] for upright RGB images of any size."""


class VectorIndex(Protocol):
    """Stores the points of one collection. Raises IndexUnavailable when it does not respond.

    Built with `model_id`, `dimension`, `facets`, the `installation` (protocols.collection) whose
    points it holds, and the OPTIONS of settings. The collection's name tells model and
    installation apart; ForeignIndex is raised where it is another installation's all the same.
    """

    def create(self) -> str:
        """Create the collection if there is none; return its id, see IndexState.id.

        Raises ForeignIndex.
        """

    def upsert(self, points: Sequence[Point]) -> None:
        """Store the points, creating the collection if needed.

        A point whose payload has a lower VERSION than the stored one is left out: it was made by
        a worker that was overtaken.
        """

    def delete(self, ids: Sequence[str]) -> None:
        """Delete the points with these ids, ignoring unknown ids."""

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        """Return the points with these ids, by id, without unknown ones."""

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        """Return the hits of each query, best first, in one round trip for all queries."""

    def payloads(self, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Payload]:
        """Return the payloads of the points with these ids, by id, without unknown ones.

        With `fields`, the caller reads only these: others may be left out.
        """

    def count(self, where: Where = ()) -> int:
        """Return the exact number of points that satisfy `where`."""

    def ids(self, where: Where = ()) -> Iterator[str]:
        """Yield the ids of the points that satisfy `where`, in any order."""

    def prepare(self) -> None:
        """Build what makes searches cheap and writes leave undone, such as graphs.

        It may take minutes, while searches and writes go on, and do nothing. Stopped at any time,
        it loses nothing but its work.
        """

    def state(self) -> IndexState:
        """Return collection name, dimension and number of points."""

    def take_over(self) -> None:
        """Let this database write to the collection, after it was moved from elsewhere."""

    def announce(self) -> None:
        """Learn that this collection is the one that searches use now."""

    def drop(self, collection: str) -> None:
        """Delete the collection of this name, if there is one."""

    def close(self) -> None:
        """Close files and connections."""


@runtime_checkable
class AdvisedIndex(Protocol):
    """An index that can say, for `manage.py check`, what works and should be otherwise."""

    @staticmethod
    def settings_advice(given: Mapping[str, Any]) -> list[str]:
        """Return what these OPTIONS should have otherwise, without asking the server.

        Raises WrongSettings.
        """

    def server_advice(self) -> list[str]:
        """Return what the server should have otherwise; it is asked. Raises IndexUnavailable."""


@runtime_checkable
class SnapshotIndex(Protocol):
    """An index whose points can be copied and put back.

    Raises SnapshotRefused and IndexUnavailable.
    """

    def snapshot(self, target: str) -> str:
        """Copy all points to `target`, and return in words where they are."""

    def restore(self, source: str) -> None:
        """Put the points of a snapshot in the place of all that are there.

        One of another model, dimension or schema is refused before anything is changed.
        """


class Detector(Protocol):
    """Proposes boxes around items on a photo, without naming them."""

    def propose(self, image: Image, max_boxes: int) -> Sequence[Box]:
        """Return up to `max_boxes` distinct boxes of an upright RGB image, the likeliest first."""


class Classifier(Protocol):
    """Says how probably a photo shows what each of its labels means: a second opinion.

    Creating one loads nothing: the first call loads the model, under a lock. Raises
    ClassifierUnavailable when the model is missing, damaged or fails.
    """

    @property
    def classifier_id(self) -> str:
        """Name and digest of the weights: it changes whenever the probabilities would."""

    @property
    def labels(self) -> Sequence[str]:
        """What it can tell, in the order of the columns of classify(), such as ("nsfw",)."""

    def classify(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), len(labels)], each from 0 to 1, for upright RGB images."""


class CatalogSource(Protocol):
    """Lists a store's products and photos. Raises SourceUnavailable, PhotoGone.

    One whose records name photos by their exact keys may set `names_are_keys = True`: the sync then
    lists photos after the records and keeps no list of them. Otherwise names are matched to keys.

    One that can tell at little cost that nothing changed may have a method `version() -> str`: an
    opaque value that changes whenever `records` would yield something else, "" if that is unknown.
    It is asked after the photos were listed; with `names_are_keys`, before, and it must then change
    with the photos as well.

    One with `names_are_keys` that can tell what changed may have a method `changes(since)`. It
    takes a datetime and returns None if it cannot tell, else an iterator of the Records that
    changed since, of Problems, and of SKUs (str) of products that are gone; one that has a Record
    as well is for sale. `photos` then yields at least the photos of these records.

    One that can be written to may have a method `write(name, file) -> str`. It stores a binary file
    in the place of an older one of this name, relative to the source's own place, and returns its
    address.
    """

    def records(self) -> Iterator[Record | Problem]:
        """Yield a Record for each product of the source, or a Problem if it cannot be read."""

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        """Yield all photos of the source; an incomplete listing raises SourceUnavailable."""

    def read(self, photo: StoredPhoto) -> bytes:
        """Return the bytes that the photo's etag stands for. Raises PhotoGone if they changed.

        UnreadableObject says that this photo alone is refused, UnreadableNow that it may be read
        later.
        """

    def titles(self, keys: Iterable[str]) -> Mapping[str, str | None]:
        """Return titles by photo key, for photos that no record names; not every photo has one.

        None is the title of a new photo that waits for a later sync, because it cannot be told now.
        """

    def check(self) -> list[Problem]:
        """Return the problems of configuration and connection; [] if there are none."""


@runtime_checkable
class ObjectSource(Protocol):
    """A source of a project's own objects, which can say what their SKUs are."""

    def key_of(self, thing: object) -> str:
        """Return the SKU of one of the project's own products, "" for anything else."""
