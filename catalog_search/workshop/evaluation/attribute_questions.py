"""Attributes of goods in memory, and judges of stores in which some of them are decided."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from catalog_search.categories.attributes.judging import AttributeJudge, Evidence
    from catalog_search.categories.predictions import Judged
    from catalog_search.conf import DeclaredAttribute

Row = Mapping[str, Any]
Keys = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Goods:
    """Products in memory: their vectors [n, 2, d], measured colors and rows."""

    pairs: NDArray[np.float64]
    colors: Sequence[dict[str, float]]
    rows: Sequence[Row]

    def part(self, split: str) -> "Goods":
        keys = [key for key, row in enumerate(self.rows) if row["split"] == split]
        colors, rows = [self.colors[key] for key in keys], [self.rows[key] for key in keys]
        return Goods(self.pairs[keys], colors, rows)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One attribute of the goods: which values each product has, of those that are declared."""

    goods: Goods
    attribute: "DeclaredAttribute"
    truth: Sequence[tuple[str, ...]]
    pixels: bool = True
    """Whether measured colors tell of the color."""

    @property
    def answerable(self) -> Keys:
        return np.flatnonzero([bool(values) for values in self.truth])

    def judge(self, decided: Keys) -> "AttributeJudge":
        """Return the judge of a store in which these products are decided, but nothing fitted."""
        from catalog_search.categories import confidence
        from catalog_search.categories.attributes.judging import AttributeJudge, swatches_of
        from catalog_search.categories.learned import Learned
        from catalog_search.categories.predictions import Judge
        from catalog_search.models import Category
        from catalog_search.text.labels import label_vectors, unit

        values = list(self.attribute.values.items())
        counts = Counter(value for key in decided for value in self.truth[key])
        value_counts = np.array([counts[value] for value, _ in values], float)
        examples = [self.examples(decided, value) for value, _ in values]
        mean = self.goods.pairs[decided[:256]].mean(axis=0) if len(decided) else None
        judge = Judge(
            [Category(path=value, prompt=words) for value, words in values],
            unit(label_vectors([words for _, words in values])),
            Learned(examples, mean),
            confidence.DEFAULT,
            titles=True,
        )
        frequency = np.log((value_counts + 1) / (value_counts.sum() + len(value_counts)))
        swatches = swatches_of(self.attribute) if self.pixels else ()
        return AttributeJudge(self.attribute, judge, frequency, swatches=swatches)

    def examples(self, decided: Keys, value: str) -> Any:
        from catalog_search.categories.attributes.survey import EXAMPLES
        from catalog_search.categories.learned import Examples

        chosen = [int(key) for key in decided if value in self.truth[key]][-EXAMPLES:]
        if not chosen:
            return None
        nothing = np.zeros(self.goods.pairs.shape[1:])
        return Examples(frozenset(chosen), self.goods.pairs[chosen].sum(axis=0), 0, nothing)

    def evidence_of(self, judge: "AttributeJudge", keys: Keys) -> "Evidence":
        pairs = {int(key): self.goods.pairs[key] for key in keys}
        return judge.evidence(pairs, {key: self.goods.colors[key] for key in pairs})

    def fitted(self, decided: Keys) -> "AttributeJudge":
        """Return the judge after these decisions, as calibration.fitted() leaves it."""
        from catalog_search.categories import confidence
        from catalog_search.categories.attributes.calibration import Observed, marks

        judge = self.judge(decided)
        has = marks([self.truth[key] for key in decided], list(self.attribute.values))
        observations = Observed(self.evidence_of(judge, decided), has, np.zeros_like(has))
        judge = replace(judge, mix=observations.mix())
        weights = confidence.fit(*observations.rows(judge))
        return replace(judge, judge=replace(judge.judge, weights=weights))

    def right(self, judged: "Judged", places: NDArray[np.intp]) -> NDArray[np.bool_]:
        values = list(self.attribute.values)
        hits = [values[k] in self.truth[key] for key, k in zip(judged.keys, places, strict=True)]
        return np.array(hits, bool)
