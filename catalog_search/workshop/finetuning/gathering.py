"""Collects training examples from a store: selects photos and splits products into parts."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from catalog_search.exceptions import CannotTrain
from catalog_search.models import Photo, Product, Store
from catalog_search.workshop.finetuning import examples, signals
from catalog_search.workshop.finetuning.examples import Examples

SHARES = (0.7, 0.15, 0.15)
"""Shares of train, validation and test."""
MAX_PHOTOS = 4
"""Photos used per product."""


def gather(store: Store, hold_out: tuple[str, str] | None, seed: int) -> Examples:
    """Return the examples from the store's visible products with photos. Raises CannotTrain."""
    photos = live_photos(store, hold_out)
    if not photos:
        besides = f" besides those with {'='.join(hold_out)}" if hold_out else ""
        raise CannotTrain(
            f"The store {store.slug!r} has no product with a photo to learn from{besides}: run "
            f"catalog_sync --store {store.slug} first."
        )
    examples.check([photo.product for photo in photos])
    parts = split_products(photos, seed)
    texts, counts = [], {}
    for name, source in signals.SOURCES.items():
        usable = [
            entry for entry in source(store, seed) if entry.product in parts and entry.text.strip()
        ]
        counts[name] = len(usable)
        texts += usable
    return examples.build(photos, parts, texts, counts)


def live_photos(store: Store, hold_out: tuple[str, str] | None) -> list[Photo]:
    """Return photos sorted by SKU, each product's main photo first."""
    live = Photo.objects.filter(store=store, state=Photo.State.LIVE, product__visible=True)
    ordered = live.select_related("product__store", "store").order_by(
        "product__sku", "position", "pk"
    )
    counts: Counter[int] = Counter()
    selected = []
    for photo in ordered:
        counts[photo.product_id] += 1
        if counts[photo.product_id] <= MAX_PHOTOS and not held_out(photo.product, hold_out):
            selected.append(photo)
    return selected


def held_out(product: Product, hold_out: tuple[str, str] | None) -> bool:
    return hold_out is not None and str(product.attributes.get(hold_out[0])) == hold_out[1]


def split_products(photos: Sequence[Photo], seed: int) -> dict[int, int]:
    """Return each product's part by product key; products that share a picture stay together."""
    groups = shared_pictures(photos)
    leaders = np.array(sorted(set(groups.values())))
    edges = np.round(np.cumsum(SHARES) * len(leaders))[:-1]
    order = np.random.default_rng(seed).permutation(leaders).tolist()
    part = {leader: int((edges <= place).sum()) for place, leader in enumerate(order)}
    return {key: part[leader] for key, leader in groups.items()}


def shared_pictures(photos: Sequence[Photo]) -> dict[int, int]:
    """Return, for each product key, the lowest key of the products linked to it by pictures."""
    leader = {photo.product_id: photo.product_id for photo in photos}

    def leader_of(key: int) -> int:
        while leader[key] != key:
            key = leader[key]
        return key

    first: dict[str, int] = {}
    for photo in photos:
        other = first.setdefault(photo.etag or photo.key, photo.product_id)
        low, high = sorted((leader_of(photo.product_id), leader_of(other)))
        leader[high] = low
    return {key: leader_of(key) for key in leader}
