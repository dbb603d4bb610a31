"""Views of photos for training the starter: cached, and reproducible."""

import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from catalog_search.workshop.starter import features
from catalog_search.workshop.starter.choosing import left_out
from catalog_search.workshop.starter.features import ActivationCache
from catalog_search.workshop.starter.materials import sampling_weights
from catalog_search.workshop.starter.samples import Samples
from catalog_search.workshop.starter.views import VIEWS, Viewer


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three photos of each collection; one of `fashion` and all of a sender are held out."""
    random = np.random.default_rng(0)

    def photo() -> Image.Image:
        image = Image.new("RGB", (60, 80), "white")
        image.paste(tuple(random.integers(0, 200, 3).tolist()), (10, 10, 50, 70))
        return image

    folder = tmp_path / "data" / "fashion"
    folder.mkdir(parents=True)
    rows = []
    for number in range(3):
        photo().save(folder / f"{number}.png")
        rows.append({"images": [f"{number}.png"], "split": "dev" if number == 1 else "train"})
    (folder / "catalog.jsonl").write_text("\n".join(map(json.dumps, rows)))
    pairs = tmp_path / "data" / "pairs"
    pairs.mkdir()
    for name in ("fashion", "electronics", "user-photos"):
        sender = {"sender": "148"} if name == "user-photos" else {}
        told = [{"file": f"{number}.png", "title": "x", **sender} for number in range(3)]
        (pairs / f"{name}.jsonl").write_text("\n".join(map(json.dumps, told)))
        with tarfile.open(pairs / f"{name}.tar", "w") as archive:
            for row in told:
                buffer = io.BytesIO()
                photo().save(buffer, "PNG")
                entry = tarfile.TarInfo(str(row["file"]))
                entry.size = buffer.tell()
                archive.addfile(entry, io.BytesIO(buffer.getvalue()))
    return tmp_path / "data"


class Counting:
    """Stands in for the network: returns the shapes of Activations, filled with pixel means."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, names: list[str], given: dict[str, np.ndarray]) -> list[np.ndarray]:
        means = given["pixels"].mean((1, 2, 3))
        self.runs += len(means)
        sizes = [(120, 17, 17), (136, 9, 9), (3, 26, 26), (1912,), (1000,)]
        return [
            np.ones((len(means), *size), np.float32) * means.reshape(-1, *[1] * len(size))
            for size in sizes
        ]


Cached = tuple[ActivationCache, Counting]


@pytest.fixture
def cached(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cached]:
    counting, archives, really_open = Counting(), [], tarfile.open

    def remembered(*args: Any) -> tarfile.TarFile:
        archives.append(really_open(*args))
        return archives[-1]

    monkeypatch.setattr(tarfile, "open", remembered)
    monkeypatch.setattr(features, "session", lambda threads: counting)
    monkeypatch.setattr(Viewer, "backgrounds", [Image.new("RGB", (90, 70), "green")])
    monkeypatch.setattr(Viewer, "scenes", [Image.new("RGB", (90, 70), "blue")])
    yield ActivationCache(data, tmp_path / "cache"), counting
    for archive in archives:
        archive.close()


def test_activations_are_cached_and_selected_by_row(cached: Cached) -> None:
    cache, counting = cached
    samples = Samples(cache)
    counts = {name: len(cache.view(name, "plain")) for name in VIEWS}
    assert counts["fashion"] == 2
    assert len(samples) == sum(counts.values())
    assert counting.runs == sum(counts[name] * len(kinds) for name, kinds in VIEWS.items())
    again = Samples(cache)
    assert counting.runs == sum(counts[name] * len(kinds) for name, kinds in VIEWS.items())
    first_of_pairs = counts["fashion"]
    assert again.kinds(0) == again.kinds(first_of_pairs) == VIEWS["pairs-fashion"]
    activations, places = again.select([0, first_of_pairs], ["laid0", "plain"])
    views = cache.view("fashion", "laid0"), cache.view("pairs-fashion", "plain")
    for row, view in enumerate(views):
        torch.testing.assert_close(activations.logits[row], view.activations.logits[0].float())
        torch.testing.assert_close(places[row], view.places[0].float())
        assert 0 < float(places[row].mean()) < 1
    whole = torch.cat([part.features for part in again.batches(0)])
    assert whole.shape == (len(samples), 1912)


def test_the_same_view_has_the_same_pixels(cached: Cached) -> None:
    viewer = features.viewer(cached[0].data)
    for kind in VIEWS["fashion"]:
        (one, mask), (other, _) = viewer.view("fashion", kind)(1), viewer.view("fashion", kind)(1)
        assert one.tobytes() == other.tobytes()
        assert (mask is not None) == (not kind.startswith("varied"))
    first, second = (viewer.view("fashion", f"laid{draw}")(0)[0] for draw in (0, 1))
    assert first.tobytes() != second.tobytes()


def test_photos_left_out_have_weight_0_and_cluttered_activations(cached: Cached) -> None:
    cache, _ = cached
    assert [sampling_weights("pairs-fashion", 40)[number] for number in (2, 3, 4, 19)] == [
        1,
        0,
        1,
        0,
    ]
    assert sampling_weights("user-photos", 4) == [2.0] * 4
    samples = Samples(cache)
    weights = torch.ones(len(samples))
    weights[samples.start("pairs-fashion") + 1] = 0
    photos = left_out(
        cache, SimpleNamespace(samples=samples, words=SimpleNamespace(weights=weights))
    )
    assert photos.rows.tolist() == [samples.start("pairs-fashion") + 1]
    view = cache.view("pairs-fashion", "plain")
    torch.testing.assert_close(photos.plain.logits[0], view.activations.logits[1].float())
    assert not torch.equal(photos.cluttered.logits, photos.plain.logits)
    assert photos.cluttered.trunk.shape == photos.plain.trunk.shape
