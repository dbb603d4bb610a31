"""Search by words, by photo and by product: what is asked, and what comes back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from PIL.Image import Image

from catalog_search import browse, calibration, conf, ordering
from catalog_search.candidates import Candidate, CandidateSets, Leg, gather
from catalog_search.exceptions import EncoderUnavailable, IndexUnavailable, InvalidQuery, PhotoGone
from catalog_search.facets import Facet, FacetValue, facets, price_span
from catalog_search.filters import Filters
from catalog_search.models import Photo, Product, Store
from catalog_search.reading import Reading, read
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
UNREAD = Reading("", "")
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
    filters: Filters = field(default_factory=Filters)
    """Those in force: given, and read from the words."""
    reading: Reading = UNREAD
    sort: str = ordering.RELEVANCE


def by_text(
    store: Store,
    text: str,
    filters: Filters | None = None,
    page: int = 1,
    *,
    sort: str = "",
    plain: Collection[str] = (),
    by_hand: Collection[str] = (),
) -> Results:
    """Return what the words describe; without words, the whole catalogue.

    A product whose SKU or title was asked for comes first. What the words say of prices, colours
    and the like narrows the search, except words in `plain` and kinds of parts in `by_hand`.

    When model or index do not answer, products are found by their words in the database and
    `degraded` says so. Raises InvalidQuery when the text is too long.
    """
    asked = read(store, clean(text), plain=plain, by_hand=by_hand)
    filters = asked.narrowed(filters or Filters())
    sets, degraded = looked_up(store, asked.words, filters)
    found = assemble(sets, filters, page, degraded, sort=sort or asked.sort)
    return replace(found, reading=asked)


def looked_up(store: Store, words: str, filters: Filters) -> tuple[CandidateSets, str]:
    """Return the candidates for the words, and what the shopper is told where an engine rests."""
    if not words:
        return browse.everything(store, filters), ""
    try:
        vector = conf.get_encoder().encode_texts([words])[0]
        return described(store, words, vector, filters), ""
    except (EncoderUnavailable, IndexUnavailable):
        return browse.containing(store, words, filters), RESTING


def by_photo(
    store: Store,
    vector: Vector,
    filters: Filters | None = None,
    page: int = 1,
    *,
    sort: str = "",
    besides: Product | None = None,
) -> Results:
    """Return what looks like the photo with this vector. Raises IndexUnavailable."""
    filters = filters or Filters()
    found = gather(store, photo_legs(store, vector), filters, besides=besides)
    return assemble(found, filters, page, sort=sort)


def like_photo(
    photo: Photo, filters: Filters | None = None, page: int = 1, *, sort: str = ""
) -> Results:
    """Return what else looks like a photo of the catalogue. Raises PhotoGone, IndexUnavailable."""
    point = conf.get_index().fetch([photo.point_id]).get(photo.point_id)
    if point is None:
        raise PhotoGone("This photo cannot be compared yet. Try again in a few minutes.")
    return by_photo(photo.store, point.photo, filters, page, sort=sort, besides=photo.product)


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


def assemble(
    sets: CandidateSets, filters: Filters, page: int, degraded: str = "", *, sort: str = ""
) -> Results:
    found, size = ordering.ordered(sets.found, sort), conf.get("PAGE_SIZE")
    pages = max(1, -(-len(found) // size))
    page = min(max(page, 1), pages)
    low, high = price_span(sets.for_facet("price"))
    return Results(
        items=results(found[(page - 1) * size : page * size]),
        total=len(found),
        page=page,
        pages=pages,
        facets=facets(sets, filters),
        price_low=low,
        price_high=high,
        degraded=degraded,
        filters=filters,
        sort=sort or ordering.RELEVANCE,
    )


def results(candidates: Sequence[Candidate]) -> tuple[Result, ...]:
    """Return the candidates with their rows; a product deleted since it was indexed is left out."""
    photos = Photo.objects.select_related("product__store").in_bulk([c.photo for c in candidates])
    return tuple(
        Result(photos[one.photo].product, photos[one.photo], one.score)
        for one in candidates
        if one.photo in photos
    )
