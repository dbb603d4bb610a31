"""Queries put to the store's own search."""

from dataclasses import dataclass

from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto, PhotoGone
from catalog_search.models import Photo, Store
from catalog_search.photos import decoding, uploads
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.subqueries import of_photo
from catalog_search.search import text
from catalog_search.types import StoredPhoto
from catalog_search.workshop.evaluation import augment, legs
from catalog_search.workshop.evaluation.queries import (
    PHOTOS,
    RANKS,
    TITLES,
    WORDS,
    PhotoQuery,
    Query,
    TextQuery,
)

DEPTH = 100
"""Products of an answer that are looked at; a right one beyond counts as not found."""

USING = {PHOTOS: "photo", TITLES: "title", WORDS: "words"}
"""The leg that alone answers a task."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The keys of the products that a query found, best first."""

    query: Query
    found: tuple[int, ...]


class Asker:
    """Asks a store's search, as shoppers do but for PHOTOS; keeps the photo that it read last."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.seed = store, seed
        self.last: tuple[int, Image] | None = None

    def ask(self, query: Query) -> Answer | None:
        """Return the answer; None where the query's photo is gone or cannot be shown.

        Raises EncoderUnavailable, IndexUnavailable, SourceUnavailable.
        """
        try:
            found = self.by_words(query) if isinstance(query, TextQuery) else self.by_photo(query)
        except (PhotoGone, InvalidPhoto):
            return None
        return Answer(query, tuple(found[:DEPTH]))

    def by_words(self, query: TextQuery) -> list[int]:
        if query.task.through == RANKS:
            return legs.by_ranks(self.store, query)
        if using := USING.get(query.task.through):
            return legs.alone(self.store, query, using)
        found = text.described(self.store, query.text, query.vector, Filters()).found
        return [one.product for one in found]

    def by_photo(self, query: PhotoQuery) -> list[int]:
        vector = query.vector
        if vector is None:
            vector = uploads.encode_photo(self.picture(query))
        found = gather(
            self.store,
            of_photo(self.store, vector),
            Filters(),
            besides_points=query.besides_points,
        ).found
        return [one.product for one in found]

    def picture(self, query: PhotoQuery) -> Image:
        """Return the photo that is searched with. Raises PhotoGone, InvalidPhoto."""
        image, name = self.image(query.photo), query.photo.key
        return augment.spoiled(image, query.spoiled, name, self.seed) if query.spoiled else image

    def image(self, photo: Photo) -> Image:
        if self.last is None or self.last[0] != photo.pk:
            stored = StoredPhoto(photo.key, photo.etag, photo.size, photo.version_id)
            data = conf.get_source(self.store.slug).read(stored)
            self.last = photo.pk, decoding.decode(data, min_side=augment.SIDE)
        return self.last[1]
