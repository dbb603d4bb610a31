"""Pages of one list: no repeats and no gaps, while the index changes.

Page 1 searches and keeps the whole list in Django's cache for LISTING_SECONDS; the pages behind it
show parts of that list. It is kept as plain data under a version and a digest of its own, so equal
lists are kept once, and a list that is gone or cannot be read is a fresh search.
"""

import hashlib
import json
import logging
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
from django.core.cache import cache

from catalog_search import conf
from catalog_search.retrieval.candidates import CandidateSets
from catalog_search.retrieval.facets import Facet, FacetValue, facets, price_range
from catalog_search.retrieval.filters import Filters
from catalog_search.retrieval.fusion import Candidates
from catalog_search.retrieval.ordering import RELEVANCE, ordered
from catalog_search.retrieval.relevance import Judge
from catalog_search.search.results import Results, results_of

logger = logging.getLogger(__name__)

PREFIX = "catalog_search.list."
VERSION = 1
"""Of the plain data; another release's lists are not read."""
TOKEN_LENGTH = 16


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page of a list is wanted."""

    number: int = 1
    """From 1."""
    sort: str = ""
    """One of ordering.SORTS; "" is what the words ask for, else relevance."""
    snapshot: str = ""
    """Token of the list that page 1 was part of."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search came to."""

    sets: CandidateSets
    filters: Filters = field(default_factory=Filters)
    degraded: str = ""
    """Not empty: a part of the search did not answer."""


def paged(
    page: PageRequest, query: tuple[object, ...], judge: Judge | None, search: Callable[[], Found]
) -> Results:
    """Return the page: of the list that was kept, else of what `search` finds.

    `query` is all that the list depends on besides its order, as values whose repr tells them
    apart. The `judge` bands the answers; None where nothing is compared.
    """
    key = hashlib.sha256(repr((*query, page.sort)).encode()).hexdigest()[:32]
    kept = recall(page.snapshot, key)
    if kept is None:
        kept = keep(snapshot_of(search(), page.sort, judge, key))
    return page_of(kept, page.number, judge)


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A whole list in its order, and the summary that all its pages share."""

    query: str
    """Digest of the query: another search never shows this list."""
    candidates: Candidates
    """Without payloads."""
    summary: Results
    """Without items."""


def snapshot_of(found: Found, sort: str, judge: Judge | None, query: str) -> Snapshot:
    sets = found.sets
    judge = None if found.degraded else judge
    candidates = ordered(sets.candidates, sort, judge)
    price = price_range(sets.for_facet("price"))
    summary = Results(
        items=(),
        total=len(candidates),
        page=1,
        pages=max(1, -(-len(candidates) // conf.settings().page_size)),
        facets=facets(sets, found.filters),
        price_low=price.low,
        price_high=price.high,
        price_counts=price.counts,
        sort=sort or RELEVANCE,
        compared=not len(candidates) or bool(candidates.scores.any()),
        degraded=found.degraded,
    )
    return Snapshot(query, candidates, summary)


def page_of(kept: Snapshot, number: int, judge: Judge | None) -> Results:
    """Return the page with its products; one beyond the last is the last."""
    size = conf.settings().page_size
    number = min(max(number, 1), kept.summary.pages)
    shown = kept.candidates.take(slice((number - 1) * size, number * size))
    judge = None if kept.summary.degraded else judge
    return replace(kept.summary, items=results_of(shown, judge), page=number)


def keep(snapshot: Snapshot) -> Snapshot:
    """Keep a list of several pages and return it with its token."""
    if snapshot.summary.pages < 2:
        return snapshot
    data = zlib.compress(json.dumps(plain(snapshot)).encode(), level=1)
    token = hashlib.sha256(data).hexdigest()[:TOKEN_LENGTH]
    cache.set(f"{PREFIX}{token}", data, conf.settings().listing_seconds)
    return replace(snapshot, summary=replace(snapshot.summary, snapshot=token))


def recall(token: str, query: str) -> Snapshot | None:
    """Return the list kept under the token; None where it is gone or answers another query."""
    if not (token.isascii() and token.isalnum() and len(token) == TOKEN_LENGTH):
        return None
    try:
        data = cache.get(f"{PREFIX}{token}")
        snapshot = read(json.loads(zlib.decompress(data)), token) if data else None
    except Exception:
        # Whatever stands there was not written by this release.
        logger.warning("A kept list cannot be read; it is searched for anew.", exc_info=True)
        return None
    return snapshot if snapshot and snapshot.query == query else None


SUMMARY = ("total", "pages", "price_low", "price_high", "price_counts", "sort", "compared")
COLUMNS = ("products", "photos", "scores", "photo_scores")


def plain(snapshot: Snapshot) -> dict[str, Any]:
    """Return the list as JSON can hold it: no class of ours."""
    summary = snapshot.summary
    return {
        "version": VERSION,
        "query": snapshot.query,
        "columns": {name: getattr(snapshot.candidates, name).tolist() for name in COLUMNS},
        "summary": {name: getattr(summary, name) for name in (*SUMMARY, "degraded")},
        "facets": [asdict(facet) for facet in summary.facets],
    }


def read(written: Mapping[str, Any], token: str) -> Snapshot | None:
    """Return what `plain` wrote; None for another version."""
    if written["version"] != VERSION:
        return None
    columns = written["columns"]
    candidates = Candidates(
        np.array(columns["products"], np.int64),
        np.array(columns["photos"], np.int64),
        np.array(columns["scores"], np.float64),
        np.array(columns["photo_scores"], np.float64),
    )
    told = {**written["summary"], "price_counts": tuple(written["summary"]["price_counts"])}
    facets_kept = tuple(
        Facet(each["name"], each["label"], tuple(FacetValue(**value) for value in each["values"]))
        for each in written["facets"]
    )
    summary = Results(items=(), page=1, facets=facets_kept, snapshot=token, **told)
    return Snapshot(written["query"], candidates, summary)
