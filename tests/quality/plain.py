"""Plain baselines on the shop's own rows and vectors: words by tantivy, vectors, and both mixed."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tantivy
from numpy.typing import NDArray

from catalog_search.types import Record
from tests.quality.judged import field_of

FIELDS: Mapping[str, float] = {
    "title": 3.0,
    "category": 2.0,
    "brand": 2.0,
    "color": 2.0,
    "attribute": 1.0,
    "description": 0.5,
}
"""The fields of a product and how much they weigh."""
ENOUGH = 10
"""Answers from which no further word is given up."""
ANALYZER = "shop"
STOP_WORDS = ["a", "an", "and", "at", "by", "for", "in", "of", "or", "the", "to", "with"]
TYPOS = ((9, 2), (5, 1))
"""Letters from which a word that no product has may differ in so many of them."""
WEIGHTS = tuple(round(0.05 * step, 2) for step in range(20))
"""Weights of the vectors that are tried beside words."""

Scores = NDArray[np.float64]


class Words:
    """An index of the records' words that gives up the most common word first."""

    def __init__(self, records: Sequence[Record]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_unsigned_field("row", stored=True)
        for name in FIELDS:
            builder.add_text_field(name, tokenizer_name=ANALYZER)
        self._schema, self._size = builder.build(), len(records)
        self._index = tantivy.Index(self._schema)
        self._analyzer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.ascii_fold())
            .filter(tantivy.Filter.custom_stopword(STOP_WORDS))
            .filter(tantivy.Filter.stemmer("english"))
            .build()
        )
        self._index.register_tokenizer(ANALYZER, self._analyzer)
        writer = self._index.writer(heap_size=50_000_000, num_threads=1)
        for row, record in enumerate(records):
            writer.add_document(document(row, record))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def scores(self, text: str) -> Scores:
        """Return [n] in [0, 1]: more words found come before fewer, then BM25 decides.

        0 is a product that was not reached before there were ENOUGH answers.
        """
        words = [each for each in map(self._known, self._terms(text)) if each]
        words.sort(key=lambda queries: self._count(queries))
        scores, count = np.zeros(self._size), len(words)
        while words:
            results = self._search(words)
            best = max((score for score, _ in results), default=1.0)
            for score, row in results:
                if not scores[row]:
                    scores[row] = (len(words) - 1 + score / best) / count
            if np.count_nonzero(scores) >= ENOUGH:
                break
            words.pop()
        return scores

    def _terms(self, text: str) -> list[str]:
        return list(dict.fromkeys(self._analyzer.analyze(text)))

    def _known(self, term: str) -> Any:
        """Return the query for a word, its typos if no product has it; None if none has these."""
        exact = self._anywhere(term, 0)
        if self._count(exact):
            return exact
        typos = next((typos for letters, typos in TYPOS if len(term) >= letters), 0)
        fuzzy = self._anywhere(term, typos) if typos else None
        return fuzzy if fuzzy is not None and self._count(fuzzy) else None

    def _anywhere(self, term: str, typos: int) -> Any:
        queries = []
        for name, weight in FIELDS.items():
            if typos:
                query = tantivy.Query.fuzzy_term_query(self._schema, name, term, distance=typos)
            else:
                query = tantivy.Query.term_query(self._schema, name, term)
            queries.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, weight)))
        return tantivy.Query.boolean_query(queries)

    def _count(self, query: Any) -> int:
        results: Any = self._searcher.search(query, limit=1, count=True)
        return int(results.count)

    def _search(self, words: Sequence[Any]) -> list[tuple[float, int]]:
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in words])
        results = self._searcher.search(query, limit=self._size).hits
        return [(score, self._searcher.doc(place)["row"][0]) for score, place in results]


def document(row: int, record: Record) -> Any:
    made = tantivy.Document()
    made.add_unsigned("row", row)
    for name in FIELDS:
        if name == "attribute":
            made.add_text(name, " ".join(map(str, record.attributes.values())))
        else:
            made.add_text(name, field_of(record, name))
    return made


def nearness(query: NDArray[np.floating], photos: Scores, titles: Scores) -> Scores:
    """Return [n] in [0, 1]: the mean of both cosines, each scaled from the least to the best."""
    return (scaled(photos @ query) + scaled(titles @ query)) / 2


def scaled(scores: NDArray[np.floating]) -> Scores:
    low, high = scores.min(), scores.max()
    return np.asarray((scores - low) / max(high - low, 1e-9), np.float64)


def mixed(words: Scores, vectors: Scores, weight: float) -> Scores:
    """Return the scores at this weight of the vectors."""
    return (1 - weight) * words + weight * vectors


def best(scores: Scores, depth: int = ENOUGH) -> list[int]:
    """Return the rows of the best scores above 0."""
    order = np.argsort(-scores, kind="stable")[:depth]
    return [int(row) for row in order if scores[row] > 0]
