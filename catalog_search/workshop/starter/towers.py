"""The starter model's image and text towers in torch, as they are exported."""

from torch import Tensor, cat, nn

from catalog_search.workshop.starter.details import DETAIL
from catalog_search.workshop.starter.eyes import Activations, Eyes
from catalog_search.workshop.starter.gaze import gaze_weights
from catalog_search.workshop.starter.ingredients import SentenceEncoder
from catalog_search.workshop.starter.likeness import JoinedDetails
from catalog_search.workshop.starter.shop_eyes import ShopEyes
from catalog_search.workshop.starter.word_heads import MEANING, TextHead

DETAIL_SHARE = 0.64
"""Minimum share of the detail part in a photo's squared length."""
MEANING_SHARE = 0.6
"""Minimum share of the meaning part in a text's squared length."""
SHARED_LENGTH = ((1 - DETAIL_SHARE) * (1 - MEANING_SHARE)) ** 0.5
"""Factor on the cosine of the parts that photos and texts share."""


def fill_length(rows: Tensor, unit_rows: Tensor) -> Tensor:
    """Return unit rows `unit_rows` [n, k], scaled so that they and `rows` [n, d] have length 1."""
    remaining = 1 - (rows**2).sum(1, keepdim=True)
    return remaining.clamp(min=0).sqrt() * unit_rows


class ImageTower(nn.Module):
    """Maps pixels to [n, 1152]: the computation of image.onnx."""

    def __init__(self, eyes: Eyes, shop: ShopEyes, details: JoinedDetails) -> None:
        super().__init__()
        self.eyes, self.shop, self.details = eyes, shop, details

    def forward(self, pixels: Tensor) -> Tensor:
        return self.vectors(*self.eyes.all_layers(pixels))

    def vectors(self, activations: Activations, state: Tensor, top: Tensor) -> Tensor:
        """Return [n, 1152] for the untuned network's activations and its last maps."""
        outputs = self.shop(activations)
        words = (1 - DETAIL_SHARE) ** 0.5 * outputs.words
        focus = self.shop.focus(gaze_weights(outputs.gaze), state, top, activations)
        details = fill_length(words, self.details(outputs.details, focus))
        return cat([nn.functional.pad(words, (0, MEANING)), details], dim=1)


class TextTower(nn.Module):
    """Maps tokens to [n, 1152]: the computation of text.onnx."""

    def __init__(self, sentences: SentenceEncoder, head: TextHead) -> None:
        super().__init__()
        self.sentences, self.head = sentences, head

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        sentences = self.sentences(input_ids, attention_mask)
        rows = (1 - MEANING_SHARE) ** 0.5 * self.head(sentences)[0]
        meaning = fill_length(rows, self.head.meaning(sentences))
        return nn.functional.pad(cat([rows, meaning], dim=1), (0, DETAIL))
