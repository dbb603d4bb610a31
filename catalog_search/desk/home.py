"""The desk's first page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from catalog_search import conf
from catalog_search.desk.access import desk_page, stores_of, to_login, user_of
from catalog_search.desk.menu import ENTRIES, desk_response, entries_for
from catalog_search.models import Store
from catalog_search.models.request_transactions import without_transaction
from catalog_search.models.stores import default_slug, open_store
from catalog_search.views.editing import editing
from catalog_search.views.pages import plain_page
from catalog_search.views.problems import NO_DATABASE, problem_of


@without_transaction
@editing
def desk(request: HttpRequest) -> HttpResponse:
    """Send staff to the desk of their first store."""
    user = user_of(request)
    try:
        if not user.is_authenticated:
            return to_login(request)
        store = first_store(request) if getattr(user, "is_staff", False) else None
    except NO_DATABASE as error:
        return plain_page(problem_of(error))
    if store is None:
        raise PermissionDenied
    return redirect("catalog_search:desk_home", store=store.slug)


def first_store(request: HttpRequest) -> Store | None:
    """Return the first store of the settings that the user may work on, else any of theirs.

    A new project has no store in its database until somebody asks for one.
    """
    named = list(conf.settings().stores)
    if named:
        named.insert(0, open_store(default_slug()).slug)
    own = stores_of(request)
    by_slug = {store.slug: store for store in own.filter(slug__in=named)}
    return next((by_slug[slug] for slug in named if slug in by_slug), None) or own.first()


@desk_page(("view_product", *(entry.permission for entry in ENTRIES)))
def home(request: HttpRequest, store: Store) -> HttpResponse:
    """Show the pages of the desk that this user may open."""
    return desk_response(request, store, "home.html", {"pages": entries_for(request)})
