"""Base class of this app's admin: actions that are also buttons in each row, and the history."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.links import address
from catalog_search.indexing import jobs
from catalog_search.models import Store, editors
from catalog_search.models.any_case import cases
from catalog_search.views.editing import editing
from catalog_search.views.older_forms import SHOWN, MergedForm

F = TypeVar("F", bound=Callable[..., Any])

if TYPE_CHECKING:
    StockAdmin = admin.ModelAdmin[Any]
else:
    StockAdmin = admin.ModelAdmin


class CatalogAdmin(StockAdmin):
    """Base ModelAdmin. The sync creates and deletes the rows, so people may not."""

    store_path = "store"
    """The path of fields that leads from a row to its store."""
    row_actions: Sequence[str] = ()
    """Names of the actions that each row shows as buttons in the column "row_buttons"."""

    class Media:
        css = {"all": ["catalog_search/admin.css"]}

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        """Return the rows of the stores that this user may see; all pages and actions use it."""
        return editors.visible_to(request.user, super().get_queryset(request), self.store_path)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """Ignore case in letters beyond ASCII as well; see any_case.py."""
        found = [
            super(CatalogAdmin, self).get_search_results(request, queryset, term)
            # Django hands on what its autocomplete was asked for as it came.
            for term in cases(search_term.replace("\0", ""))
        ]
        rows = reduce(or_, (rows for rows, _may_repeat in found))
        return rows, any(may_repeat for _rows, may_repeat in found)

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [
            (each, OwnStores) if each in ("store", self.store_path) else each
            for each in super().get_list_filter(request)
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields of the page; a form that merges also needs what the page shows."""
        fields = [name for name in super().get_fields(request, obj) if name != SHOWN]
        merges = issubclass(self.form, MergedForm) and self.has_change_permission(request, obj)
        return [*fields, SHOWN] if merges else fields

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Store:
            kwargs["queryset"] = editors.visible_to(request.user, Store.objects.all(), "pk")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        if self.has_change_permission(request):
            return columns
        return [name for name in columns if name != "row_buttons"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.run_row_action)
        urls = [
            path("<int:pk>/do/<slug:name>/", view, name=self.url_name("do")),
            *super().get_urls(),
        ]
        for url in urls:
            url.callback = editing(url.callback)
        return urls

    def url_name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    @admin.display(description=_("action"))
    def row_buttons(self, obj: Any) -> SafeString:
        # They submit the list's own form, which has the CSRF token, and need no JavaScript.
        return format_html_join(
            " ",
            '<button type="submit" class="catalog-button" formaction="{}" aria-label="{}: {}">'
            "{}</button>",
            (
                (
                    address(self.admin_site, self.url_name("do"), obj.pk, name),
                    self.label_of(name),
                    obj,
                    self.label_of(name),
                )
                for name in self.row_actions
                if self.offers(name, obj)
            ),
        )

    def label_of(self, name: str) -> str:
        return str(getattr(self, name).row_label)

    def offers(self, name: str, obj: Any) -> bool:
        """Return whether this row shows the action's button."""
        return True

    def run_row_action(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Run a row's button: the same action, with the same permissions, for one row."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        # get_actions leaves out the actions that this user may not run.
        action = self.get_actions(request).get(name) if name in self.row_actions else None
        if action is None:
            raise PermissionDenied
        # Django 6.1 names the parts of an action, which was a tuple before.
        run = getattr(action, "func", None) or action[0]
        run(self, request, self.get_queryset(request).filter(pk=pk))
        return redirect(self.page_before(request))

    def page_before(self, request: HttpRequest) -> str:
        """Return the URL of the list, with its filters, on which the button was pressed."""
        page = request.headers.get("Referer", "")
        here = {request.get_host()}
        if url_has_allowed_host_and_scheme(page, here, require_https=request.is_secure()):
            return page
        return address(self.admin_site, self.url_name("changelist"))

    def permitted(self, request: HttpRequest, queryset: "QuerySet[Any]") -> list[Any]:
        """Return the rows that this user may change."""
        return [row for row in queryset if self.has_change_permission(request, row)]

    def audit(self, request: HttpRequest, rows: Sequence[Model], message: str) -> None:
        """Record the action in the admin history of each row."""
        user = request.user.pk
        if rows and user is not None:
            LogEntry.objects.log_actions(user, rows, CHANGE, change_message=message)


class OwnStores(admin.RelatedFieldListFilter):
    """Filters by store; offers those that the user may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        stores = editors.visible_to(request.user, Store.objects.all(), "pk")
        return [(store.pk, str(store)) for store in stores]


def row_action(label: Any, row_label: Any) -> Callable[[F], F]:
    """Decorate an action that needs the change permission and can be a button in a row.

    `label` is its name in the list of actions, `row_label` the text of the button.
    """

    def decorate(function: F) -> F:
        function.row_label = row_label  # type: ignore[attr-defined]
        return admin.action(description=label, permissions=["change"])(function)

    return decorate


def start_indexing(stores: "set[Store]") -> None:
    """Start indexing each store, if START_INDEXING is set."""
    for store in stores:
        jobs.start_indexing(store)
