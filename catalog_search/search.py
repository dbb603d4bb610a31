"""Search by words, by photo and by product: what is asked, and what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL.Image import Image

from catalog_search import browse, calibration, conf
from catalog_search.candidates import Candidate, CandidateSets, Leg, gather
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, InvalidQuery, PhotoGone
from catalog_search.facets import Facet, FacetValue, facets, price_span
from catalog_search.filters import Filters
from catalog_search.models import Photo, Product, Store
from catalog_search.types import Vector

__all__ = [
    "Facet",
    "FacetValue",
    "Result",
    "Results",
    "by_photo",
    "by_text",
    "like_photo",
    "similar_to",
]

PHOTO_WEIGHT, TITLE_WEIGHT = 0.5, 0.5
MOST_VIEWS = 8
RESTING = "The visual search is resting; these products match your words."


@dataclass(frozen=True, slots=True)
class Result:
    """A product found, the photo that was nearest, and its score.

    The score counts deviations above what unrelated products score; it orders, it is no percentage.
    """

    product: Product
    photo: Photo
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found; `total` and every count are numbers of products."""

    items: tuple[Result, ...]
    total: int
    page: int
    """From 1; a page beyond the last is the last."""
    pages: int
    facets: tuple[Facet, ...]
    price_low: float | None
    price_high: float | None
    degraded: str = ""
    """What the shopper is told when not all of the search was at work; else empty."""


def by_text(store: Store, text: str, filters: Filters | None = None, page: int = 1) -> Results:
    """Return what the words describe; without words, the whole catalogue.

    A product whose SKU or title was asked for comes first.

    When model or index do not answer, products are found by their words in the database and
    `degraded` says so. Raises InvalidQuery when the text is too long.
    """
    text, filters = clean(text), filters or Filters()
    if not text:
        return assemble(browse.everything(store, filters), filters, page)
    try:
        vector = conf.get_encoder().encode_texts([text])[0]
        return assemble(described(store, text, vector, filters), filters, page)
    except (EncoderUnavailable, IndexUnavailable):
        return assemble(browse.containing(store, text, filters), filters, page, RESTING)


def by_photo(
    store: Store,
    vector: Vector,
    filters: Filters | None = None,
    page: int = 1,
    *,
    besides: Product | None = None,
) -> Results:
    """Return what looks like the photo with this vector. Raises IndexUnavailable."""
    filters = filters or Filters()
    return assemble(
        gather(store, photo_legs(store, vector), filters, besides=besides), filters, page
    )


def like_photo(photo: Photo, filters: Filters | None = None, page: int = 1) -> Results:
    """Return what else looks like a photo of the catalogue. Raises PhotoGone, IndexUnavailable."""
    point = conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    if point is None:
        raise PhotoGone("This photo cannot be compared yet. Try again in a few minutes.")
    return by_photo(photo.store, point.photo, filters, page, besides=photo.product)


def encode_photo(image: Image) -> Vector:
    """Return the vector to search with. Raises EncoderUnavailable."""
    vector: Vector = conf.get_encoder().encode_images([image])[0]
    return vector


def similar_to(product: Product, limit: int = 12) -> tuple[Result, ...]:
    """Return other products that look and are called alike. Raises IndexUnavailable."""
    photos = product.photos.filter(state=Photo.State.LIVE)[:MOST_VIEWS]
    points = list(conf.get_index().fetch([photo.point_id for photo in photos]).values())
    if not points:
        return ()
    spreads = calibration.of_store(product.store, conf.get_encoder().model_id)
    legs = [
        Leg(mean_of([point.photo for point in points]), "photo", spreads.photo_photo, PHOTO_WEIGHT),
        Leg(points[0].title, "title", spreads.text_title, TITLE_WEIGHT),
    ]
    return results(gather(product.store, legs, Filters(), besides=product).found[:limit])


def mean_of(vectors: Sequence[Vector]) -> Vector:
    total = np.sum(vectors, axis=0)
    unit: Vector = (total / np.linalg.norm(total)).astype(np.float32)
    return unit


def clean(text: str) -> str:
    """Return the query without control characters and extra space. Raises InvalidQuery."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    cleaned, longest = " ".join(words), conf.get("MAX_QUERY_LENGTH")
    if len(cleaned) > longest:
        raise InvalidQuery(f"A search takes at most {longest} characters; this has {len(cleaned)}.")
    return cleaned


def described(store: Store, text: str, vector: Vector, filters: Filters) -> CandidateSets:
    """Return the candidates for words with this vector, led by those called exactly so."""
    found = gather(store, word_legs(store, vector), filters)
    return found.led_by(browse.called(store, text, filters))


def word_legs(store: Store, vector: Vector) -> list[Leg]:
    """Return the two legs that a text with this vector searches on: photos, then titles."""
    spreads = calibration.of_store(store, conf.get_encoder().model_id)
    return [
        Leg(vector, "photo", spreads.text_photo, PHOTO_WEIGHT),
        Leg(vector, "title", spreads.text_title, TITLE_WEIGHT),
    ]


def photo_legs(store: Store, vector: Vector) -> list[Leg]:
    """Return the one leg that a photo with this vector searches on."""
    spread = calibration.of_store(store, conf.get_encoder().model_id).photo_photo
    return [Leg(vector, "photo", spread)]


def assemble(sets: CandidateSets, filters: Filters, page: int, degraded: str = "") -> Results:
    size = conf.get("PAGE_SIZE")
    pages = max(1, -(-len(sets.found) // size))
    page = min(max(page, 1), pages)
    low, high = price_span(sets.for_facet("price"))
    return Results(
        items=results(sets.found[(page - 1) * size : page * size]),
        total=len(sets.found),
        page=page,
        pages=pages,
        facets=facets(sets, filters),
        price_low=low,
        price_high=high,
        degraded=degraded,
    )


def results(candidates: Sequence[Candidate]) -> tuple[Result, ...]:
    """Return the candidates with their rows; a product deleted since it was indexed is left out."""
    photos = Photo.objects.select_related("product__store").in_bulk([c.photo for c in candidates])
    return tuple(
        Result(photos[one.photo].product, photos[one.photo], one.score)
        for one in candidates
        if one.photo in photos
    )
