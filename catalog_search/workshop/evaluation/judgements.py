"""Reads a merchant's relevance judgements: a file with the columns query, sku and grade."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from catalog_search.exceptions import InvalidQuery, NothingToMeasure
from catalog_search.models import Store
from catalog_search.models.desk.verdicts import grades_of
from catalog_search.search.query.cleaning import clean
from catalog_search.sync.tables.csv_rows import CsvLines
from catalog_search.types import Problem
from catalog_search.workshop.evaluation.queries import Measures

COLUMNS = ("query", "sku", "grade")
MAX_GRADE = 100
JSON_LINES = (".jsonl", ".ndjson", ".json")

JUDGED: Measures = {
    "R@1": ("R@1",),
    "R@5": ("R@5",),
    "R@10": ("R@10",),
    "MRR": ("RR",),
    "nDCG@10": ("nDCG@10",),
}
"""Products without a judgement count as wrong."""


@dataclass(slots=True)
class Judgements:
    """Grades by query text and product key, and a Problem for each unusable line."""

    grades: dict[str, dict[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def chosen(store: Store, path: Path | None, *, use_judged: bool) -> Judgements:
    """Return the file's judgements and, with `use_judged`, those that staff made on the desk.

    Where both grade a product, the file counts. Raises NothingToMeasure if none can be used.
    """
    judgements = read(path, store) if path else Judgements()
    if use_judged:
        made = {words: it for words, it in grades_of(store).items() if any(it.values())}
        if not made:
            raise NothingToMeasure(
                "Nobody has judged an answer of this store yet. Do so on the desk, on the page of "
                "searches, or leave out --judged."
            )
        for words, grades in made.items():
            judgements.grades[words] = grades | judgements.grades.get(words, {})
    return judgements


def read(path: Path, store: Store) -> Judgements:
    """Return the file's judgements. Raises NothingToMeasure if none can be used."""
    products = {
        sku: (key, visible)
        for sku, key, visible in store.products.values_list("sku", "pk", "visible")
    }
    judgements = Judgements()
    lines: dict[str, int] = {}
    for number, row in rows(path):
        try:
            query, product, grade = judgement(row, products)
            grades = judgements.grades.setdefault(query, {})
            if grades.get(product, grade) != grade:
                raise ValueError("this product has another grade for the same query further up")
        except (ValueError, InvalidQuery) as error:
            judgements.problems.append(Problem(str(path), f"{error}", number))
        else:
            grades[product] = grade
            lines.setdefault(query, number)
    drop_unanswerable(judgements, path, lines)
    if not judgements.grades:
        first = judgements.problems[0] if judgements.problems else None
        example = f" Line {first.line}: {first.reason}." if first else ""
        raise NothingToMeasure(
            f"{path} has no judgement that can be used: it takes the columns query, sku and "
            f"grade (0 is wrong, 1 and more is right).{example}"
        )
    return judgements


def drop_unanswerable(judgements: Judgements, path: Path, lines: Mapping[str, int]) -> None:
    """Remove queries without a right product: no search could do well on them."""
    for query in [text for text, grades in judgements.grades.items() if not any(grades.values())]:
        del judgements.grades[query]
        reason = f"no product has a grade above 0 for the query {query!r}, so it is left out"
        judgements.problems.append(Problem(str(path), reason, lines.get(query)))


def judgement(
    row: Mapping[str, object] | str, products: Mapping[str, tuple[int, bool]]
) -> tuple[str, int, int]:
    """Return query, product key and grade. Raises ValueError or InvalidQuery with the reason."""
    if isinstance(row, str):
        raise ValueError(row)
    query, sku = clean(text(row, "query")), text(row, "sku").strip()
    if not query:
        raise ValueError("the query is empty")
    if sku not in products:
        raise ValueError(f"the store has no product with the sku {sku!r}")
    key, visible = products[sku]
    if not visible:
        raise ValueError(f"the product {sku!r} is hidden, so no search finds it")
    return query, key, whole_grade(row.get("grade"))


def text(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"the {name} is missing or not a text")
    return str(value)


def whole_grade(value: object) -> int:
    try:
        number = float(str(value))
    except ValueError:
        number = -1
    if not (0 <= number <= MAX_GRADE and number == int(number)) or isinstance(value, bool):
        raise ValueError(f"the grade must be a whole number from 0 to {MAX_GRADE}, not {value!r}")
    return int(number)


def rows(path: Path) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    """Yield each line's number and its row, or the reason it cannot be read."""
    try:
        file = io.BytesIO(path.read_bytes())
    except OSError as error:
        raise NothingToMeasure(f"{path} cannot be read: {error.strerror or error}.") from error
    yield from json_rows(file) if path.suffix.lower() in JSON_LINES else csv_rows(file, path)


def json_rows(file: IO[bytes]) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            yield number, f"the line is not JSON ({error})"
        else:
            yield number, row if isinstance(row, dict) else "the line is not a JSON object"


def normalized(cells: Sequence[str]) -> list[str]:
    return [cell.strip("\ufeff ").lower() for cell in cells]


def names_columns(cells: Sequence[str]) -> bool:
    return set(COLUMNS) <= set(normalized(cells))


def csv_rows(file: IO[bytes], path: Path) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    names: list[str] = []
    for number, cells in CsvLines(file, names_columns).rows():
        if isinstance(cells, str):
            yield number, cells
        elif not any(cell.strip() for cell in cells):
            continue
        elif not names:
            names = normalized(cells)
            if missing := [name for name in COLUMNS if name not in names]:
                raise NothingToMeasure(
                    f"The first line of {path} must name the columns query, sku and grade; "
                    f"it lacks {' and '.join(missing)}."
                )
        else:
            yield number, dict(zip(names, cells, strict=False))
