"""Ranking in the shops of written.py, whose pictures show colors alone, beside plain baselines.

python -m tests.quality.words_alone --data FOLDER [--half report] [--shops pets] [--worst 10]

--weights prints what the mix gets by the weight of its vectors: WEIGHT was chosen so.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.quality import written
from tests.quality.__main__ import arguments, say
from tests.quality.judged import HALVES
from tests.quality.measures import mean, ndcg
from tests.quality.plain import WEIGHTS
from tests.quality.shop import ask_each

WEIGHT = "0.6"
"""The weight of vectors in the mix, the best of the train shops."""
WAYS = ("ours", "words", WEIGHT, "vectors")
HEADS = ("ours", "words", "words + vectors", "vectors")


def main() -> None:
    parser = arguments("python -m tests.quality.words_alone", __doc__)
    parser.add_argument("--shops", nargs="+", choices=tuple(written.WRITTEN))
    parser.add_argument("--half", choices=HALVES, default=HALVES[0])
    parser.add_argument("--worst", type=int, default=0, help="how many queries of a train shop")
    parser.add_argument("--weights", action="store_true", help="the mix by weight of its vectors")
    options = parser.parse_args()
    if options.shops and len(options.shops) == 1:
        [shop] = options.shops
        ways = tuple(map(str, WEIGHTS)) if options.weights else WAYS
        say(report(shop, options.data, ways, options.worst))
        return
    heads = ("shop", "queries", *(WEIGHTS if options.weights else HEADS))
    say("| " + " | ".join(map(str, heads)) + " |\n" + "|---" * len(heads) + "|")
    of_half = written.REPORT if options.half == HALVES[1] else written.TRAIN
    ask_each("tests.quality.words_alone", options.shops or of_half)


def report(shop: str, data: Path, ways: Sequence[str], worst: int) -> str:
    """Return a row of nDCG@10 by way, and the worst queries of ours if the shop is of train."""
    from tests.quality.answers import ours, plain_answers
    from tests.quality.shop import open_shop

    store = open_shop(shop, data)
    plain = plain_answers(store, data)
    rows = []
    for line in written.lines(shop, "judged"):
        query, grades = line["query"], line["grades"]
        lists = {**plain(query), "ours": ours(store, query)["skus"]}
        rows.append((*(ndcg(lists[way], grades) for way in ways), query))
    means = " | ".join(f"{mean([row[way] for row in rows]):.3f}" for way in range(len(ways)))
    shown = sorted(rows)[:worst] if shop in written.TRAIN else []
    failures = (f"  {row[0]:.2f} ({row[2]:.2f}) {row[-1]}" for row in shown)
    return "\n".join([f"| {shop} | {len(rows)} | {means} |", *failures])


if __name__ == "__main__":
    main()
