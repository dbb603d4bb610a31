"""Tuning the starter's photo tower on synthetic products, with tiny networks."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from catalog_search.workshop.starter import likeness, looking
from catalog_search.workshop.starter.choosing import LeftOut, figures
from catalog_search.workshop.starter.details import Details, start_details
from catalog_search.workshop.starter.eyes import Activations
from catalog_search.workshop.starter.gaze import gaze_weights
from catalog_search.workshop.starter.heads import ITS_OWN, Captions
from catalog_search.workshop.starter.likeness import JoinedDetails, join_details
from catalog_search.workshop.starter.looking import new_eyes, views_of
from catalog_search.workshop.starter.palette import Palette
from catalog_search.workshop.starter.samples import Samples
from catalog_search.workshop.starter.tail import Tail
from catalog_search.workshop.starter.towers import ImageTower
from catalog_search.workshop.starter.tuning import Queue, Tuning, TuningPlan
from catalog_search.workshop.starter.word_heads import PhotoHead
from tests.support.networks.small_networks import network
from tests.workshop.test_starter import heads

PALETTE = Palette(torch.rand(40, 3, generator=torch.Generator().manual_seed(0)))


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


@pytest.mark.slow
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


@pytest.mark.slow
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
    words = SimpleNamespace(captions=replace(captions(40), photo_facts=known))
    told = dict(figures(tower, texts, LeftOut(rows, plain, plain), words))
    assert told["on clutter, R@1"] == 1
    assert told["own title, R@10"] == 1
    # Ten photos, all of them among the first ten; 3, 7, 11 and so on are all odd.
    assert told["of the title's kind, P@10"] == told["of the title's color, P@10"] == 1
    mixed = replace(words.captions, photo_facts=torch.arange(120).view(40, 3))
    told = dict(figures(tower, texts, LeftOut(rows, plain, plain), SimpleNamespace(captions=mixed)))
    assert told["of the title's kind, P@10"] == pytest.approx(0.1)


def test_tuned_and_untuned_details_have_equal_weight() -> None:
    untuned = Details(torch.zeros(20), torch.ones(20)).eval()
    both = JoinedDetails(untuned, nn.Linear(512, 256)).eval()
    with torch.no_grad():
        rows = both.concatenated(torch.eye(3, 256), torch.randn(3, 20))
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
