"""Whether searches say that a shop has none of what it does not sell, and of nothing else.

python -m tests.quality.sold --data FOLDER [--half report] [--failures]

Asks 100 queries of each of six shops, half of them for things that the shop sells. Rules were made
with all of them; before that, the queries of the report half were asked once: see docs/quality.md.
"""

import json
import subprocess
import sys
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.quality.__main__ import arguments, say
from tests.quality.judged import HALVES
from tests.quality.shop import ROOT

QUERIES = Path(__file__).parent / "queries/sold"
SHOPS = tuple(sorted(file.stem for file in QUERIES.glob("*.jsonl")))


@dataclass(frozen=True, slots=True)
class Query:
    """A search, and whether the shop sells what it asks for."""

    text: str
    sells: bool

    @property
    def half(self) -> str:
        return HALVES[zlib.crc32(self.text.encode()) % 2]


def main() -> None:
    parser = arguments("python -m tests.quality.sold", __doc__)
    parser.add_argument("--shops", nargs="+", choices=SHOPS, default=list(SHOPS))
    parser.add_argument("--half", choices=HALVES, help="default: both")
    parser.add_argument("--failures", action="store_true", help="also print what went wrong")
    options = parser.parse_args()
    if len(options.shops) == 1:
        say(report(options.shops[0], options.data, options.half, failures=options.failures))
        return
    # One process a shop: each has its own settings.
    for shop in options.shops:
        subprocess.run(
            [sys.executable, "-m", "tests.quality.sold", *sys.argv[1:], "--shops", shop],
            check=True,
            cwd=ROOT,
        )


def queries_of(shop: str) -> list[Query]:
    lines = (QUERIES / f"{shop}.jsonl").read_text("utf-8").splitlines()
    return [Query(row["query"], row["sells"]) for row in map(json.loads, lines)]


def report(shop: str, data: Path, half: str | None, *, failures: bool) -> str:
    """Return how many of the shop's queries are answered rightly, and which are not."""
    from tests.quality.answers import ours
    from tests.quality.shop import open_shop

    store = open_shop(shop, data)
    counts: Counter[tuple[bool, bool]] = Counter()
    wrong = []
    for query in (each for each in queries_of(shop) if half in (None, each.half)):
        says_none = ours(store, query.text)["nothing"]
        counts[query.sells, says_none] += 1
        if says_none == query.sells:
            wrong.append(f"{'says none, but has' if query.sells else 'has none'}: {query.text}")
    lacks, sells = counts[False, True] + counts[False, False], counts[True, True]
    told = f"{shop}: {counts[False, True]} of {lacks} told"
    return "\n".join(
        [f"{told}, {sells} of {sells + counts[True, False]} wrongly", *(wrong if failures else ())]
    )


if __name__ == "__main__":
    main()
