"""Template tags and filters for photos of the catalogue; catalog_search loads them, too."""

from collections.abc import Mapping
from functools import lru_cache

from django import template
from django.utils.safestring import SafeString

from catalog_search.models import Photo, Review
from catalog_search.photos import formats
from catalog_search.photos.thumbnails import address, addresses_of_any_photo, for_photo
from catalog_search.templatetags.markup import escaped, markup, markup_join
from catalog_search.views.addresses import project

register = template.Library()


@register.filter
def photo_url(photo: Photo, width: int) -> str:
    """Return the URL of the photo's thumbnail. It changes whenever the photo does."""
    return address(photo, width, square=False)


@register.filter
def thumb_url(photo: Photo) -> str:
    """Return the URL of the photo as a small square."""
    return address(photo, 96, square=True)


@register.simple_tag
def photo_img(
    photo: Photo,
    sizes: str,
    widths: str = "320 640 1280",
    alt: str = "",
    first: bool = False,
) -> SafeString:
    """Show a photo in several widths and formats. Its size is known before it loads.

    A photo whose proportions are not known yet is shown as a square. `first` loads it early.
    """
    square = not (photo.width and photo.height)
    size = (photo.width or 640, photo.height or 640)
    return picture(photo, widths, size, square=square, sizes=sizes, alt=alt, first=first)


@register.simple_tag
def photo_tile(
    photo: Photo, sizes: str, widths: str = "320 640", alt: str = "", first: bool = False
) -> SafeString:
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
) -> SafeString:
    """Return the image over its mean color, with sources in other formats.

    The image is WebP, which every browser shows.
    """
    image = for_photo(image_of_any_photo(widths, square, sizes, *size, *project()), photo)
    return SafeString(
        f'<span class="cs-photo">{mean_color(photo, size)}{image}{escaped(alt)}"'
        f' decoding="async" {EARLY if first else LAZY}></picture></span>'
    )


@lru_cache(maxsize=1000)
def image_of_any_photo(
    widths: str, square: bool, sizes: str, width: int, height: int, *_project: str | None
) -> str:
    """Return <picture> up to the text of its image, with ANY_PHOTO and ANY_VERSION in addresses.

    A page has many that differ in nothing else. `_project` is what addresses depend on.
    """
    *preferred, fallback = formats.available()
    urls = addresses_of_any_photo([*map(int, widths.split())], square=square)
    sources = ((form.content_type, srcset(urls[form.suffix]), sizes) for form in preferred)
    own = urls[fallback.suffix]
    return markup(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="',
        markup_join('<source type="{}" srcset="{}" sizes="{}">', sources),
        *(next(iter(own.values())), srcset(own), sizes, str(width), str(height)),
    )


EARLY = SafeString('fetchpriority="high"')
LAZY = SafeString('loading="lazy"')


def mean_color(photo: Photo, size: tuple[int, int]) -> SafeString:
    """Return a rectangle of this size in the photo's mean color, to see until it is loaded."""
    if not photo.mean_color:
        return SafeString()
    return markup(
        '<svg class="cs-photo-color" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">'
        '<rect width="100%" height="100%" fill="{}"/></svg>',
        *map(str, size),
        photo.mean_color,
    )


def srcset(urls: Mapping[int, str]) -> str:
    return ", ".join(f"{url} {width}w" for width, url in urls.items())


@register.filter
def review_of(photo: Photo) -> Review | None:
    """Return the photo's review, None without one, whatever a project shows for missing names."""
    return getattr(photo, "review", None)
