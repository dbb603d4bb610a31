"""Agreement of an exported model with its source, by hand-computed values."""

import numpy as np
import pytest

from catalog_search.workshop.export import agreement


def test_agreement_can_be_computed_by_hand() -> None:
    east, north, west = np.array([[1, 0], [0, 1], [-1, 0]], dtype=np.float32)
    both = np.stack([east, north])
    model = agreement.Encoded(photos=both, crops=both, titles=both)
    turned = agreement.Encoded(photos=np.stack([east, west]), crops=both[::-1], titles=both)
    same = agreement.compare(model, model, ["a", "b"])
    assert (same.photo_mean, same.title_worst, same.crop_finds_photo) == (1, 1, 1)
    other = agreement.compare(model, turned, ["a", "b"])
    assert (other.photo_mean, other.photo_worst) == (0.5, 0)
    # The first crop, north, is as near to its photo as to the other; the second is not.
    assert other.crop_finds_photo == 0.5
    assert agreement.drop(same, other) == 0.5
    assert agreement.drop(other, same) == 0


def test_products_of_one_title_share_their_photos() -> None:
    rows = np.eye(3, dtype=np.float32)
    assert agreement.recall(rows[[1, 0, 2]], rows, ["mug", "mug", "vase"], 1) == 1
    assert agreement.recall(rows[[1, 0, 2]], rows, ["mug", "cup", "vase"], 1) == pytest.approx(
        1 / 3
    )
