"""The catalogue of a project's own models, as one small class that the project writes.

# myshop/catalog.py
class Catalog(CatalogAdapter[Product]):
    model = Product

    def queryset(self):
        return Product.objects.filter(published=True).prefetch_related("photos")

    def record(self, product):
        images = tuple(photo.file.name for photo in product.photos.all())
        return Record(product.sku, title=product.name, price=product.price, images=images)
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar, cast

from django.db import DatabaseError
from django.db.models import Model, QuerySet

from catalog_search.backends.adapters import listening, noticing
from catalog_search.backends.adapters.same_rows import are_rows, as_object
from catalog_search.backends.given_records import checked
from catalog_search.backends.record_source import RecordSource
from catalog_search.backends.storage_errors import text_of
from catalog_search.exceptions import CatalogSearchError
from catalog_search.exceptions import message as _
from catalog_search.types import Problem, Record

P = TypeVar("P", bound=Model)

logger = logging.getLogger(__name__)

AT_ONCE = 500
"""Products read from the database at once."""
MANY = 10
"""Products after which it is not a product that cannot be read, but the code that is wrong."""
OF_ALL = (CatalogSearchError, DatabaseError)
"""Errors that no single product is the reason of."""


class CatalogAdapter(RecordSource, Generic[P]):
    """A source that reads the project's own products; subclasses set `model` and write `record`.

    A store's setting names the subclass: `"SOURCE": {"BACKEND": "myshop.catalog.Catalog"}`. Photos
    are files of the storage `storage`, an alias of STORAGES and the only option.
    """

    model: ClassVar[type[Model]]
    """The model of the project's products."""

    watched: ClassVar[tuple[type[Model], ...]] = ()
    """Further models, such as photos or prices; `products_of` says whose they are."""

    def __init__(self, storage: str = "default") -> None:
        named = f"{type(self).__module__}.{type(self).__qualname__}"
        super().__init__(records=named, storage=storage)

    # What a project says about its products.

    def queryset(self) -> "QuerySet[P]":
        """Return all products that are for sale, with what `record` needs of other tables."""
        return cast("QuerySet[P]", self.model._default_manager.all())

    def key(self, product: P) -> str:
        """Return the product's SKU: unique in the store, and the same for ever."""
        return str(cast(Any, product).sku)

    def record(self, product: P) -> Record | None:
        """Return the product as the search should know it; None for one that is not for sale."""
        raise NotImplementedError(f"{type(self).__name__} needs a method record(product).")

    def prepare(self, products: Sequence[P]) -> None:
        """Read in one query for all of them what `record` needs and `queryset` cannot fetch."""

    def url(self, product: P) -> str:
        """Return the address of the product's own page; "" if it has none."""
        address = getattr(product, "get_absolute_url", None)
        return str(address()) if address else ""

    def listed(self, product: P) -> P:
        """Return the product that the search lists for this one: of a variant, its parent."""
        return product

    def products_of(self, instance: Model) -> Iterable[P]:
        """Return the products that change with a row of one of the `watched` models."""
        return ()

    # What the package makes of it.

    @classmethod
    def connect(cls) -> None:
        """From now on note what is saved or deleted; call it in an AppConfig's ready().

        Syncs then read what was noted, instead of all products. Changes that send no signal, such
        as `queryset.update()`, are found by a full sync, or told by `changed`.
        """
        listening.connect(cls)

    @classmethod
    def changed(cls, products: Iterable[P]) -> None:
        """Note that these products changed, after a bulk operation that sends no signals."""
        noticing.note(cls, lambda source: products)

    def key_of(self, thing: object) -> str:
        """Return the SKU of one of the project's own products, "" for anything else."""
        if not isinstance(thing, Model) or not are_rows(type(thing), self.model):
            return ""
        return self.key(self.listed(cast(P, as_object(thing, self.model))))

    def changes(self, since: datetime) -> Iterator[Record | Problem | str] | None:
        adapter = type(self)
        if not noticing.is_connected(adapter) or noticing.is_everything_noted(adapter, since):
            return None
        return self._naming_photos(self._cleaned(self._noted(since)))

    def check(self) -> list[Problem]:
        if not hasattr(self, "model"):
            return [Problem(self._path, _("It needs an attribute `model`: the class of products."))]
        return super().check()

    def _generator(self) -> Any:
        return self._records

    def _records(self) -> Iterator[Record | Problem]:
        """Yield the records, and a Problem for a product of which `record` makes none.

        Raises its error if that is so of all products, or of the first MANY.
        """
        failures: list[Exception] = []
        is_any_read = False
        for product in self._prepared():
            record, error = self._attempt(product)
            if error is None:
                is_any_read = True
                yield from [record] if record else []
                continue
            failures.append(error)
            if not is_any_read and len(failures) >= MANY:
                raise error
            yield self._unreadable(product, error)
        if failures and not is_any_read:
            raise failures[-1]

    def _prepared(self) -> Iterator[P]:
        products = self.queryset().iterator(chunk_size=AT_ONCE)
        while batch := list(islice(products, AT_ONCE)):
            self.prepare(batch)
            yield from batch

    def _unreadable(self, product: P, error: Exception) -> Problem:
        """Return the problem that the project's code failed at this product."""
        logger.warning("A product cannot be read and stays as it is.", exc_info=error)
        name = f"{product._meta.label} {product.pk}"
        reason = _(
            "%(product)s cannot be read and stays as it is: %(error)s",
            product=name,
            error=text_of(error),
        )
        return Problem(self._path, reason, product_lost=True)

    def _attempt(self, product: P) -> tuple[Record | None, Exception | None]:
        """Return the product's record, None for none, and the error with which its code failed."""
        try:
            return self._complete(product), None
        except OF_ALL:
            raise
        except Exception as error:
            return None, error

    def _complete(self, product: P) -> Record | None:
        try:
            record = self.record(product)
            if record is None:
                return None
            record = checked(record, f"{self._path}.record")
            return replace(record, sku=self.key(product), url=record.url or self.url(product))
        except Exception as error:
            error.add_note(f"{self._path} read {product._meta.label} {product.pk}.")
            raise

    def _noted(self, since: datetime) -> Iterator[Record | Problem | str]:
        """Yield the records of products that changed since, and the SKUs of those that are gone."""
        for batch in noticing.noted(type(self), since):
            products = list(self.queryset().filter(pk__in=list(batch)))
            self.prepare(products)
            for product in products:
                record, error = self._attempt(product)
                if error:
                    batch[str(product.pk)].clear()
                    yield self._unreadable(product, error)
                elif record:
                    batch[str(product.pk)].discard(record.sku)
                    yield record
            for skus in batch.values():
                yield from sorted(skus)
