"""Links to pages of the admin site that shows them; text where that site has no such page."""

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def address(site: AdminSite, name: str, *args: object) -> str:
    """Return the address of this site's page, such as "catalog_search_photo_change"; "" for none.

    A project may have several sites, and register there which of our models it likes.
    """
    try:
        return reverse(f"admin:{name}", args=args, current_app=site.name)
    except NoReverseMatch:
        return ""


def link(url: str, text: object) -> SafeString:
    """Return the text as a link, or as it is without an address."""
    if not url:
        return format_html("{}", text)
    return format_html('<a href="{}">{}</a>', url, text)


def link_to(site: AdminSite, row: Model, text: object = None) -> SafeString:
    """Return a link to the row's page."""
    name = f"{row._meta.app_label}_{row._meta.model_name}_change"
    return link(address(site, name, row.pk), text or row)
