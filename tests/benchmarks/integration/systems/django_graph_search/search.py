from collections import Counter

from django_graph_search import get_similar, search

from hostshop.models import Product


def in_order(hits):
    rows = Product.objects.in_bulk([int(hit["pk"]) for hit in hits])
    return [rows[int(hit["pk"])] for hit in hits if int(hit["pk"]) in rows]


def products(query, limit=20):
    return in_order(search(query, models=["hostshop.Product"], limit=limit))


def skus(found):
    return [product.sku for product in found]


def words(query):
    return skus(products(query))


def typo(query):
    return skus(products(query))


def meaning(query):
    return skus(products(query))


def facets(query):
    return Counter(product.color for product in products(query))


def price(query, limit):
    found = [product for product in products(query) if product.price <= limit]
    return skus(sorted(found, key=lambda product: product.price))


def similar(product):
    return skus(in_order(get_similar(product)))
