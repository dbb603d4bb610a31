"""The pictures that a merchant uploaded: of looks, and of the banners of rules."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from catalog_search.exceptions import PhotoNotKept
from catalog_search.models import Look, Rule, Store
from catalog_search.models.stores import store_of
from catalog_search.photos import uploaded_pictures
from catalog_search.photos.formats import WEBP
from catalog_search.retrieval.merchandising.rules import BannerPicture
from catalog_search.retrieval.merchandising.store_rules import of_store
from catalog_search.search.scenes import looks as curated_looks
from catalog_search.views.problems import retry_headers
from catalog_search.views.thumbnails import (
    FOR_ALL,
    FOR_ONE,
    NOSNIFF,
    drawn_without_database,
    may_view,
    placeholder,
)


@require_safe
@drawn_without_database
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """A look's picture. Its URL changes whenever the picture does."""
    look = visible_look(request, slug)
    is_public = curated_looks.published(look.store).filter(pk=look.pk).exists()
    return answer(look.picture, is_public=is_public)


def visible_look(request: HttpRequest, slug: str) -> Look:
    """Return the look, an unpublished one for staff alone. Raises Http404."""
    store = store_of(request)
    look = get_object_or_404(store.looks.exclude(picture=""), slug=slug)
    look.store = store
    if not may_view(request, Look, store) and not curated_looks.published(store).contains(look):
        raise Http404
    return look


@require_safe
@drawn_without_database
def banner(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a rule's banner. Its URL changes whenever the picture does."""
    store = store_of(request)
    rule = get_object_or_404(store.rules.exclude(picture=""), pk=pk)
    is_public = rule.picture in shown_banners(store)
    if not is_public and not may_view(request, Rule, store):
        raise Http404
    return answer(rule.picture, is_public=is_public)


def shown_banners(store: Store) -> set[str]:
    """Return the names of the pictures that rules show now."""
    now = timezone.now()
    banners = (rule.banner for rule in of_store(store).rules if rule.is_on(now))
    return {each.picture.name for each in banners if each and each.picture}


def banner_url(picture: BannerPicture) -> str:
    """Return the URL of the banner's picture."""
    url = reverse("catalog_search:banner_picture", args=[picture.rule])
    return f"{url}?v={version(picture.name)}"


def version(name: str) -> str:
    """Return what stands behind "?v=" in the URL of a picture with this name."""
    return slugify(name.rsplit("/", 1)[-1])[:12]


def answer(name: str, *, is_public: bool) -> HttpResponse:
    """Return the picture of this name; a drawing while the storage is away. Raises Http404."""
    try:
        data = uploaded_pictures.picture(name)
    except FileNotFoundError:
        raise Http404 from None
    except PhotoNotKept:
        return placeholder(503, retry_headers(503))
    headers = {**NOSNIFF, "Cache-Control": FOR_ALL if is_public else FOR_ONE}
    return HttpResponse(data, content_type=WEBP.content_type, headers=headers)
