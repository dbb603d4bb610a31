"""Pages of the merchant's looks. Each view parses, makes one call and answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from catalog_search.exceptions import PhotoNotKept
from catalog_search.models import Look
from catalog_search.models.stores import store_of
from catalog_search.photos.formats import WEBP
from catalog_search.search import looks as curated_looks
from catalog_search.views.pages import page
from catalog_search.views.problems import retry_headers
from catalog_search.views.thumbnails import FOR_ALL, FOR_ONE, NOSNIFF, may_view, placeholder


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


@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """The look's picture. Its URL changes whenever the picture does."""
    look = visible_look(request, slug)
    try:
        data = curated_looks.picture(look)
    except FileNotFoundError:
        raise Http404 from None
    except PhotoNotKept:
        return placeholder(503, retry_headers(503))
    shown = curated_looks.published(look.store).filter(pk=look.pk).exists()
    caching = FOR_ALL if shown else FOR_ONE
    headers = {**NOSNIFF, "Cache-Control": caching}
    return HttpResponse(data, content_type=WEBP.content_type, headers=headers)


def visible_look(request: HttpRequest, slug: str) -> Look:
    store = store_of(request)
    look = get_object_or_404(store.looks.exclude(picture=""), slug=slug)
    look.store = store
    if not may_view(request, Look) and not curated_looks.published(store).contains(look):
        raise Http404
    return look
