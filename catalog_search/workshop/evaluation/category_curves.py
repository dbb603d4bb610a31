"""Reliability and coverage of suggestions: figures, a table, a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10
FIRST = 60
"""Suggestions at the head of the queue that are looked at one by one."""
WIDTH, HEIGHT, EDGE = 560, 300, 44
LEAST = 0.8
"""Accuracy at the foot of the drawing."""
COLORS = ("#8a8f98", "#c2410c", "#1d4ed8")


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Suggestions of one method: how probably each is right, and whether it is, both [n]."""

    name: str
    expected: NDArray[np.float64]
    right: NDArray[np.bool_]

    @property
    def ordered(self) -> NDArray[np.bool_]:
        hits: NDArray[np.bool_] = self.right[np.argsort(-self.expected, kind="stable")]
        return hits

    @property
    def accuracies(self) -> NDArray[np.float64]:
        """The accuracy of the first 1, 2, ... n of the queue."""
        shares: NDArray[np.float64] = np.cumsum(self.ordered) / np.arange(1, len(self.right) + 1)
        return shares

    @property
    def error(self) -> float:
        """Expected calibration error: Guo et al. 2017, "On Calibration of Modern Neural Networks",
        formula 3, with BINS bins of equal width."""
        bins = np.minimum((self.expected * BINS).astype(int), BINS - 1)
        parts = [bins == number for number in range(BINS) if (bins == number).any()]
        gaps = [abs(self.expected[p].mean() - self.right[p].mean()) * p.mean() for p in parts]
        return float(sum(gaps))

    def coverage(self, accuracy: float) -> float:
        """Return the largest share of the queue's head with at least this accuracy."""
        enough = np.flatnonzero(self.accuracies >= accuracy)
        return float((enough[-1] + 1) / len(self.right)) if len(enough) else 0.0

    def dialed(self, accuracy: float) -> tuple[float, float]:
        """Return the share that the dial takes when it is set to this, and how much is right."""
        order = np.sort(self.expected)[::-1]
        means = np.cumsum(order) / np.arange(1, len(order) + 1)
        count = int((means >= accuracy).sum())
        return count / len(order), float(self.ordered[:count].mean()) if count else 1.0

    @property
    def wrong_at_the_head(self) -> int:
        """Return the wrong ones above .99 among the FIRST."""
        order = np.argsort(-self.expected, kind="stable")[:FIRST]
        return int((~self.right[order] & (self.expected[order] > 0.99)).sum())


def markdown(curves: Sequence[Curve]) -> str:
    head = (
        "| | right | ECE | coverage at 95 % | at 98 % | dial at 95 %: taken, right "
        f"| dial at 98 %: taken, right | wrong above .99 in the first {FIRST} |"
    )
    return "\n".join([head, "|" + "---|" * 8, *(row(curve) for curve in curves)]) + "\n"


def row(curve: Curve) -> str:
    dials = ["{:.3f}, {:.3f}".format(*curve.dialed(accuracy)) for accuracy in (0.95, 0.98)]
    shares = [curve.right.mean(), curve.error, curve.coverage(0.95), curve.coverage(0.98)]
    cells = [curve.name, *(f"{share:.3f}" for share in shares), *dials, curve.wrong_at_the_head]
    return f"| {' | '.join(map(str, cells))} |"


def svg(curves: Sequence[Curve]) -> str:
    """Return a drawing of coverage (across) against accuracy (up)."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">',
        "<title>Accuracy of the head of the queue, by its share of all suggestions</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for accuracy in (0.8, 0.85, 0.9, 0.95, 0.98, 1.0):
        _, y = place(0, accuracy)
        lines.append(f'<path d="M{EDGE} {y:.1f}H{WIDTH - 10}" stroke="#ddd"/>')
        lines.append(f'<text x="8" y="{y + 4:.1f}" fill="#444">{accuracy:.0%}</text>')
    for share in (0.25, 0.5, 0.75, 1.0):
        x, _ = place(share, 1)
        lines.append(f'<text x="{x - 26:.1f}" y="{HEIGHT - 8}" fill="#444">{share:.0%}</text>')
    for number, (curve, color) in enumerate(zip(curves, COLORS, strict=False)):
        shares = np.arange(1, len(curve.right) + 1) / len(curve.right)
        points = [place(x, y) for x, y in zip(shares, curve.accuracies, strict=True)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points[4:])
        lines.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        y = HEIGHT - EDGE - 54 + 18 * number
        lines.append(f'<text x="{EDGE + 10}" y="{y}" fill="{color}">{curve.name}</text>')
    return "\n".join([*lines, "</svg>", ""])


def place(share: float, accuracy: float) -> tuple[float, float]:
    up = (max(accuracy, LEAST) - LEAST) / (1 - LEAST)
    return EDGE + share * (WIDTH - EDGE - 10), HEIGHT - EDGE + 14 - up * (HEIGHT - EDGE - 4)
