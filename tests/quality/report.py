"""Tables of a measurement: ours beside the baselines, by kind and shop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.quality.judged import KINDS, NONE, Judged
from tests.quality.measures import first_right, interval, mean, ndcg
from tests.quality.plain import WEIGHTS

WAYS = ("ours", "words", "mixed", "vectors")
"""Ours, words alone, words mixed with vectors at one weight, vectors alone."""
HEAD = "| kind | queries | ours | words | words + vectors | vectors | ours, P@5 | w + v, P@5 |"
Lists = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Asked:
    """A judged query, its grades above 0 by SKU, and the first SKUs of each way."""

    judged: Judged
    grades: Mapping[str, int]
    lists: Lists
    """By way, and by weight of the mix."""
    nothing: bool = False
    """Whether ours says that the shop has none."""
    page: Sequence[str] = ()
    """The SKUs on the first page of ours, without the nearest others."""

    def ndcg(self, way: str) -> float:
        return ndcg(self.lists[way], self.grades)

    def first_right(self, way: str) -> float:
        return first_right(self.lists[way], self.grades)


def answerable(asked: Sequence[Asked]) -> list[Asked]:
    return [each for each in asked if each.judged.kind != NONE]


def best_weight(others: Mapping[str, Sequence[Asked]]) -> float:
    """Return the weight of the vectors that is best on the train half of these shops."""
    trained = [
        [each for each in answerable(asked) if each.judged.half == "train"]
        for asked in others.values()
    ]
    return max(
        WEIGHTS,
        key=lambda weight: mean([mean([q.ndcg(str(weight)) for q in some]) for some in trained]),
    )


def table(asked: Sequence[Asked], title: str) -> str:
    """Return a table of nDCG@10 and of P@5 of possible, by kind of query and in all."""
    some = answerable(asked)
    rows = [f"### {title}", "", HEAD, "|" + "---|" * 8]
    for kind in KINDS:
        if of_kind := [each for each in some if each.judged.kind == kind]:
            rows.append(row(kind, of_kind))
    rows += [row("all", some), intervals(some), "", told(asked), ""]
    return "\n".join(rows)


def row(name: str, some: Sequence[Asked]) -> str:
    values = [mean([each.ndcg(way) for each in some]) for way in WAYS]
    first = [mean([each.first_right(way) for each in some]) for way in ("ours", "mixed")]
    return f"| {name} | {len(some)} | " + " | ".join(map(short, [*values, *first])) + " |"


def intervals(some: Sequence[Asked]) -> str:
    bounds = [interval([each.ndcg(way) for each in some]) for way in WAYS]
    bounds += [interval([each.first_right(way) for each in some]) for way in ("ours", "mixed")]
    cells = " | ".join(f"{short(low)}-{short(high)}" for low, high in bounds)
    return f"| 95 % | | {cells} |"


def told(asked: Sequence[Asked]) -> str:
    """Return how often ours says that there is nothing, by whether that is so."""
    absent = [each.nothing for each in asked if each.judged.kind == NONE]
    present = [each.nothing for each in answerable(asked)]
    fitting = [
        mean([sku in each.grades for sku in each.page]) for each in answerable(asked) if each.page
    ]
    return (
        f"Says that the shop has none: {sum(absent)} of {len(absent)} things that it has not, "
        f"{sum(present)} of {len(present)} that it has. Ours less words + vectors, nDCG@10: "
        f"{difference(answerable(asked))}. Of what a first page shows, {short(mean(fitting))} has "
        "a grade above 0."
    )


def difference(some: Sequence[Asked]) -> str:
    return paired([each.ndcg("ours") - each.ndcg("mixed") for each in some])


def paired(differences: Sequence[float]) -> str:
    low, high = interval(differences)
    return f"{mean(differences):+.3f} [{low:+.3f}, {high:+.3f}]"


def changes(shops: Mapping[str, Sequence[Asked]], before: Mapping[str, Mapping[str, float]]) -> str:
    """Return what changed in nDCG@10 of ours since the figures kept before, by shop and kind."""
    by_name: dict[str, list[float]] = {}
    queries: list[tuple[float, str]] = []
    for shop, asked in shops.items():
        for each in answerable(asked):
            if each.judged.query not in before.get(shop, {}):
                continue
            change = each.ndcg("ours") - before[shop][each.judged.query]
            for name in (shop, each.judged.kind, "all"):
                by_name.setdefault(name, []).append(change)
            if each.judged.half == "train" and change:
                queries.append((change, f"{shop}: {each.judged.query}"))
    ordered = sorted(queries)
    moved = [f"{change:+.2f} {name}" for change, name in [*ordered[:10], *ordered[10:][-10:]]]
    return "\n".join([f"{name}: {paired(some)}" for name, some in by_name.items()] + moved)


def summary(shops: Mapping[str, Sequence[Asked]], weights: Mapping[str, float]) -> str:
    """Return the table of all shops, and of all their queries by kind."""
    rows = ["### All shops", "", HEAD.replace("kind", "shop"), "|" + "---|" * 8]
    for name, asked in shops.items():
        rows.append(row(f"{name} (vectors {weights[name]})", answerable(asked)))
    every = [each for asked in shops.values() for each in asked]
    return "\n".join([*rows, "", table(every, "All queries by kind")])


def worst(asked: Sequence[Asked], count: int, titles: Mapping[str, str]) -> str:
    """Return the queries of the train half that ours answers worst, with what each way shows."""
    some = [each for each in answerable(asked) if each.judged.half == "train"]
    blocks = [untold(asked, "train")]
    for each in sorted(some, key=lambda q: q.ndcg("ours"))[:count]:
        figures = ", ".join(f"{way} {short(each.ndcg(way))}" for way in WAYS)
        blocks.append(f"{each.judged.query!r} ({each.judged.kind}): {figures}")
        for way in ("ours", "mixed"):
            shown = [f"{each.grades.get(sku, 0)} {titles[sku]}" for sku in each.lists[way][:5]]
            blocks.append(f"   {way}: " + " | ".join(shown))
    return "\n".join(blocks)


def untold(asked: Sequence[Asked], half: str) -> str:
    """Return the queries of the half of which ours says wrongly that the shop has it, or none."""
    some = [each for each in asked if each.judged.half == half]
    wrong = [each.judged.query for each in answerable(some) if each.nothing]
    missed = [each.judged.query for each in some if each.judged.kind == NONE and not each.nothing]
    return f"says none, but has: {wrong}\nhas none, but does not say so: {missed}"


def short(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1)
