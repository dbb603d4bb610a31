"""Baseline similarities of a store, used to normalise scores across models.

The cosine of an unrelated text and photo depends on the model: it may be 0.02 or 0.2. So the
similarities of unrelated pairs are measured in the store's own catalogue: titles with photos of
other products, titles with titles, photos with photos, and the words of titles with the words of
other products. A score is the distance from their mean in standard deviations.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.indexing.title_vectors import titles_alone
from catalog_search.models import Collection, Photo, Product, Store
from catalog_search.text import analysis
from catalog_search.text.query import terms
from catalog_search.text.store import words_build
from catalog_search.types import Scores, SparseVector, Vectors

UNRELATED_BELOW = 0.999
"""Share of unrelated pairs that score below a strong match."""

PHOTO_WEIGHT, TITLE_WEIGHT, WORDS_WEIGHT = 0.3, 0.5, 0.2
"""Weights of the subqueries of a text search, chosen with python -m tests.benchmarks.fusion."""
PHOTO_WORDS_WEIGHT = 0.8
"""Weight of the words in a search by photo and words; the photo has the rest.

The cosines of photos deviate further from chance than those of words. With equal weights the
photo alone would decide, even about color.
"""
SIMILAR_PHOTO_WEIGHT = 0.5
"""Weight of the photos in a search for similar products; the titles have the rest."""

SAMPLE_SIZE = 256
SAME_PHOTO = 0.999
"""Cosine from which two photos count as the same picture, so that they are no unrelated pair."""
LEAST_DEVIATION = 0.01
"""Below the deviations of shops. A few products that are all alike have one near 0, by which a
cosine that is a little lower would be thousands of deviations away."""

STRONG = 3.0
"""Score from which a match is strong in a store that is too small to measure."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Mean and standard deviation of the cosines of unrelated pairs.

    The defaults are for a store that is too small to measure. No model's unrelated pairs deviate
    more, so the cutoff removes nothing that a measured store would show.
    """

    mean: float = 0.0
    deviation: float = 0.1

    def z_score(self, cosine: float) -> float:
        """Return the cosine as deviations above the mean of unrelated pairs."""
        return (cosine - self.mean) / self.deviation

    def z_scores(self, cosines: NDArray[np.floating]) -> Scores:
        """Return z_score() of each cosine [n]."""
        return (cosines.astype(np.float64) - self.mean) / self.deviation


@dataclass(frozen=True, slots=True)
class Calibration:
    """The baselines of a store and model, and the scores from which a match is strong."""

    text_photo: Baseline = Baseline()
    text_title: Baseline = Baseline()
    photo_photo: Baseline = Baseline()
    words: Baseline = Baseline()
    """Baseline: the share of a title's terms that another product has; see QueryTerms.sparse()."""
    strong_text: float = STRONG
    """For a text search."""
    strong_photo: float = STRONG
    """For a search by photo."""
    strong_photo_words: float = STRONG
    """For a search by photo and words."""
    strong_similar: float = STRONG
    """For similar products, by photos and titles."""


BASELINES = ("text_photo", "text_title", "photo_photo", "words")


def of_store(store: Store, model_id: str) -> Calibration:
    """Return the last calibration of this store and model, or the defaults."""
    stored: dict[str, Any] = store.calibration.get(model_id, {})
    baselines = {
        name: Baseline(**value) for name, value in stored.items() if isinstance(value, dict)
    }
    return Calibration(**{**stored, **baselines})


def calibrate(store: Store) -> Calibration:
    """Measure the store on a sample of its points, save the result and return it.

    A sample of fewer than 3 products is not measured: nothing is saved, and the defaults are
    returned. Raises EncoderUnavailable, IndexUnavailable.
    """
    encoder, index = conf.get_encoder(), conf.get_index()
    # Which of them the collection has, it says itself: it may be one that is being filled.
    live = Photo.objects.filter(store=store, state=Photo.State.LIVE).exclude(indexed_etag="")
    photos = list(live.select_related("product").order_by("etag")[:SAMPLE_SIZE])
    points = index.fetch([photo.point_id for photo in photos])
    sample = [(points[p.point_id], p.product) for p in photos if p.point_id in points]
    if len({product.pk for _, product in sample}) < 3:
        return Calibration()
    calibration = measure(
        titles_alone([point for point, _ in sample]),
        np.stack([point.title for point, _ in sample]),
        np.stack([point.photo for point, _ in sample]),
        term_shares([product for _, product in sample]),
        np.array([product.pk for _, product in sample]),
    )
    store.calibration = current_calibrations(store) | {encoder.model_id: asdict(calibration)}
    store.save(update_fields=["calibration"])
    return calibration


