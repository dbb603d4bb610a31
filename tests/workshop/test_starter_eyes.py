"""Tests of the photo side of the starter workshop, on tiny networks without published weights."""

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from catalog_search.workshop.starter import features, likeness, looking
from catalog_search.workshop.starter.choosing import LeftOut, figures, left_out
from catalog_search.workshop.starter.details import Details, start_details
from catalog_search.workshop.starter.eyes import TRUNK, Activations, shrunk
from catalog_search.workshop.starter.features import ActivationCache, coverage
from catalog_search.workshop.starter.gaze import (
    Gaze,
    attended,
    attended_spread,
    gaze_weights,
    vertical_weights,
)
from catalog_search.workshop.starter.grounds import laid
from catalog_search.workshop.starter.heads import ITS_OWN, Captions
from catalog_search.workshop.starter.likeness import JoinedDetails, join_details
from catalog_search.workshop.starter.looking import new_eyes, views_of
from catalog_search.workshop.starter.materials import sampling_weights
from catalog_search.workshop.starter.palette import Palette
from catalog_search.workshop.starter.samples import Samples
from catalog_search.workshop.starter.tail import Tail, folded
from catalog_search.workshop.starter.towers import ImageTower
from catalog_search.workshop.starter.tuning import Queue, Tuning, TuningPlan, gaze_loss
from catalog_search.workshop.starter.views import VIEWS, Viewer
from catalog_search.workshop.starter.word_heads import PhotoHead
from tests.workshop.test_starter import heads

PALETTE = Palette(torch.rand(40, 3, generator=torch.Generator().manual_seed(0)))


