from catalog_search.backends.adapters import CatalogAdapter
from catalog_search.types import Record

from hostshop.models import Product


class Catalog(CatalogAdapter[Product]):
    model = Product

    def queryset(self):
        return Product.objects.select_related("category")

    def record(self, product):
        return Record(
            sku=product.sku,
            title=product.name,
            category=(product.category.name,),
            colors=(product.color,),
            price=product.price,
            currency="EUR",
            images=(product.photo.name,),
        )
