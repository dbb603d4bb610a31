"""The stored form of a store's words: compressed JSON that contains no classes."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from catalog_search.text.evidence import Evidence
from catalog_search.text.store_words import ProductGroup, StoreWords
from catalog_search.text.values import KnownValue, StoreValues

FORMAT = 2
"""Increase it whenever the stored form, or what a token is, changes."""


def to_bytes(words: StoreWords) -> bytes:
    """Return the words in the form that `from_bytes` reads."""
    data = {
        "products": words.products.tolist(),
        "tokens": list(words.tokens),
        "terms": list(words.terms),
        "spelt": list(words.spelling_counts),
        "postings": [rows.tolist() for rows in words.postings],
        "naming": [rows.tolist() for rows in words.name_postings],
        "titles": list(words.titles),
        "skus": list(words.skus),
        "categories": [asdict(category) for category in words.categories],
        "brands": [asdict(brand) for brand in words.brands],
        "popular": list(words.popular_searches),
        "values": write_values(words.values),
    }
    return zlib.compress(json.dumps(data, separators=(",", ":")).encode(), level=1)


def from_bytes(stored: bytes) -> StoreWords:
    """Return the words that `to_bytes` wrote.

    Raises ValueError, KeyError or TypeError for anything else.
    """
    try:
        data = json.loads(zlib.decompress(stored))
    except zlib.error as error:
        raise ValueError(f"The words of a store cannot be read: {error}") from error
    return StoreWords(
        products=np.array(data["products"], np.int64),
        tokens=data["tokens"],
        terms=data["terms"],
        spelling_counts=data["spelt"],
        postings=[np.array(rows, np.int32) for rows in data["postings"]],
        name_postings=[np.array(rows, np.int32) for rows in data["naming"]],
        titles=data["titles"],
        skus=[(sku, row) for sku, row in data["skus"]],
        categories=[ProductGroup(**category) for category in data["categories"]],
        brands=[ProductGroup(**brand) for brand in data["brands"]],
        popular_searches=data["popular"],
        values=read_values(data["values"]),
    )


def write_values(values: StoreValues) -> dict[str, object]:
    return {
        "phrases": [
            [list(phrase), [write_known(known) for known in known_values]]
            for phrase, known_values in values.phrases.items()
        ],
        "coverage": dict(values.coverage),
        "currencies": values.currencies,
        "numbers": sorted(values.title_numbers),
        "named": sorted(values.grammar_pairs),
    }


def write_known(known: KnownValue) -> list[object]:
    evidence = known.evidence
    words = (
        evidence.contradicting_neighbors,
        evidence.supporting_words,
        evidence.contradicting_words,
    )
    counts = (evidence.titles, evidence.contradictions)
    return [known.field, known.values, [*counts, *map(sorted, words)]]


def read_values(data: Mapping[str, Any]) -> StoreValues:
    return StoreValues(
        phrases={
            tuple(phrase): tuple(read_known(*known) for known in known_values)
            for phrase, known_values in data["phrases"]
        },
        coverage=data["coverage"],
        currencies=tuple(data["currencies"]),
        title_numbers=frozenset(data["numbers"]),
        grammar_pairs=frozenset(map(tuple, data["named"])),
    )


def read_known(name: str, values: list[str], evidence: list[Any]) -> KnownValue:
    titles, contradictions, *words = evidence
    return KnownValue(name, tuple(values), Evidence(titles, contradictions, *map(frozenset, words)))
