"""Products that are pages of a Wagtail site; subclasses set `model` and write `record`.

class Catalog(PageCatalog[ProductPage]):
    model = ProductPage

    def record(self, product):
        return Record(product.sku, title=product.title, images=self.files(product.photo))

Products that are snippets are plain models: use CatalogAdapter. Importing this module needs Wagtail
and its apps, so import it in AppConfig.ready(), not at the top of a file.
"""

from typing import Any, TypeVar

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from catalog_search.backends.adapters import noticing
from catalog_search.backends.adapters.adapter import CatalogAdapter

P = TypeVar("P", bound=Page)


class PageCatalog(CatalogAdapter[P]):
    """Live pages of one type that everybody may see, at their own addresses.

    A SKU is the page's attribute `sku`, or "page-ID" for a page without one.
    """

    def queryset(self) -> "QuerySet[P]":
        pages: QuerySet[P] = self.model._default_manager.live().public()  # type: ignore[attr-defined]
        return pages

    def key(self, product: P) -> str:
        return str(getattr(product, "sku", "") or f"page-{product.pk}")

    def url(self, product: P) -> str:
        return product.get_url() or ""

    @staticmethod
    def files(*images: Any) -> tuple[str, ...]:
        """Return the photos' names in their storage, of images that are not None."""
        return tuple(image.file.name for image in images if image is not None)

    @classmethod
    def connect(cls) -> None:
        """Note what is saved, published and taken offline, and pages whose address changed."""
        super().connect()

        def changed(instance: Any, **kwargs: Any) -> None:
            cls.changed([instance])

        def moved(instance: Page, **kwargs: Any) -> None:
            pages: Any = cls.model._default_manager
            below = pages.descendant_of(instance, inclusive=True)
            noticing.note(cls, lambda source: below, at_most=noticing.AT_MOST)

        name = f"{cls.__module__}.{cls.__qualname__}"
        for signal in (page_published, page_unpublished):
            signal.connect(changed, sender=cls.model, weak=False, dispatch_uid=f"{name} published")
        for signal in (post_page_move, page_slug_changed):
            signal.connect(moved, weak=False, dispatch_uid=f"{name} moved")
