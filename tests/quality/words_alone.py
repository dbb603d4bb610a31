"""Ranking in the shops of written.py, whose pictures show colors alone, beside plain baselines.

python -m tests.quality.words_alone --data FOLDER [--half report] [--shops pets] [--worst 10]
"""

import subprocess
import sys
from pathlib import Path

from tests.quality import written
from tests.quality.__main__ import arguments, say
from tests.quality.judged import HALVES
from tests.quality.measures import mean, ndcg
from tests.quality.shop import ROOT

WEIGHT = "0.2"
"""The weight of vectors in the mix, about the best of the shops with photos."""
HEAD = "| shop | queries | ours | words | words + vectors | vectors |"


def main() -> None:
    parser = arguments("python -m tests.quality.words_alone", __doc__)
    parser.add_argument("--shops", nargs="+", choices=tuple(written.WRITTEN))
    parser.add_argument("--half", choices=HALVES, default=HALVES[0])
    parser.add_argument("--worst", type=int, default=0, help="how many queries of a train shop")
    options = parser.parse_args()
    if options.shops and len(options.shops) == 1:
        say(report(options.shops[0], options.data, options.worst))
        return
    say(f"{HEAD}\n{'|---' * 6}|")
    of_half = written.REPORT if options.half == HALVES[1] else written.TRAIN
    for shop in options.shops or of_half:
        subprocess.run(
            [sys.executable, "-m", "tests.quality.words_alone", *sys.argv[1:], "--shops", shop],
            check=True,
            cwd=ROOT,
        )


def report(shop: str, data: Path, worst: int) -> str:
    """Return a row of nDCG@10 by way, and the worst queries of ours if the shop is of train."""
    from tests.quality.answers import ours, plain_answers
    from tests.quality.shop import open_shop

    store = open_shop(shop, data)
    plain = plain_answers(store, data)
    rows = []
    for line in written.lines(shop, "judged"):
        query, grades = line["query"], line["grades"]
        lists = {**plain(query), "ours": ours(store, query)["skus"]}
        ways = ("ours", "words", WEIGHT, "vectors")
        rows.append((*(ndcg(lists[way], grades) for way in ways), query))
    means = " | ".join(f"{mean([row[way] for row in rows]):.3f}" for way in range(4))
    shown = sorted(rows)[:worst] if shop in written.TRAIN else []
    failures = (f"  {row[0]:.2f} ({row[2]:.2f}) {row[4]}" for row in shown)
    return "\n".join([f"| {shop} | {len(rows)} | {means} |", *failures])


if __name__ == "__main__":
    main()
