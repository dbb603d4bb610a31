"""Products that one manifest hides: what others say of them does not show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from catalog_search.exceptions import message as _
from catalog_search.sync.photo_names.photo_skus import PhotoSkus
from catalog_search.types import Problem, Record


@dataclass
class HiddenSkus:
    """SKUs that the manifests read so far hide, each with the last one that does."""

    manifests: dict[str, str] = field(default_factory=dict)

    def through(self, items: Iterable[Record | Problem]) -> Iterator[Record | Problem]:
        """Yield the items but records of SKUs that another manifest hides, which are counted.

        Rows of one manifest are its own matter: of two it may hide one and show the other.
        """
        first: Record | None = None
        count = 0
        images: list[str] = []
        for item in items:
            if isinstance(item, Problem):
                self.manifests |= dict.fromkeys(item.hides, item.where)
            elif self.manifests.get(item.sku, item.where) != item.where:
                count += 1
                images += item.images
                first = first or item
                continue
            yield item
        if first:
            details = {"sku": first.sku, "other": self.manifests[first.sku], "count": count}
            reason = _(
                "%(count)s rows are left out, this one first: %(sku)s is hidden in %(other)s.",
                **details,
            )
            yield Problem(first.where, reason, first.line, warning=True, left_out=tuple(images))

    def problems(self, skus: PhotoSkus) -> Iterator[Problem]:
        """Yield a warning of the products that a manifest shows which was read before."""
        for sku, manifest in self.manifests.items():
            shown_in = skus.file_of(sku)
            if shown_in not in ("", manifest):
                reason = _(
                    "%(sku)s: It is hidden in %(manifest)s, but shown, because this file names it.",
                    sku=sku,
                    manifest=manifest,
                )
                yield Problem(shown_in, reason, warning=True)
