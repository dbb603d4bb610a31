"""All that is trained of the photo's side: a tail of its own, the gaze, words and details."""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from catalog_search.workshop.starter.details import Details
from catalog_search.workshop.starter.eyes import LATE, Sight, shrunk
from catalog_search.workshop.starter.gaze import Gaze, looked, resting
from catalog_search.workshop.starter.palette import Palette
from catalog_search.workshop.starter.tail import Tail
from catalog_search.workshop.starter.word_heads import PhotoHead


class Seen(NamedTuple):
    """What the shop's eyes make of n photos."""

    words: Tensor
    """[n, 384 + 256], at most of length 1: what meets texts."""
    details: Tensor
    """[n, 256], of length 1: what meets photos."""
    gaze: Tensor
    """[n, 9, 9]: above 0 where more product than ground is seen."""


class ShopEyes(nn.Module):
    """What Eyes sees, to what the vector is made of.

    The gaze and the heads are given once it is known what there is to see; see looking.py.
    """

    gaze: Gaze
    details: Details
    head: PhotoHead

    def __init__(self, tail: Tail, palette: Palette) -> None:
        super().__init__()
        self.tail, self.palette = tail, palette

    def forward(self, sight: Sight) -> Seen:
        inputs, looked, gaze = self.read(sight)
        return Seen(self.head.words(inputs, sight.logits, looked), self.details(looked), gaze)

    def read(self, sight: Sight) -> tuple[Tensor, Tensor, Tensor]:
        """Return what heads read of the whole [n, 2041] and under the gaze [n, 2635], and it."""
        state, top = self.tail(sight.trunk)
        gaze = self.gaze(all_maps(state, sight))
        looked = self.looked(resting(gaze), state, top, sight)
        late = [top.mean((2, 3)), state.mean((2, 3)), sight.features[:, LATE:]]
        inputs = torch.cat([*late, self.palette(sight.thumbs)], dim=1)
        return inputs, self.details.standardised(looked), gaze

    def looked(self, weights: Tensor, state: Tensor, top: Tensor, sight: Sight) -> Tensor:
        """Return [n, 2635]: what is seen under weights [n, 81], at the end and before."""
        maps = all_maps(state, sight)
        return looked(weights, top, maps, state.shape[1], sight.thumbs, self.palette)


def all_maps(state: Tensor, sight: Sight) -> Tensor:
    """Return all that a gaze reads: the last block's maps and those of three before."""
    return torch.cat([state, shrunk(sight.trunk), sight.maps], dim=1)
