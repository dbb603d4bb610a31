"""What one shop answers to its judged queries, from a process of its own: see __main__.py.

python -m tests.quality.answers SHOP DATA FILE [NAME=VALUE ...] writes to FILE, for each query, the
first SKUs of our search, and those of the baselines to baselines.json in the shop's folder.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.quality import judged
from tests.quality.measures import DEPTH
from tests.quality.shop import digest_of_files, folder_of, open_shop
from tests.quality.written import EVERY_SHOP

PLAIN = ("tests/quality/plain.py", "tests/quality/answers.py")


def main() -> None:
    name, data, file, *constants = sys.argv[1:]
    store = open_shop(name, Path(data))
    queries = judged.read(name)
    baselines(store, Path(data), [each.query for each in queries])
    if file:
        for constant in constants:
            set_constant(constant)
        recalibrate(store)
        found = {each.query: ours(store, each.query) for each in queries}
        Path(file).write_text(json.dumps(found))


def ours(store: Any, query: str) -> dict[str, Any]:
    """Return the first SKUs that the page shows, and whether it says that there is nothing."""
    from catalog_search.search.words.text import by_text

    results = by_text(store, query)
    items = [*results.items, *(results.relaxed.items if results.relaxed else ())]
    return {
        "skus": [item.product.sku for item in items[:DEPTH]],
        "page": [item.product.sku for item in results.items],
        "nothing": says_nothing(results),
    }


def says_nothing(results: Any) -> bool:
    """Return whether the page has no results, or says in words that the shop has none."""
    return results.total == 0


def baselines(store: Any, data: Path, queries: Sequence[str]) -> None:
    """Write the baselines' answers, unless those that are there are of the same shop and code."""
    folder = folder_of(store.slug)
    kept, made = folder / "baselines.json", json.loads((folder / "made.json").read_text())
    key = [made["rows"], digest_of_files(*PLAIN), *queries]
    if kept.exists() and json.loads(kept.read_text())["key"] == key:
        return
    answers = plain_answers(store, data)
    found = {query: answers(query) for query in queries}
    kept.write_text(json.dumps({"key": key, "found": found}))


def plain_answers(store: Any, data: Path) -> Callable[[str], dict[str, list[str]]]:
    """Return a function from a query to the first SKUs by baseline, and by weight of the mix."""
    from catalog_search import conf
    from tests.quality import plain

    records = list(EVERY_SHOP[store.slug].records(data))
    photos, titles = vectors_of(store, [record.sku for record in records])
    words = plain.Words(records)

    def answers(query: str) -> dict[str, list[str]]:
        [vector] = conf.get_encoder().encode_texts([query])
        by_words, near = words.scores(query), plain.nearness(vector, photos, titles)
        lists = {"words": plain.best(by_words), "vectors": plain.best(near)}
        for weight in plain.WEIGHTS:
            lists[str(weight)] = plain.best(plain.mixed(by_words, near, weight))
        return {name: [records[row].sku for row in rows] for name, rows in lists.items()}

    return answers


def vectors_of(store: Any, skus: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the vectors of each product's first photo and of its title, [n, d] each."""
    from catalog_search import conf
    from catalog_search.models import Photo

    photos = Photo.objects.filter(store=store, product__sku__in=skus).order_by("-pk")
    first = {photo.product.sku: photo.point_id for photo in photos.select_related("product")}
    points = conf.get_index().fetch(list(first.values()))
    ordered = [points[first[sku]] for sku in skus]
    return np.stack([each.photo for each in ordered]), np.stack([each.title for each in ordered])


def set_constant(text: str) -> None:
    """Set the constant of "package.module.NAME=VALUE" there and wherever it was imported by name.

    What was computed from it at import keeps the old value.
    """
    path, _, value = text.partition("=")
    module, _, name = path.rpartition(".")
    __import__("catalog_search.views.search")
    __import__(module)
    was, now = getattr(sys.modules[module], name), json.loads(value)
    for each in list(sys.modules.values()):
        if each.__name__.startswith("catalog_search") and getattr(each, name, None) is was:
            setattr(each, name, tuple(now) if isinstance(was, tuple) else now)


def recalibrate(store: Any) -> None:
    """Measure anew what is strong here: constants decide about it."""
    from catalog_search.indexing.baselines import calibration

    calibration.calibrate(store)
    store.refresh_from_db()


if __name__ == "__main__":
    main()
