"""Template tags and filters for photos of the catalogue; catalog_search loads them, too."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from catalog_search.models import Photo
from catalog_search.photos import formats
from catalog_search.photos.formats import Format
from catalog_search.photos.thumbnails import address

register = template.Library()


@register.filter
def photo_url(photo: Photo, width: int) -> str:
    """Return the URL of the photo's thumbnail. It changes whenever the photo does."""
    return address(photo, width, square=False)


@register.filter
def thumb_url(photo: Photo) -> str:
    """Return the URL of the photo as a small square."""
    return address(photo, 96, square=True)


@register.inclusion_tag("catalog_search/_photo.html")
def photo_img(
    photo: Photo,
    sizes: str,
    widths: str = "320 640 1280",
    alt: str = "",
    first: bool = False,
) -> dict[str, object]:
    """Show a photo in several widths and formats. Its size is known before it loads.

    A photo whose proportions are not known yet is shown as a square. `first` loads it early.
    """
    square = not (photo.width and photo.height)
    size = (photo.width or 640, photo.height or 640)
    return picture(photo, widths, size, square=square, sizes=sizes, alt=alt, first=first)


@register.inclusion_tag("catalog_search/_photo.html")
def photo_tile(
    photo: Photo, sizes: str, widths: str = "320 640", alt: str = "", first: bool = False
) -> dict[str, object]:
    """Show a photo as a square, for grids; arguments as for photo_img."""
    return picture(photo, widths, (640, 640), square=True, sizes=sizes, alt=alt, first=first)


def picture(
    photo: Photo,
    widths: str,
    size: tuple[int, int],
    *,
    square: bool,
    sizes: str,
    alt: str,
    first: bool,
) -> dict[str, object]:
    """Return the attributes of the image, whole, and of its sources in other formats.

    The image is WebP, which every browser shows. A page has many photos, and a template takes
    longer to put attributes together one by one.
    """

    def urls(form: Format) -> dict[str, str]:
        return {w: address(photo, int(w), square=square, form=form) for w in widths.split()}

    def srcset(form: Format) -> str:
        return ", ".join(f"{url} {width}w" for width, url in urls(form).items())

    *preferred, fallback = formats.available()
    early = 'fetchpriority="high"' if first else 'loading="lazy"'
    image = format_html(
        'src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" decoding="async" {}',
        *(next(iter(urls(fallback).values())), srcset(fallback), sizes, *map(str, size), alt),
        mark_safe(early),  # noqa: S308  one of two constants
    )
    sources = format_html_join(
        "",
        '<source type="{}" srcset="{}" sizes="{}">',
        ((form.content_type, srcset(form), sizes) for form in preferred),
    )
    view = f"0 0 {size[0]} {size[1]}"
    return {"image": image, "sources": sources, "color": photo.mean_color, "view": view}