def convolution(inner: int, outer: int, side: int, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    conv = nn.Conv2d(inner, outer, side, stride, groups=groups, bias=False)
    margin = (side - 1) // 2
    conv.static_padding = nn.ZeroPad2d(margin) if margin else nn.Identity()
    return conv


def norm(channels: int) -> nn.BatchNorm2d:
    """Return a batch normalisation that scales a fresh convolution's outputs to about 1."""
    one = nn.BatchNorm2d(channels)
    assert one.running_mean is not None
    assert one.running_var is not None
    one.running_mean.uniform_(-0.2, 0.2)
    one.running_var.uniform_(0.05, 0.2)
    one.bias.data.uniform_(0, 0.5)
    return one.eval()


def block(inner: int, outer: int, stride: int) -> SimpleNamespace:
    wide = 2 * inner
    return SimpleNamespace(
        _expand_conv=convolution(inner, wide, 1),
        _bn0=norm(wide),
        _depthwise_conv=convolution(wide, wide, 3, stride, groups=wide),
        _bn1=norm(wide),
        _project_conv=convolution(wide, outer, 1),
        _bn2=norm(outer),
    )


def network(channels: int = 6) -> SimpleNamespace:
    """Return the parts of an EfficientNet that Tail reads, with `channels` trunk channels."""
    torch.manual_seed(0)
    blocks: list[Any] = [None] * (TRUNK + 1)
    return SimpleNamespace(
        _blocks=[*blocks, block(channels, 8, 2), block(8, 8, 1)],
        _conv_head=convolution(8, 10, 1),
        _bn1=norm(10),
    )


def test_a_tail_answers_as_the_blocks_it_was_made_from() -> None:
    whole = network()
    state = trunk = torch.randn(3, 6, 17, 17)
    for one in whole._blocks[TRUNK + 1 :]:
        inner = nn.functional.relu6(one._bn0(one._expand_conv(state)))
        inner = one._bn1(one._depthwise_conv(one._depthwise_conv.static_padding(inner)))
        answer = one._bn2(one._project_conv(nn.functional.relu6(inner)))
        state = answer + state if answer.shape == state.shape else answer
    top = nn.functional.relu6(whole._bn1(whole._conv_head(state)))
    tail = Tail(whole).eval()
    with torch.no_grad():
        found, above = tail(trunk)
    torch.testing.assert_close(found, state, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(above, top, atol=1e-4, rtol=1e-4)


def test_uneven_padding_is_refused() -> None:
    conv = convolution(2, 2, 3)
    conv.static_padding = nn.ZeroPad2d((0, 1, 0, 1))
    with pytest.raises(ValueError, match="not even"):
        folded(conv, norm(2))


def test_maps_are_halved_to_nine_fields() -> None:
    assert shrunk(torch.ones(1, 2, 33, 33)).shape == (1, 2, 9, 9)
    torch.testing.assert_close(shrunk(torch.ones(1, 2, 17, 17)), torch.ones(1, 2, 9, 9))


# ---- the gaze ----


def test_the_mask_marks_the_pasted_product() -> None:
    photo = Image.new("RGB", (100, 140), "white")
    photo.paste("red", (20, 20, 80, 120))
    backgrounds = [Image.new("RGB", (90, 70), "green")]
    inside = outside = 0
    for seed in range(12):
        scene, where = laid(photo, np.random.default_rng([seed]), backgrounds)
        assert scene.size == where.size
        pixels, mask = np.asarray(scene, np.int64), np.asarray(where) > 128
        red = pixels[..., 0] > 2 * pixels[..., 1:].max(axis=2)
        inside, outside = inside + int((red & mask).sum()), outside + int((red & ~mask).sum())
    # A noise background may contain red pixels.
    assert inside > 5 * outside
    assert coverage(None).sum() == 0
    half = Image.new("L", (90, 90))
    half.paste(255, (0, 0, 50, 90))
    assert coverage(half)[4].tolist() == [1] * 5 + [0] * 4


def test_pooled_features_by_hand() -> None:
    weights = torch.zeros(1, 81)
    weights[0, 0] = weights[0, 72] = 0.5
    maps = torch.zeros(1, 2, 9, 9)
    maps[0, 0, 0, 0], maps[0, 0, 8, 0], maps[0, 1] = 1, 3, 7
    torch.testing.assert_close(attended(weights, maps), torch.tensor([[2.0, 7.0]]))
    torch.testing.assert_close(
        attended_spread(weights, maps), torch.tensor([[1.0, 0.01]]), atol=1e-3, rtol=0
    )
    lower, even = attended(vertical_weights(weights), maps)[0]
    assert lower == pytest.approx(1, abs=0.01)
    assert even == pytest.approx(0, abs=1e-4)
    with torch.no_grad():
        gaze = gaze_weights(Gaze(torch.zeros(2), torch.ones(2))(maps))
    assert float(gaze.sum()) == pytest.approx(1)


def test_a_product_that_fills_its_photo_teaches_the_gaze_nothing() -> None:
    places = torch.zeros(3, 9, 9)
    places[0], places[2, :4] = 1, 1
    gaze = torch.zeros(3, 9, 9, requires_grad=True)
    torch.autograd.backward(gaze_loss(gaze, places))
    assert gaze.grad is not None
    assert gaze.grad.abs().sum((1, 2)).gt(0).tolist() == [False, False, True]
    assert float(gaze_loss(gaze, torch.zeros(3, 9, 9)).detach()) == 0


# ---- cached views ----


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


# ---- tuning ----


class SyntheticSamples(Samples):
    """Products with distinct trunks; in all views but the plain one half of it is covered."""

    def __init__(self, count: int) -> None:
        torch.manual_seed(1)
        own, grain = torch.randn(count, 6, 1, 1), torch.randn(count, 6, 17, 17)
        self.trunks = (2 * own + 0.3 * grain).relu()

    def __len__(self) -> int:
        return len(self.trunks)

    def kinds(self, row: int) -> tuple[str, ...]:
        return ("plain", "laid0", "laid1", "laid2", "varied0", "varied1")

    def select(self, rows: Any, kinds: Any) -> tuple[Activations, torch.Tensor]:
        trunk, places = self.trunks[list(rows)].clone(), torch.ones(len(rows), 9, 9)
        for number, kind in enumerate(kinds):
            if kind != "plain":
                trunk[number, :, 9:] = 3 * torch.rand(6, 1, 1)
                places[number, 5:] = 0
        count = len(rows)
        none = torch.zeros(count, 2, 9, 9), torch.zeros(count, 3, 26, 26)
        features = torch.zeros(count, 1632 + 3)
        return Activations(trunk, *none, features, torch.zeros(count, 7)), places

    def batches(self, number: int, size: int = 64) -> Any:
        kinds = [self.kinds(0)[number]] * len(self)
        yield self.select(range(len(self)), kinds)[0]


def captions(count: int) -> Captions:
    number, nothing = torch.arange(count), torch.full((count, 3), ITS_OWN)
    return Captions(
        torch.randn(count, 384), number, nothing, number[:, None], torch.ones(count), nothing - 1
    )


@pytest.fixture
def every_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use all photos for statistics, because the tests have forty only."""
    monkeypatch.setattr(looking, "STEP", 1)
    monkeypatch.setattr(likeness, "STEP", 1)


def found(asked: torch.Tensor, kept: torch.Tensor) -> float:
    return float(((asked @ kept.T).argmax(1) == torch.arange(len(kept))).float().mean())


def test_tuning_brings_views_to_their_product(every_photo: None) -> None:
    samples, whole = (
        SyntheticSamples(40),
        SimpleNamespace(backbone=SimpleNamespace(network=network())),
    )
    eyes = new_eyes(whole, samples, PALETTE, gaze_steps=30)
    views = views_of(eyes, samples, torch.ones(40, dtype=torch.bool))
    assert views.inputs.shape[:2] == views.focus.shape[:2] == (6, 40)
    plain = heads()[0]
    length = views.inputs.shape[-1]
    eyes.head = PhotoHead(
        torch.zeros(length),
        torch.ones(length),
        plain.concepts,
        plain.witnesses,
        plain.threshold,
        views.focus.shape[-1],
    )

    def details(number: int) -> torch.Tensor:
        with torch.no_grad():
            return eyes.eval()(next(samples.batches(number))).details

    before = found(details(1), details(0))
    said = torch.nn.functional.normalize(torch.randn(40, 640), dim=-1)
    plan = TuningPlan(
        steps=60, products=20, tail_rate=1e-3, rate=1e-3, view_queue=30, caption_queue=50
    )
    Tuning(eyes, samples, captions(40), said, plan).run(np.ones(40), 10.0)
    assert found(details(1), details(0)) > max(before, 0.8)
    both = join_details(eyes, whole, samples)

    def joined(number: int) -> torch.Tensor:
        activations = next(samples.batches(number))
        with torch.no_grad():
            outputs = eyes(activations)
            state, top = Tail(whole.backbone.network).eval()(activations.trunk)
            return both(
                outputs.details, eyes.focus(gaze_weights(outputs.gaze), state, top, activations)
            )

    assert joined(0).shape == (40, 256)
    torch.testing.assert_close(joined(0).norm(dim=1), torch.ones(40))
    assert found(joined(1), joined(0)) > 0.8


def test_figures_of_photos_left_out(every_photo: None) -> None:
    samples, whole = (
        SyntheticSamples(40),
        SimpleNamespace(backbone=SimpleNamespace(network=network())),
    )
    eyes = new_eyes(whole, samples, PALETTE, gaze_steps=30)
    activations = next(samples.batches(0))
    head, texts = heads(focus=eyes.read(activations)[1].shape[-1])
    length = eyes.read(activations)[0].shape[-1]
    eyes.head = PhotoHead(
        torch.zeros(length),
        torch.ones(length),
        head.concepts,
        head.witnesses,
        head.threshold,
        eyes.read(activations)[1].shape[-1],
    ).eval()
    untuned = Details(eyes.details.mean, eyes.details.spread)
    tower = ImageTower(whole, eyes, JoinedDetails(untuned, nn.Linear(512, 256))).eval()
    rows = torch.arange(3, 40, 4)
    plain, _ = samples.select(rows.tolist(), ["plain"] * len(rows))
    known = torch.tensor([[row % 2, 7, -3] for row in range(40)])
    words = SimpleNamespace(captions=replace(captions(40), known=known))
    told = dict(figures(tower, texts, LeftOut(rows, plain, plain), words))
    assert told["on clutter, R@1"] == 1
    assert told["own title, R@10"] == 1
    # Ten photos, all of them among the first ten; 3, 7, 11 and so on are all odd.
    assert told["of the title's kind, P@10"] == told["of the title's color, P@10"] == 1
    mixed = replace(words.captions, known=torch.arange(120).view(40, 3))
    told = dict(figures(tower, texts, LeftOut(rows, plain, plain), SimpleNamespace(captions=mixed)))
    assert told["of the title's kind, P@10"] == pytest.approx(0.1)


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


def test_tuned_and_untuned_details_have_equal_weight() -> None:
    untuned = Details(torch.zeros(20), torch.ones(20)).eval()
    both = JoinedDetails(untuned, nn.Linear(512, 256)).eval()
    with torch.no_grad():
        rows = both.both(torch.eye(3, 256), torch.randn(3, 20))
    torch.testing.assert_close(rows[:, :256].norm(dim=1), rows[:, 256:].norm(dim=1))


def test_a_queue_keeps_the_newest() -> None:
    queue = Queue(3)
    assert [part.tolist() for part in queue.with_new(torch.tensor([1]))] == [[1]]
    queue.keep(torch.tensor([1, 2]), torch.tensor([5, 6]))
    queue.keep(torch.tensor([3, 4]), torch.tensor([7, 8]))
    assert [part.tolist() for part in queue.parts] == [[3, 4, 1], [7, 8, 5]]
    new = queue.with_new(torch.tensor([9]), torch.tensor([0]))
    assert [part.tolist() for part in new] == [[9, 3, 4, 1], [0, 7, 8, 5]]


def test_details_begin_at_the_main_axes() -> None:
    torch.manual_seed(0)
    focus = torch.randn(60, 20) * torch.linspace(3, 0.1, 20)
    details = Details(torch.zeros(20), torch.ones(20), axes=8, size=8).eval()
    start_details(details, focus)
    with torch.no_grad():
        rows = details(details.standardised(focus))
        again = details(details.standardised(focus + 0.05 * torch.randn(60, 20)))
    torch.testing.assert_close(rows.norm(dim=1), torch.ones(60))
    assert float(((again @ rows.T).argmax(1) == torch.arange(60)).float().mean()) == 1
