from django.shortcuts import get_object_or_404, render

from catalog_search.views.visits import note_view
from plainshop.models import Product


def product(request, slug):
    """The shop's own product page, with shelves of catalog_search below."""
    shown = get_object_or_404(Product, slug=slug, published=True)
    response = render(request, "plainshop/product.html", {"product": shown})
    note_view(request, response, shown)
    return response
