"""Search measures on one part of the products, computed from vectors: one value per query."""

import numpy as np
from numpy.typing import NDArray

from catalog_search.text import labels as zeroshot
from catalog_search.types import Vectors
from catalog_search.workshop.finetuning.encoding import Encoded
from catalog_search.workshop.finetuning.examples import Examples, Numbers

DEPTH = 10
DIGITS = 6
EQUAL = 10**-DIGITS
"""Scores that differ by less count as equal."""
Values = NDArray[np.float64]
"""float64 [queries] in [0, 1]."""


def measure(examples: Examples, encoded: Encoded, part: int) -> dict[str, Values]:
    """Return the values of each measure that has queries in this part.

    Titles and distorted photos search the photos of all products; words, categories and similar
    products only those of the part.
    """
    values = {
        "own title finds the photo, MRR": own_titles(examples, encoded, part),
        "words find photos, P@10 of possible": words(examples, encoded.texts, encoded.photos, part),
        "words find titles, P@10 of possible": words(
            examples, encoded.texts, encoded.texts[examples.titles][examples.owners], part
        ),
        "category by photo, top-1": categories(examples, encoded, part),
        "a distorted photo finds its own, MRR": distorted_photos(examples, encoded, part),
        "a photo finds its kind, P@10 of possible": similar(examples, encoded, part),
    }
    return {name: column for name, column in values.items() if len(column)}


def photos_of(examples: Examples, part: int) -> Numbers:
    """Return the main photo numbers of the part's products."""
    main: Numbers = examples.main_photos[examples.parts == part]
    return main


def own_titles(examples: Examples, encoded: Encoded, part: int) -> Values:
    own = np.flatnonzero(examples.parts == part)
    titles = examples.titles[own]
    scores = encoded.texts[titles] @ encoded.photos.T
    right = titles[:, None] == examples.titles[examples.owners][None]
    main = examples.main_photos[own]
    return reciprocal_ranks(
        scores, right | (examples.pictures[main][:, None] == examples.pictures[None])
    )


def distorted_photos(examples: Examples, encoded: Encoded, part: int) -> Values:
    own = photos_of(examples, part)
    right = examples.pictures[own][:, None] == examples.pictures[None]
    ranks = [reciprocal_ranks(view[own] @ encoded.photos.T, right) for view in encoded.distorted]
    return np.concatenate(ranks) if ranks else np.zeros(0)


def reciprocal_ranks(scores: Vectors, right: NDArray[np.bool_]) -> Values:
    """Return 1 / rank of the best right column in each row of [n, m].

    Half of the columns with an equal score rank before it, so constant scores gain nothing.
    """
    best = np.where(right, scores, -np.inf).max(axis=1, keepdims=True)
    better = ((scores > best + EQUAL) & ~right).sum(axis=1)
    equal = ((np.abs(scores - best) <= EQUAL) & ~right).sum(axis=1)
    ranks: Values = 1 / (1 + better + equal / 2)
    return ranks


def words(examples: Examples, texts: Vectors, targets: Vectors, part: int) -> Values:
    """Return P@10 of the phrases that three or more of the part's products share.

    `targets` are the vectors to search, one per photo.
    """
    own = np.flatnonzero(examples.parts == part)
    main = examples.main_photos[own]
    fits: dict[int, list[int]] = {}
    for place, product in enumerate(own):
        for text in set(examples.product_texts[product]) & examples.phrases:
            fits.setdefault(text, []).append(place)
    queries = sorted(text for text, places in fits.items() if 3 <= len(places) < len(own))
    right = np.zeros((len(queries), len(own)), dtype=bool)
    for row, text in zip(right, queries, strict=True):
        row[fits[text]] = True
    return precisions(texts[np.array(queries, dtype=np.int64)] @ targets[main].T, right)


def similar(examples: Examples, encoded: Encoded, part: int) -> Values:
    """Return P@10 of each photo searching for its kind, its own picture excluded."""
    own = photos_of(examples, part)
    kinds, pictures = examples.kinds[examples.owners[own]], examples.pictures[own]
    is_other_picture = pictures[:, None] != pictures[None]
    right = is_other_picture & (kinds[:, None] == kinds[None]) & (kinds[:, None] >= 0)
    scores = np.where(is_other_picture, encoded.photos[own] @ encoded.photos[own].T, -np.inf)
    answerable = right.any(axis=1)
    return precisions(scores[answerable], right[answerable])


def precisions(scores: NDArray[np.floating], right: NDArray[np.bool_]) -> Values:
    """Return each row's share of right columns among the first ten, of those possible."""
    # Rounded so that numerical noise does not order equal scores.
    best = np.argsort(-np.round(scores, DIGITS), axis=1, kind="stable")[:, :DEPTH]
    hits = np.take_along_axis(right, best, axis=1).sum(axis=1)
    shares: Values = hits / np.minimum(DEPTH, right.sum(axis=1))
    return shares


def categories(examples: Examples, encoded: Encoded, part: int) -> Values:
    """Return 1 for each product whose kind the model predicts from its main photo, else 0."""
    own = photos_of(examples, part)
    kinds = examples.kinds[examples.owners[own]]
    guesses = (encoded.photos[own] @ kind_vectors(examples, encoded).T).argmax(axis=1)
    correct: Values = (guesses == kinds)[kinds >= 0].astype(np.float64)
    return correct


def kind_vectors(examples: Examples, encoded: Encoded) -> Vectors:
    """Return float32 [kinds, d]: each kind's mean over its templates."""
    means = encoded.texts[examples.kind_texts].mean(axis=1)
    return zeroshot.unit(means).astype(np.float32)


def fitted_scale(examples: Examples, encoded: Encoded, part: int, scale: float) -> float:
    """Return the logit scale near `scale` that maximises the likelihood of the kinds.

    Temperature scaling: Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2.
    """
    own = photos_of(examples, part)
    kinds = examples.kinds[examples.owners[own]]
    labelled = kinds >= 0
    labels = kind_vectors(examples, encoded)
    scales: list[float] = (scale * np.geomspace(0.5, 2, 41)).tolist()
    if not labelled.any():
        return scale

    def loss(place: int) -> float:
        rows = zeroshot.probabilities(encoded.photos[own[labelled]], labels, scales[place])
        return float(-np.log(rows[np.arange(len(rows)), kinds[labelled]] + 1e-12).mean())

    return round(scales[min(range(len(scales)), key=loss)], 4)
