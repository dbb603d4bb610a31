"""Pages of a shopper's photo: upload, results, detected items, and the picture itself."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from catalog_search import conf
from catalog_search.exceptions import ClassifierUnavailable, EncoderUnavailable
from catalog_search.indexing import moderation
from catalog_search.indexing.moderation import opinions
from catalog_search.models.stores import store_of
from catalog_search.photos.boxes import read_crop, written_crop
from catalog_search.photos.decoder import decoding
from catalog_search.photos.formats import WEBP
from catalog_search.photos.shoppers import uploads
from catalog_search.retrieval.filters import parse
from catalog_search.search import log as search_log
from catalog_search.search.page_engines import page_engines
from catalog_search.search.photos import photo as photo_search
from catalog_search.search.photos.photo import PhotoQuery
from catalog_search.search.scenes import scene
from catalog_search.types import Box
from catalog_search.views import rate_limits, visits
from catalog_search.views.counting import searched
from catalog_search.views.forms import PhotoForm
from catalog_search.views.pages import (
    browse,
    known_params,
    page,
    page_request,
    size_limited,
    text_query,
)
from catalog_search.views.parts import crops
from catalog_search.views.problems import retry_headers
from catalog_search.views.thumbnails import placeholder


@page("GET", "HEAD", "POST")
@size_limited
def photo(request: HttpRequest) -> HttpResponse:
    """The upload form. A photo POSTed to it redirects to the products that look like it."""
    return upload_form(request, "catalog_search/photo.html", "photo")


def upload_form(request: HttpRequest, template: str, kind: str) -> HttpResponse:
    """Store a valid photo and redirect to the page `kind`_results; else render the form."""
    form = None
    if request.method == "POST":
        rate_limits.count_upload(request)
        form = PhotoForm(request.POST, request.FILES)
    if form and form.is_valid():
        slug, client = store_of(request).slug, rate_limits.client_of(request)
        token = uploads.keep(form.cleaned_data["photo"], slug, client)
        return redirect(f"catalog_search:{kind}_results", token)
    limit = conf.settings().max_photo_bytes
    context = {
        "store": store_of(request),
        "nav": kind,
        "error": " ".join(map(str, form.errors.get("photo", []))) if form else "",
        "max_bytes": limit,
        "accept": decoding.asked_types(),
        "readable": decoding.readable_types(),
        "formats": decoding.upload_format_names(),
        "wrong_type": _("Only %(formats)s pictures can be used. Save this one as JPEG.")
        % {"formats": decoding.upload_format_names()},
        "too_large": _("This file is larger than %(size)s. Choose a smaller picture.")
        % {"size": filesizeformat(limit)},
        "keep_minutes": conf.settings().query_photo_seconds // 60,
    }
    return render(request, template, context, status=400 if form else 200)


def recall(request: HttpRequest, token: str) -> uploads.QueryPhoto:
    """Return the stored photo; what this request has computed from it counts for its client."""
    charge = partial(rate_limits.count_encoding, request)
    return uploads.recall(token, store_of(request).slug, charge=charge)


@never_cache
@page("GET", "HEAD")
def photo_results(request: HttpRequest, token: str) -> HttpResponse:
    """Products that look like the uploaded photo, or its part `crop`, and match `words`."""
    params = known_params(request)
    requested_page, filters = page_request(params), parse(params)
    words, crop = params.get("words", "").strip(), read_crop(params.get("crop", ""))
    upload = recall(request, token)
    query = PhotoQuery(crop, text_query(params, words, filters))
    answer = searched(
        request,
        "photo",
        lambda store: photo_search.answer(store, upload, query, requested_page),
    )
    if requested_page.number == 1 and visits.may_count(request):
        total, kind = answer.results.total, search_log.Kind.PHOTO
        search_log.note_search(store_of(request), words, total, kind=kind)
    context = {
        "query_photo": upload,
        "heading": heading(query),
        "nav": "photo",
        "crop": answer.crop,
        "crop_text": written_crop(answer.crop),
        "chosen_for_you": answer.detected,
        "words": words,
        "presets": crops.preset_links(params, answer.crop),
        "item_links_url": crops.crop_url(params, params.get("crop", ""), parts="1"),
        "item_links": item_links(request, upload, answer.crop) if params.get("parts") else None,
    }
    return browse(request, "catalog_search/photo_results.html", answer.results, filters, **context)


def heading(query: PhotoQuery) -> str:
    if words := query.text.text:
        return _("Like your photo, “%(words)s”") % {"words": words}
    return _("Products like this part") if query.crop else _("Products like your photo")


def item_links(
    request: HttpRequest, upload: uploads.QueryPhoto, chosen: Box | None
) -> list[crops.CropLink]:
    items = scene.detected_items(store_of(request), upload)
    return crops.item_links(known_params(request), items, chosen)


@never_cache
@page("GET", "HEAD")
def photo_parts(request: HttpRequest, token: str) -> HttpResponse:
    """Links to the items detected on the uploaded photo: a fragment of the results page."""
    upload, chosen = recall(request, token), read_crop(request.GET.get("crop", ""))
    context = {"query_photo": upload, "item_links": item_links(request, upload, chosen)}
    return render(request, "catalog_search/_photo_parts.html", context)


@never_cache
@page("GET", "HEAD")
def query_photo(request: HttpRequest, token: str) -> HttpResponse:
    """The uploaded photo as stored: re-encoded, without metadata.

    One that a policy of the store blocks can be searched with, but the shop does not show it to
    whoever has its address.
    """
    upload = recall(request, token)
    try:
        with page_engines():
            may_show = moderation.may_show(
                store_of(request),
                lambda: uploads.vectors(upload),
                lambda: opinions.of_upload(upload),
            )
            if not may_show:
                return placeholder(404)
    except (EncoderUnavailable, ClassifierUnavailable):
        return placeholder(503, retry_headers(503))
    headers = {"X-Content-Type-Options": "nosniff"}
    return HttpResponse(upload.data, content_type=WEBP.content_type, headers=headers)
