"""Predict product categories from stored vectors: by the categories' words, and by examples."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from django.db.models import Count, QuerySet

from catalog_search import conf
from catalog_search.categories import confidence, prototypes
from catalog_search.categories.confidence import Floats
from catalog_search.categories.learned import Learned
from catalog_search.categories.vectors import vector_pairs, with_indexed_photos
from catalog_search.models import Category, Product, Store, category_prefixes
from catalog_search.text import labels as zeroshot
from catalog_search.types import Score

CHUNK = 256
"""Products whose vectors are held in memory at once."""

BEST = 10
"""Scores returned per product."""

REASONED = 5
"""Scores whose reasons are returned. A queue shows the first three that nobody has rejected."""

EXAMPLES_WEIGHT = 0.5
"""Weight of the cosine with the examples, where that with the category's words weighs 1."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A category that a product may be in, and what speaks for it."""

    category: str
    expected: float
    """How probably it is right, from 0 to 1."""
    photo: int
    """Its place among all categories by the product's photos alone, from 1."""
    title: int
    """The same by its title alone; 0 if titles were not used."""
    examples: int
    """Products whose category is known that it was learned from."""
    pixels: int = 0
    """Its place by the measured color alone; 0 if none was measured."""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Prediction:
    """A product's category scores, most likely first; () if the product has no vectors."""

    product: Product
    scores: tuple[Score, ...]
    choices: tuple[Choice, ...] = ()
    """The first REASONED scores with their reasons."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Judgements of n products with vectors: logits [n, k], and their parts' features."""

    keys: list[int]
    logits: Floats
    features: Floats
    alone: list[Floats] = field(default_factory=list)
    """Logits [n, k] by photos alone and, if titles are used, by the title alone."""

    @property
    def best(self) -> list[int]:
        return [int(k) for k in self.logits.argmax(axis=1)]


@dataclass(frozen=True, slots=True)
class Judge:
    """The categories to choose from, with the words and examples of each."""

    categories: Sequence[Category]
    labels: Floats
    learned: Learned
    weights: Sequence[float]
    titles: bool

    def judged(self, products: Sequence[Product]) -> Judged:
        """Return what photos (and titles) of the products with vectors tell.

        Raises IndexUnavailable.
        """
        pairs = vector_pairs(products) if self.categories else {}
        if not pairs:
            return Judged([], np.empty((0, len(self.categories))), np.empty((0, 3)))
        return self.judged_pairs(list(pairs), np.stack(list(pairs.values())))

    def judged_pairs(self, keys: list[int], pairs: Floats) -> Judged:
        """Return what these vectors [n, 2, d] of products tell."""
        parts = (0, 1) if self.titles else (0,)
        scale = conf.get_encoder().logit_scale
        examples = scale * EXAMPLES_WEIGHT * self.learned.scores(keys, pairs)
        # Photos and title have equal weight. Where the title says nothing about the photos, their
        # mean is far from both.
        words = scale * zeroshot.unit(pairs[:, list(parts)].sum(axis=1)) @ self.labels.T
        logits = words + examples[list(parts)].sum(axis=0)
        alone = [scale * pairs[:, part] @ self.labels.T + 2 * examples[part] for part in parts]
        return Judged(keys, logits, confidence.features(logits, alone), alone)

    def scores(self, judged: Judged) -> dict[int, tuple[Score, ...]]:
        """Return the best categories of each product, the first with how probably it is right."""
        if not judged.keys:
            return {}
        expected = confidence.expected_right(judged.features, self.weights)
        shares = zeroshot.softmax(judged.logits)
        return {
            key: self.best(share, float(first))
            for key, share, first in zip(judged.keys, shares, expected, strict=True)
        }

    def best(self, shares: Floats, first: float) -> tuple[Score, ...]:
        """Return the best categories: the first with this probability, others share the rest."""
        order = np.argsort(-shares, kind="stable")[:BEST]
        remaining = max(1 - shares[order[0]], 1e-12)
        lower = [min((1 - first) * shares[index] / remaining, first) for index in order[1:]]
        return tuple(
            Score(self.categories[index].path, float(probability))
            for index, probability in zip(order, [first, *lower], strict=True)
        )

    def choices(
        self, judged: Judged, scores: dict[int, tuple[Score, ...]]
    ) -> dict[int, tuple[Choice, ...]]:
        """Return the first scores() of each product with their reasons."""
        place = {category.path: k for k, category in enumerate(self.categories)}
        examples = {k: len(each.keys) for k, each in self.learned.with_examples}
        return {
            key: tuple(
                self.choice(score, place[score.label], row, judged, examples)
                for score in scores[key][:REASONED]
            )
            for row, key in enumerate(judged.keys)
        }

    def choice(
        self, score: Score, k: int, row: int, judged: Judged, examples: dict[int, int]
    ) -> Choice:
        places = [1 + int((part[row] > part[row, k]).sum()) for part in judged.alone]
        photo, title, pixels = (*places, 0, 0)[:3]
        return Choice(score.label, score.probability, photo, title, examples.get(k, 0), pixels)


