"""The desk's menu: its pages in the order in which a merchant needs them."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog_search.desk.access import may, stores_of
from catalog_search.models import Store

MAX_STORES = 50
"""Stores offered in the page's head; others are reached by the list of stores in the admin."""


@dataclass(frozen=True)
class Entry:
    """A page of the desk: its URL's name, its label and the permission that it needs."""

    url_name: str
    label: str | Promise
    help_text: str | Promise
    permission: str


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "catalog_search:desk_queue",
        _("Categories"),
        _("Decide on the categories that the model suggests, one by one or many at once."),
        "change_categorysuggestion",
    ),
    Entry(
        "catalog_search:desk_sync",
        _("Sync"),
        _("What was read from the source, what is indexed, and which photos need somebody."),
        "view_syncrun",
    ),
    Entry(
        "catalog_search:desk_model",
        _("Model"),
        _("Try another model beside the present one, compare their answers, and change it."),
        "view_collection",
    ),
    Entry(
        "catalog_search:desk_moderation",
        _("Moderation"),
        _("Decide about pictures that policies hold back, and see who decided what."),
        "view_review",
    ),
    Entry(
        "catalog_search:desk_policies",
        _("Policies"),
        _("Say in plain words what pictures must not show, and see what that would block."),
        "view_policy",
    ),
    Entry(
        "catalog_search:desk_quality",
        _("Photo quality"),
        _("Look at duplicates, small photos, writing over photos, and photos unlike their title."),
        "view_finding",
    ),
    Entry(
        "catalog_search:desk_rules",
        _("Rules"),
        _("Pin, hide, boost, redirect, announce: for words, a category or everywhere."),
        "view_rule",
    ),
    Entry(
        "catalog_search:desk_synonyms",
        _("Synonyms"),
        _("Words that mean the same, and words that searches ignore."),
        "view_synonym",
    ),
    Entry(
        "catalog_search:desk_insight",
        _("Insight"),
        _("How shoppers search, what finds nothing, and what they open."),
        "view_searchcount",
    ),
)


def entries_for(request: HttpRequest) -> list[Entry]:
    """Return the pages that this user may open."""
    return [entry for entry in ENTRIES if may(request, entry.permission)]


def desk_response(
    request: HttpRequest, store: Store, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Return a page of the desk, with its menu and the user's stores."""
    shared = {
        "store": store,
        "entries": entries_for(request),
        "stores": stores_of(request)[:MAX_STORES],
        "here": getattr(request.resolver_match, "view_name", ""),
    }
    page = f"catalog_search/desk/{template}"
    return render(request, page, {**shared, **context}, status=status)
