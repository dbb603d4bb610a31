"""How high cosines are by chance in a store: what makes scores of any model comparable.

Every model has its own idea of "near": unrelated text and photo may score 0.02 or 0.2. The
store's own catalogue tells: titles against photos of other products, titles against other
titles, photos against other photos. A score is then told in deviations from that chance.
"""

from dataclasses import asdict, dataclass

import numpy as np

from catalog_search import conf
from catalog_search.models import Photo, Store
from catalog_search.types import Vectors

SAMPLE = 256


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation of the cosines of unrelated pairs.

    The defaults serve a store that is too small to measure: no model's unrelated pairs
    spread further, so that nothing is cut off that a measured store would show.
    """

    mean: float = 0.0
    deviation: float = 0.1

    def standard(self, cosine: float) -> float:
        """Return the cosine as deviations above the mean of unrelated pairs."""
        return (cosine - self.mean) / self.deviation


@dataclass(frozen=True, slots=True)
class Calibration:
    """The spread of each kind of comparison."""

    text_photo: Spread = Spread()
    text_title: Spread = Spread()
    photo_photo: Spread = Spread()


def of_store(store: Store, model_id: str) -> Calibration:
    """Return what was last measured for this store and model, or the defaults."""
    known = store.calibration.get(model_id)
    return Calibration(
        **{name: Spread(**spread) for name, spread in known.items()} if known else {}
    )


def calibrate(store: Store) -> Calibration:
    """Measure the store's spreads from a sample of its points and keep them on its row."""
    encoder, index = conf.get_encoder(), conf.get_index()
    photos = list(
        Photo.objects.filter(store=store, indexed_model=encoder.model_id).order_by("etag")[:SAMPLE]
    )
    points = index.fetch([photo.point_id for photo in photos])
    found = [(points[p.point_id], p.product_id) for p in photos if p.point_id in points]
    if len({product for _, product in found}) < 3:
        return Calibration()
    calibration = measure(
        np.stack([point.title for point, _ in found]),
        np.stack([point.photo for point, _ in found]),
        np.array([product for _, product in found]),
    )
    store.calibration = {encoder.model_id: asdict(calibration)}
    store.save(update_fields=["calibration"])
    return calibration


def measure(titles: Vectors, photos: Vectors, products: np.ndarray) -> Calibration:
    """Return the spreads over all pairs of different products; `products` [n] tells them apart."""
    unrelated = products[:, None] != products[None, :]
    return Calibration(
        text_photo=spread((titles @ photos.T)[unrelated]),
        text_title=spread((titles @ titles.T)[unrelated]),
        photo_photo=spread((photos @ photos.T)[unrelated]),
    )


def spread(cosines: np.ndarray) -> Spread:
    return Spread(float(cosines.mean()), max(float(cosines.std()), 1e-6))