def judge_of(store: Store, *, titles: bool = True, learned: bool = True) -> Judge:
    """Return a judge of the store's choices(); without `learned`, by the categories' words alone.

    Raises EncoderUnavailable.
    """
    categories = choices(store)
    fitted = store.category_confidence.get(conf.get_encoder().model_id, {})
    words = [category.words for category in categories]
    return Judge(
        categories,
        zeroshot.unit(zeroshot.shared_label_vectors(words)) if words else np.empty((0, 0)),
        prototypes.load(store, categories) if learned else Learned([None] * len(categories)),
        fitted.get("weights", confidence.DEFAULT),
        titles,
    )


def predict(
    store: Store,
    products: QuerySet[Product],
    *,
    limit: int | None = None,
    titles: bool = True,
    learned: bool = True,
) -> Iterator[list[Prediction]]:
    """Yield a prediction for each product, in chunks, at most `limit` in total.

    The model chooses among the store's choices(), from the product's photos and, with `titles`,
    its title, by the categories' words and, with `learned`, their examples. The product's own
    category is not used.
    Raises EncoderUnavailable, IndexUnavailable.
    """
    judge = judge_of(store, titles=titles, learned=learned)
    remaining = limit
    for chunk in chunks(with_indexed_photos(products)):
        chunk = chunk[:remaining]
        judged = judge.judged(chunk)
        scores = judge.scores(judged)
        choices = judge.choices(judged, scores)
        yield [
            Prediction(product, scores.get(product.pk, ()), choices.get(product.pk, ()))
            for product in chunk
        ]
        remaining = None if remaining is None else remaining - len(chunk)
        if remaining == 0:
            return


def of_keys(keys: Sequence[int]) -> QuerySet[Product]:
    """Return products by primary key, with their indexed photos."""
    return with_indexed_photos(Product.objects.filter(pk__in=keys))


def choices(store: Store) -> list[Category]:
    """Return the categories that a product may be in: the leaves, and former leaves.

    A category with subcategories stays while it has at least as many products of its own as lie
    below it. Where more lie below it, its own are strays.
    """
    categories = list(store.categories.all())
    parents = {path for category in categories for path in category_prefixes(category.path)[:-1]}
    own = products_by_category(store) if parents else Counter()
    below: Counter[str] = Counter()
    for category, count in own.items():
        below.update(dict.fromkeys(category_prefixes(category)[:-1], count))
    inner = {path for path in parents if not own[path] or own[path] < below[path]}
    return [category for category in categories if category.path not in inner]


def products_by_category(store: Store) -> Counter[str]:
    counts = store.products.exclude(category="").order_by().values_list("category")
    return Counter(dict(counts.annotate(Count("pk"))))


def chunks(products: QuerySet[Product]) -> Iterator[list[Product]]:
    """Yield the products in chunks ordered by pk, unaffected by changes made meanwhile."""
    ordered, last = products.order_by("pk"), 0
    while chunk := list(ordered.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1].pk
