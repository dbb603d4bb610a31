"""What a request tells of the visit it belongs to: which search led here, what was seen."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from catalog_search.models import Product, Store


def referring_query(request: HttpRequest) -> str:
    """Return the words of the search page whose link was followed to this one; else "".

    The browser names that page by itself, so that links stay short and nothing is lost without
    scripts; where the site's Referrer-Policy forbids it, no clicks are known.
    """
    try:
        before = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return ""
    if before.netloc != request.get_host() or before.path != reverse("catalog_search:search"):
        return ""
    return parse_qs(before.query).get("q", [""])[0]


def is_prefetch(request: HttpRequest) -> bool:
    """Return whether nobody asked for this page: a browser loads ahead, or asks for headers."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method != "GET" or "prefetch" in purpose


SEEN = "catalog_search_seen"
MOST_SEEN = 12


def remember(request: HttpRequest, product: Product) -> None:
    """Keep in the session that the product was seen, the last ones only."""
    session = getattr(request, "session", None)
    if session is not None:
        before = [pk for pk in seen(request, product.store) if pk != product.pk]
        kept = {**session.get(SEEN, {}), product.store.slug: [product.pk, *before][:MOST_SEEN]}
        session[SEEN] = kept


def seen(request: HttpRequest, store: Store) -> list[int]:
    """Return the ids of the store's products seen in this session, the last one first."""
    session: Any = getattr(request, "session", None)
    return list(session.get(SEEN, {}).get(store.slug, [])) if session is not None else []


def forget(request: HttpRequest) -> None:
    """Forget what was seen, in every store."""
    session = getattr(request, "session", None)
    if session is not None:
        session.pop(SEEN, None)


def page_before(request: HttpRequest) -> str:
    """Return the page of this site that the request came from, else the search page."""
    page, here = request.headers.get("Referer", ""), {request.get_host()}
    if url_has_allowed_host_and_scheme(page, here, require_https=request.is_secure()):
        return page
    return reverse("catalog_search:search")
