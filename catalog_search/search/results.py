"""What a search answers with: products with their photos, bands and reasons, facets and counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog_search.models import Photo, Product, Store
from catalog_search.retrieval.facets import Facet
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.ordering import RELEVANCE
from catalog_search.retrieval.relevance import Band, Judge, Reason
from catalog_search.search.query import ParsedQuery


@dataclass(frozen=True, slots=True)
class Result:
    """A product found, the photo that was nearest, and its score.

    The score counts deviations above what unrelated products score; it orders, it is no percentage.
    """

    product: Product
    photo: Photo
    score: float
    photo_score: float = 0.0
    """Score of the photo alone, without title and words."""
    band: Band = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What a weaker search finds where nothing was found; none of it is what was asked for."""

    dropped: tuple[str, ...] = ()
    """The shopper's own words that were dropped."""
    filters_dropped: bool = False
    """Whether the filters that the shopper chose were dropped."""
    total: int = 0
    items: tuple[Result, ...] = ()
    """The first of these products; where nothing was dropped, the nearest of the category."""
    category: str = ""
    """Path of the category nearest to the words, "" where none is known."""


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
    price_counts: tuple[int, ...] = ()
    """Products in equal steps from the lowest price to the highest; () where there is one price."""
    sort: str = RELEVANCE
    compared: bool = False
    """Whether products were compared with a query; else all are listed."""
    degraded: str = ""
    """Not empty: what the shopper is told when a part of the search does not answer."""
    snapshot: str = ""
    """Token of the whole list, with which further pages show parts of it; "" for a single page."""
    filters: Filters = field(default_factory=Filters)
    """Those in force: chosen, and read from the words."""
    query: ParsedQuery | None = None
    """The words, where the search has any."""
    relaxed: Relaxed | None = None

    @property
    def corrected(self) -> str:
        """What was searched for instead of the words typed, where these had typos; else ""."""
        searched = self.query and not self.degraded and self.query.terms.corrected
        return searched or ""

    @property
    def parted(self) -> bool:
        """Whether strong answers stand before all others, whatever the order says."""
        return self.sort != RELEVANCE


def results_of(candidates: Candidates, judge: Judge | None = None) -> tuple[Result, ...]:
    """Return the candidates with their rows; what was deleted or hidden since is left out."""
    shown = Photo.objects.filter(state=Photo.State.LIVE, product__visible=True)
    photos = shown.select_related("product__store").in_bulk(candidates.photos.tolist())
    bands: Sequence[Band] = judge.bands(candidates) if judge else [""] * len(candidates)
    rows = zip(
        candidates.photos.tolist(),
        candidates.scores.tolist(),
        candidates.photo_scores.tolist(),
        bands,
        strict=True,
    )
    found = []
    for key, score, photo_score, band in rows:
        if photo := photos.get(key):
            reasons = judge.reasons(photo.product, photo_score) if judge else ()
            found.append(Result(photo.product, photo, score, photo_score, band, reasons))
    return tuple(found)


def results_by_id(store: Store, ids: Sequence[int]) -> tuple[Result, ...]:
    """Return the products with these keys that are shown now, in this order; one query."""
    photos = Photo.objects.select_related("product__store").filter(
        store=store, product__in=ids, product__visible=True, state=Photo.State.LIVE
    )
    first: dict[int, Photo] = {}
    for photo in photos.exclude(indexed_etag="").order_by("pk"):
        first.setdefault(photo.product_id, photo)
    return tuple(Result(first[pk].product, first[pk], 0.0) for pk in ids if pk in first)
