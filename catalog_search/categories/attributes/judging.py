"""Judge which values of an attribute a product has: by words, examples, frequency, and pixels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.categories import confidence, prototypes
from catalog_search.categories.attributes import measured, mixture
from catalog_search.categories.confidence import Floats
from catalog_search.categories.predictions import Choice, Judge, Judged
from catalog_search.categories.vectors import Pair
from catalog_search.conf import COLOR, DeclaredAttribute
from catalog_search.models import Category, Store
from catalog_search.text import labels as zeroshot
from catalog_search.text.colors import hex_color
from catalog_search.types import Score

ASKED = 3
"""Values of one product that may be suggested where it may have several."""

Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Answer:
    """A value that a product may have, and what speaks for it and for others."""

    best: Score
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Evidence [c, n, k] of c kinds (in mixture.DEFAULT's order) for n products and k values."""

    keys: list[int]
    parts: mixture.Evidence


@dataclass(frozen=True, slots=True)
class AttributeJudge:
    """The values of one attribute, with the words, examples and colors that they are judged by."""

    attribute: DeclaredAttribute
    judge: Judge
    frequency: Floats
    """Logarithms [k] of each value's share of the products whose value is known."""
    mix: Sequence[float] = mixture.DEFAULT
    swatches: tuple[str, ...] = ()
    """Each value's color, "" if it is not one; () if pixels are no evidence for the attribute."""

    def evidence(
        self, pairs: Mapping[int, Pair], colors: Mapping[int, dict[str, float]]
    ) -> Evidence:
        """Return the evidence for the products with these vectors.

        If pixels are part of it, products whose photo was not measured yet are left out.
        """
        keys = [key for key in pairs if not self.swatches or key in colors]
        count = len(self.judge.categories)
        if not keys:
            return Evidence([], np.empty((5 + bool(self.swatches), 0, count)))
        vectors, scale = np.stack([pairs[key] for key in keys]), conf.get_encoder().logit_scale
        # Halves: photo and title together weigh as much as the mean of both.
        words = [scale / 2 * vectors[:, part] @ self.judge.labels.T for part in (0, 1)]
        examples = scale * self.judge.learned.scores(keys, vectors)
        parts = [*words, *examples, np.tile(self.frequency, (len(keys), 1))]
        if self.swatches:
            parts.append(measured.evidence([colors[key] for key in keys], self.swatches))
        return Evidence(keys, np.stack(parts))

    def judged(self, evidence: Evidence) -> Judged:
        """Return how much speaks for each value, in all and by photo, title and pixels alone."""
        weighted = np.array(self.mix[: len(evidence.parts)])[:, None, None] * evidence.parts
        # Doubled, because photo or title alone has half of the scale (see evidence()).
        alone = [2 * (weighted[part] + weighted[2 + part]) for part in (0, 1)]
        logits = weighted.sum(axis=0)
        return Judged(evidence.keys, logits, np.empty((0, 3)), [*alone, *weighted[5:]])

    def best_places(self, judged: Judged) -> list[Places]:
        """Return the best value [n] of each product; then the next, where it may have several."""
        order = np.argsort(-judged.logits, axis=1, kind="stable")
        count = ASKED if self.attribute.several else 1
        return [order[:, place] for place in range(min(count, order.shape[1]))]

    def expected(self, judged: Judged, values: Places) -> Floats:
        """Return how probably each of these values [n] is right."""
        rows = confidence.features(judged.logits, judged.alone, values)
        return confidence.expected_right(rows, self.judge.weights)

    def answers(self, judged: Judged) -> dict[int, list[Answer]]:
        """Return what each product may be asked, surest first.

        An attribute with one value has a single answer, whose choices are the best values; it
        stands for all of them.
        """
        if not judged.keys:
            return {}
        places = self.best_places(judged)
        sure = [self.expected(judged, values) for values in places]
        first = replace(judged, features=confidence.features(judged.logits, judged.alone))
        scores = self.judge.scores(first)
        choices = self.judge.choices(first, scores)
        examples = {k: len(each.keys) for k, each in self.judge.learned.with_examples}
        answers_by_product: dict[int, list[Answer]] = {}
        for row, key in enumerate(judged.keys):
            if not self.attribute.several:
                answers_by_product[key] = [Answer(score, choices[key]) for score in scores[key]]
                continue
            for values, expected in zip(places, sure, strict=True):
                k = int(values[row])
                score = Score(self.judge.categories[k].path, float(expected[row]))
                own = self.judge.choice(score, k, row, judged, examples)
                alternatives = (each for each in choices[key] if each.category != own.category)
                answers_by_product.setdefault(key, []).append(Answer(score, (own, *alternatives)))
        return answers_by_product


def judge_of(store: Store, attribute: DeclaredAttribute) -> AttributeJudge:
    """Return the judge of an attribute, as calibrate() last left it. Raises EncoderUnavailable."""
    values = [Category(path=v, prompt=words) for v, words in attribute.values.items()]
    fitted = confidence_of(store, attribute.name)
    counts = np.array([fitted.get("counts", {}).get(each.path, 0) for each in values], float)
    judge = Judge(
        values,
        zeroshot.unit(zeroshot.shared_label_vectors([each.words for each in values])),
        prototypes.load(store, values, attribute.name),
        fitted.get("weights", confidence.DEFAULT),
        titles=True,
    )
    frequency = np.log((counts + 1) / (counts.sum() + len(counts)))
    mix = fitted.get("mix", mixture.DEFAULT)
    return AttributeJudge(attribute, judge, frequency, mix, swatches_of(attribute))


def confidence_of(store: Store, name: str) -> dict[str, Any]:
    of_model = store.category_confidence.get(conf.get_encoder().model_id, {})
    fitted: dict[str, Any] = of_model.get("attributes", {}).get(name, {})
    return fitted


def swatches_of(attribute: DeclaredAttribute) -> tuple[str, ...]:
    if attribute.name != COLOR:
        return ()
    return tuple(hex_color(value) for value in attribute.values)
