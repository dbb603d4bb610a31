"""One page of what was found, made from a candidate set or from a list that was kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from catalog_search import conf
from catalog_search.models import Photo, Product, Store
from catalog_search.retrieval import ordering
from catalog_search.retrieval.candidates import Candidate, CandidateSets
from catalog_search.retrieval.facets import Facet, facets, price_counts, price_span
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.relevance import Band, Reason
from catalog_search.search import paging
from catalog_search.search.query import Reading
from catalog_search.search.relaxation import Relaxed

UNREAD = Reading("", "")


@dataclass(frozen=True, slots=True)
class Result:
    """A product found, the photo that was nearest, and its score.

    The score counts deviations above what unrelated products score; it orders, it is no percentage.
    """

    product: Product
    photo: Photo
    score: float
    seen: float = 0.0
    """Score of the photo alone, without title and words."""
    band: Band = ""
    reasons: tuple[Reason, ...] = ()


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
    corrected: str = ""
    """What was searched for instead of the words typed, where these had typos; else empty."""
    filters: Filters = field(default_factory=Filters)
    """Those in force: given, and read from the words."""
    price_counts: tuple[int, ...] = ()
    """Products in equal steps from the lowest price to the highest; () where there is one price."""
    reading: Reading = UNREAD
    sort: str = ordering.RELEVANCE
    listing: str = ""
    """Token of the whole list, with which further pages show parts of it; "" for a single page."""
    relaxed: Relaxed | None = None
    """Where nothing was found: what a weaker search finds."""

    @property
    def compared(self) -> bool:
        """Whether products were compared with anything that was asked; else all are listed."""
        return not self.items or any(item.score for item in self.items)

    @property
    def parted(self) -> bool:
        """Whether strong answers stand before all others, whatever the order says."""
        return self.sort != ordering.RELEVANCE


def assemble(
    sets: CandidateSets,
    filters: Filters,
    page: int,
    degraded: str = "",
    *,
    sort: str = "",
    sure: ordering.Sure | None = None,
    asked: str = "",
) -> Results:
    """Return a page of the candidates; under `asked`, its digest, the list is kept for others.

    In any order but relevance, those that are `sure` come first.
    """
    found, size = ordering.ordered(sets.found, sort, sure), conf.get("PAGE_SIZE")
    low, high = price_span(sets.for_facet("price"))
    told = Results(
        items=(),
        total=len(found),
        page=1,
        pages=max(1, -(-len(found) // size)),
        facets=facets(sets, filters),
        price_low=low,
        price_high=high,
        price_counts=price_counts(sets.for_facet("price")),
        degraded=degraded,
        filters=filters,
        sort=sort or ordering.RELEVANCE,
    )
    if asked and told.pages > 1:
        told = replace(told, listing=paging.keep(asked, found, told))
    return on_page(told, found, page)


def turned(listing: str, asked: str, page: int) -> Results | None:
    """Return a page of a list that was kept, None where it is gone or another search's."""
    kept = paging.recall(listing, asked) if listing else None
    return on_page(replace(kept.told, listing=listing), kept.found, page) if kept else None


def on_page(told: Results, found: Sequence[Candidate], page: int) -> Results:
    """Return the page with its products; one beyond the last is the last."""
    number, size = min(max(page, 1), told.pages), conf.get("PAGE_SIZE")
    return replace(told, items=results(found[(number - 1) * size : number * size]), page=number)


def results(candidates: Sequence[Candidate]) -> tuple[Result, ...]:
    """Return the candidates with their rows; what was deleted or hidden since is left out."""
    shown = Photo.objects.filter(state=Photo.State.LIVE, product__visible=True)
    photos = shown.select_related("product__store").in_bulk([c.photo for c in candidates])
    return tuple(
        Result(photos[one.photo].product, photos[one.photo], one.score, one.seen)
        for one in candidates
        if one.photo in photos
    )


def of_ids(store: Store, ids: Sequence[int]) -> tuple[Result, ...]:
    """Return the products with these ids that are shown now, in this order; one query."""
    photos = Photo.objects.select_related("product__store").filter(
        store=store, product__in=ids, product__visible=True, state=Photo.State.LIVE
    )
    first: dict[int, Photo] = {}
    for photo in photos.exclude(indexed_etag="").order_by("pk"):
        first.setdefault(photo.product_id, photo)
    return tuple(Result(first[pk].product, first[pk], 0.0) for pk in ids if pk in first)
