"""HTML of photos, states, shares and tables in the admin."""

from collections.abc import Iterable

from django.contrib import admin
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.links import address
from catalog_search.exceptions import translated
from catalog_search.models import Photo, Product
from catalog_search.models.numbers import percent

NOTHING = "–"  # noqa: RUF001


def thumbnail(
    site: admin.AdminSite, photo: Photo, *, width: int = 96, veiled: bool = False
) -> SafeString:
    """Return the photo as a small image; with `veiled` it is blurred until hovered or focused.

    It is the photo's key on a site that has no photos.
    """
    source = address(site, "catalog_search_photo_thumbnail", photo.pk, width)
    if not source:
        return conditional_escape(photo.key)
    return format_html(
        '<img class="catalog-thumb{}" src="{}?v={}" alt="" loading="lazy" tabindex="{}">',
        " catalog-veiled" if veiled else "",
        source,
        photo.etag[:12],
        "0" if veiled else "-1",
    )


class PhotoColumns:
    """Columns of photos: the picture, veiled if it is blocked, its state and why it has that."""

    admin_site: admin.AdminSite

    @admin.display(description=_("photo"))
    def thumb(self, photo: Photo) -> SafeString:
        return thumbnail(self.admin_site, photo, veiled=photo.state == Photo.State.BLOCKED)

    @admin.display(description=_("reason"))
    def why(self, photo: Photo) -> str:
        return translated(photo.reason)

    @admin.display(description=_("state"), ordering="state")
    def state_badge(self, photo: Photo) -> SafeString:
        return badge(photo.state, photo.get_state_display())


def first_photo(site: admin.AdminSite, product: Product) -> SafeString | str:
    """Return the product's first live photo, else its first photo. Uses prefetched photos."""
    photos = sorted(product.photos.all(), key=order)
    return thumbnail(site, photos[0]) if photos else NOTHING


def order(photo: Photo) -> tuple[bool, int, int]:
    return (photo.state != Photo.State.LIVE, photo.position, photo.pk)


def badge(state: str, label: object) -> SafeString:
    return format_html('<span class="catalog-state catalog-state-{}">{}</span>', state, label)


def share(value: float) -> SafeString:
    """Return a share in [0, 1] as a bar with a percentage."""
    text = percent(value)
    return format_html(
        '<span class="catalog-share"><meter min="0" max="1" value="{}">{}</meter> {}</span>',
        f"{min(max(value, 0.0), 1.0):.4f}",
        text,
        text,
    )


def table(headings: Iterable[object], rows: Iterable[Iterable[object]]) -> SafeString:
    """Return an HTML table; the cells are escaped."""
    head = format_html_join("", "<th>{}</th>", ((heading,) for heading in headings))
    body = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((cell,) for cell in row)),) for row in rows),
    )
    return format_html(
        '<table class="catalog-table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>',
        head,
        body,
    )
