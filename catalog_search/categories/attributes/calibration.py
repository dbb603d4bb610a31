"""Fit the confidence of each attribute to the store's own products whose value is known.

Rejected values count as well. If the source names no values, the only known ones are those that
people accepted: without the rejections every suggestion would seem right.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from catalog_search import conf
from catalog_search.categories import confidence, predictions
from catalog_search.categories.attributes import measured, mixture
from catalog_search.categories.attributes.judging import AttributeJudge, Evidence, judge_of
from catalog_search.categories.attributes.survey import SAMPLE, Survey
from catalog_search.categories.attributes.values import known_of, values_of
from catalog_search.categories.calibration import LEAST
from catalog_search.categories.confidence import Flags, Floats
from catalog_search.categories.vectors import vector_pairs
from catalog_search.models import Rejection, Store, databases


def calibrate(store: Store, surveys: Mapping[str, Survey]) -> None:
    """Fit each declared attribute, and keep how frequent its values are, for the current model.

    A product's own example is left out when its value is predicted.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    keep(store, {name: {"counts": dict(survey.counts)} for name, survey in surveys.items()})
    keep(store, {name: fitted(store, name, survey) for name, survey in surveys.items()})


def fitted(store: Store, name: str, survey: Survey) -> dict[str, Any]:
    """Return an attribute's calibration: weights of its evidence, and of confidence in the mix."""
    judge = judge_of(store, conf.settings().attributes[name])
    observations = observed(store, judge, survey.sample)
    mix: tuple[float, ...] = mixture.DEFAULT
    weights: tuple[float, ...] = confidence.DEFAULT
    if len(survey.sample) >= LEAST:
        mix = observations.mix()
    rows, right = observations.rows(replace(judge, mix=mix))
    if len(right) >= LEAST:
        weights = confidence.fit(rows, right)
    counts = {"counts": dict(survey.counts), "products": len(survey.sample)}
    return {**counts, "mix": mix, "weights": weights}


def keep(store: Store, by_attribute: Mapping[str, Mapping[str, Any]]) -> None:
    with databases.transaction():
        row = Store.objects.select_for_update().get(pk=store.pk)
        of_model = row.category_confidence.setdefault(conf.get_encoder().model_id, {})
        of_model["attributes"] = by_attribute
        row.save(update_fields=["category_confidence"])
    store.category_confidence = row.category_confidence


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """Products with the evidence about them, the values they have, and those rejected for them."""

    evidence: Evidence
    has: Floats
    """1 for each value [n, k] that the product has, else 0."""
    refused: Floats
    """1 for each value [n, k] that a person rejected for it, else 0."""

    def mix(self) -> tuple[float, ...]:
        """Return the weights of evidence, from the products that have a value."""
        has_value = self.has.any(axis=1)
        truth = self.has[has_value] / self.has[has_value].sum(axis=1, keepdims=True)
        return mixture.fit(self.evidence.parts[:, has_value], truth)

    def rows(self, judge: AttributeJudge) -> tuple[Floats, Flags]:
        """Return confidence.features() of what products may be asked, and whether that is theirs.

        What is neither theirs nor rejected, of a product without a value, is unknown and left out.
        """
        judged = judge.judged(self.evidence)
        rows, right = [np.empty((0, 3))], [np.empty(0, bool)]
        there = np.arange(len(judged.keys))
        for places in judge.best_places(judged) if judged.keys else []:
            is_decided = self.has.any(axis=1) | (self.refused[there, places] > 0)
            features = confidence.features(judged.logits, judged.alone, places)
            rows.append(features[is_decided])
            right.append(self.has[there, places][is_decided] > 0)
        return np.concatenate(rows), np.concatenate(right)


def observed(store: Store, judge: AttributeJudge, keys: Sequence[int]) -> Observed:
    """Return the evidence and the values of these products, and of those with a rejected value."""
    name, values = judge.attribute.name, list(judge.attribute.values)
    latest = Rejection.objects.filter(store=store, attribute=name).order_by("-pk")
    refused: dict[int, set[str]] = defaultdict(set)
    for product, value in latest.values_list("product_id", "path")[:SAMPLE]:
        refused[product].add(value)
    pieces = [judge.evidence({}, {})]
    has: dict[int, tuple[str, ...]] = {}
    for chunk in predictions.chunks(predictions.of_keys([*{*keys, *refused}])):
        colors = measured.shares_of(chunk) if judge.swatches else {}
        pieces.append(judge.evidence(vector_pairs(chunk), colors))
        has |= {each.pk: known_of(values_of(each, name), judge.attribute) for each in chunk}
    every = Evidence(
        [key for each in pieces for key in each.keys],
        np.concatenate([each.parts for each in pieces], axis=1),
    )
    return Observed(
        every,
        marks([has[key] for key in every.keys], values),
        marks([refused.get(key, ()) for key in every.keys], values),
    )


def marks(value_sets: Sequence[Collection[str]], values: Sequence[str]) -> Floats:
    """Return 1 where a product [n] has a value [k], else 0."""
    matrix = np.array([[value in each for value in values] for each in value_sets], float)
    return matrix.reshape(len(value_sets), len(values))
