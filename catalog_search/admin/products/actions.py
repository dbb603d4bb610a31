"""Actions of the product list: hide, show, set a category, add and remove a tag."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog_search.admin.base import CatalogAdmin, start_indexing
from catalog_search.categories import decisions
from catalog_search.indexing import editing
from catalog_search.models import Category, Product
from catalog_search.models.editors import name_of

MOST = 2000
"""Products changed by one press; the list still shows the others."""
LONGEST_TAG = 100

Products = QuerySet[Product]

if TYPE_CHECKING:
    Base = CatalogAdmin
else:
    Base = object


class ValueForm(ActionForm):
    """The bar of actions, with a field for the category or tag that some of them need."""

    value = forms.CharField(label=_("Category or tag:"), required=False, max_length=500, strip=True)


class ProductActions(Base):
    """Actions on many products; each asks for the permission to change products."""

    action_form = ValueForm
    actions = ("hide", "show", "set_category", "add_tag", "remove_tag")

    @admin.action(description=_("Hide the selected products"), permissions=["change"])
    def hide(self, request: HttpRequest, queryset: "Products") -> None:
        self.carry_out(request, queryset, lambda rows: editing.set_visible(rows, False), "Hidden.")

    @admin.action(description=_("Show the selected products"), permissions=["change"])
    def show(self, request: HttpRequest, queryset: "Products") -> None:
        self.carry_out(request, queryset, lambda rows: editing.set_visible(rows, True), "Shown.")

    @admin.action(
        description=_("Set the category of the selected products"), permissions=["change"]
    )
    def set_category(self, request: HttpRequest, queryset: "Products") -> None:
        path = value_in(request)
        stores = set(queryset.order_by().values_list("store", flat=True).distinct())
        having = Category.objects.filter(path=path, store__in=stores).values_list(
            "store", flat=True
        )
        if not path or stores - set(having):
            unknown = gettext("Not every store of these products has the category “%(path)s”.")
            messages.error(request, unknown % {"path": path})
            return

        def choose(rows: Sequence[Product]) -> int:
            by = name_of(request.user)
            count = len(rows)
            about = ngettext(
                "%(count)d product of the list", "%(count)d products of the list", count
            )
            made = decisions.choose_many(rows, path, by=by, about=about % {"count": count})
            return sum(decision.count for decision in made)

        self.carry_out(request, queryset, choose, f"Category set to {path}.")

    @admin.action(description=_("Add a tag to the selected products"), permissions=["change"])
    def add_tag(self, request: HttpRequest, queryset: "Products") -> None:
        self.change_tag(request, queryset, editing.add_tag, "Tag added: {}.")

    @admin.action(description=_("Remove a tag from the selected products"), permissions=["change"])
    def remove_tag(self, request: HttpRequest, queryset: "Products") -> None:
        self.change_tag(request, queryset, editing.remove_tag, "Tag removed: {}.")

    def change_tag(
        self,
        request: HttpRequest,
        queryset: "Products",
        change: Callable[[Sequence[Product], str], int],
        history: str,
    ) -> None:
        tag = value_in(request)
        if not tag or len(tag) > LONGEST_TAG:
            messages.error(
                request, gettext("Type a tag of at most 100 characters beside the action.")
            )
            return
        self.carry_out(request, queryset, lambda rows: change(rows, tag), history.format(tag))

    def carry_out(
        self,
        request: HttpRequest,
        queryset: "Products",
        change: Callable[[Sequence[Product]], int],
        history: str,
    ) -> None:
        """Change the first MOST products, write it into their history, tell what was done."""
        plain: Any = queryset.select_related("store").prefetch_related(None)
        selected = self.permitted(request, plain[: MOST + 1])
        rows = selected[:MOST]
        count = change(rows)
        self.audit(request, rows, history)
        start_indexing({row.store for row in rows})
        message = ngettext("%(count)d product changed.", "%(count)d products changed.", count)
        messages.success(request, message % {"count": count})
        if len(selected) > MOST:
            more = gettext(
                "At most %(most)d are changed at once: repeat the action for the others."
            )
            messages.warning(request, more % {"most": MOST})


def value_in(request: HttpRequest) -> str:
    return request.POST.get("value", "").replace("\0", "").strip()
