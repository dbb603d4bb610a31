"""Pages of the merchant's looks. Each view parses, makes one call and answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog_search.models.stores import store_of
from catalog_search.search.scenes import looks as curated_looks
from catalog_search.views.pages import page
from catalog_search.views.pictures import visible_look


@page("GET", "HEAD")
def looks(request: HttpRequest) -> HttpResponse:
    """All published looks of the store, in the merchant's order."""
    store = store_of(request)
    context = {"store": store, "looks": curated_looks.published(store), "nav": "looks"}
    return render(request, "catalog_search/curated_looks.html", context)


@page("GET", "HEAD")
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """One look and its products. Staff can preview an unpublished one."""
    context = {"store": store_of(request), "look": visible_look(request, slug), "nav": "looks"}
    return render(request, "catalog_search/curated_look.html", context)
