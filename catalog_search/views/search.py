"""The pages. Each view parses, makes one call and answers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from catalog_search.models import CATEGORY_SEPARATOR, Photo
from catalog_search.models.stores import store_of
from catalog_search.photos import uploads
from catalog_search.retrieval.filters import Filters, parse
from catalog_search.search import log, photo, scene, similar
from catalog_search.search import text as search
from catalog_search.search.autocomplete import suggest
from catalog_search.views import examples, visits
from catalog_search.views.pages import (
    SEARCH,
    WORDS,
    browse,
    page,
    page_number,
    size_limited,
    sort_order,
)
from catalog_search.views.photo import upload

KEEP_SUGGESTIONS_SECONDS = 60


@page("GET", "HEAD")
def text_search(request: HttpRequest) -> HttpResponse:
    """Products for the words in `q`; without words, the whole catalogue."""
    text, number = request.GET.get("q", "").strip(), page_number(request.GET)
    filters = parse(request.GET, besides=(*SEARCH, *WORDS))
    store = store_of(request)
    results = search.by_text(
        store,
        text,
        filters,
        number,
        sort=sort_order(request.GET),
        plain=request.GET.getlist("plain"),
        by_hand=request.GET.getlist("by_hand"),
        as_typed=request.GET.get("as_typed") == "1",
        listing=request.GET.get("listing", ""),
    )
    asked = text and number == 1 and filters == Filters() and not results.degraded
    if asked and not visits.is_prefetch(request):
        log.note_search(store, text, results.total)
    context = {
        "text": text,
        "heading": text_heading(text, filters),
        "welcome": not text and filters == Filters() and number == 1,
    }
    return browse(request, "catalog_search/search.html", results, filters, **context)


@page("GET", "HEAD")
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the words typed so far in `q` may become: the options of the search field's list."""
    store, typed = store_of(request), request.GET.get("q", "")
    context = {"found": suggest(store, typed), "typed": typed.strip()}
    response = render(request, "catalog_search/_suggestions.html", context)
    response.headers["Cache-Control"] = f"private, max-age={KEEP_SUGGESTIONS_SECONDS}"
    return response


def text_heading(text: str, filters: Filters) -> str:
    if text:
        return _("“%(words)s”") % {"words": text}
    if len(filters.category) == 1:
        return filters.category[0].rsplit(CATEGORY_SEPARATOR, 1)[-1]
    return _("All products")


@page("GET", "HEAD", "POST")
@size_limited
def look(request: HttpRequest) -> HttpResponse:
    """Take a photo of a scene and lead to the things in it."""
    return upload(request, "catalog_search/look.html", "look")


@never_cache
@page("GET", "HEAD")
def look_results(request: HttpRequest, token: str) -> HttpResponse:
    """The things found in the uploaded photo, each with products like it."""
    kept = uploads.recall(token)
    context = {
        "store": store_of(request),
        "nav": "look",
        "query_photo": kept,
        "parts": scene.of_query_photo(store_of(request), kept),
    }
    return render(request, "catalog_search/look_results.html", context)


@page("GET", "HEAD")
def similar_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Products that look like one photo of the catalogue."""
    number, filters = page_number(request.GET), parse(request.GET, besides=SEARCH)
    store = store_of(request)
    shown = get_object_or_404(
        Photo.objects.select_related("product", "store"),
        pk=pk,
        store=store,
        state=Photo.State.LIVE,
        product__visible=True,
    )
    results = photo.like_photo(
        shown,
        filters,
        number,
        sort=sort_order(request.GET),
        listing=request.GET.get("listing", ""),
    )
    context = {"photo": shown, "heading": _("Products like this photo")}
    return browse(request, "catalog_search/similar_photo.html", results, filters, **context)


@page("GET", "HEAD")
def more_like(request: HttpRequest) -> HttpResponse:
    """Products more like those in `like` and less like those in `unlike`."""
    given, store = request.GET, store_of(request)
    filters, number = parse(given, besides=(*examples.NAMES, *SEARCH)), page_number(given)
    liked, unliked = (examples.products(store, examples.ids(given, one)) for one in examples.NAMES)
    if not liked:
        return redirect("catalog_search:search")
    results = similar.by_examples(
        store,
        liked,
        unliked,
        filters,
        number,
        sort=sort_order(given),
        listing=given.get("listing", ""),
    )
    context = {
        "examples": examples.chips(given, liked, unliked),
        "heading": _("More like what you chose"),
    }
    return browse(request, "catalog_search/more_like.html", results, filters, **context)


@page("POST")
def forget_seen(request: HttpRequest) -> HttpResponse:
    """Forget the products seen in this visit, and lead back."""
    visits.forget(request)
    return redirect(visits.page_before(request))


@page("GET", "HEAD")
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product, its photos and what is similar to it."""
    store = store_of(request)
    shown = get_object_or_404(store.products, pk=pk, visible=True)
    if (words := visits.referring_query(request)) and not visits.is_prefetch(request):
        log.note_click(store, words, shown)
    if not visits.is_prefetch(request):
        visits.remember(request, shown)
    photos = shown.photos.filter(state=Photo.State.LIVE).select_related("store")
    context = {"store": store, "product": shown, "photos": photos}
    return render(request, "catalog_search/product.html", context)
