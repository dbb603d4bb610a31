"""What a request tells of the visit it belongs to: which search led here."""

from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest
from django.urls import reverse


def words_before(request: HttpRequest) -> str:
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


def is_meant(request: HttpRequest) -> bool:
    """Return whether somebody asked for this page, rather than a browser that loads ahead."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in purpose
