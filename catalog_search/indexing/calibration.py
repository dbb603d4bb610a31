"""How high cosines are by chance in a store: what makes scores of any model comparable.

Every model has its own idea of "near": unrelated text and photo may score 0.02 or 0.2. The
store's own catalogue tells: titles against photos of other products, titles against other
titles, photos against other photos, the words of titles against those of other products. A
score is then told in deviations from that chance.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from catalog_search import conf
from catalog_search.models import Photo, Product, Store
from catalog_search.text import analysis, store_words, terms
from catalog_search.types import Scores, Vectors

UNRELATED_BELOW = 0.999
"""Share of unrelated pairs that stay below a strong answer."""


PHOTO_WEIGHT, TITLE_WEIGHT, WORDS_WEIGHT = 0.3, 0.5, 0.2
"""How much each subquery of a search by words counts: python -m tests.benchmarks.fusion chose."""
PHOTO_WORDS_WEIGHT = 0.8
"""How much the words beside a photo count; the photo counts for the rest.

A photo's cosines stand out further above chance than those of words: at equal weights it decides
alone, color included.
"""
SIMILAR_PHOTO_WEIGHT = 0.5
"""How much photos count in what is similar to a product; its title counts for the rest."""


SAMPLE = 256
SAME = 0.999
"""Cosine from which two photos are one picture, which says nothing of unrelated ones."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Mean and standard deviation of the cosines of unrelated pairs.

    The defaults serve a store that is too small to measure: no model's unrelated pairs
    spread further, so that nothing is cut off that a measured store would show.
    """

    mean: float = 0.0
    deviation: float = 0.1

    def z_score(self, cosine: float) -> float:
        """Return the cosine as deviations above the mean of unrelated pairs."""
        return (cosine - self.mean) / self.deviation

    def z_scores(self, cosines: NDArray[np.floating]) -> Scores:
        """Return the same for an array."""
        return (cosines.astype(np.float64) - self.mean) / self.deviation


@dataclass(frozen=True, slots=True)
class Calibration:
    """The spread of each kind of comparison."""

    text_photo: Baseline = Baseline()
    text_title: Baseline = Baseline()
    photo_photo: Baseline = Baseline()
    words: Baseline = Baseline()
    """Of the share of a title's words that a product has: see wording.Wording.sparse."""
    strong_text: float = 3.0
    """Score of a search by words from which on an answer is strong."""
    strong_photo: float = 3.0
    strong_photo_words: float = 3.0
    """For a photo with words beside it."""
    strong_similar: float = 3.0
    """For products like others, in photos and titles."""


BASELINES = ("text_photo", "text_title", "photo_photo", "words")


def of_store(store: Store, model_id: str) -> Calibration:
    """Return what was last measured for this store and model, or the defaults."""
    measured: dict[str, Any] = store.calibration.get(model_id, {})
    spreads = {name: Baseline(**one) for name, one in measured.items() if isinstance(one, dict)}
    return Calibration(**{**measured, **spreads})


def calibrate(store: Store) -> Calibration:
    """Measure the store's spreads from a sample of its points and keep them on its row."""
    encoder, index = conf.get_encoder(), conf.get_index()
    photos = list(
        Photo.objects.filter(store=store, indexed_model=encoder.model_id)
        .select_related("product")
        .order_by("etag")[:SAMPLE]
    )
    points = index.fetch([photo.point_id for photo in photos])
    found = [(points[p.point_id], p.product) for p in photos if p.point_id in points]
    if len({product.pk for _, product in found}) < 3:
        return Calibration()
    calibration = measure(
        np.stack([point.title for point, _ in found]),
        np.stack([point.photo for point, _ in found]),
        shares([product for _, product in found]),
        np.array([product.pk for _, product in found]),
    )
    store.calibration = {encoder.model_id: asdict(calibration)}
    store.save(update_fields=["calibration"])
    return calibration


def shares(products: Sequence[Product]) -> np.ndarray:
    """Return [n, n]: how much of each title's words (row) each product (column) has."""
    known = store_words.build(products)
    documents = [analysis.bm25_vector(product) for product in products]
    weights = [dict(zip(one.ids, one.weights, strict=True)) for one in documents]
    rows = []
    for product in products:
        asked = terms.parse_terms_with(known, product.title).sparse()
        pairs = list(zip(asked.ids, asked.weights, strict=True))
        rows.append([sum(w * own.get(term, 0.0) for term, w in pairs) for own in weights])
    return np.array(rows)


def measure(
    titles: Vectors, photos: Vectors, shared: np.ndarray, products: np.ndarray
) -> Calibration:
    """Return the baselines over all pairs of different products.

    `titles` and `photos` are [n, d], `shared` is shares() [n, n], `products` [n] tells which
    product each row is of.
    """
    unrelated = products[:, None] != products[None, :]
    by_photo, by_title, alike = titles @ photos.T, titles @ titles.T, photos @ photos.T
    text_photo, text_title = baseline(by_photo[unrelated]), baseline(by_title[unrelated])
    photo_photo, words = baseline(alike[unrelated]), baseline(shared[unrelated])
    photo_scores, title_scores = text_photo.z_scores(by_photo), text_title.z_scores(by_title)
    alike_scores = photo_photo.z_scores(alike)
    text = PHOTO_WEIGHT * photo_scores + TITLE_WEIGHT * title_scores
    text += WORDS_WEIGHT * words.z_scores(shared)
    # A photo of one product with the title of another one as the words beside it.
    others = np.roll(np.arange(len(products)), 1)
    photo_words = PHOTO_WORDS_WEIGHT / 2 * (photo_scores + title_scores)[others]
    photo_words += (1 - PHOTO_WORDS_WEIGHT) * alike_scores
    similar = SIMILAR_PHOTO_WEIGHT * alike_scores + (1 - SIMILAR_PHOTO_WEIGHT) * title_scores
    different = unrelated & (alike < SAME)
    return Calibration(
        text_photo=text_photo,
        text_title=text_title,
        photo_photo=photo_photo,
        words=words,
        strong_text=strong_from(text[unrelated]),
        strong_photo=strong_from(alike_scores[different]),
        strong_photo_words=strong_from(photo_words[different & unrelated[others]]),
        strong_similar=strong_from(similar[different]),
    )


def baseline(cosines: np.ndarray) -> Baseline:
    return Baseline(float(cosines.mean()), max(float(cosines.std()), 1e-6))


def strong_from(unrelated: np.ndarray) -> float:
    """Return the score from which on an answer is strong, given those of unrelated pairs."""
    return float(np.quantile(unrelated, UNRELATED_BELOW)) if len(unrelated) else 0.0
