"""Actions of the product list: hide, show, set a category, add and remove a tag."""

from collections.abc import Callable, Sequence
from itertools import islice
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
from catalog_search.categories.naming import category_in_all
from catalog_search.indexing import editing
from catalog_search.indexing.tags import (
    LONGEST_TAG,
    as_spelled,
    may_have_one,
    tags_in,
    with_tags,
    without_tags,
)
from catalog_search.models import Product
from catalog_search.models.catalogue.products import TAGS, listed
from catalog_search.models.editors import name_of

MOST = 2000
"""Products changed by one press; the list still shows the others."""

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
        rows = queryset.filter(visible=True)
        self.carry_out(request, rows, lambda rows: editing.set_visible(rows, False), "Hidden.")

    @admin.action(description=_("Show the selected products"), permissions=["change"])
    def show(self, request: HttpRequest, queryset: "Products") -> None:
        rows = queryset.filter(visible=False)
        self.carry_out(request, rows, lambda rows: editing.set_visible(rows, True), "Shown.")

    @admin.action(
        description=_("Set the category of the selected products"), permissions=["change"]
    )
    def set_category(self, request: HttpRequest, queryset: "Products") -> None:
        stores = set(queryset.order_by().values_list("store", flat=True).distinct())
        path = category_in_all(stores, value_in(request))
        if not path:
            unknown = gettext("Not every store of these products has the category “%(path)s”.")
            messages.error(request, unknown % {"path": value_in(request)})
            return

        def choose(rows: Sequence[Product]) -> int:
            by = name_of(request.user)
            count = len(rows)
            about = ngettext(
                "%(count)d product of the list", "%(count)d products of the list", count
            )
            made = decisions.choose_many(rows, path, by=by, about=about % {"count": count})
            return sum(decision.count for decision in made)

        rest = queryset.exclude(category=path, category_chosen_by=Product.ChosenBy.PERSON)
        self.carry_out(request, rest, choose, f"Category set to {path}.")

    @admin.action(description=_("Add a tag to the selected products"), permissions=["change"])
    def add_tag(self, request: HttpRequest, queryset: "Products") -> None:
        stores = queryset.order_by().values_list("store", flat=True).distinct()
        if tags := self.typed_tags(request):
            spelled = as_spelled(tags, list(stores))
            rows = those_that_change(queryset, lambda has: with_tags(has, spelled))
            history = f"Tag added: {', '.join(spelled)}."
            self.carry_out(request, rows, lambda rows: editing.add_tag(rows, *spelled), history)

    @admin.action(description=_("Remove a tag from the selected products"), permissions=["change"])
    def remove_tag(self, request: HttpRequest, queryset: "Products") -> None:
        if tags := self.typed_tags(request):
            # A source may have a tag with a comma in it.
            gone = list(dict.fromkeys([*tags, value_in(request)]))
            having = may_have_one(queryset, gone)
            rows = those_that_change(having, lambda has: without_tags(has, gone))
            history = f"Tag removed: {', '.join(tags)}."
            self.carry_out(request, rows, lambda rows: editing.remove_tag(rows, *gone), history)

    def typed_tags(self, request: HttpRequest) -> list[str]:
        """Return the tags beside the action; [], and a message, if there is none to take."""
        tags = tags_in(value_in(request))
        if tags and all(len(tag) <= LONGEST_TAG for tag in tags):
            return tags
        messages.error(request, gettext("Type a tag of at most 100 characters beside the action."))
        return []

    def carry_out(
        self,
        request: HttpRequest,
        queryset: "Products",
        change: Callable[[Sequence[Product]], int],
        history: str,
    ) -> None:
        """Change the first MOST products, write it into their history, tell what was done.

        The queryset has none that are as the action would make them, so that repeating it goes on.
        """
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


def those_that_change(
    queryset: "Products", change: Callable[[Sequence[str]], list[str]]
) -> "Products":
    """Return the first products, MOST and one, whose tags the change makes others."""
    plain = queryset.select_related(None).prefetch_related(None)
    rows = plain.order_by("pk").values_list("pk", f"attributes__{TAGS}")
    lists = ((key, listed(tags)) for key, tags in rows.iterator())
    keys = (key for key, tags in lists if change(tags) != tags)
    return Product.objects.filter(pk__in=list(islice(keys, MOST + 1)))


def value_in(request: HttpRequest) -> str:
    return request.POST.get("value", "").strip()
