"""From a store's rows to examples: which photos take part, and which product is in which part."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from catalog_search.exceptions import CannotTrain
from catalog_search.models import Photo, Product, Store
from catalog_search.workshop.finetuning import examples, signals
from catalog_search.workshop.finetuning.examples import Examples

SHARES = (0.7, 0.15, 0.15)
"""Of train, validation and test."""
PHOTOS_EACH = 4
"""Photos of a product that take part."""


def gather(store: Store, hold_out: tuple[str, str] | None, seed: int) -> Examples:
    """Return the store's visible products with photos. Raises CannotTrain."""
    photos = live_photos(store, hold_out)
    if not photos:
        besides = f" besides those with {'='.join(hold_out)}" if hold_out else ""
        raise CannotTrain(
            f"The store {store.slug!r} has no product with a photo to learn from{besides}: run "
            f"catalog_sync --store {store.slug} first."
        )
    examples.check([photo.product for photo in photos])
    parts = drawn_parts(photos, seed)
    said, counts = [], {}
    for name, source in signals.SOURCES.items():
        found = [one for one in source(store, seed) if one.product in parts and one.text.strip()]
        counts[name] = len(found)
        said += found
    return examples.build(photos, parts, said, counts)


def live_photos(store: Store, hold_out: tuple[str, str] | None) -> list[Photo]:
    """Return photos sorted by SKU, the main one of each product first."""
    live = Photo.objects.filter(store=store, state=Photo.State.LIVE, product__visible=True)
    ordered = live.select_related("product__store", "store").order_by(
        "product__sku", "position", "pk"
    )
    taken: Counter[int] = Counter()
    found = []
    for photo in ordered:
        taken[photo.product_id] += 1
        if taken[photo.product_id] <= PHOTOS_EACH and not held_out(photo.product, hold_out):
            found.append(photo)
    return found


def held_out(product: Product, hold_out: tuple[str, str] | None) -> bool:
    return hold_out is not None and str(product.attributes.get(hold_out[0])) == hold_out[1]


def drawn_parts(photos: Sequence[Photo], seed: int) -> dict[int, int]:
    """Return the part of each product, by its key; those that share a picture stay together."""
    groups = shared_pictures(photos)
    leaders = np.array(sorted(set(groups.values())))
    edges = np.round(np.cumsum(SHARES) * len(leaders))[:-1]
    order = np.random.default_rng(seed).permutation(leaders).tolist()
    part = {leader: int((edges <= place).sum()) for place, leader in enumerate(order)}
    return {key: part[leader] for key, leader in groups.items()}


def shared_pictures(photos: Sequence[Photo]) -> dict[int, int]:
    """Return the product that leads each product's group: all that are linked by one picture."""
    leader = {photo.product_id: photo.product_id for photo in photos}

    def lead(key: int) -> int:
        while leader[key] != key:
            key = leader[key]
        return key

    first: dict[str, int] = {}
    for photo in photos:
        other = first.setdefault(photo.etag or photo.key, photo.product_id)
        low, high = sorted((lead(photo.product_id), lead(other)))
        leader[high] = low
    return {key: lead(key) for key in leader}
