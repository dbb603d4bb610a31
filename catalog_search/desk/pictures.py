"""Pictures on the desk, also those that shoppers do not see, for staff who may see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static

from catalog_search.desk.access import desk_page
from catalog_search.desk.merchandising.banner_picture import signed
from catalog_search.exceptions import NO_PICTURE, PhotoNotKept, SourceUnavailable
from catalog_search.models import Photo, Store
from catalog_search.photos import thumbnails, uploaded_pictures
from catalog_search.photos.formats import WEBP

MISSING = "catalog_search/photo_missing.svg"


@desk_page("view_photo")
def photo(request: HttpRequest, store: Store, pk: int, width: int) -> HttpResponse:
    """Return a photo's thumbnail in one of the fixed widths."""
    row = get_object_or_404(store.photos, pk=pk)
    row.store = store
    return thumbnail(row, width)


def thumbnail(row: Photo, width: int) -> HttpResponse:
    """Return the photo as WebP, or a picture that says that it cannot be read. Raises Http404."""
    if width not in thumbnails.WIDTHS:
        raise Http404
    try:
        return picture(thumbnails.webp(row, width))
    except (*NO_PICTURE, SourceUnavailable):
        return redirect(static(MISSING))


@desk_page("view_look")
def look(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """Return a look's picture."""
    return uploaded(get_object_or_404(store.looks, pk=pk).picture)


@desk_page("view_rule")
def banner(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """Return the picture of a rule's banner."""
    return uploaded(get_object_or_404(store.rules, pk=pk).picture)


@desk_page("view_rule")
def kept_banner(request: HttpRequest, store: Store, token: str) -> HttpResponse:
    """Return the picture that a rule's form keeps, of a rule that may not be saved."""
    kept_picture = signed(token)
    if kept_picture is None:
        raise Http404
    return uploaded(kept_picture[0])


def uploaded(name: str) -> HttpResponse:
    """Return the picture of this name, or one that says that it cannot be read."""
    try:
        return picture(uploaded_pictures.picture(name))
    except (FileNotFoundError, PhotoNotKept):
        return redirect(static(MISSING))


def picture(data: bytes) -> HttpResponse:
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=WEBP.content_type, headers=headers)
