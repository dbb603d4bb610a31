"""Bar charts as SVG: numbers in, rectangles with their places out. A table says the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 460, 180
LEFT, BOTTOM, TOP = 46, 22, 10
GAP = 0.2
"""Share of a bar's room that stays empty."""
MAX_LABELS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    series: int
    x: float
    y: float
    width: float
    height: float
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place of an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars, one for each label; `series` are the names of the parts, from below."""

    name: str
    title: str
    description: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[float]]
    unit: str = ""

    width, height, left = WIDTH, HEIGHT, LEFT

    @property
    def highest(self) -> float:
        """The top of the scale: 1, 2 or 5 times a power of ten, or 100 of percents."""
        highest = max(map(sum, zip(*self.series.values(), strict=True)), default=0)
        step = 1.0
        while True:
            for factor in (1, 2, 5):
                if highest <= factor * step:
                    return factor * step
            step *= 10

    @property
    def bars(self) -> list[Bar]:
        room = (WIDTH - LEFT) / max(1, len(self.labels))
        scale = (HEIGHT - TOP - BOTTOM) / self.highest
        drawn = []
        for place, label in enumerate(self.labels):
            base = float(HEIGHT - BOTTOM)
            for number, (name, values) in enumerate(self.series.items()):
                height = values[place] * scale
                base -= height
                x, width = LEFT + (place + GAP / 2) * room, room * (1 - GAP)
                title = f"{label}, {name}: {values[place]:g}{self.unit}"
                if height:
                    drawn.append(
                        Bar(
                            number,
                            round(x, 1),
                            round(base, 1),
                            round(width, 1),
                            round(height, 1),
                            title,
                        )
                    )
        return drawn

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The numbers as a table: each label with its values."""
        values = list(self.series.values())
        return [
            (label, [f"{each[place]:g}{self.unit}" for each in values])
            for place, label in enumerate(self.labels)
        ]

    @property
    def x_marks(self) -> list[Mark]:
        room = (WIDTH - LEFT) / max(1, len(self.labels))
        step = -(-len(self.labels) // MAX_LABELS) or 1
        return [
            Mark(round(LEFT + (place + 0.5) * room, 1), self.labels[place])
            for place in range(0, len(self.labels), step)
        ]

    @property
    def y_marks(self) -> list[Mark]:
        span = HEIGHT - TOP - BOTTOM
        return [
            Mark(HEIGHT - BOTTOM - share * span, f"{share * self.highest:g}{self.unit}")
            for share in (0, 0.5, 1)
        ]
