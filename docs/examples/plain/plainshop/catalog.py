"""What catalog_search needs to know of this shop."""

from catalog_search.backends.adapters import CatalogAdapter
from catalog_search.types import Record
from plainshop.models import Category, Photo, Product


class Catalog(CatalogAdapter[Product]):
    model = Product
    watched = (Photo, Category)

    def queryset(self):
        shown = Product.objects.filter(published=True)
        return shown.select_related("category").prefetch_related("photos")

    def key(self, product):
        return product.number

    def record(self, product):
        return Record(
            sku=product.number,
            title=product.name,
            category=(product.category.name,) if product.category else (),
            price=product.price,
            currency="EUR",
            images=tuple(photo.file.name for photo in product.photos.all()),
        )

    def products_of(self, instance):
        if isinstance(instance, Photo):
            return [instance.product]
        return instance.product_set.all()
