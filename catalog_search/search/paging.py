"""Paging over a snapshot of the results, so that no product repeats or is skipped.

Page 1 searches and stores all its results in the cache for LISTING_SECONDS. Later pages show
parts of this snapshot. A snapshot is stored as plain data with a version, under a digest of the
data, so that equal snapshots are stored once. If it has expired or cannot be read, the page
searches again.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter

import numpy as np

from catalog_search import conf
from catalog_search.models import Store, side_notes
from catalog_search.retrieval.candidate_sets import CandidateSets, Near
from catalog_search.retrieval.facets import Facet, FacetValue, facets, price_range
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.merchandising.applying import merchandised
from catalog_search.retrieval.merchandising.rules import NOTHING, Decisions
from catalog_search.retrieval.ordering import RELEVANCE, is_order, ordered, prices
from catalog_search.retrieval.relevance import Judge
from catalog_search.search.results import Relaxed, Results, left_out, results_of

PREFIX = "catalog_search.list."
VERSION = 4
"""Version of the stored data. Snapshots of another version are not read."""
TOKEN_LENGTH = 16
TOKEN = re.compile(rf"[0-9a-f]{{{TOKEN_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The requested page of the results."""

    number: int = 1
    """From 1."""
    sort: str = ""
    """One of ordering.SORTS; "" is the order in the query's words, else relevance."""
    snapshot: str = ""
    """Token of the snapshot that page 1 was part of."""


@dataclass(frozen=True, slots=True, eq=False)
class SearchOutcome:
    """The candidates of a search, under the filters that were applied."""

    sets: CandidateSets
    filters: Filters = field(default_factory=Filters)
    degraded: str = ""
    """A message for the shopper if part of the search was unavailable, else ""."""


def paged(
    store: Store,
    page: PageRequest,
    query: tuple[object, ...],
    judge: Judge | None,
    search: Callable[[], SearchOutcome],
    decisions: Decisions = NOTHING,
) -> Results:
    """Return the page from the stored snapshot, else from a new search.

    `query` holds everything that the results depend on except the order and the store's rules, as
    values with distinct reprs. `judge` assigns the bands; it is None for results without scores.
    """
    key = hashlib.sha256(repr((*query, page.sort)).encode()).hexdigest()[:32]

    def new_snapshot() -> Snapshot:
        outcome = search()
        sets = merchandised(store, outcome.sets, outcome.filters, decisions)
        return snapshot_of(replace(outcome, sets=sets), page.sort, judge, key)

    snapshot = load(page.snapshot, key)
    if snapshot is None:
        snapshot = save(new_snapshot())
    elif gone := left_out(snapshot.candidates):
        snapshot = with_fewer(snapshot, gone, new_snapshot().summary)
    return replace(page_of(store, snapshot, page.number, judge), decisions=decisions)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """All results in their order, and the summary that all pages share."""

    query: str
    """Digest of the query, so that no other search shows this snapshot."""
    candidates: Candidates
    """Without facts."""
    summary: Results
    """Without items."""
    near: Near | None = None
    """Of a search with few results. It is not stored: those have one page."""


