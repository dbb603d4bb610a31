from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from hostshop.models import Product


def product(request, sku):
    return HttpResponse(f"<h1>{get_object_or_404(Product, sku=sku).name}</h1>")
