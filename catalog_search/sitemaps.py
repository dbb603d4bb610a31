"""Sitemaps of products and categories, to be named in a project's own urls.py.

    sitemaps = {"products": ProductSitemap, "categories": CategorySitemap}

They are django.contrib.sitemaps' own; without them nothing is computed. Every page is bounded: one
of products covers PAGE primary keys, so it takes one query by a range, whatever the store's size.
"""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.utils.http import urlencode

from catalog_search import conf
from catalog_search.models import Category, Photo, Product
from catalog_search.models.stores import default_slug, open_store
from catalog_search.views import addresses

if TYPE_CHECKING:
    # Django's classes take their types in stubs alone.
    ProductPaginator = Paginator[Product]
    BaseSitemap = Sitemap[Any]
else:
    ProductPaginator, BaseSitemap = Paginator, Sitemap

PAGE = 10_000
"""Primary keys of a page of products, and categories of a page. The protocol allows 50,000."""


class KeyPaginator(ProductPaginator):
    """Pages of rows by ranges of their primary keys; some are shorter than others, or empty.

    `store_rows` are rows that `rows` are among: their first and last key are quick to find.
    """

    def __init__(
        self, rows: "QuerySet[Product]", store_rows: "QuerySet[Product]", size: int
    ) -> None:
        super().__init__(rows, size)
        self.rows, self.store_rows, self.size = rows, store_rows, size

    @cached_property
    def bounds(self) -> tuple[int, int]:
        keys = self.store_rows.order_by().aggregate(first=Min("pk"), last=Max("pk"))
        return keys["first"] or 0, keys["last"] or 0

    @cached_property
    def num_pages(self) -> int:
        first, last = self.bounds
        return (last - first) // self.size + 1

    def page(self, number: int | str) -> "Page[Product]":
        """Return the page. Raises EmptyPage if there is none of this number."""
        if not str(number).isdecimal() or int(number) not in self.page_range:
            raise EmptyPage(number)
        low = self.bounds[0] + (int(number) - 1) * self.size
        rows = self.rows.filter(pk__gte=low, pk__lt=low + self.size).order_by("pk")
        return Page(list(rows), int(number), self)


class StoreSitemap(BaseSitemap):
    """`store` is a slug of STORES, "" for the default store."""

    limit = PAGE

    def __init__(self, store: str = "") -> None:
        self.slug = store or default_slug()

    def get_latest_lastmod(self) -> None:
        """Return nothing: Django would read all items for it."""


class ProductSitemap(StoreSitemap):
    """Visible products with photos whose page is on this site."""

    def items(self) -> "QuerySet[Product]":
        store = open_store(self.slug)
        photos = Photo.objects.filter(product=OuterRef("pk"), state=Photo.State.LIVE)
        rows = store.products.filter(visible=True).filter(Exists(photos))
        if not conf.settings().own_product_pages:
            rows = rows.exclude(url__istartswith="http")
        return rows.only("pk", "store", "url", "updated_at")

    @property
    def paginator(self) -> KeyPaginator:
        store_rows = Product.objects.filter(store__slug=self.slug)
        return KeyPaginator(self.items(), store_rows, self.limit)

    def location(self, item: Product) -> str:
        return addresses.product_page(item)

    def lastmod(self, item: Product) -> datetime:
        return item.updated_at


class CategorySitemap(StoreSitemap):
    """The store's categories, each as its list of products."""

    def items(self) -> "QuerySet[Category]":
        return Category.objects.filter(store=open_store(self.slug)).order_by("path")

    def location(self, item: Category) -> str:
        return f"{addresses.page('search')}?{urlencode({'category': item.path})}"