def current_calibrations(store: Store) -> dict[str, Any]:
    """Return the calibrations of models whose collections there still are."""
    model_ids = set(Collection.objects.values_list("model_id", flat=True))
    return {name: each for name, each in store.calibration.items() if name in model_ids}


def term_shares(products: Sequence[Product]) -> np.ndarray:
    """Return [n, n]: the share of each title's terms (row) that each product (column) has."""
    words = words_build.build(products)
    queries = [terms.parse_terms_with(words, product.title).sparse() for product in products]
    term_ids = sorted({term for query in queries for term in query.ids})
    documents = matrix([analysis.bm25_vector(product) for product in products], term_ids)
    return matrix(queries, term_ids) @ documents.T


def matrix(vectors: Sequence[SparseVector], ids: Sequence[int]) -> NDArray[np.float64]:
    """Return [n, len(ids)]: the vectors' weights of these terms."""
    columns = {term: place for place, term in enumerate(ids)}
    weights = np.zeros((len(vectors), len(ids)))
    for row, vector in zip(weights, vectors, strict=True):
        for term, weight in zip(vector.ids, vector.weights, strict=True):
            if (place := columns.get(term)) is not None:
                row[place] = weight
    return weights


def measure(
    typed_titles: Vectors,
    titles: Vectors,
    photos: Vectors,
    shares: np.ndarray,
    products: np.ndarray,
) -> Calibration:
    """Return the calibration over all pairs of different products.

    `typed_titles` are the titles as a shopper would type them, `titles` as points have them; they
    and `photos` are [n, d]. `shares` is term_shares() [n, n], and `products` [n] has the key of
    each row's product.
    """
    unrelated = products[:, None] != products[None, :]
    title_photo, title_title, photo_cosines = (
        typed_titles @ photos.T,
        typed_titles @ titles.T,
        photos @ photos.T,
    )
    different = unrelated & (photo_cosines < SAME_PHOTO)
    text_photo, text_title = baseline(title_photo[unrelated]), baseline(title_title[unrelated])
    photo_photo, words = baseline(photo_cosines[different]), baseline(shares[unrelated])
    text_photo_scores = text_photo.z_scores(title_photo)
    text_title_scores = text_title.z_scores(title_title)
    photo_scores = photo_photo.z_scores(photo_cosines)
    text = PHOTO_WEIGHT * text_photo_scores + TITLE_WEIGHT * text_title_scores
    text += WORDS_WEIGHT * words.z_scores(shares)
    # Simulates a photo of one product with the title of another product as the words.
    other_products = np.roll(np.arange(len(products)), 1)
    photo_words = PHOTO_WORDS_WEIGHT / 2 * (text_photo_scores + text_title_scores)[other_products]
    photo_words += (1 - PHOTO_WORDS_WEIGHT) * photo_scores
    similar = (1 - SIMILAR_PHOTO_WEIGHT) * text_title.z_scores(titles @ titles.T)
    similar += SIMILAR_PHOTO_WEIGHT * photo_scores
    return Calibration(
        text_photo=text_photo,
        text_title=text_title,
        photo_photo=photo_photo,
        words=words,
        strong_text=strong_from(text[unrelated]),
        strong_photo=strong_from(photo_scores[different]),
        strong_photo_words=strong_from(photo_words[different & unrelated[other_products]]),
        strong_similar=strong_from(similar[different]),
    )


def baseline(cosines: np.ndarray) -> Baseline:
    """Return the baseline of these cosines of unrelated pairs, the default for none."""
    if not len(cosines):
        return Baseline()
    return Baseline(float(cosines.mean()), max(float(cosines.std()), LEAST_DEVIATION))


def strong_from(unrelated: np.ndarray) -> float:
    """Return the score from which a match is strong, given the scores of unrelated pairs."""
    return float(np.quantile(unrelated, UNRELATED_BELOW)) if len(unrelated) else STRONG
