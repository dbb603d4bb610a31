"""Request ids, and the time and outcome of each page, for log lines and metrics."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from catalog_search import telemetry
from catalog_search.telemetry.context import HEADER

GetResponse = Callable[[HttpRequest], HttpResponse]


def request_telemetry(get_response: GetResponse) -> GetResponse:
    """Middleware: put it first. Takes over X-Request-ID if it is well-formed, and returns it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with telemetry.web_request(request.headers.get(HEADER, "")) as record:
            response = get_response(request)
            record.work.view, record.status = view_of(request), response.status_code
        response.headers[HEADER] = record.work.request_id
        return response

    return middleware


def view_of(request: HttpRequest) -> str:
    """Return the name of the view if it is one of this package, such as search or api:look."""
    match = request.resolver_match
    if match is None or "catalog_search" not in match.app_names:
        return ""
    place = match.app_names.index("catalog_search")
    name = str(match.url_name or "other")
    return ":".join([*match.namespaces[place + 1 :], name])
