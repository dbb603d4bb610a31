"""Arithmetic from measured constants to machines, hours and money. GB are 10^9 bytes."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

FILE = Path(__file__).with_name("constants.json")
CONSTANTS: dict[str, dict[str, dict[str, Any]]] = json.loads(FILE.read_text())
C = SimpleNamespace(
    **{name: entry["value"] for group in CONSTANTS.values() for name, entry in group.items()}
)
HOURS_A_MONTH = 730
MEASURED_POINTS = 30_000
MEASURED_SHOP = 100_000


@dataclass(frozen=True)
class Layout:
    """A way to keep the points: bytes of one in memory and on disk."""

    name: str
    memory: float
    disk: float
    recall: str

    @property
    def nodes(self) -> int:
        """Return how many nodes hold every copy; replicas need two at least."""
        held = C.photos * C.replicas * self.memory / 1e9
        return max(C.replicas, math.ceil(held / (C.node_gb * C.usable)))


def layouts() -> list[Layout]:
    """Return the layouts. What a point has besides vectors is what float16 left of its size."""
    numbers = C.vector_numbers * C.vectors_per_point
    float32, float16 = 1e6 * C.float32_mb / MEASURED_POINTS, 1e6 * C.float16_mb / MEASURED_POINTS
    besides = float16 - 2 * numbers
    return [
        Layout("float32 in memory", float32, float32, "1.000"),
        Layout("float16 in memory", float16, float16, "1.000"),
        Layout(
            "int8 in memory, float16 on disk, rescored",
            numbers + besides,
            float16 + numbers,
            "1.000",
        ),
        Layout(
            "binary in memory, float16 on disk, rescored",
            numbers / 8 + besides,
            float16 + numbers / 8,
            ".92-.99",
        ),
    ]


def chosen() -> Layout:
    return layouts()[2]


def shards() -> int:
    """Return how many shards there are if each node holds one copy of one."""
    return chosen().nodes // C.replicas


def search_ms() -> float:
    """Return what a shard's search takes, if it grows as a graph's does, with the logarithm."""
    points = C.photos / shards()
    return float(C.search_ms * math.log(points) / math.log(MEASURED_SHOP))


def tables() -> list[str]:
    """Return the tables of docs/hundred-million.md, in its order."""
    return [constants(), memory(), ingest(), serving(), growing(), cost()]


def constants() -> str:
    rows = [
        [f"{entry['value']:,}", entry["unit"], entry.get("where", "assumed")]
        for group in CONSTANTS.values()
        for entry in group.values()
    ]
    return table(["value", "of", "from"], rows)


def memory() -> str:
    rows = [
        [
            each.name,
            f"{each.memory:,.0f}",
            f"{C.photos * each.memory / 1e9:,.0f}",
            f"{C.photos * C.replicas * each.memory / 1e9:,.0f}",
            f"{C.photos * C.replicas * each.disk / 1e9:,.0f}",
            f"{each.nodes}",
            each.recall,
        ]
        for each in layouts()
    ]
    heads = ["layout", "bytes a photo", "GB, one copy", "GB, all copies", "GB of disk"]
    return table([*heads, f"nodes of {C.node_gb} GB", "recall@10"], rows)


def ingest() -> str:
    """Return the hours that filling everything once takes, by stage."""
    encode = C.photos * C.index_photo_ms / 3.6e6
    decode = C.photos * C.decode_photo_ms / 3.6e6
    write = C.photos / C.upserts_per_s / 3600
    graph = C.photos * C.replicas * C.graph_point_ms / 3.6e6
    cores = chosen().nodes * C.node_cores
    sync = C.photos / MEASURED_SHOP * C.first_sync_s / 3600
    rows = [
        ["rows, by one sync", f"{sync:,.0f}", "1", f"{sync:,.0f}"],
        [
            "decode and embed, CPU",
            f"{encode:,.0f}",
            f"{C.ingest_cores}",
            hours(encode, C.ingest_cores),
        ],
        [
            "the same beside a GPU, at best: decoding alone",
            f"{decode:,.0f}",
            f"{C.gpu_host_cores}",
            hours(decode, C.gpu_host_cores),
        ],
        ["write by gRPC", "-", f"{C.writers} writers", hours(write, C.writers)],
        ["graphs, every copy, at least", f"{graph:,.0f}", f"{cores}", hours(graph, cores)],
    ]
    return table(["stage", "core hours", "cores", "hours"], rows)


def serving() -> str:
    """Return what pages take: of shops that are tenants, and of one shop over all shards."""
    web = C.pages_per_s * C.web_page_ms / 1e3 / C.busy
    one = C.pages_per_s * search_ms() / 1e3 / C.busy
    rows = [
        ["web", f"{C.web_page_ms}", f"{web:,.0f}", "any"],
        [
            "Qdrant, each page asks one shard",
            f"{search_ms():.0f}",
            f"{one:,.0f}",
            "shops are tenants",
        ],
        [
            f"Qdrant, each page asks all {shards()} shards",
            f"{search_ms() * shards():,.0f}",
            f"{one * shards():,.0f}",
            "one shop has all",
        ],
    ]
    return table(["part", "CPU ms a page", f"cores at {C.pages_per_s} pages/s", "where"], rows)


def growing() -> str:
    """Return what grows with the catalogue beside the index, and what a change costs."""
    times = C.photos / MEASURED_SHOP
    snapshot = C.snapshot_mb * times / 1e6
    restore = C.restore_s * times / 3600 / chosen().nodes
    graph = C.photos * C.replicas * C.graph_point_ms / 3.6e6 / (chosen().nodes * C.node_cores)
    rows = [
        ["rows in PostgreSQL", f"{C.photos * C.row_bytes / 1e9:,.0f} GB"],
        [
            "words and columns published, if one shop has all",
            f"{C.photos * C.published_bytes / 1e9:,.1f} GB",
        ],
        ["sync of 1 % that the source lists", f"{times * C.changes_sync_s / 60:,.0f} minutes"],
        ["reconcile, one process", f"{times * C.reconcile_s / 3600:,.0f} hours"],
        ["snapshots, one copy in float32", f"{snapshot:,.1f} TB"],
        ["restored by all nodes at once", f"{60 * restore:,.0f} minutes"],
        ["a node's graphs anew, at least", f"{graph:,.1f} hours"],
        [
            "another model beside the old one",
            f"{2 * C.photos * C.replicas * chosen().disk / 1e12:,.1f} TB of disk",
        ],
    ]
    return table(["what", "at 100 million"], rows)


def cost() -> str:
    """Return classes of cost a month, from assumed prices: index, pages, and embedding once."""
    rows = []
    for each in layouts():
        held = each.nodes * (C.node_gb * C.gb_hour + C.node_cores * C.core_hour) * HOURS_A_MONTH
        disk = C.photos * C.replicas * each.disk / 1e9 * C.disk_gb_month
        rows.append([f"index, {each.name}", f"{each.nodes} nodes", f"{rounded(held + disk):,}"])
    web = C.pages_per_s * C.web_page_ms / 1e3 / C.busy
    rows.append(
        [
            f"web, {C.pages_per_s} pages/s",
            f"{web:,.0f} cores",
            f"{rounded(web * C.core_hour * HOURS_A_MONTH):,}",
        ]
    )
    once = C.photos * C.index_photo_ms / 3.6e6
    rows.append(
        ["embedding all, once", f"{once:,.0f} core hours", f"{rounded(once * C.core_hour):,}"]
    )
    return table(["what", "machines", "EUR a month, or once"], rows)


def hours(core_hours: float, cores: int) -> str:
    return f"{core_hours / cores:,.1f}"


def rounded(number: float) -> int:
    """Return two digits: prices are assumed."""
    return int(round(number, 1 - math.floor(math.log10(number))))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
