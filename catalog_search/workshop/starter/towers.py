"""The starter model's two towers, in torch: what is exported."""

from torch import Tensor, cat, nn

from catalog_search.workshop.starter.details import DETAIL
from catalog_search.workshop.starter.eyes import Eyes, Sight
from catalog_search.workshop.starter.gaze import resting
from catalog_search.workshop.starter.ingredients import SentenceEncoder
from catalog_search.workshop.starter.likeness import Likeness
from catalog_search.workshop.starter.shop_eyes import ShopEyes
from catalog_search.workshop.starter.word_heads import MEANING, TextHead

DETAIL_SHARE = 0.64
"""Share of the detail part in a photo's squared length."""
MEANING_SHARE = 0.6
"""Least share of the meaning part in a text's squared length."""
MET = ((1 - DETAIL_SHARE) * (1 - MEANING_SHARE)) ** 0.5
"""What is left of a cosine of the parts where photos and texts meet."""


def filled(rows: Tensor, others: Tensor) -> Tensor:
    """Return the others [n, k], unit rows, as long as brings rows [n, d] and them to length 1."""
    left = 1 - (rows**2).sum(1, keepdim=True)
    return left.clamp(min=0).sqrt() * others


class ImageTower(nn.Module):
    """Pixels to [n, 1152]: everything that image.onnx does."""

    def __init__(self, eyes: Eyes, shop: ShopEyes, likeness: Likeness) -> None:
        super().__init__()
        self.eyes, self.shop, self.likeness = eyes, shop, likeness

    def forward(self, pixels: Tensor) -> Tensor:
        return self.vectors(*self.eyes.whole(pixels))

    def vectors(self, sight: Sight, state: Tensor, top: Tensor) -> Tensor:
        """Return [n, 1152] of what the untouched network sees, its last maps beside it."""
        seen = self.shop(sight)
        words = (1 - DETAIL_SHARE) ** 0.5 * seen.words
        looked = self.shop.looked(resting(seen.gaze), state, top, sight)
        details = filled(words, self.likeness(seen.details, looked))
        return cat([nn.functional.pad(words, (0, MEANING)), details], dim=1)


class TextTower(nn.Module):
    """Tokens to [n, 1152]: everything that text.onnx does."""

    def __init__(self, sentences: SentenceEncoder, head: TextHead) -> None:
        super().__init__()
        self.sentences, self.head = sentences, head

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        sentences = self.sentences(input_ids, attention_mask)
        rows = (1 - MEANING_SHARE) ** 0.5 * self.head(sentences)[0]
        meaning = filled(rows, self.head.meaning(sentences))
        return nn.functional.pad(cat([rows, meaning], dim=1), (0, DETAIL))
