"""Health for load balancers, and metrics for Prometheus."""

import secrets
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog_search import conf
from catalog_search.models.request_transactions import without_transaction
from catalog_search.operations import exposition, readiness

View = Callable[[HttpRequest], HttpResponse]


def for_machines(view: View) -> View:
    """Answer GET and HEAD without a login and without being cached."""
    checked: View = login_not_required(never_cache(require_safe(view)))
    return without_transaction(wraps(view)(checked))


@for_machines
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; nothing is asked."""
    return JsonResponse({"status": "ok"})


@for_machines
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if pages can be answered, else 503; staff read the reasons as well."""
    ready = readiness.check()
    state = ready.as_dict(details=is_trusted(request))
    return JsonResponse(state, status=200 if ready.answers else 503)


@for_machines
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for whoever sends METRICS_TOKEN; without that setting there is no such page."""
    if not (conf.settings().metrics_token and exposition.is_installed()):
        raise Http404
    if not has_token(request):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(exposition.text(), content_type=exposition.CONTENT_TYPE)


def has_token(request: HttpRequest) -> bool:
    token: str = conf.settings().metrics_token
    sent_token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    sent, expected = (text.encode("utf-8", "surrogatepass") for text in (sent_token, token))
    return bool(token) and secrets.compare_digest(sent, expected)


def is_trusted(request: HttpRequest) -> bool:
    """Return whether the request has METRICS_TOKEN or a staff member's session."""
    if has_token(request):
        return True
    try:
        return bool(getattr(getattr(request, "user", None), "is_staff", False))
    except DatabaseError:
        return False
