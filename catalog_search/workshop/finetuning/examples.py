"""The store as something to learn from: products in three parts, their photos, what is said."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog_search.exceptions import CannotTrain
from catalog_search.models import Photo, Product
from catalog_search.text import labels
from catalog_search.workshop.finetuning.signals import Said, leaf

Numbers = NDArray[np.int64]

TRAIN, VALIDATION, TEST = 0, 1, 2
PARTS = ("train", "validation", "test")
ENOUGH = 100
"""Products; of fewer, chance decides what the test part says."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Products by number 0 to n - 1, each in one part; photos and texts have numbers of their own.

    Products that share a picture are in one part, so that nothing is tested on what was learned.
    """

    products: tuple[Product, ...]
    parts: Numbers
    """int64 [n]: TRAIN, VALIDATION or TEST."""
    photos: tuple[Photo, ...]
    owners: Numbers
    """int64 [photos]: the number of each photo's product."""
    pictures: Numbers
    """int64 [photos]: equal for photos of one etag."""
    texts: tuple[str, ...]
    said: tuple[tuple[int, ...], ...]
    """Text numbers of each product; one that counts for more comes more often."""
    titles: Numbers
    """int64 [n]: each product's title among the texts."""
    phrases: frozenset[int]
    """Texts that are right for every product that shares their facts."""
    kind_texts: Numbers
    """int64 [kinds, templates]: each kind of product through each template, among the texts."""
    kinds: Numbers
    """int64 [n]: the number of each product's kind, -1 where it has none."""
    counts: Mapping[str, int]
    """How much each source said of products, by its name."""

    @property
    def main_photos(self) -> Numbers:
        """int64 [n]: the number of each product's first photo."""
        return np.unique(self.owners, return_index=True)[1].astype(np.int64)

    def sizes(self) -> dict[str, int]:
        """Return how many products each part has."""
        return {name: int((self.parts == part).sum()) for part, name in enumerate(PARTS)}

    def fingerprint(self) -> str:
        """Return a digest of everything: equal examples are equal work."""
        told = (
            self.texts,
            [(photo.key, photo.etag) for photo in self.photos],
            self.said,
            sorted(self.phrases),
            self.parts.tolist(),
            self.owners.tolist(),
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def only(self, part: int) -> "Examples":
        """Return the examples of one part alone."""
        kept = [
            photo
            for photo, owner in zip(self.photos, self.owners, strict=True)
            if self.parts[owner] == part
        ]
        return self.narrowed(kept)

    def without(self, lost: frozenset[int]) -> "Examples":
        """Return the examples without those photos, and without products that have no other.

        Raises CannotTrain where too few are left.
        """
        if not lost:
            return self
        kept = [photo for number, photo in enumerate(self.photos) if number not in lost]
        check([photo.product for photo in kept], missing=len(lost))
        return self.narrowed(kept)

    def narrowed(self, photos: Sequence[Photo]) -> "Examples":
        """Return the examples of these photos and their products."""
        pairs = zip(self.products, self.parts, strict=True)
        said = [
            Said(product.pk, self.texts[text], 1, text in self.phrases)
            for product, own in zip(self.products, self.said, strict=True)
            for text in own
        ]
        parts = {product.pk: int(part) for product, part in pairs}
        return build(photos, parts, said, self.counts)


def build(
    photos: Sequence[Photo],
    parts: Mapping[int, int],
    said: Sequence[Said],
    counts: Mapping[str, int],
) -> Examples:
    """Return the examples of photos sorted by product.

    `parts` are by the product's key, and so is what is `said`.
    """
    products = {photo.product_id: photo.product for photo in photos}
    number = {key: i for i, key in enumerate(products)}
    texts: dict[str, int] = {}
    own: list[list[int]] = [[] for _ in number]
    phrases = set()
    for one in said:
        if one.product in number:
            text = texts.setdefault(one.text, len(texts))
            own[number[one.product]] += [text] * one.times
            phrases |= {text} if one.phrase else set()
    titles = [texts.setdefault(product.title, len(texts)) for product in products.values()]
    kinds = sorted({leaf(product) for product in products.values() if product.category})
    templates = [[form.format(kind) for form in labels.TEMPLATES] for kind in kinds]
    kind_texts = [[texts.setdefault(one, len(texts)) for one in forms] for forms in templates]
    etags: dict[str, int] = {}
    return Examples(
        products=tuple(products.values()),
        parts=np.array([parts[key] for key in number]),
        photos=tuple(photos),
        owners=np.array([number[photo.product_id] for photo in photos]),
        pictures=np.array([etags.setdefault(p.etag or p.key, len(etags)) for p in photos]),
        texts=tuple(texts),
        said=tuple(tuple(mine) or (title,) for mine, title in zip(own, titles, strict=True)),
        titles=np.array(titles),
        phrases=frozenset(phrases),
        kind_texts=np.array(kind_texts),
        kinds=np.array(
            [kinds.index(leaf(one)) if one.category else -1 for one in products.values()]
        ),
        counts=dict(counts),
    )


def check(shown: Sequence[Product], missing: int = 0) -> None:
    """Raise CannotTrain where these products are too few, or too much alike."""
    products = {product.pk: product for product in shown}.values()
    lost = f" {missing} photos could not be read." if missing else ""
    if len(products) < ENOUGH:
        raise CannotTrain(
            f"{len(products)} products with photos are too few to learn from: {ENOUGH} are "
            f"needed.{lost} The running model stays."
        )
    kinds = {leaf(product) for product in products if product.category}
    if len(kinds) < 2:
        there = f"all are {next(iter(kinds))!r}" if kinds else "no product has one"
        raise CannotTrain(
            f"Products of at least two categories are needed to learn what tells them apart; "
            f"{there}.{lost} The running model stays."
        )
