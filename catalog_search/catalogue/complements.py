"""Which categories complete a category: learned from looks and baskets, or else told by the tree.

The indexer writes them down, so that a page reads a few rows, however large the catalogue is.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice, pairwise, permutations

from django.db.models import Count
from django.utils import timezone
from django.utils.module_loading import import_string

from catalog_search import conf
from catalog_search.models import (
    CATEGORY_SEPARATOR,
    Complement,
    Hotspot,
    Store,
    category_prefixes,
    databases,
)

KIND = "complements"
MAX_COMPLEMENTS = 8
"""Categories that are kept for each."""
SIZE = 0.5
"""Weight of the logarithm of a category's number of products: large ones are wanted more often."""
TOGETHER = 2.0
"""Weight of how often two categories were chosen together."""
SIBLING = -1.5
"""Added for a category of the same narrow parent, such as shirts to T-shirts."""
MAX_TRIED = 300
"""Categories that are looked at for each, the largest first."""
BASKET = 20
"""A basket of more categories says little of any two, and is left out."""
MAX_AGE = timedelta(days=1)
"""Age of complements at which baskets are read again."""
BATCH = 500

Group = Iterable[str]
"""Categories of products that were chosen together."""
Weights = dict[str, float]


def publish(store: Store) -> None:
    """Write size and complements of each of the store's categories. The indexer calls this."""
    now = timezone.now()
    visible = store.products.filter(visible=True).exclude(category="")
    sizes = dict(visible.order_by().values_list("category").annotate(Count("pk")))
    by_category = complements(sizes, [*looks(store), *baskets(store)])
    categories = list(store.categories.all())
    keys = {category.path: category.pk for category in categories}
    grown = [each for each in categories if each.size != sizes.get(each.path, 0)]
    for category in grown:
        category.size = sizes.get(category.path, 0)
    rows = {
        (keys[path], keys[other], weight, together)
        for path, weighted in by_category.items()
        for other, weight, together in weighted
        if path in keys and other in keys
    }
    written = Complement.objects.filter(category__store=store)
    names = ("category_id", "other_id", "weight", "together")
    with databases.transaction():
        databases.write_fields(grown, ["size"])
        if rows != {*written.values_list(*names)}:
            written.delete()
            new = [Complement(**dict(zip(names, row, strict=True))) for row in sorted(rows)]
            Complement.objects.bulk_create(new, batch_size=BATCH)
        store.complements_published_at = now
        store.save(update_fields=["complements_published_at"])


def needs_publishing(store: Store, now: datetime | None = None, *, drained: bool = True) -> bool:
    """Return whether products or looks have changed since; with BOUGHT_TOGETHER, once a day.

    A function of the shop may read all of its orders.
    """
    last = store.complements_published_at
    if last is None or not drained:
        return drained
    if conf.settings().bought_together:
        return (now or timezone.now()) - last > MAX_AGE
    changed = store.indexed_at is not None and store.indexed_at > last
    return changed or store.looks.filter(updated_at__gt=last).exists()


def looks(store: Store) -> list[set[str]]:
    """Return the categories of each published look."""
    hotspots = Hotspot.objects.filter(
        look__store=store, look__published=True, product__visible=True, draft=False
    )
    groups: dict[int, set[str]] = defaultdict(set)
    for look, category in hotspots.order_by().values_list("look", "product__category"):
        groups[look].add(category)
    return list(groups.values())


def baskets(store: Store) -> Iterator[set[str]]:
    """Yield the categories of each group of SKUs that BOUGHT_TOGETHER returns."""
    if not (named := conf.settings().bought_together):
        return
    groups = iter(import_string(named)(store.slug))
    while batch := [tuple(group) for group in islice(groups, BATCH)]:
        skus = {sku for group in batch for sku in group}
        products = store.products.filter(visible=True).with_skus(skus)
        paths = dict(products.order_by().values_list("sku", "category"))
        yield from ({paths[sku] for sku in group if sku in paths} for group in batch)


