"""The trained modules of the photo side: tail, gaze, word head and details."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from catalog_search.workshop.starter.details import Details
from catalog_search.workshop.starter.eyes import LATE, Activations, shrunk
from catalog_search.workshop.starter.gaze import Gaze, focus_features, gaze_weights
from catalog_search.workshop.starter.palette import Palette
from catalog_search.workshop.starter.tail import Tail
from catalog_search.workshop.starter.word_heads import PhotoHead


class Outputs(NamedTuple):
    """The output of ShopEyes for n photos."""

    words: Tensor
    """[n, 384 + 256], length at most 1: compared with texts."""
    details: Tensor
    """[n, 256], length 1: compared with photos."""
    gaze: Tensor
    """Logits [n, 9, 9]; positive means mostly product."""


class ShopEyes(nn.Module):
    """Maps the activations of Eyes to the parts of a vector.

    looking.py and starter.py set the gaze, details and head once activations are known.
    """

    gaze: Gaze
    details: Details
    head: PhotoHead

    def __init__(self, tail: Tail, palette: Palette) -> None:
        super().__init__()
        self.tail, self.palette = tail, palette

    def forward(self, activations: Activations) -> Outputs:
        inputs, focus, gaze = self.read(activations)
        return Outputs(
            self.head.words(inputs, activations.logits, focus), self.details(focus), gaze
        )

    def read(self, activations: Activations) -> tuple[Tensor, Tensor, Tensor]:
        """Return photo features [n, 2041], standardised focus features [n, 2635] and the gaze."""
        state, top = self.tail(activations.trunk)
        gaze = self.gaze(all_maps(state, activations))
        focus = self.focus(gaze_weights(gaze), state, top, activations)
        late = [top.mean((2, 3)), state.mean((2, 3)), activations.features[:, LATE:]]
        inputs = torch.cat([*late, self.palette(activations.thumbs)], dim=1)
        return inputs, self.details.standardised(focus), gaze

    def focus(
        self, weights: Tensor, state: Tensor, top: Tensor, activations: Activations
    ) -> Tensor:
        """Return focus features [n, 2635], pooled with weights [n, 81]."""
        maps = all_maps(state, activations)
        return focus_features(weights, top, maps, state.shape[1], activations.thumbs, self.palette)


def all_maps(state: Tensor, activations: Activations) -> Tensor:
    """Return the gaze's input: the maps of the last block and of three earlier blocks."""
    return torch.cat([state, shrunk(activations.trunk), activations.maps], dim=1)
