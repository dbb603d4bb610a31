from hostshop.models import Product


def skus(found):
    return [product.sku for product in found]


def words(query):
    return skus(Product.objects.search(query))


def facets(query):
    return Product.objects.search(query).facet("color")


def price(query, limit):
    return skus(Product.objects.filter(price__lte=limit).search(query, order_by="price"))


def complete(prefix):
    return [product.name for product in Product.objects.autocomplete(prefix)]
