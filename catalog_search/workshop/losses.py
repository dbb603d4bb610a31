"""Contrastive losses between captions and photos, shared by all trainings."""

import torch
from torch import Tensor
from torch.nn.functional import log_softmax


def contrast(logits: Tensor, fits: Tensor) -> Tensor:
    """Return the loss of logits [captions, photos]; bool `fits` marks the matching pairs.

    Each caption should find all of its photos, each photo any one of its captions.
    """
    return both_ways(logits, fits, logits.T, fits.T)


def both_ways(
    to_photos: Tensor, fit_photos: Tensor, to_captions: Tensor, fit_captions: Tensor
) -> Tensor:
    """Return the loss of logits of captions to photos [m, p] and of photos to captions [n, c].

    The bool arrays `fit_photos` and `fit_captions` have the same shapes and mark matching pairs.
    """
    shares = fit_photos / fit_photos.sum(1, keepdim=True)
    photo_loss = -(log_softmax(to_photos, 1) * shares).sum(1).mean()
    right = log_softmax(to_captions, 1).masked_fill(~fit_captions, -1e4)
    return photo_loss - torch.logsumexp(right, 1).mean()
