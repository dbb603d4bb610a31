"""How the parts of a photo's details are joined, on features and graphs made up here."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnxruntime import InferenceSession
from torch import Tensor, nn
from torch.nn.functional import normalize

from catalog_search.workshop import model_files
from catalog_search.workshop.starter import joined_graph, joining
from catalog_search.workshop.starter.details import Details
from catalog_search.workshop.starter.joining import Features, Join, JoinPlan, JoinTraining, Lesson
from catalog_search.workshop.starter.likeness import JoinedDetails
from catalog_search.workshop.starter.towers import fill_length

LENGTHS = {"tuned": 4, "untuned": 4, "gazed": 4, "own": 4}
Made = Callable[[int, int], Features]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """Shorten the parts; return what makes up features of n photos from a seed."""
    monkeypatch.setattr(joining, "PARTS", LENGTHS)
    monkeypatch.setattr(joining, "DETAIL", 6)

    def features(count: int, seed: int) -> Features:
        random = torch.Generator().manual_seed(seed)
        parts = [normalize(torch.randn(count, 4, generator=random), dim=1) for _ in LENGTHS]
        words = 0.4 * normalize(torch.randn(count, 3, generator=random), dim=1)
        before = normalize(torch.randn(count, 5, generator=random), dim=1)
        return Features(words, torch.cat(parts, dim=1), before)

    return features


def test_vectors_keep_the_part_shared_with_texts(made: Made) -> None:
    photos, random = made(5, 0), torch.Generator().manual_seed(1)
    join = Join(torch.randn(6, 16, generator=random), torch.zeros(6))
    vectors = join.vectors(photos)
    assert torch.equal(vectors[:, :3], photos.words)
    assert torch.allclose(vectors.norm(dim=1), torch.ones(5))


def test_main_axes_are_of_parts_scaled_to_their_shares(made: Made) -> None:
    parts = torch.zeros(4, 16)
    # The tuned part differs along its first number, the own part along its last.
    parts[:, 0] = torch.tensor([1.0, -1.0, 1.0, -1.0])
    parts[:, 15] = torch.tensor([3.0, 3.0, -3.0, -3.0])
    parts[:, 6] = torch.tensor([0.1, -0.1, -0.1, 0.1])
    parts[:, 9] = torch.tensor([1e-3, 0.0, 0.0, 0.0])
    axes, scale, mean = joining.main_axes(parts, (0.64, 0.25, 0.01, 0.16))
    assert torch.allclose(mean[[0, 15]], torch.zeros(2))
    # Mean lengths are 1, 0.1 and 3; shares are of squared lengths.
    assert torch.allclose(scale[[0, 6, 15]], torch.tensor([0.8, 5.0, 0.4 / 3]))
    assert axes[0].abs().argmax() == 0
    assert axes[1].abs().argmax() == 6
    assert axes[2].abs().argmax() == 15


def test_the_untuned_network_compares_by_two_parts(made: Made) -> None:
    photos = made(6, 2)
    parts = photos.parts
    rows = joining.as_the_untuned_sees(parts)
    untuned, own = (
        normalize(part - part.mean(0), dim=1) for part in (parts[:, 4:8], parts[:, 12:])
    )
    assert torch.allclose(rows @ rows.T, 0.6 * untuned @ untuned.T + 0.4 * own @ own.T, atol=1e-6)


def lessons(made: Made) -> list[Lesson]:
    """Return goods of two kinds, and clothes, of which only the untuned part outlasts a view."""
    goods, clothes = made(20, 3), made(20, 4)
    taught = []
    for number, plain in enumerate((goods, clothes)):
        other = made(20, 5 + number)
        parts = other.parts.clone()
        parts[:, 4:8] = plain.parts[:, 4:8]
        views = {"plain": plain, "laid": Features(other.words, parts, other.before)}
        labels = ["mug", "pen"] * 10 if not number else [""] * 20
        taught.append(Lesson(views, labels, of_goods=not number))
    return taught


def test_training_learns_what_outlasts_a_view(made: Made) -> None:
    plan = JoinPlan(steps=80, batch=80, views=3, goods=0, shops=0, kinds=0, rate=0.2)
    taught = lessons(made)
    training = JoinTraining(taught, plan)

    def found(join: Join) -> float:
        plain, laid = (join.vectors(taught[0].views[view])[:, 3:] for view in ("plain", "laid"))
        return float(((laid @ plain.T).argmax(1) == torch.arange(20)).float().mean())

    before = found(training.join())
    assert before < 0.5
    assert found(training.run()) > 0.8


def test_losses_are_least_where_photos_lie_as_they_should(made: Made) -> None:
    training = JoinTraining(lessons(made), JoinPlan(batch=80))
    rows = normalize(torch.randn(9, 4, generator=torch.Generator().manual_seed(0)), dim=1)
    assert float(training.difference(rows, rows)) == pytest.approx(0, abs=1e-5)
    assert float(training.difference(rows, rows.flip(0))) > 0.1
    apart = float(training.of_kinds(training.join()).detach())
    # The words of a kind are made equal, so that its photos come nearer.
    kinds = torch.tensor([[0.9, 0.0, 0.0], [0.0, 0.9, 0.0]]).repeat(10, 1)
    training.goods = Features(kinds, training.goods.parts, training.goods.before)
    assert float(training.of_kinds(training.join()).detach()) < apart / 2
    drawn = training.drawn(20, 80)
    assert sorted(drawn.tolist()) == list(range(20))


class Classified(nn.Module):
    """A network with a classifier, as the starter's has."""

    def __init__(self) -> None:
        super().__init__()
        self.network = nn.Module()
        self.network._fc = nn.Linear(3, 5)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        own = pixels.mean((2, 3))
        logits: Tensor = self.network._fc(own)
        return own, logits


