"""Payloads and words of a log as columns, so that a condition is tested once per distinct value."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog_search.types import Condition, Payload, Range, Scores, SparseVector, Where

Column = tuple[NDArray[np.intp], list[object]]
"""A number by row, and the field's value by that number."""
Numbers = tuple[NDArray[np.intp], NDArray[np.float64]]
"""Rows and the numbers that they have; a row may have several."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    payloads: Sequence[Payload]
    made: dict[str, Column] = field(default_factory=dict)
    """Columns by field, made when a condition first asks for it."""
    made_numbers: dict[str, Numbers] = field(default_factory=dict)
    """The same for ranges."""

    def satisfying(self, where: Where) -> NDArray[np.bool_]:
        """Return whether each row satisfies all conditions."""
        passing = np.ones(len(self.payloads), np.bool_)
        for condition in where:
            passing &= self.passing(condition)
        return passing

    def passing(self, condition: Condition) -> NDArray[np.bool_]:
        if isinstance(condition, Range):
            return self.within(condition)
        numbers, values = self.column(condition.field)
        test = condition.test()
        passing = [test({condition.field: value}) for value in values]
        return np.array(passing, np.bool_)[numbers]

    def within(self, condition: Range) -> NDArray[np.bool_]:
        """Test all rows at once: prices have hardly two rows in common."""
        rows, amounts = self.numbers(condition.field)
        low = -np.inf if condition.low is None else condition.low
        high = np.inf if condition.high is None else condition.high
        passing = np.zeros(len(self.payloads), np.bool_)
        passing[rows[(amounts >= low) & (amounts <= high)]] = True
        return passing

    def numbers(self, name: str) -> Numbers:
        if name not in self.made_numbers:
            values = [payload.get(name) for payload in self.payloads]
            self.made_numbers[name] = numbers_of(values)
        return self.made_numbers[name]

    def column(self, name: str) -> Column:
        if name not in self.made:
            self.made[name] = column_of([payload.get(name) for payload in self.payloads])
        return self.made[name]


def column_of(values: Sequence[object]) -> Column:
    # Equal values of different types are told apart: True is not 1 to a condition.
    written = [repr(value) for value in values]
    distinct = dict(zip(written, values, strict=True))
    numbers = {text: number for number, text in enumerate(distinct)}
    return np.array([numbers[text] for text in written], np.intp), list(distinct.values())


def numbers_of(values: Sequence[object]) -> Numbers:
    pairs = [
        (row, member)
        for row, value in enumerate(values)
        for member in (value if isinstance(value, list | tuple) else (value,))
        if type(member) in (int, float)
    ]
    rows, numbers = zip(*pairs, strict=True) if pairs else ((), ())
    return np.array(rows, np.intp), np.array(numbers, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """The rows and weights of each term; `terms` is sorted."""

    rows: int
    terms: NDArray[np.int64]
    places: NDArray[np.intp]
    weights: NDArray[np.float64]

    def scores(self, query: SparseVector) -> Scores:
        """Return the dot product of each row with the query, -inf if no term is shared."""
        scores, shared = np.zeros(self.rows), np.zeros(self.rows, np.bool_)
        for term, weight in zip(query.ids, query.weights, strict=True):
            start, end = np.searchsorted(self.terms, (term, term + 1))
            places = self.places[start:end]
            scores[places] += weight * self.weights[start:end]
            shared[places] = True
        return np.where(shared, scores, -np.inf)


def postings_of(words: Sequence[SparseVector]) -> Postings:
    terms = np.array([term for each in words for term in each.ids], np.int64)
    weights = np.array([weight for each in words for weight in each.weights])
    places = np.repeat(np.arange(len(words)), [len(each.ids) for each in words])
    order = np.argsort(terms, kind="stable")
    return Postings(len(words), terms[order], places[order], weights[order])
