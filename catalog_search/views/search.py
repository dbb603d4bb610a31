"""The search and product pages. Each view parses, makes one call and answers."""

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from catalog_search import conf
from catalog_search.models import CATEGORY_SEPARATOR, Photo
from catalog_search.models.stores import store_of
from catalog_search.retrieval.filters import Filters, parse
from catalog_search.search import log as search_log
from catalog_search.search.photos.photo import like_photo
from catalog_search.search.products import similar
from catalog_search.search.scenes import scene
from catalog_search.search.while_typing.autocomplete import suggest
from catalog_search.search.words.text import by_text
from catalog_search.views import rate_limits, visits
from catalog_search.views.counting import searched
from catalog_search.views.pages import (
    browse,
    known_params,
    page,
    page_request,
    size_limited,
    text_query,
)
from catalog_search.views.parts import examples
from catalog_search.views.parts.rule_notes import redirect_of
from catalog_search.views.parts.structured_data import canonical_of_list
from catalog_search.views.photo import recall, upload_form

SUGGESTIONS_MAX_AGE = 60
"""Seconds."""


@page("GET", "HEAD")
def text_search(request: HttpRequest) -> HttpResponse:
    """Products for the words in `q`; without words, the whole catalogue."""
    params, requested_page = request.GET, page_request(request.GET)
    text, filters = params.get("q", "").strip(), parse(params)
    rate_limits.count_search(request)
    store = store_of(request)
    first_page_unfiltered = requested_page.number == 1 and filters == Filters()
    if text and first_page_unfiltered and (elsewhere := redirect_of(request, store, text)):
        if visits.may_count(request):
            search_log.note_search(store, text, 1)
        return elsewhere
    query = text_query(params, text, filters)
    kind = "text" if text else "browse"
    started = time.perf_counter()
    results = searched(request, kind, lambda store: by_text(store, query, requested_page))
    counts = bool(text) and visits.may_count(request)
    if counts and first_page_unfiltered and not results.degraded:
        seconds = time.perf_counter() - started
        search_log.note_search(store, text, results.total, seconds=seconds)
    context = {
        "text": text,
        "heading": text_heading(text, filters),
        "canonical": canonical_of_list(request, filters, requested_page),
        "welcome": not text and first_page_unfiltered,
        "counts_places": counts and conf.settings().log_searches,
    }
    return browse(request, "catalog_search/search.html", results, filters, **context)


@page("GET", "HEAD")
def suggestions(request: HttpRequest) -> HttpResponse:
    """Suggestions for the text typed so far in `q`: the options below the search field."""
    store, typed = store_of(request), request.GET.get("q", "")
    context = {"suggestions": suggest(store, typed), "typed": typed.strip()}
    response = render(request, "catalog_search/_suggestions.html", context)
    response.headers["Cache-Control"] = f"private, max-age={SUGGESTIONS_MAX_AGE}"
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
    """The upload form for a scene. A photo POSTed to it redirects to the items found in it."""
    return upload_form(request, "catalog_search/look.html", "look")


@never_cache
@page("GET", "HEAD")
def look_results(request: HttpRequest, token: str) -> HttpResponse:
    """The items found in the uploaded photo, each with similar products."""
    upload = recall(request, token)
    parts = searched(request, "look", lambda store: scene.of_query_photo(store, upload))
    if visits.may_count(request):
        search_log.note_search(store_of(request), "", len(parts), kind=search_log.Kind.LOOK)
    context = {
        "store": store_of(request),
        "nav": "look",
        "query_photo": upload,
        "parts": parts,
    }
    return render(request, "catalog_search/look_results.html", context)


@page("GET", "HEAD")
def similar_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Products that look like one catalogue photo."""
    requested_page, filters = page_request(request.GET), parse(request.GET)
    photo = get_object_or_404(
        Photo.objects.select_related("product", "store"),
        pk=pk,
        store=store_of(request),
        state=Photo.State.LIVE,
        product__visible=True,
    )
    results = searched(request, "similar", lambda store: like_photo(photo, filters, requested_page))
    context = {"photo": photo, "heading": _("Products like this photo")}
    return browse(request, "catalog_search/similar_photo.html", results, filters, **context)


@page("GET", "HEAD")
def more_like(request: HttpRequest) -> HttpResponse:
    """Products more like those in `like` and less like those in `unlike`."""
    params, store = known_params(request), store_of(request)
    filters, requested_page = parse(params), page_request(params)
    chosen = examples.examples_of(store, params)
    if not chosen.liked:
        return redirect("catalog_search:search")
    results = searched(
        request,
        "similar",
        lambda store: similar.by_examples(store, chosen, filters, requested_page),
    )
    context = {
        "examples": examples.example_chips(params, chosen),
        "heading": _("More like what you chose"),
    }
    return browse(request, "catalog_search/more_like.html", results, filters, **context)


@page("POST")
def forget_seen(request: HttpRequest) -> HttpResponse:
    """Clear the recently viewed products and redirect to the previous page."""
    response = redirect(visits.previous_page(request))
    visits.forget_viewed(response)
    return response


@page("GET", "HEAD")
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product, its photos and similar products."""
    store = store_of(request)
    product = get_object_or_404(store.products, pk=pk, visible=True)
    photos = product.photos.filter(state=Photo.State.LIVE).select_related("store")
    context = {"store": store, "product": product, "photos": photos}
    response = render(request, "catalog_search/product.html", context)
    visits.note_view(request, response, product)
    return response
