"""The catalogue of django-oscar: parents and standalone products, with their variants' prices.

Name it in settings as it is, or subclass it to change what a product says. Importing this module
needs django-oscar and its apps, so import it in AppConfig.ready(), not at the top of a file.
"""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db.models import Model, Q, QuerySet
from oscar.core.loading import get_class, get_model

from catalog_search.backends.adapters.adapter import CatalogAdapter
from catalog_search.types import Record

Selector = get_class("partner.strategy", "Selector")


class OscarCatalog(CatalogAdapter[Any]):
    """Oscar's browsable products. A SKU is the UPC, or "oscar-ID" for a product without one.

    Attributes keep their codes, so that FACETS and SHOWN_ATTRIBUTES can name them; those with the
    codes "brand" and "color" are the product's brand and colors.
    """

    model = get_model("catalogue", "Product")
    watched = (
        get_model("catalogue", "ProductImage"),
        get_model("catalogue", "ProductAttributeValue"),
        get_model("catalogue", "ProductCategory"),
        get_model("catalogue", "Category"),
        get_model("catalogue", "ProductAttribute"),
        get_model("catalogue", "AttributeOption"),
        get_model("partner", "StockRecord"),
    )

    def queryset(self) -> "QuerySet[Any]":
        listed = self.model._default_manager.browsable()
        products: QuerySet[Any] = listed.select_related("product_class").prefetch_related(
            "images", "categories", "attribute_values__attribute", "children", "stockrecords"
        )
        return products

    def listed(self, product: Any) -> Any:
        return product.parent if product.is_child else product

    def key(self, product: Any) -> str:
        return product.upc or f"oscar-{product.pk}"

    def products_of(self, instance: Model) -> Iterable[Any]:
        product = getattr(instance, "product", None)
        if product:
            return [product]
        products: Any = self.model._default_manager
        found = products.filter(self.shared_by(instance))
        sharing: Iterable[Any] = products.filter(pk__in=found.values("pk"))
        return sharing

    @staticmethod
    def shared_by(instance: Any) -> Q:
        """Return the condition of products in a category or below it, or with an attribute."""
        if isinstance(instance, get_model("catalogue", "Category")):
            return Q(categories__path__startswith=instance.path)
        if isinstance(instance, get_model("catalogue", "ProductAttribute")):
            return Q(attribute_values__attribute=instance)
        if isinstance(instance, get_model("catalogue", "AttributeOption")):
            values = "attribute_values__value"
            return Q(**{f"{values}_option": instance}) | Q(**{f"{values}_multi_option": instance})
        return Q(pk__in=())

    def record(self, product: Any) -> Record | None:
        offer = self.offer(product)
        attributes = self.attributes(product)
        price = offer.price
        amount = price.incl_tax if price.exists and price.is_tax_known else price.excl_tax
        return Record(
            sku=self.key(product),
            title=product.get_title(),
            description=product.description or "",
            category=self.category(product),
            brand=str(attributes.pop("brand", "")),
            colors=tuple(filter(None, [str(attributes.pop("color", ""))])),
            price=amount,
            currency=price.currency or "",
            in_stock=bool(offer.availability.is_available_to_buy),
            images=tuple(image.original.name for image in product.images.all()),
            attributes=attributes,
        )

    def prepare(self, products: Sequence[Any]) -> None:
        """Name the ancestors of all the products' categories in one query."""
        categories = [each for product in products if (each := self.first_category(product))]
        tree = get_model("catalogue", "Category")
        paths = {path for each in categories for path in self.paths(each)}
        names = dict(tree._default_manager.filter(path__in=paths).values_list("path", "name"))
        for each in categories:
            each.named_path = tuple(names[path] for path in self.paths(each) if path in names)

    def offer(self, product: Any) -> Any:
        """Return what a visitor without an account pays, and whether it can be bought."""
        strategy = Selector().strategy()
        if product.is_parent:
            return strategy.fetch_for_parent(product)
        return strategy.fetch_for_product(product)

    def category(self, product: Any) -> tuple[str, ...]:
        """Return the path of the product's first category, from the root."""
        first = self.first_category(product)
        if first is None:
            return ()
        if not hasattr(first, "named_path"):
            return tuple(each.name for each in first.get_ancestors_and_self())
        return cast("tuple[str, ...]", first.named_path)

    @staticmethod
    def first_category(product: Any) -> Any:
        return next(iter(product.categories.all()), None)

    @staticmethod
    def paths(category: Any) -> list[str]:
        """Return the tree's keys of a category and its ancestors, from the root."""
        step = category.steplen
        return [category.path[:end] for end in range(step, len(category.path) + 1, step)]

    def attributes(self, product: Any) -> dict[str, object]:
        """Return the attributes' values as text, by code."""
        return {
            value.attribute.code: value.value_as_text
            for value in product.attribute_values.all()
            if value.value not in (None, "")
        }
