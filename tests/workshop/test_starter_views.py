"""Views of photos that the starter learns from: seen once, kept, and the same each time."""

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
from catalog_search.workshop.starter.features import Watcher
from catalog_search.workshop.starter.materials import drawing
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
    """Stands in for the network: answers in the shapes of Sight, from the pixels' means."""

    def __init__(self) -> None:
        self.looked = 0

    def run(self, names: list[str], given: dict[str, np.ndarray]) -> list[np.ndarray]:
        means = given["pixels"].mean((1, 2, 3))
        self.looked += len(means)
        sizes = [(120, 17, 17), (136, 9, 9), (3, 26, 26), (1912,), (1000,)]
        return [
            np.ones((len(means), *size), np.float32) * means.reshape(-1, *[1] * len(size))
            for size in sizes
        ]


Watched = tuple[Watcher, Counting]


@pytest.fixture
def watched(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    counting, archives, really_open = Counting(), [], tarfile.open

    def remembered(*args: Any) -> tarfile.TarFile:
        archives.append(really_open(*args))
        return archives[-1]

    monkeypatch.setattr(tarfile, "open", remembered)
    monkeypatch.setattr(features, "session", lambda threads: counting)
    monkeypatch.setattr(Viewer, "grounds", [Image.new("RGB", (90, 70), "green")])
    monkeypatch.setattr(Viewer, "scenes", [Image.new("RGB", (90, 70), "blue")])
    yield Watcher(data, tmp_path / "cache"), counting
    for archive in archives:
        archive.close()


def test_what_was_seen_is_kept_and_rows_lead_to_it(watched: Watched) -> None:
    watcher, counting = watched
    samples = Samples(watcher)
    counts = {name: len(watcher.seen(name, "plain")) for name in VIEWS}
    assert counts["fashion"] == 2
    assert len(samples) == sum(counts.values())
    assert counting.looked == sum(counts[name] * len(kinds) for name, kinds in VIEWS.items())
    again = Samples(watcher)
    assert counting.looked == sum(counts[name] * len(kinds) for name, kinds in VIEWS.items())
    first_of_pairs = counts["fashion"]
    assert again.kinds(0) == again.kinds(first_of_pairs) == VIEWS["pairs-fashion"]
    sight, places = again.seen([0, first_of_pairs], ["laid0", "plain"])
    kept = watcher.seen("fashion", "laid0"), watcher.seen("pairs-fashion", "plain")
    for row, one in enumerate(kept):
        torch.testing.assert_close(sight.logits[row], one.sights.logits[0].float())
        torch.testing.assert_close(places[row], one.places[0].float())
        assert 0 < float(places[row].mean()) < 1
    whole = torch.cat([part.features for part in again.through(0)])
    assert whole.shape == (len(samples), 1912)


def test_the_same_view_has_the_same_pixels(watched: Watched) -> None:
    viewer = features.viewer(watched[0].data)
    for kind in VIEWS["fashion"]:
        (one, mask), (other, _) = viewer.view("fashion", kind)(1), viewer.view("fashion", kind)(1)
        assert one.tobytes() == other.tobytes()
        assert (mask is not None) == (not kind.startswith("varied"))
    first, second = (viewer.view("fashion", f"laid{draw}")(0)[0] for draw in (0, 1))
    assert first.tobytes() != second.tobytes()


def test_what_is_left_out_is_never_drawn_and_seen_on_clutter(watched: Watched) -> None:
    watcher, _ = watched
    assert [drawing("pairs-fashion", 40)[number] for number in (2, 3, 4, 19)] == [1, 0, 1, 0]
    assert drawing("user-photos", 4) == [2.0] * 4
    samples = Samples(watcher)
    weights = torch.ones(len(samples))
    weights[samples.start("pairs-fashion") + 1] = 0
    photos = left_out(
        watcher, SimpleNamespace(samples=samples, words=SimpleNamespace(weights=weights))
    )
    assert photos.rows.tolist() == [samples.start("pairs-fashion") + 1]
    kept = watcher.seen("pairs-fashion", "plain")
    torch.testing.assert_close(photos.plain.logits[0], kept.sights.logits[1].float())
    assert not torch.equal(photos.cluttered.logits, photos.plain.logits)
    assert photos.cluttered.trunk.shape == photos.plain.trunk.shape