class Tower(nn.Module):
    """A photo side with all that joined_graph.py looks for, on three colors."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.eyes, self.tuned = Classified(), nn.Linear(3, 2)
        untuned = Details(torch.rand(7), torch.rand(7) + 0.5, axes=4, size=2)
        self.details = JoinedDetails(untuned, nn.Linear(4, 2))

    def forward(self, pixels: Tensor) -> Tensor:
        own, logits = self.eyes(pixels)
        gazed = pixels.amax((2, 3))
        tuned = normalize(self.tuned(own**2), dim=1)
        words = 0.1 * logits
        details = self.details(tuned, torch.cat([gazed, own, own[:, :1] ** 2], dim=1))
        padded = nn.functional.pad(words, (0, 2))
        return torch.cat([padded, fill_length(words, details)], dim=1)


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> onnx.ModelProto:
    """An exported Tower whose weights are stored as int8, as the starter's are."""
    monkeypatch.setattr(joined_graph, "DETAIL", 2)
    monkeypatch.setattr(model_files, "MIN_SIZE", 4)
    path = tmp_path / "image.onnx"
    inputs = {"pixel_values": torch.rand(2, 3, 4, 4)}
    with warnings.catch_warnings():
        # Torch calls the exporter that these graphs need an old one.
        warnings.simplefilter("ignore")
        model_files.write_network(Tower(), inputs, "image_embeds", path)
    model_files.write_small(path)
    return onnx.load(path)


def run(network: onnx.ModelProto, outputs: list[str], pixels: np.ndarray) -> list[np.ndarray]:
    answers: list[np.ndarray] = joined_graph.session(network, outputs, 1).run(
        outputs, {"pixel_values": pixels}
    )
    return answers


def test_another_join_changes_details_and_nothing_else(
    network: onnx.ModelProto, tmp_path: Path
) -> None:
    pixels = np.random.default_rng(0).random((3, 3, 4, 4)).astype(np.float32)
    names = joined_graph.names_of(network)
    read = [names.words, names.tuned, names.untuned, names.gazed, names.own, "image_embeds"]
    words, tuned, untuned, gazed, own, before = run(network, read, pixels)
    assert np.allclose(own, pixels.mean((2, 3)), atol=1e-6)
    assert np.allclose(gazed, pixels.max((2, 3)), atol=1e-6)
    join = Join(torch.rand(2, 10) - 0.5, torch.rand(2))
    joined_graph.write_rejoined(network, join, tmp_path / "new.onnx")
    after = onnx.load(tmp_path / "new.onnx")
    (vectors,) = run(after, ["image_embeds"], pixels)
    assert np.array_equal(vectors[:, :7], before[:, :7])
    unit = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (gazed, own)]
    parts = torch.from_numpy(np.concatenate([tuned, untuned, *unit], axis=1))
    stored = Join(
        torch.from_numpy(joined_graph.tensor(after.graph, "details.join.weight")), join.bias
    )
    assert torch.allclose(stored.weight, join.weight, atol=0.01)
    expected = stored.vectors(Features(torch.from_numpy(words), parts, parts))
    assert np.allclose(vectors[:, 7:], expected[:, 5:].numpy(), atol=1e-5)


def test_what_an_untuned_details_never_uses_is_dropped(network: onnx.ModelProto) -> None:
    after = joined_graph.rejoined(network, Join(torch.rand(2, 10), torch.rand(2)))
    stored = {each.name for each in after.graph.initializer}
    assert not [name for name in stored if ".straight." in name or ".inner." in name]
    assert joined_graph.tensor(after.graph, "details.untuned.basis.weight").shape == (2, 7)
    assert len(after.graph.node) < len(network.graph.node)
    onnx.checker.check_model(after)
    InferenceSession(after.SerializeToString(), providers=["CPUExecutionProvider"])
    with pytest.raises(SystemExit, match="0 layers read"):
        joined_graph.names_of(onnx.helper.make_model(onnx.helper.make_graph([], "x", [], [])))
