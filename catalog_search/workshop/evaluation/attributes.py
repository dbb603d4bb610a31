"""Measure suggested attributes: for each, beside its most frequent value and words alone.

python -m catalog_search.workshop.evaluation.attributes --data DIR [--vectors FILE] [--colors FILE]

DIR has catalog.jsonl, whose rows have title, images, colors, split ("train" or "dev") and what
FIELDS names. Figures are of those products of `dev` whose value is known, and, with --half train,
of `train` alone, for choosing. Vectors and measured colors are kept in the files.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog_search.workshop.evaluation.attribute_questions import Goods, Keys, Question, Row
from catalog_search.workshop.evaluation.category_curves import Curve
from catalog_search.workshop.evaluation.memory import lines, load_image

FOLDS = 5


def detail(*names: str) -> Callable[[Row], list[str]]:
    """Return what reads the first of these details of a row."""

    def read(row: Row) -> list[str]:
        details = row.get("attributes") or {}
        return next(([details[name]] for name in names if details.get(name)), [])

    return read


def field(name: str) -> Callable[[Row], list[str]]:
    def read(row: Row) -> list[str]:
        value = row.get(name)
        return list(value) if isinstance(value, list) else [value] if value else []

    return read


FIELDS: Mapping[str, tuple[Callable[[Row], list[str]], Mapping[str, str]]] = {
    "color": (field("colors"), {"Navy Blue": "Navy"}),
    "pattern": (detail("Pattern"), {"Embellished": "Embroidered"}),
    "material": (
        detail("Fabric", "Material"),
        {
            "Synthetic Leather": "Faux leather",
            "PU": "Faux leather",
            "Pure Cotton": "Cotton",
            "Dupion Silk": "Silk",
        },
    ),
    "season": (field("season"), {"Fall": "Autumn"}),
    "style": (field("usage"), {"Ethnic": "Traditional"}),
    "wearer": (field("gender"), {}),
}
"""How a row tells each attribute, and what its names are in the ready-made set."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, help="where vectors are kept: a .npz file")
    parser.add_argument("--colors", type=Path, help="where measured colors are kept: a .json file")
    parser.add_argument("--half", choices=["dev", "train"], default="dev")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django

    django.setup()
    goods = load(options.data, options.vectors, options.colors)
    print(table(goods, options.half))  # noqa: T201


def load(data: Path, vectors: Path | None, colors: Path | None) -> Goods:
    from catalog_search.photos.object_colors import object_colors
    from catalog_search.workshop.evaluation import categories

    rows = lines(data / "catalog.jsonl")
    pairs = categories.load(data, vectors).pairs
    if colors and colors.exists():
        measured = json.loads(colors.read_text())
    else:
        measured = [object_colors(load_image(data, row["images"][0])) for row in rows]
        if colors:
            colors.write_text(json.dumps(measured))
    return Goods(pairs, measured, rows)


def table(goods: Goods, half: str) -> str:
    """Return the figures of each attribute as a table in Markdown."""
    head = "| attribute | products, values | | right | ECE | coverage at 95 % |"
    part, train = goods.part(half), goods.part("train")
    lines_of = [head, "|" + "---|" * 6]
    for name in FIELDS:
        question, train_question = question_of(part, name), question_of(train, name)
        curves = [most_frequent(question, train_question), words_alone(question)]
        if name == "color":
            without = replace(question, pixels=False)
            curves += [pixels_alone(question), cross_validated(without, "learned without pixels")]
        if half == "dev":
            curves.append(from_train(goods, name))
        curves.append(cross_validated(question))
        values = {value for key in question.answerable for value in question.truth[key]}
        size = f"{len(question.answerable)}, {len(values)}"
        for number, curve in enumerate(curves):
            first = [name, size] if not number else ["", ""]
            figures = [curve.right.mean(), curve.error, curve.coverage(0.95)]
            cells = [*first, curve.name, *(f"{figure:.3f}" for figure in figures)]
            lines_of.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines_of)


def question_of(goods: Goods, name: str) -> Question:
    """Return the attribute as the ready-made set has it, with the values that the rows tell."""
    from catalog_search.conf.attributes import read_attributes

    attribute = read_attributes([name])[name]
    read, renamed = FIELDS[name]
    by_folded = {value.casefold(): value for value in attribute.values}
    truth = []
    for row in goods.rows:
        names = (renamed.get(value, value).casefold() for value in read(row))
        truth.append(tuple(by_folded[value] for value in names if value in by_folded))
    return Question(goods, attribute, truth)


def most_frequent(question: Question, train_question: Question) -> Curve:
    counts = Counter(value for values in train_question.truth for value in values)
    value, count = counts.most_common(1)[0]
    right = np.array([value in question.truth[key] for key in question.answerable])
    share = count / max(len(train_question.answerable), 1)
    return Curve("most frequent value", np.full(len(right), share), right)


def words_alone(question: Question) -> Curve:
    """The softmax over the words alone, without examples, frequency or pixels."""
    from catalog_search.text.labels import softmax

    judge = question.judge(np.empty(0, np.int64)).judge
    keys = question.answerable
    judged = judge.judged_pairs([int(key) for key in keys], question.goods.pairs[keys])
    shares = softmax(judged.logits)
    return Curve(
        "words alone, softmax", shares.max(axis=1), question.right(judged, shares.argmax(1))
    )


def pixels_alone(question: Question) -> Curve:
    """The nearest of the values' colors to what the photos' pixels show."""
    from catalog_search.categories.attributes import measured
    from catalog_search.categories.attributes.judging import swatches_of

    swatches, keys = swatches_of(question.attribute), question.answerable
    logs = measured.evidence([question.goods.colors[key] for key in keys], swatches)
    values = list(question.attribute.values)
    right = [values[k] in question.truth[key] for key, k in zip(keys, logs.argmax(1), strict=True)]
    shares = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
    return Curve("pixels alone", shares.max(axis=1), np.array(right))


def from_train(goods: Goods, name: str) -> Curve:
    question = question_of(goods, name)
    dev = np.array([row["split"] == "dev" for row in goods.rows])
    answerable = question.answerable
    outcome = suggested(question, answerable[~dev[answerable]], answerable[dev[answerable]])
    return Curve("learned from train", *outcome)


def cross_validated(question: Question, name: str = "learned, cross-validated") -> Curve:
    keys = question.answerable
    part = np.random.default_rng(0).integers(0, FOLDS, len(keys))
    outcomes = [suggested(question, keys[part != n], keys[part == n]) for n in range(FOLDS)]
    expected, right = (np.concatenate(columns) for columns in zip(*outcomes, strict=True))
    return Curve(name, expected, right)


def suggested(
    question: Question, decided: Keys, remaining: Keys
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return how probably each first answer is right and whether it is, after those decisions."""
    judge = question.fitted(decided)
    judged = judge.judged(question.evidence_of(judge, remaining))
    first = judge.best_places(judged)[0]
    return judge.expected(judged, first), question.right(judged, first)


if __name__ == "__main__":
    main()
