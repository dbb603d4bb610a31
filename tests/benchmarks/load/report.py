"""Tables of a load test: what locust counted, and what the servers' processes used."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load import names

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Phase:
    """So many shoppers with so many seconds of thought between pages, for so many minutes."""

    shoppers: int
    think: float
    minutes: float
    unlimited: bool = False

    @property
    def title(self) -> str:
        without = ", nothing refused" if self.unlimited else ""
        return (
            f"{self.shoppers:,} shoppers, a page every {self.think:g} s, "
            f"{self.minutes:g} minutes{without}"
        )


def cpu_of(pid: int) -> float:
    """Return the seconds of CPU of a process, of its children and of those that ended."""
    used = 0.0
    for each in (pid, *children(pid)):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += sum(map(int, fields[11:15])) / TICKS
    return used


def children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            yield child
            yield from children(child)


def said(phase: Phase, stats: Path, cpu: float) -> list[str]:
    """Return the lines of a phase: a table by page, and CPU a request."""
    with stats.open() as file:
        rows = [row for row in csv.DictReader(file) if row["Name"] != "Aggregated"]
    rows.sort(key=lambda row: (is_refusal(row), row["Name"]))
    asked = sum(int(row["Request Count"]) for row in rows)
    lines = [
        f"{phase.title}: {asked / phase.minutes / 60:.1f} requests a second",
        "",
        "| page | requests | failures | p50, ms | p95, ms | p99, ms |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        times = " | ".join(row[each] for each in ("50%", "95%", "99%"))
        count, failed = int(row["Request Count"]), row["Failure Count"]
        lines.append(f"| {row['Name']} | {count:,} | {failed} | {times} |")
    answered = sum(int(row["Request Count"]) for row in rows if not is_refusal(row))
    cores = cpu / phase.minutes / 60
    lines += [
        "",
        f"CPU of the web processes: {cpu:.0f} s ({cores:.2f} cores), {1e3 * cpu / answered:.0f} ms "
        f"an answered request; {answered / phase.minutes / 60:.1f} answered a second.",
    ]
    return lines


def is_refusal(row: dict[str, str]) -> bool:
    return row["Name"] in {names.REFUSED, names.REFUSED_UPLOAD}
