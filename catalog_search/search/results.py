"""The results of a search: products with photos, bands and reasons, and the facets."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from catalog_search.models import Photo, PhotoQuerySet, Product, Store
from catalog_search.retrieval.facets import Facet
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.merchandising.rules import NOTHING, Decisions
from catalog_search.retrieval.ordering import RELEVANCE
from catalog_search.retrieval.relevance import Band, Judge, Reason
from catalog_search.search.query import ParsedQuery
from catalog_search.telemetry import stage


@dataclass(frozen=True, slots=True)
class Result:
    """A product in the results, its best matching photo, and its score.

    The score is in deviations above the mean of unrelated pairs. It sorts the results and is not
    a percentage.
    """

    product: Product
    photo: Photo
    score: float
    photo_score: float = 0.0
    """Score over the subqueries that compare photos."""
    band: Band = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Products that match the query only without some of its words or filters.

    They are shown where few or no products match all of it.
    """

    dropped: tuple[str, ...] = ()
    """The shopper's words that were dropped."""
    filters_dropped: bool = False
    """Whether the filters that the shopper set were dropped."""
    total: int = 0
    items: tuple[Result, ...] = ()
    """The first page of results; if nothing was dropped, the products nearest to the words."""
    category: str = ""
    """Path of the category of the product nearest to the words, "" if there is none."""

    def without(self, hidden: frozenset[int]) -> "Relaxed":
        """Return it without products that a rule hides."""
        items = tuple(item for item in self.items if item.product.pk not in hidden)
        return replace(self, items=items, total=self.total - len(self.items) + len(items))


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results. `total` and every count are numbers of products.

    With `more` they are of the best candidates only, and the catalogue may have further ones.
    """

    items: tuple[Result, ...]
    total: int
    page: int
    """From 1 to `pages`."""
    pages: int
    facets: tuple[Facet, ...]
    price_low: float | None
    price_high: float | None
    price_counts: tuple[int, ...] = ()
    """Products in equal intervals from the lowest price to the highest; () for a single price."""
    sort: str = RELEVANCE
    more: bool = False
    is_unsold: bool = False
    """Whether the words name a kind of goods that the store does not have."""
    is_unlike: bool = False
    """Whether a photo was searched with that nothing in the store looks much like."""
    needs_words: bool = False
    """Whether only products that match every word are strong; see Judge."""
    compared: bool = False
    """Whether the products have scores, that is whether they were compared with a query."""
    degraded: str = ""
    """A message for the shopper if part of the search was unavailable, else ""."""
    snapshot: str = ""
    """Token of the snapshot for a PageRequest of another page, "" if there is only one page."""
    filters: Filters = field(default_factory=Filters)
    """The active filters: those that the shopper set, and the constraints of the words."""
    query: ParsedQuery | None = None
    """The parsed words, None for a search without words."""
    relaxed: Relaxed | None = None
    decisions: Decisions = NOTHING
    """The decisions of the store's rules. Shoppers see the banner, staff which rules did what."""
    shelves: "tuple[Shelf, ...]" = ()
    """If the words ask for several things: one shelf for each. `items` has them in turns."""

    @property
    def corrected(self) -> str:
        """The corrected words if those searched for had typos, else ""."""
        return self.query.corrected if self.query and not self.degraded else ""

    @property
    def outcome(self) -> str:
        """How sure the first product is: strong or related, listed if nothing was compared.

        "degraded" if part of the search was unavailable, "nothing" if it found nothing.
        """
        if self.degraded or not self.items:
            return "degraded" if self.degraded else "nothing"
        return self.items[0].band or ("related" if self.compared else "listed")

    @property
    def strong_first(self) -> bool:
        """Whether strong matches come before all others, because the order is not relevance."""
        return self.sort != RELEVANCE


@dataclass(frozen=True, slots=True)
class Shelf:
    """One of several things that were searched for, and its results."""

    words: str
    results: Results


INDEXING_FIELDS = (
    *("key_digest", "position", "named", "reason", "attempts", "claimed_until", "claimed_by"),
    *("failed_reads", "retry_at", "claim_number", "product_digest", "indexed_model", "indexed_in"),
    *("indexed_digest", "indexed_at", "behind", "verdict_policy", "verdict_score"),
    *("released_etag", "blocked_etag", "policy_version", "opinion", "listed"),
)
"""Fields of a photo that no page shows. To read them for each card costs more than the query."""


@stage("database")
def results_of(
    store: Store, candidates: Candidates, judge: Judge | None = None
) -> tuple[Result, ...]:
    """Return the store's candidates with their products and photos from the database.

    Products that have been deleted or hidden since the search are left out.
    """
    live = live_photos().select_related("product").defer(*INDEXING_FIELDS)
    photos = live.in_bulk(candidates.photos.tolist())
    bands: Sequence[Band] = judge.bands(candidates) if judge else [""] * len(candidates)
    rows = zip(
        candidates.photos.tolist(),
        candidates.scores.tolist(),
        candidates.photo_scores.tolist(),
        bands,
        strict=True,
    )
    results = []
    for key, score, photo_score, band in rows:
        if photo := photos.get(key):
            photo.store = photo.product.store = store
            reasons = judge.reasons(photo.product, photo_score) if judge else ()
            results.append(Result(photo.product, photo, score, photo_score, band, reasons))
    return tuple(results)


def live_photos() -> PhotoQuerySet:
    return Photo.objects.filter(state=Photo.State.LIVE, product__visible=True)


def left_out(candidates: Candidates) -> int:
    """Return how many of the candidates results_of() would leave out."""
    live = live_photos().filter(pk__in=candidates.photos.tolist())
    return len(candidates) - live.order_by().count()


@stage("database")
def results_by_id(store: Store, ids: Sequence[int]) -> tuple[Result, ...]:
    """Return the visible products with these keys and an indexed photo, in this order.

    Takes one query.
    """
    photos = Photo.objects.select_related("product").filter(product__in=ids)
    photos = photos.defer(*INDEXING_FIELDS)
    first: dict[int, Photo] = {}
    for photo in photos.order_by("pk"):
        # Checked here: with these conditions SQLite reads all photos of the store.
        is_shown = photo.product.visible and photo.state == Photo.State.LIVE and photo.indexed_etag
        if photo.store_id == store.pk and is_shown:
            photo.store = photo.product.store = store
            first.setdefault(photo.product_id, photo)
    return tuple(Result(first[pk].product, first[pk], 0.0) for pk in ids if pk in first)
