"""The live camera: its page, and the answer to one of its pictures. No picture is stored."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from catalog_search.exceptions import InvalidPhoto, UploadTooLarge, gettext_noop
from catalog_search.models.stores import store_of
from catalog_search.search import log as search_log
from catalog_search.search.photos.camera import recognise
from catalog_search.views import rate_limits, visits
from catalog_search.views.counting import searched
from catalog_search.views.forms import PhotoForm
from catalog_search.views.pages import page, size_limited

MAX_BYTES = 512 * 1024
"""Largest picture accepted. The page sends about 40 KiB."""
COUNTED_OF = 10
"""One frame of so many is counted, for all of them: a camera sends a frame every second."""


@never_cache
@page("GET", "HEAD", "POST")
@size_limited
def camera(request: HttpRequest) -> HttpResponse:
    """The camera page. A POSTed picture is answered with a fragment that says what it shows."""
    if request.method == "POST":
        with rate_limits.one_frame(request):
            return recognition(request)
    return render(
        request, "catalog_search/camera.html", {"store": store_of(request), "nav": "camera"}
    )


def recognition(request: HttpRequest) -> HttpResponse:
    refuse_large(request)
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        raise InvalidPhoto(" ".join(map(str, form.errors["photo"])))
    picture = form.cleaned_data["photo"]
    recognised = searched(request, "camera", lambda store: recognise(store, picture))
    if not visits.objects(request) and secrets.randbelow(COUNTED_OF) == 0:
        total, kind = len(recognised.items), search_log.Kind.CAMERA
        search_log.note_search(store_of(request), "", total, kind=kind, times=COUNTED_OF)
    return render(request, "catalog_search/_camera_answer.html", {"recognition": recognised})


def refuse_large(request: HttpRequest) -> None:
    """Raise UploadTooLarge for a picture above MAX_BYTES, before it is decoded."""
    for file in request.FILES.values():
        if (getattr(file, "size", 0) or 0) > MAX_BYTES:
            raise UploadTooLarge(
                gettext_noop("Camera pictures have at most 512 KB. Upload this photo instead.")
            )