def snapshot_of(outcome: SearchOutcome, sort: str, judge: Judge | None, query: str) -> Snapshot:
    sets = outcome.sets
    judge = None if outcome.degraded else judge
    needs_words = bool(judge and is_order(sort) and judge.needing_words(sets.candidates))
    judge = judge and replace(judge, needs_words=needs_words)
    candidates = ordered(sets.candidates, sort, judge)
    price = price_range(prices(sets.for_facet("price")))
    summary = Results(
        items=(),
        total=len(candidates),
        page=1,
        pages=max(1, -(-len(candidates) // conf.settings().page_size)),
        facets=facets(sets, outcome.filters),
        price_low=price.low,
        price_high=price.high,
        price_counts=price.counts,
        sort=sort or RELEVANCE,
        more=not sets.are_all and bool(len(candidates)),
        is_unsold=sets.is_unsold,
        is_unlike=sets.is_unlike,
        needs_words=needs_words,
        compared=not len(candidates) or bool(candidates.scores.any()),
        degraded=outcome.degraded,
    )
    return Snapshot(query, candidates, summary, sets.near)


def with_fewer(snapshot: Snapshot, gone: int, current: Results) -> Snapshot:
    """Return the snapshot with current numbers, and a total without as many products.

    They keep their places, which stay empty, so that no page repeats or skips a product.
    """
    unchanged = {name: getattr(snapshot.summary, name) for name in ("pages", "snapshot")}
    summary = replace(current, total=snapshot.summary.total - gone, **unchanged)
    return replace(snapshot, summary=summary)


def page_of(store: Store, snapshot: Snapshot, number: int, judge: Judge | None) -> Results:
    """Return the page with its products, or the last page if there are fewer."""
    size = conf.settings().page_size
    number = min(max(number, 1), snapshot.summary.pages)
    candidates = snapshot.candidates.take(slice((number - 1) * size, number * size))
    judge = None if snapshot.summary.degraded else judge
    judge = judge and replace(judge, needs_words=snapshot.summary.needs_words)
    return replace(
        snapshot.summary,
        items=results_of(store, candidates, judge),
        page=number,
        relaxed=shown_near(store, snapshot.near) if snapshot.near else None,
    )


def shown_near(store: Store, near: Near) -> Relaxed:
    items = results_of(store, near.candidates)
    return Relaxed(near.dropped, total=len(items), items=items)


def save(snapshot: Snapshot) -> Snapshot:
    """Store a snapshot of several pages and return it with its token.

    A snapshot of a single page, or one that the cache does not take, is returned unchanged.
    """
    if snapshot.summary.pages < 2:
        return snapshot
    data = zlib.compress(to_bytes(snapshot), level=1)
    token = token_of(data)
    seconds = conf.settings().listing_seconds
    if not side_notes.write_cache(cache_key(token), data, seconds, "LISTING_CACHE"):
        return snapshot
    return replace(snapshot, summary=replace(snapshot.summary, snapshot=token))


def token_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:TOKEN_LENGTH]


def cache_key(token: str) -> str:
    """Return the key of the token's snapshot.

    LISTINGS_KEPT keys are shared by all snapshots, so that searches cannot push the shoppers'
    photos out of the cache. In caches that count their entries it is a third of them at most, and
    half of a cache that is for snapshots alone.
    """
    room, places = side_notes.cache_room("LISTING_CACHE"), conf.settings().listings_kept
    share = 2 if conf.settings().listing_cache else 3
    places = max(1, min(places, room // share if room else places))
    return f"{PREFIX}{int(token, 16) % places}"


def load(token: str, query: str) -> Snapshot | None:
    """Return the snapshot with this token, None if it has expired or is of another query."""
    if not TOKEN.fullmatch(token):
        return None
    data = side_notes.read_cache(cache_key(token), "LISTING_CACHE")
    if not isinstance(data, bytes) or token_of(data) != token:
        return None
    # Another release may have written the data.
    snapshot = side_notes.side_note(
        "A stored snapshot cannot be read; searching again",
        lambda: from_bytes(zlib.decompress(data), token),
        may_query=False,
    )
    return snapshot if snapshot and snapshot.query == query else None


SUMMARY = (
    *("total", "pages", "price_low", "price_high", "price_counts"),
    *("sort", "more", "is_unsold", "is_unlike", "needs_words", "compared"),
)
FACET_VALUE = attrgetter(*(each.name for each in fields(FacetValue)))
COLUMNS = {"products": "<i8", "photos": "<i8", "scores": "<f8", "photo_scores": "<f8"}
"""The stored type of each column of the candidates."""


def to_bytes(snapshot: Snapshot) -> bytes:
    """Return the snapshot as a line of JSON, and its columns one behind the other."""
    summary, candidates = snapshot.summary, snapshot.candidates
    line = {
        "version": VERSION,
        "query": snapshot.query,
        "length": len(candidates),
        "summary": {name: getattr(summary, name) for name in (*SUMMARY, "degraded")},
        "facets": [
            (each.name, each.label, list(map(FACET_VALUE, each.values))) for each in summary.facets
        ],
    }
    columns = (getattr(candidates, name).astype(kind) for name, kind in COLUMNS.items())
    return b"".join([json.dumps(line).encode(), b"\n", *(column.tobytes() for column in columns)])


def from_bytes(stored: bytes, token: str) -> Snapshot | None:
    """Return the snapshot that `to_bytes` wrote, None if it is of another version."""
    line, _, columns = stored.partition(b"\n")
    data = json.loads(line)
    if data["version"] != VERSION:
        return None
    kinds = np.dtype([(name, kind, (data["length"],)) for name, kind in COLUMNS.items()])
    [row] = np.frombuffer(columns, kinds)
    candidates = Candidates(*(row[name] for name in COLUMNS))
    totals = {**data["summary"], "price_counts": tuple(data["summary"]["price_counts"])}
    stored_facets = tuple(
        Facet(name, label, tuple(FacetValue(*value) for value in values))
        for name, label, values in data["facets"]
    )
    summary = Results(items=(), page=1, facets=stored_facets, snapshot=token, **totals)
    return Snapshot(data["query"], candidates, summary)
