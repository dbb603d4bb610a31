"""Check settings that are texts: the header of proxies, the token of the metrics."""

import re
from collections.abc import Iterator

from django.core.checks import CheckMessage
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import check
from catalog_search.checks.values import wrong_value

HEADER = re.compile(r"(?!HTTP[_-]|REMOTE_|SERVER_)[!#$%&'*+.^_`|~0-9A-Z-]+", re.IGNORECASE)
"""A header's name, RFC 9110 section 5.1; not one of request.META, which no request has."""
TOKEN = re.compile(r"[!-~]*")
"""What a bearer token can be: a header loses spaces around it, and has ASCII alone."""


@check
def client_header() -> Iterator[CheckMessage]:
    """Check CLIENT_HEADER: with a name that no request has, all shoppers are one client."""
    header = conf.settings().client_header
    if not isinstance(header, str) or not HEADER.fullmatch(header):
        expected = gettext("a header's name as requests have it, such as %(example)s")
        yield wrong_value("CLIENT_HEADER", expected % {"example": '"X-Forwarded-For"'})


@check
def metrics_token() -> Iterator[CheckMessage]:
    token = conf.settings().metrics_token
    if not isinstance(token, str) or not TOKEN.fullmatch(token):
        yield wrong_value(
            "METRICS_TOKEN", gettext("a text of ASCII letters, digits and signs, without spaces")
        )


@check
def installation() -> Iterator[CheckMessage]:
    if not isinstance(conf.settings().installation, str):
        yield wrong_value("INSTALLATION", gettext("a text"))
