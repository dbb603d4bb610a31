"""The starter's photo tower: the tail of its network, and its gaze."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from catalog_search.workshop.starter.eyes import TRUNK, shrunk
from catalog_search.workshop.starter.features import coverage
from catalog_search.workshop.starter.gaze import (
    Gaze,
    attended,
    attended_spread,
    gaze_weights,
    vertical_weights,
)
from catalog_search.workshop.starter.grounds import laid
from catalog_search.workshop.starter.tail import Tail, folded
from catalog_search.workshop.starter.tuning import gaze_loss
from tests.support.networks.small_networks import convolution, network, norm


def test_a_tail_answers_as_the_blocks_it_was_made_from() -> None:
    whole = network()
    state = trunk = torch.randn(3, 6, 17, 17)
    for each in whole._blocks[TRUNK + 1 :]:
        inner = nn.functional.relu6(each._bn0(each._expand_conv(state)))
        inner = each._bn1(each._depthwise_conv(each._depthwise_conv.static_padding(inner)))
        answer = each._bn2(each._project_conv(nn.functional.relu6(inner)))
        state = answer + state if answer.shape == state.shape else answer
    top = nn.functional.relu6(whole._bn1(whole._conv_head(state)))
    tail = Tail(whole).eval()
    with torch.no_grad():
        blocks, above = tail(trunk)
    torch.testing.assert_close(blocks, state, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(above, top, atol=1e-4, rtol=1e-4)


def test_uneven_padding_is_refused() -> None:
    conv = convolution(2, 2, 3)
    conv.static_padding = nn.ZeroPad2d((0, 1, 0, 1))
    with pytest.raises(ValueError, match="not even"):
        folded(conv, norm(2))


def test_maps_are_halved_to_nine_fields() -> None:
    assert shrunk(torch.ones(1, 2, 33, 33)).shape == (1, 2, 9, 9)
    torch.testing.assert_close(shrunk(torch.ones(1, 2, 17, 17)), torch.ones(1, 2, 9, 9))


def test_the_mask_marks_the_pasted_product() -> None:
    photo = Image.new("RGB", (100, 140), "white")
    photo.paste("red", (20, 20, 80, 120))
    grounds = [Image.new("RGB", (90, 70), "green")]
    inside = outside = 0
    for seed in range(12):
        scene, where = laid(photo, np.random.default_rng([seed]), grounds)
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
