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

from catalog_search import conf
from catalog_search.models import Photo, Product, Store
from catalog_search.text import analysis, vocabulary
from catalog_search.text import terms as wording
from catalog_search.types import Vectors

UNRELATED_BELOW = 0.999
"""Share of unrelated pairs that stay below a strong answer."""


PHOTO_WEIGHT, TITLE_WEIGHT, WORDS_WEIGHT = 0.3, 0.5, 0.2


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
    known = vocabulary.of_products(products)
    documents = [analysis.bm25_vector(product) for product in products]
    weights = [dict(zip(one.ids, one.weights, strict=True)) for one in documents]
    rows = []
    for product in products:
        asked = wording.of_vocabulary(known, product.title).sparse()
        terms = list(zip(asked.ids, asked.weights, strict=True))
        rows.append([sum(w * own.get(term, 0.0) for term, w in terms) for own in weights])
    return np.array(rows)


def measure(
    titles: Vectors, photos: Vectors, shared: np.ndarray, products: np.ndarray
) -> Calibration:
    """Return the spreads over all pairs of different products; `products` [n] tells them apart."""
    unrelated = products[:, None] != products[None, :]
    by_photo, by_title = (titles @ photos.T)[unrelated], (titles @ titles.T)[unrelated]
    alike = (photos @ photos.T)[unrelated]
    fused = (
        PHOTO_WEIGHT * deviations(by_photo)
        + TITLE_WEIGHT * deviations(by_title)
        + WORDS_WEIGHT * deviations(shared[unrelated])
    )
    return Calibration(
        text_photo=baseline(by_photo),
        text_title=baseline(by_title),
        photo_photo=baseline(alike),
        words=baseline(shared[unrelated]),
        strong_text=strong_from(fused),
        strong_photo=strong_photo(alike),
    )


def strong_photo(alike: np.ndarray) -> float:
    """Return the score from which on a photo's answer is strong, given unrelated cosines."""
    return strong_from(deviations(alike)[alike < SAME])


def deviations(values: np.ndarray) -> np.ndarray:
    """Return the values as deviations from their own mean."""
    own = baseline(values)
    standard: np.ndarray = (values - own.mean) / own.deviation
    return standard


def baseline(cosines: np.ndarray) -> Baseline:
    return Baseline(float(cosines.mean()), max(float(cosines.std()), 1e-6))


def strong_from(unrelated: np.ndarray) -> float:
    """Return the score from which on an answer is strong, given those of unrelated pairs."""
    return float(np.quantile(unrelated, UNRELATED_BELOW)) if len(unrelated) else 0.0
