"""The written form of a store's words: plain JSON, compressed, without a class of ours."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from catalog_search.text.evidence import Evidence
from catalog_search.text.store_words import Place, StoreWords
from catalog_search.text.values import KnownValue, StoreValues

FORMAT = 1
"""A new number whenever the written form changes."""


def to_bytes(words: StoreWords) -> bytes:
    """Return the words in a form that holds no class of ours, for `from_bytes`."""
    plain = {
        "products": words.products.tolist(),
        "tokens": list(words.tokens),
        "terms": list(words.terms),
        "spelt": list(words.spelt),
        "postings": [rows.tolist() for rows in words.postings],
        "naming": [rows.tolist() for rows in words.naming],
        "titles": list(words.titles),
        "skus": list(words.skus),
        "categories": [asdict(place) for place in words.categories],
        "brands": [asdict(place) for place in words.brands],
        "popular": list(words.popular),
        "values": plain_values(words.values),
    }
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), level=1)


def from_bytes(data: bytes) -> StoreWords:
    """Return what `to_bytes` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    try:
        plain = json.loads(zlib.decompress(data))
    except zlib.error as error:
        raise ValueError(f"The words of a store cannot be read: {error}") from error
    return StoreWords(
        products=np.array(plain["products"], np.int64),
        tokens=plain["tokens"],
        terms=plain["terms"],
        spelt=plain["spelt"],
        postings=[np.array(rows, np.int32) for rows in plain["postings"]],
        naming=[np.array(rows, np.int32) for rows in plain["naming"]],
        titles=plain["titles"],
        skus=[(sku, row) for sku, row in plain["skus"]],
        categories=[Place(**place) for place in plain["categories"]],
        brands=[Place(**place) for place in plain["brands"]],
        popular=plain["popular"],
        values=read_values(plain["values"]),
    )


def plain_values(values: StoreValues) -> dict[str, object]:
    phrases = [
        [
            list(phrase),
            [[known.field, known.values, plain_evidence(known.evidence)] for known in each],
        ]
        for phrase, each in values.phrases.items()
    ]
    return {
        "phrases": phrases,
        "coverage": dict(values.coverage),
        "currencies": values.currencies,
        "numbers": sorted(values.numbers),
        "named": sorted(values.named),
    }


def plain_known(known: KnownValue) -> list[object]:
    return [known.field, known.values, plain_evidence(known.evidence)]


def plain_evidence(evidence: Evidence) -> list[object]:
    words = (evidence.apart, evidence.own, evidence.others)
    return [evidence.named, evidence.lacking, *map(sorted, words)]


def read_values(plain: Mapping[str, Any]) -> StoreValues:
    return StoreValues(
        phrases={
            tuple(phrase): tuple(read_known(*known) for known in each)
            for phrase, each in plain["phrases"]
        },
        coverage=plain["coverage"],
        currencies=tuple(plain["currencies"]),
        numbers=frozenset(plain["numbers"]),
        named=frozenset(map(tuple, plain["named"])),
    )


def read_known(name: str, values: list[str], evidence: list[Any]) -> KnownValue:
    named, lacking, *words = evidence
    return KnownValue(name, tuple(values), Evidence(named, lacking, *map(frozenset, words)))
