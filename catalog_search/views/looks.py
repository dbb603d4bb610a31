"""The pages of looks that a merchant put together. Each view parses, makes one call and answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog_search.models import Look
from catalog_search.models.stores import store_of
from catalog_search.photos.formats import WEBP
from catalog_search.search import looks as curated_looks
from catalog_search.views.pages import page
from catalog_search.views.thumbnails import FOR_A_WEEK, FOR_STAFF, NOSNIFF, is_staff


@page("GET", "HEAD")
def looks(request: HttpRequest) -> HttpResponse:
    """All looks of the store, in the merchant's order."""
    store = store_of(request)
    context = {"store": store, "looks": curated_looks.published(store), "nav": "looks"}
    return render(request, "catalog_search/curated_looks.html", context)


@page("GET", "HEAD")
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """One look, and the products on it; staff see one before it is published."""
    context = {"store": store_of(request), "look": visible(request, slug), "nav": "looks"}
    return render(request, "catalog_search/curated_look.html", context)


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The look's picture; its address changes with it."""
    shown = visible(request, slug)
    try:
        data = curated_looks.picture(shown)
    except FileNotFoundError:
        raise Http404 from None
    caching = FOR_A_WEEK if shown.published else FOR_STAFF
    headers = {**NOSNIFF, "Cache-Control": caching}
    return HttpResponse(data, content_type=WEBP.content_type, headers=headers)


def visible(request: HttpRequest, slug: str) -> Look:
    found = get_object_or_404(store_of(request).looks.exclude(picture=""), slug=slug)
    if not found.published and not is_staff(request):
        raise Http404
    return found
