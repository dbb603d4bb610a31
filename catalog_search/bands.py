"""How sure an answer is, in two words a page can show: strong or related.

Strong is what the store's unrelated pairs hardly ever reach, or what has every word that was
asked for. What is weaker than the cutoff is not shown at all, so there is no third word.
"""

from typing import Literal

import numpy as np

Band = Literal["strong", "related", ""]
"""Empty where nothing was compared: the whole catalogue, or words found in the database."""

UNRELATED_BELOW = 0.999
"""Share of unrelated pairs that stay below a strong answer."""


def strong_from(unrelated: np.ndarray) -> float:
    """Return the score from which on an answer is strong, given those of unrelated pairs."""
    return float(np.quantile(unrelated, UNRELATED_BELOW)) if len(unrelated) else 0.0


def band(score: float, strong: float, *, complete: bool = False) -> Band:
    """Return the band of a score; `complete`: the product has every word of the query."""
    return "strong" if complete or score >= strong else "related"
