"""The tables of docs/benchmarks.md and the plot beside it, made of the figures."""

import platform
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.benchmarks.engines.child import LIMITS
from tests.benchmarks.engines.goods import FILTERS

START, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
PAGE, PLOT = "benchmarks.md", "benchmarks.svg"
Figures = dict[str, Any]


def write(docs: Path, figures: Sequence[Figures], queries: int) -> None:
    """Replace what stands between the marks of the page, and draw the plot."""
    page = docs / PAGE
    before, _, rest = page.read_text().partition(START)
    _, _, after = rest.partition(END)
    parts = [facts(figures, queries), *tables(figures), notes(figures)]
    page.write_text(f"{before}{START}\n\n" + "\n\n".join(parts) + f"\n\n{END}{after}")
    draw(docs / PLOT, [each for each in figures if "failed" not in each])


def facts(figures: Sequence[Figures], queries: int) -> str:
    versions = sorted(
        {f"{each['package']} {each['version']}" for each in figures if "package" in each}
    )
    return (
        f"Vectors of {figures[0]['dimension']} numbers, {queries} queries a cell, Python "
        f"{platform.python_version()}: {', '.join(versions)}."
    )


def tables(figures: Sequence[Figures]) -> list[str]:
    by_points = groupby(figures, key=lambda one: int(one["points"]))
    return [f"## {points:,} points\n\n{table(list(each))}" for points, each in by_points]


def table(figures: Sequence[Figures]) -> str:
    heads = [
        *("engine", "build, s"),
        *(f"{name}, ms" for name in FILTERS),
        *("recall@10", "first, s", "own MB", "mapped MB", "disk MB"),
    ]
    rows = [heads, ["---", *["---:"] * (len(heads) - 1)], *map(row, figures)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def row(one: Figures) -> list[str]:
    if "failed" in one:
        return [one.get("name", one["module"]), one["failed"], *[""] * (5 + len(FILTERS))]
    cells = {(cell["filter"], cell["limit"]): cell for cell in one["cells"]}
    recalls = [cells[name, LIMITS[0]]["recall"] for name in FILTERS]
    return [
        *(one["name"], plain(one["build"])),
        *(" / ".join(plain(cells[name, each]["ms"]) for each in LIMITS) for name in FILTERS),
        " ".join(f"{recall:.3f}".removeprefix("0") for recall in recalls),
        *(plain(one[name]) for name in ("first", "own", "mapped", "disk")),
    ]


def plain(number: float) -> str:
    """Return a number with two digits, or all that stand before the point."""
    if number < 10:
        return f"{number:.2g}" if number >= 0.095 else f"{number:.2f}"
    return f"{number:,.0f}"


def notes(figures: Sequence[Figures]) -> str:
    told = {each["name"]: each["how"] for each in figures if "how" in each}
    return "\n".join(f"- **{name}**: {how}" for name, how in told.items())


def summary(one: Figures) -> str:
    return " | ".join(row(one))


def draw(path: Path, figures: Sequence[Figures]) -> None:
    """Draw what a page of a shop costs over the number of points, a panel for each filter."""
    import matplotlib

    matplotlib.use("svg")
    settings = {"svg.hashsalt": "benchmarks", "svg.fonttype": "none", "font.size": 9}
    matplotlib.rcParams.update(settings)
    from matplotlib import pyplot

    shown = [name for name in FILTERS if name != "none"]
    sizes = sorted({int(each["points"]) for each in figures})
    picture, panels = pyplot.subplots(1, len(shown), figsize=(10, 4.2), sharey=True)
    for panel, name in zip(panels, shown, strict=True):
        for place, module in enumerate(dict.fromkeys(each["module"] for each in figures)):
            own = [each for each in figures if each["module"] == module]
            costs = [cost(each, name) for each in own]
            style = {"color": f"C{place}", "linewidth": 3 if place == 0 else 1.3, "marker": "o"}
            panel.plot([each["points"] for each in own], costs, label=own[0]["name"], **style)
        panel.set(xscale="log", yscale="log", title=f"filter: {name}", xlabel="points")
        panel.set_xticks(sizes, [f"{size:,}" for size in sizes])
        panel.set_xticks([], minor=True)
        panel.grid(alpha=0.3)
    panels[0].set_ylabel(f"CPU of one query of {LIMITS[0]}, ms")
    panels[-1].legend(loc="upper left", bbox_to_anchor=(1.02, 1), frameon=False)
    picture.tight_layout()
    picture.savefig(path, metadata={"Date": None})


def cost(one: Figures, name: str) -> float:
    [cell] = [c for c in one["cells"] if (c["filter"], c["limit"]) == (name, LIMITS[0])]
    return float(cell["ms"])