def complements(
    sizes: Mapping[str, int], groups: Iterable[Group]
) -> dict[str, list[tuple[str, float, bool]]]:
    """Return for each category up to MAX_COMPLEMENTS others, the heaviest first.

    `sizes` has the number of products by path. With each path comes its weight and whether the
    groups have it together with the category. The weight is SIZE * ln(size), and with m of the
    category's n groups TOGETHER * ln(1 + m * m / n) more.
    """
    times, together = counted(groups)
    names, largest = children(sizes), sorted(sizes, key=lambda path: (-sizes[path], path))
    by_category = {}
    for path in sizes:
        weights = by_kind(path, largest[:MAX_TRIED], sizes, names)
        in_groups = {other: m for other, m in together[path].items() if other in sizes}
        for other, m in in_groups.items():
            if not related(path, other):
                weights[other] = SIZE * math.log(sizes[other]) + TOGETHER * math.log(
                    1 + m * m / times[path]
                )
        heaviest = sorted(weights, key=lambda other: (-weights[other], other))[:MAX_COMPLEMENTS]
        by_category[path] = [
            (other, round(weights[other], 3), other in in_groups) for other in heaviest
        ]
    return by_category


def counted(groups: Iterable[Group]) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """Return how many groups have each category, and each pair of different categories."""
    times: Counter[str] = Counter()
    together: dict[str, Counter[str]] = defaultdict(Counter)
    for group in groups:
        paths = set(group) - {""}
        if 1 < len(paths) <= BASKET:
            times.update(paths)
            for path, other in permutations(paths, 2):
                together[path][other] += 1
    return times, together


def by_kind(
    path: str, paths: Sequence[str], sizes: Mapping[str, int], names: Mapping[str, set[str]]
) -> Weights:
    """Return the weights of the first of the others that are of another kind."""
    weights: Weights = {}
    for other in paths:
        if not same_kind(path, other, names):
            weights[other] = SIZE * math.log(sizes[other]) + SIBLING * is_sibling(path, other)
        if len(weights) >= 2 * MAX_COMPLEMENTS:
            break
    return weights


def same_kind(path: str, other: str, names: Mapping[str, set[str]]) -> bool:
    """Return whether the categories are of one kind, or one of them belongs to other people.

    They are if one contains the other, if they have the same name, or if they lie in branches that
    are divided in the same way: nobody completes Men > Tops with Women > Bottoms.
    """
    return related(path, other) or leaf(path) == leaf(other) or parallel(path, other, names)


def related(path: str, other: str) -> bool:
    """Return whether the categories are equal or one contains the other."""
    path, other = f"{path}{CATEGORY_SEPARATOR}", f"{other}{CATEGORY_SEPARATOR}"
    return path.startswith(other) or other.startswith(path)


def parallel(path: str, other: str, names: Mapping[str, set[str]]) -> bool:
    """Return whether the branches in which the paths part share half of their names, two at least.

    Those of the branch that has fewer count.
    """
    for branch, with_other in zip(category_prefixes(path), category_prefixes(other), strict=False):
        if branch != with_other:
            first, second = names.get(branch, set()), names.get(with_other, set())
            return len(first & second) >= max(2, min(len(first), len(second)) / 2)
    return False


def children(paths: Iterable[str]) -> dict[str, set[str]]:
    """Return the names of the categories directly in each category that has any."""
    names: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        prefixes = category_prefixes(path)
        for outer, inner in pairwise(prefixes):
            names[outer].add(leaf(inner))
    return names


def is_sibling(path: str, other: str) -> bool:
    """Return whether both lie in the same category, and that not in the first rank."""
    parent, _, _ = path.rpartition(CATEGORY_SEPARATOR)
    same = parent == other.rpartition(CATEGORY_SEPARATOR)[0]
    return same and CATEGORY_SEPARATOR in parent


def leaf(path: str) -> str:
    return path.rpartition(CATEGORY_SEPARATOR)[2].casefold()
