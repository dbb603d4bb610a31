"""The view that serves thumbnails, or a placeholder drawing where a photo cannot be shown."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib.auth import get_permission_codename
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from catalog_search.exceptions import NO_PICTURE, SourceUnavailable
from catalog_search.models import Photo, Store
from catalog_search.models.desk.moderation import has_policies
from catalog_search.models.editors import is_allowed, may_see
from catalog_search.models.request_transactions import without_transaction
from catalog_search.models.stores import store_of
from catalog_search.photos import formats, thumbnails
from catalog_search.photos.formats import Format
from catalog_search.views.problems import NO_DATABASE, problem_of, retry_headers

View = Callable[..., HttpResponseBase]

NOSNIFF = {"X-Content-Type-Options": "nosniff"}
FOR_ALL = "public, max-age=86400, s-maxage=300"
"""The URL changes with the photo. A browser that has it may show it for a day; caches that serve
others ask every five minutes, which costs a 304, so that a photo hidden later is gone there."""
FOR_ONE = "private, no-store"
"""Hidden photos, for staff; photos not indexed yet, of a store without policies, for shoppers."""


class Shape(NamedTuple):
    """The arguments of thumbnails.thumbnail after the photo."""

    width: int
    square: bool
    form: Format


def drawn_without_database(view: View) -> View:
    """Decorate a view of a picture: while the database is away it shows a drawing."""

    @without_transaction
    @wraps(view)
    def wrapped(*args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except NO_DATABASE as error:
            return placeholder(503, problem_of(error).headers)

    return wrapped


@require_safe
@drawn_without_database
def thumbnail(
    request: HttpRequest, pk: int, width: int, suffix: str, square: bool = False
) -> HttpResponseBase:
    """Serve a catalogue photo in one of the fixed widths and formats.

    Where the store has policies, a photo that nobody has judged yet is not shown.
    """
    form = formats.named(suffix)
    if form is None or width not in thumbnails.WIDTHS:
        raise Http404
    photo = get_object_or_404(
        Photo.objects.select_related("store", "product"), pk=pk, store=store_of(request)
    )
    hidden = photo.state == Photo.State.BLOCKED or not photo.product.visible
    hidden = hidden or (not photo.is_reviewed and has_policies(photo.store_id))
    if hidden and not may_view(request, Photo, photo.store):
        return placeholder(404)
    try:
        caching = FOR_ALL if photo.is_reviewed and not hidden else FOR_ONE
        return picture(request, photo, Shape(width, square, form), caching)
    except NO_PICTURE:
        return placeholder(404)
    except SourceUnavailable:
        return placeholder(503, retry_headers(503))


def picture(request: HttpRequest, photo: Photo, shape: Shape, caching: str) -> HttpResponseBase:
    """Return the thumbnail, or 304 if the browser has it. Raises as thumbnails.thumbnail does."""
    thumbnails.refuse_unusable(photo)
    name = thumbnails.name_of(photo, *shape)
    etag = f'"{name.rpartition("/")[2]}"'
    headers = {**NOSNIFF, "Cache-Control": caching, "ETag": etag}
    unconditional = HttpResponse(headers=headers)
    response = get_conditional_response(request, etag=etag, response=unconditional)
    if response is not unconditional and response is not None:
        return response
    data = thumbnails.thumbnail(photo, *shape)
    return HttpResponse(data, content_type=shape.form.content_type, headers=headers)


def may_view(request: HttpRequest, model: type[Model], store: Store) -> bool:
    """Return whether this is a staff member who may view such rows of the store in the admin."""
    user, codename = getattr(request, "user", None), get_permission_codename("view", model._meta)
    return is_allowed(user, codename) and may_see(user, store.pk)


def placeholder(status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """Return the drawing shown in place of a photo."""
    all_headers = {**NOSNIFF, "Cache-Control": "no-store", **(headers or {})}
    drawing = thumbnails.PLACEHOLDER.read_bytes()
    return HttpResponse(drawing, content_type="image/svg+xml", status=status, headers=all_headers)
