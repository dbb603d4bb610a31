"""Runs evaluation queries through the store's own search."""

from dataclasses import dataclass

from PIL.Image import Image

from catalog_search import conf
from catalog_search.exceptions import NO_PICTURE
from catalog_search.models import Photo, Store
from catalog_search.photos.decoder import decoding
from catalog_search.photos.shoppers import uploads
from catalog_search.retrieval.candidates import gather
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.subqueries import QueryPlan, photo_subquery
from catalog_search.search.query import unparsed
from catalog_search.search.words import text
from catalog_search.types import StoredPhoto
from catalog_search.workshop.evaluation import augment, subqueries
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
"""Products kept of an answer; a right product beyond them counts as not found."""

USING = {PHOTOS: "photo", TITLES: "title", WORDS: "words"}
"""The vector searched for tasks that use a single subquery."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A query and the keys of the products it found, best first."""

    query: Query
    products: tuple[int, ...]


class Searcher:
    """Searches a store as shoppers do, except for tasks on single subqueries.

    It caches the last photo it read.
    """

    def __init__(self, store: Store, seed: int) -> None:
        self.store, self.seed = store, seed
        self.cached: tuple[int, Image] | None = None
        """Key and image of the last photo."""

    def answer(self, query: Query) -> Answer | None:
        """Return the answer; None if the query's photo is gone or cannot be decoded.

        Raises EncoderUnavailable, IndexUnavailable, SourceUnavailable.
        """
        try:
            keys = self.by_words(query) if isinstance(query, TextQuery) else self.by_photo(query)
        except NO_PICTURE:
            return None
        return Answer(query, tuple(keys[:DEPTH]))

    def by_words(self, query: TextQuery) -> list[int]:
        if query.task.through == RANKS:
            return subqueries.by_ranks(self.store, query)
        if using := USING.get(query.task.through):
            return subqueries.alone(self.store, query, using)
        words = unparsed(self.store, query.text)
        candidates = text.candidates_for(self.store, words, query.vector, Filters()).candidates
        return list(map(int, candidates.products))

    def by_photo(self, query: PhotoQuery) -> list[int]:
        photo = query.vector
        if photo is None:
            photo = uploads.encode_photo(self.picture(query))
        # Only what the cutoff lets through counts, without the shelf that shoppers always get.
        subquery = photo_subquery(self.store, photo)
        plan = QueryPlan((subquery,), exclude_photos=query.exclude_photos)
        return list(map(int, gather(self.store, plan, Filters()).candidates.products))

    def picture(self, query: PhotoQuery) -> Image:
        """Return the photo to search with, distorted if the query says so.

        Raises PhotoGone, InvalidPhoto.
        """
        image, name = self.image(query.photo), query.photo.key
        if not query.distortion:
            return image
        return augment.distorted(image, query.distortion, name, self.seed)

    def image(self, photo: Photo) -> Image:
        if self.cached is None or self.cached[0] != photo.pk:
            stored = StoredPhoto(photo.key, photo.etag, photo.size, photo.version_id)
            data = conf.get_source(self.store.slug).read(stored)
            self.cached = photo.pk, decoding.decode(data, min_side=augment.SIDE)
        return self.cached[1]
