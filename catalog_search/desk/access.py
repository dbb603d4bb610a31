"""Who may open the desk's pages: staff with the page's permission, for their own stores."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import redirect, resolve_url
from django.urls import NoReverseMatch, reverse

from catalog_search.models import Store
from catalog_search.models.editors import is_allowed, visible_to
from catalog_search.models.request_transactions import request_transaction, without_transaction
from catalog_search.views.editing import editing
from catalog_search.views.pages import plain_page
from catalog_search.views.problems import NO_DATABASE, problem_of

View = Callable[..., HttpResponse]
Permission = str | tuple[str, ...]


def desk_page(
    permission: Permission, *methods: str, for_programs: bool = False
) -> Callable[[View], View]:
    """Decorate a view of one store: view(request, store, ...) for the address's `store` slug.

    `permission` is the codename of one of this app's permissions, such as "change_product", or
    several, of which one is enough. Others are sent to the login page, answered 403, or 404 for a
    store that they may not see. While the database is away or locked, the answer is a page that
    says so. `for_programs` answers 401 instead of the login page, and all of these as JSON.
    """
    methods = methods or ("GET", "HEAD")

    def decorate(view: View) -> View:
        @without_transaction
        @editing
        @wraps(view)
        def wrapped(request: HttpRequest, store: str, **kwargs: Any) -> HttpResponse:
            try:
                refused = refusal(request, store, permission) if for_programs else None
                # What only shows waits for no lock.
                with request_transaction() if request.method == "POST" else nullcontext():
                    return refused or answer(request, store, kwargs)
            except NO_DATABASE as error:
                problem = problem_of(error)
                if for_programs:
                    return JsonResponse({"error": str(problem.detail)}, status=problem.status)
                return plain_page(problem)

        def answer(request: HttpRequest, slug: str, kwargs: dict[str, Any]) -> HttpResponse:
            if not user_of(request).is_authenticated:
                return to_login(request)
            if not may(request, permission):
                raise PermissionDenied
            row = stores_of(request).filter(slug=slug).first()
            if row is None:
                raise Http404
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            response = view(request, row, **kwargs)
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        # It answers programs by itself, also where the project asks everybody to log in.
        return login_not_required(wrapped) if for_programs else wrapped

    return decorate


def refusal(request: HttpRequest, slug: str, permission: Permission) -> JsonResponse | None:
    """Return the JSON answer for a program that may not see this store's page, None if it may."""
    if not user_of(request).is_authenticated:
        return JsonResponse({"error": "Log in first: send the cookie of a session."}, status=401)
    if not may(request, permission):
        text = f"This user may not: the permission {permission} is missing."
        return JsonResponse({"error": text}, status=403)
    if not stores_of(request).filter(slug=slug).exists():
        return JsonResponse({"error": f"There is no store {slug!r} for this user."}, status=404)
    return None


def may(request: HttpRequest, permission: Permission) -> bool:
    """Return whether the user is staff and has one of this app's permissions so named."""
    names = (permission,) if isinstance(permission, str) else permission
    return any(is_allowed(request.user, name) for name in names)


def stores_of(request: HttpRequest) -> "QuerySet[Store]":
    """Return the stores that the user may work on."""
    return visible_to(request.user, Store.objects.all(), "pk")


def user_of(request: HttpRequest) -> Any:
    """Return who asks. Raises Http404 in a project without users: there is no desk for anybody."""
    if not hasattr(request, "user"):
        raise Http404
    return request.user


def to_login(request: HttpRequest) -> HttpResponse:
    """Send the visitor to the login page, and from there back to this one."""
    address = login_url()
    back = urlencode({"next": request.get_full_path()}, safe="/")
    return redirect(f"{address}{'&' if '?' in address else '?'}{back}")


def login_url() -> str:
    """Return the admin's login page, or the project's where there is no admin."""
    try:
        return reverse("admin:login")
    except NoReverseMatch:
        return resolve_url(settings.LOGIN_URL)
