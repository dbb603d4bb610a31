"""What a request says about the visit: the referring search, and the products viewed before."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from catalog_search.models import Product, Store


def referring_query(request: HttpRequest) -> str:
    """Return the query of the search page that linked to this request; else "".

    It is read from the Referer header, which keeps links short and works without scripts. Where
    the site's Referrer-Policy suppresses the header, no clicks are counted.
    """
    try:
        referer = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if referer.netloc != request.get_host() or referer.path != reverse("catalog_search:search"):
        return ""
    return parse_qs(referer.query).get("q", [""])[0]


def is_prefetch(request: HttpRequest) -> bool:
    """Return whether no person opened this page: a prefetch, or a request for headers only."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method != "GET" or "prefetch" in purpose


SESSION_KEY = "catalog_search_seen"
MAX_VIEWED = 12


def remember_viewed(request: HttpRequest, product: Product) -> None:
    """Put the product first in the session's list, which keeps the last MAX_VIEWED per store."""
    session = getattr(request, "session", None)
    if session is not None:
        earlier = [pk for pk in recently_viewed(request, product.store) if pk != product.pk]
        ids = [product.pk, *earlier][:MAX_VIEWED]
        session[SESSION_KEY] = {**session.get(SESSION_KEY, {}), product.store.slug: ids}


def recently_viewed(request: HttpRequest, store: Store) -> list[int]:
    """Return the ids of the store's products viewed in this session, the latest first."""
    session: Any = getattr(request, "session", None)
    return list(session.get(SESSION_KEY, {}).get(store.slug, [])) if session is not None else []


def forget_viewed(request: HttpRequest) -> None:
    """Delete the session's list of viewed products, for every store."""
    session = getattr(request, "session", None)
    if session is not None:
        session.pop(SESSION_KEY, None)


def previous_page(request: HttpRequest) -> str:
    """Return the page of this site that the request came from, else the search page."""
    referer, own_hosts = request.headers.get("Referer", ""), {request.get_host()}
    if url_has_allowed_host_and_scheme(referer, own_hosts, require_https=request.is_secure()):
        return referer
    return reverse("catalog_search:search")
