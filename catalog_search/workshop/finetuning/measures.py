"""What searches of one part of the products come to, from vectors alone: a value per query."""

import numpy as np
from numpy.typing import NDArray

from catalog_search.text import labels as zeroshot
from catalog_search.types import Vectors
from catalog_search.workshop.finetuning.encoding import Encoded
from catalog_search.workshop.finetuning.examples import Examples, Numbers

DEEP = 10
DIGITS = 6
ALIKE = 10**-DIGITS
Found = NDArray[np.float64]


def measure(examples: Examples, encoded: Encoded, part: int) -> dict[str, Found]:
    """Return float64 [queries] in [0, 1] for each measure that these products allow.

    Titles and spoiled photos look among the photos of all products; words, categories and
    similar products among those of the part alone, which nothing was learned from.
    """
    found = {
        "own title finds the photo, MRR": own_titles(examples, encoded, part),
        "words find photos, P@10 of possible": words(examples, encoded.texts, encoded.photos, part),
        "words find titles, P@10 of possible": words(
            examples, encoded.texts, encoded.texts[examples.titles][examples.owners], part
        ),
        "category by photo, top-1": categories(examples, encoded, part),
        "a spoiled photo finds its own, MRR": spoiled_photos(examples, encoded, part),
        "a photo finds its kind, P@10 of possible": similar(examples, encoded, part),
    }
    return {name: values for name, values in found.items() if len(values)}


def photos_of(examples: Examples, part: int) -> Numbers:
    """Return the numbers of the main photos of the part's products."""
    main: Numbers = examples.main_photos[examples.parts == part]
    return main


def own_titles(examples: Examples, encoded: Encoded, part: int) -> Found:
    own = np.flatnonzero(examples.parts == part)
    asked = examples.titles[own]
    scores = encoded.texts[asked] @ encoded.photos.T
    right = asked[:, None] == examples.titles[examples.owners][None]
    main = examples.main_photos[own]
    return reciprocal_ranks(
        scores, right | (examples.pictures[main][:, None] == examples.pictures[None])
    )


def spoiled_photos(examples: Examples, encoded: Encoded, part: int) -> Found:
    own = photos_of(examples, part)
    right = examples.pictures[own][:, None] == examples.pictures[None]
    ranks = [reciprocal_ranks(view[own] @ encoded.photos.T, right) for view in encoded.spoiled]
    return np.concatenate(ranks) if ranks else np.zeros(0)


def reciprocal_ranks(scores: Vectors, right: NDArray[np.bool_]) -> Found:
    """Return 1 / rank of the best right one in each row of [n, m].

    Of those that score alike half come before it: a model that tells nothing apart gains nothing.
    """
    best = np.where(right, scores, -np.inf).max(axis=1, keepdims=True)
    better = ((scores > best + ALIKE) & ~right).sum(axis=1)
    alike = ((np.abs(scores - best) <= ALIKE) & ~right).sum(axis=1)
    ranks: Found = 1 / (1 + better + alike / 2)
    return ranks


def words(examples: Examples, texts: Vectors, targets: Vectors, part: int) -> Found:
    """Ask each phrase that three of the part's products or more share; `targets` are by photo."""
    own = np.flatnonzero(examples.parts == part)
    main = examples.main_photos[own]
    fits: dict[int, list[int]] = {}
    for place, product in enumerate(own):
        for text in set(examples.said[product]) & examples.phrases:
            fits.setdefault(text, []).append(place)
    asked = sorted(text for text, places in fits.items() if 3 <= len(places) < len(own))
    right = np.zeros((len(asked), len(own)), dtype=bool)
    for row, text in zip(right, asked, strict=True):
        row[fits[text]] = True
    return precisions(texts[np.array(asked, dtype=np.int64)] @ targets[main].T, right)


def similar(examples: Examples, encoded: Encoded, part: int) -> Found:
    """Ask with each photo for the others of its kind; its own picture does not count."""
    own = photos_of(examples, part)
    kinds, pictures = examples.kinds[examples.owners[own]], examples.pictures[own]
    others = pictures[:, None] != pictures[None]
    right = others & (kinds[:, None] == kinds[None]) & (kinds[:, None] >= 0)
    scores = np.where(others, encoded.photos[own] @ encoded.photos[own].T, -np.inf)
    asked = right.any(axis=1)
    return precisions(scores[asked], right[asked])


def precisions(scores: NDArray[np.floating], right: NDArray[np.bool_]) -> Found:
    """Return the right ones among the first ten of each row, of those that could be there."""
    # Rounded, so that no noise decides among scores that are alike.
    best = np.argsort(-np.round(scores, DIGITS), axis=1, kind="stable")[:, :DEEP]
    hits = np.take_along_axis(right, best, axis=1).sum(axis=1)
    shares: Found = hits / np.minimum(DEEP, right.sum(axis=1))
    return shares


def categories(examples: Examples, encoded: Encoded, part: int) -> Found:
    """Return 1 where the model names the kind of a product from its main photo, else 0."""
    own = photos_of(examples, part)
    kinds = examples.kinds[examples.owners[own]]
    guesses = (encoded.photos[own] @ kind_vectors(examples, encoded).T).argmax(axis=1)
    named: Found = (guesses == kinds)[kinds >= 0].astype(np.float64)
    return named


def kind_vectors(examples: Examples, encoded: Encoded) -> Vectors:
    """Return float32 [kinds, d]: each kind's name, averaged over its templates."""
    means = encoded.texts[examples.kind_texts].mean(axis=1)
    return zeroshot.unit(means).astype(np.float32)


def fitted_scale(examples: Examples, encoded: Encoded, part: int, scale: float) -> float:
    """Return the logit scale near `scale` at which the kinds' probabilities are most likely.

    Temperature scaling: Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2.
    """
    own = photos_of(examples, part)
    kinds = examples.kinds[examples.owners[own]]
    told = kinds >= 0
    labels = kind_vectors(examples, encoded)
    scales: list[float] = (scale * np.geomspace(0.5, 2, 41)).tolist()
    if not told.any():
        return scale

    def loss(place: int) -> float:
        rows = zeroshot.probabilities(encoded.photos[own[told]], labels, scales[place])
        return float(-np.log(rows[np.arange(len(rows)), kinds[told]] + 1e-12).mean())

    return round(scales[min(range(len(scales)), key=loss)], 4)
