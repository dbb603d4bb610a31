"""Pictures on the desk, also those that shoppers do not see, for staff who may see them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static

from catalog_search.desk.access import desk_page
from catalog_search.exceptions import NO_PICTURE, PhotoNotKept, SourceUnavailable
from catalog_search.models import Photo, Store
from catalog_search.photos import thumbnails
from catalog_search.photos.formats import WEBP
from catalog_search.search import looks

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
    try:
        return picture(looks.picture(get_object_or_404(store.looks, pk=pk)))
    except (FileNotFoundError, PhotoNotKept):
        return redirect(static(MISSING))


def picture(data: bytes) -> HttpResponse:
    headers = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=WEBP.content_type, headers=headers)
