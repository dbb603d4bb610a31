"""Chooses constants by leaving one shop out: on the train halves of the others.

What is chosen without a shop is reported on its report half.

python -m tests.quality.choose --data FOLDER --try "MODULE.NAME=0.2 MODULE.OTHER=0.6" --try "..."

Each --try is one choice of constants; "as it is" is always among them.
"""

import argparse
from collections.abc import Mapping, Sequence

from tests.quality import report
from tests.quality.__main__ import arguments, asked, say
from tests.quality.goods import SHOPS
from tests.quality.measures import mean

AS_IT_IS = ""
Measured = Mapping[str, Mapping[str, Sequence[report.Asked]]]
"""Answers by choice and shop."""


def main() -> None:
    parser = arguments("python -m tests.quality.choose", __doc__)
    parser.add_argument("--try", action="append", default=[], dest="choices")
    options = parser.parse_args()
    measured: dict[str, dict[str, list[report.Asked]]] = {}
    for choice in dict.fromkeys([AS_IT_IS, *options.choices]):
        given = argparse.Namespace(data=options.data, shops=list(SHOPS), set=choice.split())
        measured[choice] = {name: asked(name, given) for name in SHOPS}
        say(f"{choice or 'as it is'}: " + ", ".join(trained(measured[choice])))
    for name in SHOPS:
        say(left_out(name, measured))


def trained(shops: Mapping[str, Sequence[report.Asked]]) -> list[str]:
    """Return nDCG@10 on the train half of each shop."""
    return [f"{name} {report.short(of_half(asked, 'train'))}" for name, asked in shops.items()]


def of_half(asked: Sequence[report.Asked], half: str) -> float:
    return mean(figures(asked, half))


def figures(asked: Sequence[report.Asked], half: str) -> list[float]:
    some = [each for each in report.answerable(asked) if each.judged.half == half]
    return [each.ndcg("ours") for each in some]


def chosen(name: str, measured: Measured) -> str:
    """Return the choice that is best on the train halves of all shops but this."""
    others = [shop for shop in next(iter(measured.values())) if shop != name]
    return max(
        measured,
        key=lambda choice: mean([of_half(measured[choice][shop], "train") for shop in others]),
    )


def left_out(name: str, measured: Measured) -> str:
    """Return what the choice made without this shop changes on its report half."""
    choice = chosen(name, measured)
    now = figures(measured[choice][name], "report")
    before = figures(measured[AS_IT_IS][name], "report")
    change = report.paired([new - old for new, old in zip(now, before, strict=True)])
    return (
        f"{name}, left out: {choice or 'as it is'}; report half {report.short(mean(before))} to "
        f"{report.short(mean(now))}, {change}"
    )


if __name__ == "__main__":
    main()
