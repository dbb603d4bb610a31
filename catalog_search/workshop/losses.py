"""New."""

import torch
from torch import Tensor
from torch.nn.functional import log_softmax


def contrast(logits: Tensor, fits: Tensor) -> Tensor:
    """Return the loss: a caption should find all its photos, a photo any of its captions."""
    return both_ways(logits, fits, logits.T, fits.T)


def both_ways(
    to_photos: Tensor, fit_photos: Tensor, to_captions: Tensor, fit_captions: Tensor
) -> Tensor:
    """Return the loss of captions [m, p] that look for photos, and photos [n, c] for captions."""
    shares = fit_photos / fit_photos.sum(1, keepdim=True)
    found = -(log_softmax(to_photos, 1) * shares).sum(1).mean()
    right = log_softmax(to_captions, 1).masked_fill(~fit_captions, -1e4)
    return found - torch.logsumexp(right, 1).mean()
