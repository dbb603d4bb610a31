"""What clicks are worth on a simulated log: python -m tests.quality.clicks SHOP DATA HALF

Every judged query of the half is searched for many times by shoppers who look at place k with the
probability (1 / k) ** eta, and open what they look at the more probably the better its grade is,
and one in ten wrong ones (the model of Joachims, Swaminathan and Schnabel 2017, section 6). Then
the search is asked again with each CLICK_BOOST. eta is 1, as the weights assume, or not. For
comparison clicks count the same wherever they are made. Prints nDCG@10.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from tests.quality import judged, measures
from tests.quality.goods import SHOPS
from tests.quality.shop import open_shop

SEARCHES = (30, 300)
"""Of each query."""
ETAS = (1.0, 0.5, 1.5)
BOOSTS = (0.02, 0.05, 0.1, 0.2)
NOISE = 0.1
"""Share of the wrong products looked at that are opened."""
BEST = 3
"""The highest grade."""

Grades = Mapping[str, Mapping[str, int]]
"""By query and SKU."""


def main() -> None:
    name, folder, half = sys.argv[1:]
    store = open_shop(name, Path(folder))
    records = list(SHOPS[name].records(Path(folder)))
    some = [each for each in judged.read(name) if each.half == half]
    graded = {each.query: each.grades(records) for each in some}
    graded = {query: grades for query, grades in graded.items() if grades}
    set_boost(0.0)
    before = {query: answer(store, query) for query in graded}
    say(f"{name}, {half}: {len(graded)} queries, without clicks {told(before, graded, before)}")
    for searches in SEARCHES:
        for eta in ETAS:
            chance = np.random.default_rng(5)
            log = [
                (query, product, place, clicks)
                for query, shown in before.items()
                for product, place, clicks in opened(shown, graded[query], searches, eta, chance)
            ]
            for by_place in (True, False):
                write(store, log, searches, by_place=by_place)
                for boost in BOOSTS:
                    set_boost(boost)
                    renew(store)
                    after = {query: answer(store, query) for query in graded}
                    kind = "by place" if by_place else "all alike"
                    what = f"{searches} searches, eta {eta}, {kind}, boost {boost}"
                    say(f"  {what}: {told(after, graded, before)}")
    Click().objects.filter(store=store).delete()


def opened(
    shown: Sequence[tuple[str, int]],
    grades: Mapping[str, int],
    searches: int,
    eta: float,
    chance: np.random.Generator,
) -> Iterator[tuple[int, int, int]]:
    """Yield key, place and number of clicks of the products that were opened."""
    for place, (sku, key) in enumerate(shown, 1):
        gain = (2 ** grades.get(sku, 0) - 1) / (2**BEST - 1)
        likely = place**-eta * (NOISE + (1 - NOISE) * gain)
        if clicks := int(chance.binomial(searches, likely)):
            yield key, place, clicks


def write(store: Any, log: Sequence[tuple[str, int, int, int]], searches: int, **how: bool) -> None:
    """Make the store's log of clicks this one."""
    from catalog_search.models import Click as Row
    from catalog_search.models import SearchCount
    from catalog_search.models.clock import today
    from catalog_search.search.log import MAX_WEIGHT, normalised

    Row.objects.filter(store=store).delete()
    SearchCount.objects.filter(store=store).delete()
    queries = {normalised(query) for query, *_ in log}
    day = {"store": store, "day": today()}
    SearchCount.objects.bulk_create(
        SearchCount(words=query, count=searches, **day) for query in queries
    )
    Row.objects.bulk_create(
        Row(
            words=normalised(query),
            product_id=product,
            count=clicks,
            weight=clicks * (min(place, MAX_WEIGHT) if how["by_place"] else 1),
            **day,
        )
        for query, product, place, clicks in log
    )


def set_boost(most: float) -> None:
    from dataclasses import replace

    from catalog_search import conf
    from catalog_search.conf.settings import READ

    READ[:] = [replace(conf.settings(), click_boost=most)]


def renew(store: Any) -> None:
    from catalog_search.search import clicks

    clicks.renew(store)


def Click() -> Any:  # noqa: N802  a model, which cannot be imported before the shop is open
    from catalog_search.models import Click as Row

    return Row


def answer(store: Any, query: str) -> list[tuple[str, int]]:
    """Return SKU and key of the products on the first page."""
    from catalog_search.search.words.text import by_text

    results = by_text(store, query)
    items = [*results.items, *(results.relaxed.items if results.relaxed else ())]
    return [(item.product.sku, item.product.pk) for item in items]


def told(
    answers: Mapping[str, Sequence[tuple[str, int]]],
    graded: Grades,
    before: Mapping[str, Sequence[tuple[str, int]]],
) -> str:
    values = figures(answers, graded)
    change = np.array(values) - np.array(figures(before, graded))
    low, high = measures.interval(change.tolist())
    worse = int((change < -1e-9).sum())
    mean = measures.mean(values)
    return (
        f"nDCG@10 {mean:.4f}, change {change.mean():+.4f} [{low:+.4f}, {high:+.4f}], worse {worse}"
    )


def figures(answers: Mapping[str, Sequence[tuple[str, int]]], graded: Grades) -> list[float]:
    return [
        measures.ndcg([sku for sku, _ in answers[query]], grades)
        for query, grades in graded.items()
    ]


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
