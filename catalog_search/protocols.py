"""The four seams. Settings name who fills each; see ARCHITECTURE.md for how to add a backend."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from PIL.Image import Image

from catalog_search.types import (
    Box,
    Hits,
    IndexState,
    Payload,
    Point,
    Problem,
    Record,
    StoredPhoto,
    VectorQuery,
    Vectors,
    Where,
)


class Encoder(Protocol):
    """Turns texts and photos into unit vectors of one space.

    Built without loading anything; the first call that needs the model loads it, under a lock.
    Raises EncoderUnavailable when the model is missing, damaged or does not fit in memory.
    """

    @property
    def model_id(self) -> str:
        """Changes whenever the vectors would: name and digest of the weights."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    @property
    def logit_scale(self) -> float:
        """softmax(logit_scale * cosine) over labels is this model's probability of each."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Return float32 [len(texts), dimension]; text beyond the model's length is cut off."""

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        """Return float32 [len(images), dimension] for upright RGB images of any size."""


class VectorIndex(Protocol):
    """Holds the points of one collection. Raises IndexUnavailable when it cannot answer."""

    def upsert(self, points: Sequence[Point]) -> None:
        """Store the points, making the collection first if there is none."""

    def delete(self, ids: Sequence[str]) -> None:
        """Forget the points; an unknown id is no error."""

    def fetch(self, ids: Sequence[str]) -> dict[str, Point]:
        """Return the points there are, by id."""

    def search(self, queries: Sequence[VectorQuery]) -> list[Hits]:
        """Answer each query with its hits, best first; one round trip for all of them."""

    def payloads(self, ids: Sequence[str]) -> dict[str, Payload]:
        """Return the payloads of the points there are, by id."""

    def count(self, where: Where = ()) -> int:
        """Return how many points satisfy `where`, exactly."""

    def ids(self, where: Where = ()) -> Iterator[str]:
        """Yield the ids of the points that satisfy `where`, in no set order."""

    def state(self) -> IndexState:
        """Return collection name, dimension and number of points."""

    def close(self) -> None:
        """Let go of files and connections."""


class Detector(Protocol):
    """Says where on a photo things may be, without knowing what they are."""

    def propose(self, image: Image, max_boxes: int) -> Sequence[Box]:
        """Return up to `max_boxes` distinct boxes of an upright RGB image, most promising first."""


class CatalogSource(Protocol):
    """Where a store's products and photos come from. Raises SourceUnavailable, PhotoGone."""

    def records(self) -> Iterator[Record | Problem]:
        """Yield each product of the source, and a Problem for each that cannot be read."""

    def photos(self) -> Iterator[StoredPhoto | Problem]:
        """Yield each photo of the source; ends early only by raising."""

    def read(self, photo: StoredPhoto) -> bytes:
        """Return the photo's bytes, exactly those its etag stands for; else PhotoGone."""

    def titles(self, keys: Iterable[str]) -> Mapping[str, str]:
        """Return titles the source keeps beside photos that no record names, where it has them."""

    def check(self) -> list[Problem]:
        """Return what is wrong with the configuration or the connection; [] when all is well."""
