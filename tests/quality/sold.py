"""Whether searches say that a shop has none of what it does not sell, and of nothing else.

python -m tests.quality.sold --data FOLDER [--half report] [--failures]

Asks 100 queries of each of six shops, and 120 of each shop of written.py, half of them for things
that the shop sells. A half of the former is half of their queries, of the latter one of the two
groups of shops. docs/quality.md says which of them rules were made with.
"""

import json
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.quality import written
from tests.quality.__main__ import arguments, say
from tests.quality.judged import HALVES
from tests.quality.shop import ask_each
from tests.quality.written import REPORT, WRITTEN

QUERIES = Path(__file__).parent / "queries/sold"
PHOTOGRAPHED = tuple(sorted(file.stem for file in QUERIES.glob("*.jsonl")))
SHOPS = (*PHOTOGRAPHED, *WRITTEN)


@dataclass(frozen=True, slots=True)
class Query:
    """A search, whether the shop sells what it asks for, and the half that it is in."""

    text: str
    sells: bool
    half: str


def main() -> None:
    parser = arguments("python -m tests.quality.sold", __doc__)
    parser.add_argument("--shops", nargs="+", choices=SHOPS, default=list(SHOPS))
    parser.add_argument("--half", choices=HALVES, help="default: both")
    parser.add_argument("--failures", action="store_true", help="also print what went wrong")
    options = parser.parse_args()
    if len(options.shops) == 1:
        say(report(options.shops[0], options.data, options.half, failures=options.failures))
        return
    halves = {each: {query.half for query in queries_of(each)} for each in options.shops}
    asked = [each for each in options.shops if options.half in (None, *halves[each])]
    ask_each("tests.quality.sold", asked)


def queries_of(shop: str) -> list[Query]:
    if shop in WRITTEN:
        half = HALVES[shop in REPORT]
        return [Query(row["query"], row["sells"], half) for row in written.lines(shop, "sold")]
    lines = (QUERIES / f"{shop}.jsonl").read_text("utf-8").splitlines()
    rows = map(json.loads, lines)
    return [Query(row["query"], row["sells"], half_of(row["query"])) for row in rows]


def half_of(text: str) -> str:
    return HALVES[zlib.crc32(text.encode()) % 2]


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
