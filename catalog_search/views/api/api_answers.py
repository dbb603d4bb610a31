"""What every address of the API answers to methods and requests that no endpoint sees."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from catalog_search.models.request_transactions import without_transaction
from catalog_search.views.pages import UNREADABLE_FORM, View
from catalog_search.views.problems import problem_response

BAD_REQUEST, METHOD_NOT_ALLOWED = 400, 405


def in_json(view: View) -> View:
    """Tell in JSON what Ninja and Django tell in HTML, and answer HEAD where GET is answered."""

    @without_transaction
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = as_get(view)(request, *args, **kwargs)
        except UNREADABLE_FORM:
            return problem_response(BAD_REQUEST, _("The request cannot be read."))
        if response.status_code != METHOD_NOT_ALLOWED:
            return response
        allowed = response["Allow"].replace("GET", "GET, HEAD")
        detail = _("This URL only accepts %s.") % allowed
        return problem_response(METHOD_NOT_ALLOWED, detail, {"Allow": allowed})

    return wrapped


def as_get(view: View) -> View:
    """Answer HEAD like GET; the server sends the headers alone."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = request.method
        request.method = "GET" if method == "HEAD" else method
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = method

    return wrapped
