from catalog_search.backends.adapters.wagtail import PageCatalog
from catalog_search.types import Record
from wagtailshop.models import ProductPage


class Catalog(PageCatalog[ProductPage]):
    model = ProductPage

    def record(self, product):
        return Record(
            sku=product.sku,
            title=product.title,
            description=product.description,
            price=product.price,
            currency="EUR",
            images=self.files(product.photo),
        )
