"""Admin of photos, with the queues of blocked and of quarantined photos."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from catalog_search.admin.base import CatalogAdmin, row_action, start_indexing
from catalog_search.admin.display import PhotoColumns, share, thumbnail
from catalog_search.admin.links import link_to
from catalog_search.exceptions import NO_PICTURE, SourceUnavailable
from catalog_search.indexing import moderation
from catalog_search.indexing import photos as indexing
from catalog_search.models import BlockedPhoto, Photo, QuarantinedPhoto
from catalog_search.models.desk.moderation import policy_label
from catalog_search.models.editors import name_of
from catalog_search.photos import thumbnails
from catalog_search.photos.formats import WEBP
from catalog_search.views.editing import editing

MISSING = "catalog_search/photo_missing.svg"


class PhotoRows(PhotoColumns, CatalogAdmin):
    """Base of the photo list and both queues. All fields are read-only; the sync writes them."""

    list_filter: ClassVar[Any] = ("store",)
    list_select_related = ("store", "product")
    list_per_page = 50
    search_fields = ("key", "product__sku", "product__title")
    actions: Any = ("retry", "release")
    fields = (
        "picture",
        "product_link",
        "key",
        "state_badge",
        "why",
        "attempts",
        ("policy", "verdict_share"),
        ("width", "height", "size"),
        ("etag", "indexed_etag", "released_etag"),
        ("indexed_model", "indexed_at"),
        ("claimed_by", "claimed_until"),
    )
    readonly_fields: ClassVar[Any] = [
        name for group in fields for name in ((group,) if isinstance(group, str) else group)
    ]

    @admin.display(description=_("photo"))
    def picture(self, photo: Photo) -> SafeString:
        veiled = photo.state == Photo.State.BLOCKED
        return thumbnail(self.admin_site, photo, width=320, veiled=veiled)

    @admin.display(description=_("product"), ordering="product__title")
    def product_link(self, photo: Photo) -> SafeString:
        return link_to(self.admin_site, photo.product)

    @admin.display(description=_("verdict policy"), ordering="verdict_policy")
    def policy(self, photo: Photo) -> str:
        return policy_label(photo.verdict_policy)

    @admin.display(description=_("score"), ordering="verdict_score")
    def verdict_share(self, photo: Photo) -> SafeString:
        return share(photo.verdict_score)

    @row_action(_("Try the selected quarantined photos again"), _("Try again"))
    def retry(self, request: HttpRequest, queryset: "QuerySet[Photo]") -> None:
        photos = self.of_state(request, queryset, Photo.State.QUARANTINED)
        count = indexing.retry(Photo.objects.filter(pk__in=[photo.pk for photo in photos]))
        self.audit_and_index(request, photos, "Queued for indexing again.")
        message = ngettext(
            "The next indexing run will try %(count)d photo again.",
            "The next indexing run will try %(count)d photos again.",
            count,
        )
        messages.success(request, message % {"count": count})

    @row_action(_("Release the selected blocked photos"), _("Release"))
    def release(self, request: HttpRequest, queryset: "QuerySet[Photo]") -> None:
        photos = self.of_state(request, queryset, Photo.State.BLOCKED)
        count = moderation.release(photos, by=name_of(request.user))
        self.audit_and_index(request, photos, "Released from moderation.")
        message = ngettext(
            "%(count)d photo was released; searches find it after the next indexing run.",
            "%(count)d photos were released; searches find them after the next indexing run.",
            count,
        )
        messages.success(request, message % {"count": count})

    def of_state(
        self, request: HttpRequest, queryset: "QuerySet[Photo]", state: Photo.State
    ) -> list[Photo]:
        return self.permitted(request, queryset.filter(state=state).select_related("store"))

    def audit_and_index(self, request: HttpRequest, photos: list[Photo], message: str) -> None:
        self.audit(request, photos, message)
        start_indexing({photo.store for photo in photos})


@admin.register(Photo)
class PhotoAdmin(PhotoRows):
    list_display = ("thumb", "key", "product_link", "store", "state_badge", "why", "attempts")
    list_display_links = ("key",)
    list_filter = ("store", "state")

    def get_urls(self) -> list[URLPattern]:
        view = editing(self.admin_site.admin_view(self.thumbnail_view, cacheable=True))
        name = "catalog_search_photo_thumbnail"
        return [path("<int:pk>/thumbnail/<int:width>/", view, name=name), *super().get_urls()]

    def thumbnail_view(self, request: HttpRequest, pk: int, width: int) -> HttpResponse:
        """Return a photo's thumbnail, also of blocked and hidden photos, to staff of this app."""
        if not request.user.has_module_perms("catalog_search"):
            raise PermissionDenied
        photos = self.get_queryset(request).select_related("store")
        photo = get_object_or_404(photos, pk=pk)
        try:
            data = thumbnails.webp(
                photo, min(thumbnails.WIDTHS, key=lambda each: abs(each - width))
            )
        except (*NO_PICTURE, SourceUnavailable):
            return redirect(static(MISSING))
        response = HttpResponse(data, content_type=WEBP.content_type)
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response


@admin.register(BlockedPhoto)
class BlockedPhotoAdmin(PhotoRows):
    """The moderation queue: photos that policies have blocked."""

    list_display = (
        "thumb",
        "product_link",
        "policy",
        "verdict_share",
        "row_buttons",
        "key",
        "store",
    )
    list_display_links = ("key",)
    list_filter = ("store", "verdict_policy")
    actions = ("release",)
    row_actions = ("release",)
    ordering = ("-verdict_score", "pk")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Photo]":
        return super().get_queryset(request).filter(state=Photo.State.BLOCKED)


@admin.register(QuarantinedPhoto)
class QuarantinedPhotoAdmin(PhotoRows):
    """Photos that could not be indexed, with the reasons."""

    list_display = ("key", "product_link", "why", "row_buttons", "attempts", "size", "store")
    actions = ("retry",)
    row_actions = ("retry",)

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Photo]":
        return super().get_queryset(request).filter(state=Photo.State.QUARANTINED)
