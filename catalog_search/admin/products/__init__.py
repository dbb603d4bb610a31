"""Admin of products: the list with its actions and filters, and a product's page."""

from catalog_search.admin.products.page import ProductAdmin

__all__ = ["ProductAdmin"]
