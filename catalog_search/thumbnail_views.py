"""The pictures of the pages: thumbnails, and a drawing where there is none."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from catalog_search import thumbnails
from catalog_search.exceptions import InvalidPhoto, PhotoGone, SourceUnavailable
from catalog_search.models import Photo
from catalog_search.problems import RETRY_SECONDS
from catalog_search.stores import store_of

NOSNIFF = {"X-Content-Type-Options": "nosniff"}
FOR_A_WEEK = "public, max-age=604800"
"""The address changes with the photo; a week bounds how long a photo taken down lives on."""
FOR_STAFF = "private, no-store"


@require_safe
def thumbnail(request: HttpRequest, pk: int, width: int, square: bool = False) -> HttpResponseBase:
    """Answer with a photo of the catalogue in one of the fixed widths."""
    if width not in thumbnails.WIDTHS:
        raise Http404
    photo = get_object_or_404(
        Photo.objects.select_related("store", "product"), pk=pk, store=store_of(request)
    )
    hidden = photo.state == Photo.State.BLOCKED or not photo.product.visible
    if hidden and not is_staff(request):
        return placeholder(404)
    try:
        return picture(request, photo, width, square, FOR_STAFF if hidden else FOR_A_WEEK)
    except (PhotoGone, InvalidPhoto):
        return placeholder(404)
    except SourceUnavailable:
        return placeholder(503, {"Retry-After": str(RETRY_SECONDS)})


def picture(
    request: HttpRequest, photo: Photo, width: int, square: bool, caching: str
) -> HttpResponseBase:
    """Return the thumbnail, or 304 to a browser that has it. Raises as thumbnails.webp does."""
    etag = f'"{thumbnails.digest(photo, width, square)}"'
    headers = {**NOSNIFF, "Cache-Control": caching, "ETag": etag}
    known = HttpResponse(headers=headers)
    answer = get_conditional_response(request, etag=etag, response=known)
    if answer is not known and answer is not None:
        return answer
    data = thumbnails.webp(photo, width, square)
    return HttpResponse(data, content_type=thumbnails.CONTENT_TYPE, headers=headers)


def is_staff(request: HttpRequest) -> bool:
    return bool(getattr(getattr(request, "user", None), "is_staff", False))


def placeholder(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return the drawing that stands where a photo cannot be shown."""
    given = {**NOSNIFF, "Cache-Control": "no-store", **(headers or {})}
    drawing = thumbnails.PLACEHOLDER.read_bytes()
    return HttpResponse(drawing, content_type="image/svg+xml", status=status, headers=given)
