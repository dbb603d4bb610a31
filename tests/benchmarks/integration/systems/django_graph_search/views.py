from django.shortcuts import render

from hostshop.search import products


def search(request):
    found = products(request.GET.get("q", ""))[:24]
    return render(request, "search.html", {"products": found})
