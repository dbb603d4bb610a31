"""Training examples: a store's products in three parts, their photos and their texts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from catalog_search.exceptions import CannotTrain
from catalog_search.models import Photo, Product
from catalog_search.text import labels
from catalog_search.workshop.finetuning.signals import ProductText, leaf

Numbers = NDArray[np.int64]

TRAIN, VALIDATION, TEST = 0, 1, 2
PARTS = ("train", "validation", "test")
MIN_PRODUCTS = 100
"""With fewer products, chance decides the result on the test part."""


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Products numbered 0 to n - 1, each in one part; photos and texts have their own numbers.

    Products that share a picture are in the same part, so that no test picture is trained on.
    """

    products: tuple[Product, ...]
    parts: Numbers
    """int64 [n]: TRAIN, VALIDATION or TEST."""
    photos: tuple[Photo, ...]
    owners: Numbers
    """int64 [photos]: the number of each photo's product."""
    pictures: Numbers
    """int64 [photos]: equal for photos with the same etag."""
    texts: tuple[str, ...]
    product_texts: tuple[tuple[int, ...], ...]
    """Text numbers of each product; a text with more weight is repeated."""
    titles: Numbers
    """int64 [n]: the text number of each product's title."""
    phrases: frozenset[int]
    """Text numbers of phrases, which are right for every product with the same facts."""
    kind_texts: Numbers
    """int64 [kinds, templates]: the text number of each product kind in each template."""
    kinds: Numbers
    """int64 [n]: the number of each product's kind; -1 for none."""
    counts: Mapping[str, int]
    """The number of texts from each source, by name."""

    @property
    def main_photos(self) -> Numbers:
        """int64 [n]: the number of each product's first photo."""
        return np.unique(self.owners, return_index=True)[1].astype(np.int64)

    def sizes(self) -> dict[str, int]:
        """Return the number of products in each part."""
        return {name: int((self.parts == part).sum()) for part, name in enumerate(PARTS)}

    def fingerprint(self) -> str:
        """Return a digest of all contents."""
        contents = (
            self.texts,
            [(photo.key, photo.etag) for photo in self.photos],
            self.product_texts,
            sorted(self.phrases),
            self.parts.tolist(),
            self.owners.tolist(),
        )
        return hashlib.sha256(repr(contents).encode()).hexdigest()

    def only(self, part: int) -> "Examples":
        """Return the examples of one part."""
        photos = [
            photo
            for photo, owner in zip(self.photos, self.owners, strict=True)
            if self.parts[owner] == part
        ]
        return self.restricted(photos)

    def without(self, lost: frozenset[int]) -> "Examples":
        """Return the examples without these photos and without products left without photos.

        Raises CannotTrain if too few are left.
        """
        if not lost:
            return self
        photos = [photo for number, photo in enumerate(self.photos) if number not in lost]
        check([photo.product for photo in photos], missing=len(lost))
        return self.restricted(photos)

    def restricted(self, photos: Sequence[Photo]) -> "Examples":
        """Return the examples of these photos and their products."""
        pairs = zip(self.products, self.parts, strict=True)
        texts = [
            ProductText(product.pk, self.texts[text], 1, text in self.phrases)
            for product, own in zip(self.products, self.product_texts, strict=True)
            for text in own
        ]
        parts = {product.pk: int(part) for product, part in pairs}
        return build(photos, parts, texts, self.counts)


def build(
    photos: Sequence[Photo],
    parts: Mapping[int, int],
    product_texts: Sequence[ProductText],
    counts: Mapping[str, int],
) -> Examples:
    """Return the examples of photos sorted by product. `parts` are by product key."""
    products = {photo.product_id: photo.product for photo in photos}
    number = {key: i for i, key in enumerate(products)}
    texts: dict[str, int] = {}
    own: list[list[int]] = [[] for _ in number]
    phrases = set()
    for entry in product_texts:
        if entry.product in number:
            text = texts.setdefault(entry.text, len(texts))
            own[number[entry.product]] += [text] * entry.times
            phrases |= {text} if entry.phrase else set()
    titles = [texts.setdefault(product.title, len(texts)) for product in products.values()]
    kinds = sorted({leaf(product) for product in products.values() if product.category})
    templates = [[template.format(kind) for template in labels.TEMPLATES] for kind in kinds]
    kind_texts = [[texts.setdefault(form, len(texts)) for form in forms] for forms in templates]
    etags: dict[str, int] = {}
    return Examples(
        products=tuple(products.values()),
        parts=np.array([parts[key] for key in number]),
        photos=tuple(photos),
        owners=np.array([number[photo.product_id] for photo in photos]),
        pictures=np.array([etags.setdefault(p.etag or p.key, len(etags)) for p in photos]),
        texts=tuple(texts),
        product_texts=tuple(
            tuple(numbers) or (title,) for numbers, title in zip(own, titles, strict=True)
        ),
        titles=np.array(titles),
        phrases=frozenset(phrases),
        kind_texts=np.array(kind_texts),
        kinds=np.array(
            [
                kinds.index(leaf(product)) if product.category else -1
                for product in products.values()
            ]
        ),
        counts=dict(counts),
    )


def check(owners: Sequence[Product], missing: int = 0) -> None:
    """Raise CannotTrain if the distinct products are too few or all of one kind."""
    products = {product.pk: product for product in owners}.values()
    lost = f" {missing} photos could not be read." if missing else ""
    if len(products) < MIN_PRODUCTS:
        raise CannotTrain(
            f"{len(products)} products with photos are too few to learn from: {MIN_PRODUCTS} are "
            f"needed.{lost} The running model stays."
        )
    kinds = {leaf(product) for product in products if product.category}
    if len(kinds) < 2:
        reason = f"all are {next(iter(kinds))!r}" if kinds else "no product has one"
        raise CannotTrain(
            f"Products of at least two categories are needed to learn what tells them apart; "
            f"{reason}.{lost} The running model stays."
        )
