"""The desk's first page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from catalog_search.desk.access import desk_page, stores_of, to_login, user_of
from catalog_search.desk.menu import desk_response, entries_for
from catalog_search.models import Store, databases


@databases.on_primary
def desk(request: HttpRequest) -> HttpResponse:
    """Send staff to the desk of their first store."""
    user = user_of(request)
    if not user.is_authenticated:
        return to_login(request)
    store = stores_of(request).first() if getattr(user, "is_staff", False) else None
    if store is None:
        raise PermissionDenied
    return redirect("catalog_search:desk_home", store=store.slug)


@desk_page("view_product")
def home(request: HttpRequest, store: Store) -> HttpResponse:
    """Show the pages of the desk that this user may open."""
    return desk_response(request, store, "home.html", {"pages": entries_for(request)})
