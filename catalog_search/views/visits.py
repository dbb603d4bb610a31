"""What a request says about the visit: the referring search, and the products viewed before."""

import json
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from catalog_search.models import Product, Store
from catalog_search.models.stores import store_of
from catalog_search.retrieval.merchandising.store_rules import hidden_everywhere
from catalog_search.search import log as search_log
from catalog_search.search.products.lookup import find_product
from catalog_search.views.problems import left_out


def note_view(request: HttpRequest, response: HttpResponse, thing: object) -> None:
    """Note that a shopper opened a product's page: as a click, if a search led there, and as seen.

    A project calls it in its own product view, with a SKU or its own product; an unknown one is
    ignored, and so are prefetches. While the database is unavailable, nothing is noted.
    """
    with left_out("The note of a view"):
        store = store_of(request)
        product = None if is_prefetch(request) else find_product(store, thing)
        if product is None:
            return
        query = referring_query(request)
        if query and may_count(request):
            search_log.note_click(store, query, product, clicked_place(request))
        remember_viewed(request, response, product)


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


def may_count(request: HttpRequest) -> bool:
    """Return whether the visit may be counted: a person came, whose browser does not object."""
    return not objects(request) and not is_prefetch(request)


def objects(request: HttpRequest) -> bool:
    """Return whether the browser asks not to be tracked: DNT, or https://www.w3.org/TR/gpc/."""
    return "1" in (request.headers.get("DNT"), request.headers.get("Sec-GPC"))


def clicked_place(request: HttpRequest) -> int:
    """Return the place in the results that the link to this page stood in; 0 if unknown."""
    text = request.GET.get("at", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


COOKIE = "catalog_search_seen"
MAX_VIEWED = 12
"""Products per store."""
MAX_STORES = 4
"""Stores of one site whose products are remembered, so that the cookie stays small."""

SHOWS_VISITOR = "_catalog_search_shows_visitor"
"""Attribute of a request whose page shows what its visitor viewed."""

Viewed = dict[str, list[int]]
"""Ids of products by store, the latest first."""


def remember_viewed(request: HttpRequest, response: HttpResponse, product: Product) -> None:
    """Put the product first in the visitor's list, which keeps the last MAX_VIEWED per store.

    The list is in a signed cookie: a page that is only looked at writes nothing to the database.
    """
    viewed, slug = viewed_by_store(request), product.store.slug
    earlier = [pk for pk in viewed.pop(slug, []) if pk != product.pk]
    viewed = {slug: [product.pk, *earlier][:MAX_VIEWED], **viewed}
    latest = dict(list(viewed.items())[:MAX_STORES])
    response.set_signed_cookie(
        COOKIE,
        json.dumps(latest, separators=(",", ":")),
        salt=COOKIE,
        max_age=settings.SESSION_COOKIE_AGE,
        path=settings.SESSION_COOKIE_PATH,
        domain=settings.SESSION_COOKIE_DOMAIN,
        secure=settings.SESSION_COOKIE_SECURE or request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    patch_vary_headers(response, ("Cookie",))


def recently_viewed(request: HttpRequest, store: Store) -> list[int]:
    """Return the ids of the store's products that this visitor viewed, the latest first.

    The page that shows them is this visitor's alone, and no cache may give it to others.
    """
    setattr(request, SHOWS_VISITOR, True)
    if hasattr(request, "session"):
        # Django's own mark: its middleware then adds "Vary: Cookie" to any view's response.
        request.session.accessed = True
    hidden = hidden_everywhere(store)
    found = [pk for pk in viewed_by_store(request).get(store.slug, []) if pk not in hidden]
    if found:
        # cache_page looks at a view's response before any middleware has marked it.
        setattr(request, "_cache_update_cache", False)  # noqa: B010
    return found


def vary_by_visitor(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the response, marked for caches if it shows what this visitor viewed."""
    if hasattr(request, SHOWS_VISITOR):
        patch_vary_headers(response, ("Cookie",))
    return response


def viewed_by_store(request: HttpRequest) -> Viewed:
    """Return what the cookie says; nothing if it is missing, old or was changed."""
    try:
        max_age = settings.SESSION_COOKIE_AGE
        text = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=max_age)
        viewed = json.loads(text) if text else {}
    except (BadSignature, ValueError):
        return {}
    return {str(slug): [int(pk) for pk in pks] for slug, pks in viewed.items()}


def forget_viewed(response: HttpResponse) -> None:
    """Delete the visitor's list of viewed products, for every store."""
    path, domain = settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN
    response.delete_cookie(COOKIE, path=path, domain=domain, samesite="Lax")


def previous_page(request: HttpRequest) -> str:
    """Return the page of this site that the request came from, else the search page."""
    referer, own_hosts = request.headers.get("Referer", ""), {request.get_host()}
    if url_has_allowed_host_and_scheme(referer, own_hosts, require_https=request.is_secure()):
        return referer
    return reverse("catalog_search:search")
