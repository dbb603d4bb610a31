"""Shared by all pages: errors as pages, upload limits, parameters, and the page of results."""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto, InvalidQuery, PhotoNotKept
from catalog_search.models.database_errors import is_outage
from catalog_search.models.request_transactions import without_transaction
from catalog_search.models.stores import store_of
from catalog_search.photos.shoppers import uploads
from catalog_search.retrieval import ordering
from catalog_search.retrieval.filters import Filters, allowed_fields
from catalog_search.search.page_engines import page_engines
from catalog_search.search.paging import PageRequest
from catalog_search.search.query import TextQuery
from catalog_search.search.results import Results
from catalog_search.telemetry import stage
from catalog_search.views import problems, visits
from catalog_search.views.parts import chips, examples, price_slider
from catalog_search.views.parts.rule_notes import rule_notes

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponse]
UNREADABLE_FORM = (MultiPartParserError, BadRequest, SuspiciousOperation)
"""What Django raises for a form without a boundary, with broken parts or with too many fields."""


def page(*methods: str) -> Callable[[View], View]:
    """Restrict a view to these methods, and answer its expected errors with an error page.

    All that it asks of engines shares ENGINE_SECONDS.
    """

    def decorate(view: View) -> View:
        @without_transaction
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return problem_page(request, not_allowed(), {"Allow": ", ".join(methods)})
            try:
                with page_engines():
                    return visits.vary_by_visitor(request, view(request, *args, **kwargs))
            except problems.EXPECTED as error:
                return problem_page(request, problems.problem_of(error))
            except problems.NO_DATABASE as error:
                return plain_page(problems.problem_of(error))

        return wrapped

    return decorate


def not_allowed() -> problems.Problem:
    return problems.Problem(
        405, _("This request is not supported"), _("Start again from the search page.")
    )


def problem_page(
    request: HttpRequest, problem: problems.Problem, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return the problem as a page of the shop, or a plain one while the database is away."""
    try:
        context = {"store": store_of(request), "problem": problem}
        response = render(request, "catalog_search/problem.html", context, status=problem.status)
    except problems.NO_DATABASE as error:
        if not is_outage(error):
            raise
        response = plain_page(problem)
    for name, value in {**problem.headers, **(headers or {})}.items():
        response[name] = value
    return response


def plain_page(problem: problems.Problem) -> HttpResponse:
    """Return a page that needs nothing but its template."""
    text = render_to_string("catalog_search/unavailable.html", {"problem": problem})
    return HttpResponse(text, status=problem.status, headers=problem.headers)


def size_limited(view: View) -> View:
    """Make a view refuse a body larger than a photo may be, before any of it is read.

    CSRF protection comes after the check, because it reads the body to find its token. The view
    raises UploadTooLarge.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_large_body(request)
        read_form(request)
        return protected(request, *args, **kwargs)

    return checked


def read_form(request: HttpRequest) -> None:
    """Read the posted form. Raises InvalidPhoto if it is none, or has too many fields.

    Raises PhotoNotKept if this machine cannot take its file: Django writes larger uploads to a
    folder, which may be full, or not there.
    """
    try:
        request.POST  # noqa: B018  reads the body
    except UnreadablePostError:
        raise
    except UNREADABLE_FORM as error:
        logger.info("A form that was sent cannot be read: %s", error)
        raise InvalidPhoto(
            _("The form cannot be read. Send the photo alone, as multipart/form-data.")
        ) from error
    except OSError as error:
        logger.exception("An upload could not be written to the folder of temporary files.")
        raise PhotoNotKept(
            _("The shop cannot keep photos at the moment. Search with words, or try again later.")
        ) from error


def refuse_large_body(request: HttpRequest) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    uploads.refuse_larger(int(length) if length.isdecimal() else 0, overhead=uploads.FORM_OVERHEAD)


def page_number(params: QueryDict) -> int:
    """Return the number of the requested page, from 1. Raises InvalidQuery."""
    text = params.get("page", "") or "1"
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise InvalidQuery(_("page must be a whole number of at least 1, as in page=2."))
    return max(1, int(text))


SEARCH = ("page", "listing", "sort")
"""Parameters of every list of products, besides the filters."""

WORDS = ("q", "plain", "by_hand", "as_typed")
"""Parameters of a text search: the words and the fields of TextQuery that say how to read them."""


PHOTO = ("crop", "words", "parts")
"""Parameters of a search by a shopper's photo."""


def known_params(request: HttpRequest) -> QueryDict:
    """Return the parameters that pages understand, for the links on them.

    Others, such as an advertiser's utm_source, would be counted again with every click.
    """
    own = {*SEARCH, *WORDS, *PHOTO, *examples.NAMES, *allowed_fields()}
    params = QueryDict(mutable=True)
    for name in request.GET:
        if name in own:
            params.setlist(name, request.GET.getlist(name))
    return params


def sort_order(params: QueryDict) -> str:
    """Return the requested order, "" for the default. Raises InvalidQuery."""
    return ordering.check(params.get("sort", ""))


def page_request(params: QueryDict) -> PageRequest:
    """Return the requested page, order and snapshot of a list. Raises InvalidQuery."""
    snapshot = params.get("listing", "")
    return PageRequest(page_number(params), sort_order(params), snapshot)


def text_query(params: QueryDict, text: str, filters: Filters) -> TextQuery:
    """Return the words and filters, with how the words are to be read."""
    return TextQuery(
        text,
        filters,
        literal=frozenset(params.getlist("plain")),
        overridden=frozenset(params.getlist("by_hand")),
        autocorrect=params.get("as_typed") != "1",
    )


def browse(
    request: HttpRequest, template: str, results: Results, filters: Filters, **context: object
) -> HttpResponse:
    """Return a page of results, with the filter form and a chip for each active filter."""
    params = known_params(request)
    constraints = results.query.constraints if results.query else ()
    store = store_of(request)
    shared = {
        "store": store,
        "params": params,
        "rule_notes": rule_notes(request, store, results.decisions),
        "results": results,
        "filters": results.filters,
        "chips": [
            *chips.constraint_chips(constraints, params),
            *chips.filter_chips(filters, params),
        ],
        "notes": [*(each.note for each in constraints if each.note), *notes_on_language(results)],
        "clear_url": chips.clear_url(params, constraints),
        "slider": price_slider.slider(results),
        "orders": chips.ORDERS if results.compared else chips.CATALOGUE_ORDERS,
        "filter_form_fields": chips.filter_form_fields(constraints, params),
        "sort_form_fields": chips.sort_form_fields(params),
        "keep_minutes": conf.settings().query_photo_seconds // 60,
    }
    with stage("template"):
        return render(request, template, {**shared, **context})


def notes_on_language(results: Results) -> list[str]:
    """Say where a search has no sure answer that the model may not know the shop's language."""
    has_words = results.query and results.query.words and not results.degraded
    unsure = results.outcome in ("related", "nothing")
    if not has_words or not unsure or not conf.settings().reads_only_english:
        return []
    return [_("Photos are understood in English: English words may find more.")]
