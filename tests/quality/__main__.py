"""Measures text search on whole shops beside plain baselines; docs/quality.md says how to read it.

python -m tests.quality --data FOLDER [--shops fashion goods] [--half report] [--worst 15]
    [--keep FILE] [--against FILE] [--failures FILE.html]
    [--set catalog_search.indexing.baselines.calibration.PHOTO_WEIGHT=0.4]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.quality import failures, judged, report
from tests.quality.goods import SHOPS
from tests.quality.shop import ROOT, folder_of

WORST = 15
"""Queries of each shop on the page of failures, unless --worst says how many."""


def main() -> None:
    options = parsed()
    shops = {name: asked(name, options) for name in SHOPS}
    weights = {
        name: report.best_weight({other: shops[other] for other in SHOPS if other != name})
        for name in options.shops
    }
    shown, every = {}, {}
    for name, weight in weights.items():
        mixed = every[name] = [with_mix(each, weight) for each in shops[name]]
        shown[name] = [each for each in mixed if options.half in (None, each.judged.half)]
        say(report.table(shown[name], f"{name} ({options.half or 'both halves'})"))
        if options.worst:
            say(report.worst(mixed, options.worst, titles(name, options.data)))
    if len(shown) > 1:
        say(report.summary(shown, weights))
    figures = {
        name: {q.judged.query: q.ndcg("ours") for q in report.answerable(some)}
        for name, some in shown.items()
    }
    if options.against:
        say(report.changes(shown, json.loads(options.against.read_text())))
    if options.failures:
        options.failures.write_text(failures.page(every, options.worst or WORST, options.data))
    if options.keep:
        options.keep.write_text(json.dumps(figures, indent=1))


def parsed() -> argparse.Namespace:
    parser = arguments("python -m tests.quality", __doc__)
    parser.add_argument("--shops", nargs="+", choices=SHOPS, default=list(SHOPS))
    parser.add_argument("--half", choices=judged.HALVES, help="default: both")
    parser.add_argument("--set", action="append", default=[], metavar="MODULE.NAME=VALUE")
    parser.add_argument("--worst", type=int, default=0, help="how many queries of the train half")
    parser.add_argument("--keep", type=Path, help="a file for nDCG@10 of ours by shop and query")
    parser.add_argument("--against", type=Path, help="a file of --keep, to print what changed")
    parser.add_argument("--failures", type=Path, help="a page to write with pictures of the worst")
    return parser.parse_args()


def arguments(program: str, description: str | None) -> argparse.ArgumentParser:
    """Return a parser that knows where the data are."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    data = os.environ.get("QUALITY_DATA")
    parser.add_argument("--data", type=whole_path, default=data, required=not data)
    return parser


def whole_path(text: str) -> Path:
    return Path(text).resolve()


def asked(name: str, options: argparse.Namespace) -> list[report.Asked]:
    """Return the shop's answers; only the baselines' if it is not among those to measure."""
    ours = answers(name, options)
    plain = json.loads((folder_of(name) / "baselines.json").read_text())["found"]
    records = list(SHOPS[name].records(options.data))
    return [
        report.Asked(
            each,
            each.grades(records),
            {**plain[each.query], "ours": ours.get(each.query, {}).get("skus", [])},
            ours.get(each.query, {}).get("nothing", False),
            ours.get(each.query, {}).get("page", []),
        )
        for each in judged.read(name)
    ]


def answers(name: str, options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "ours.json") if name in options.shops else ""
        command = [sys.executable, "-m", "tests.quality.answers", name, options.data, file]
        subprocess.run([*command, *options.set], check=True, cwd=ROOT, stdout=sys.stderr)
        return json.loads(Path(file).read_text()) if file else {}


def with_mix(each: report.Asked, weight: float) -> report.Asked:
    lists = {**each.lists, "mixed": each.lists[str(weight)]}
    return replace(each, lists=lists)


def titles(name: str, data: Path) -> dict[str, str]:
    return {record.sku: record.title for record in SHOPS[name].records(data)}


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
