"""The JSON API, with the same four searches, filters and errors as the pages."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.params.functions import Path, Query

from catalog_search.exceptions import CatalogSearchError, InvalidQuery
from catalog_search.models.stores import store_of
from catalog_search.photos.shoppers import uploads
from catalog_search.retrieval import filters as search_filters
from catalog_search.retrieval import ordering
from catalog_search.search.page_engines import page_engines
from catalog_search.search.paging import PageRequest
from catalog_search.search.photos.photo import by_photo
from catalog_search.search.products import similar as recommendations
from catalog_search.search.query import TextQuery
from catalog_search.search.scenes import scene
from catalog_search.search.words.text import by_text
from catalog_search.views import problems, rate_limits
from catalog_search.views.api import api_schemas as schemas
from catalog_search.views.api.api_answers import in_json
from catalog_search.views.api.api_parameters import (
    EMPTY,
    LiteralWords,
    OverriddenKinds,
    PageNumber,
    SnapshotToken,
    SortOrder,
    Upload,
    filter_parameters,
)
from catalog_search.views.counting import note_api_search, searched
from catalog_search.views.pages import SEARCH, WORDS, read_form, refuse_large_body
from catalog_search.views.problems import problem_response

BAD_REQUEST, NOT_FOUND, TOO_LARGE = 400, 404, 413
TOO_MANY_REQUESTS, UNAVAILABLE = 429, 503


class SearchAPI(NinjaAPI):
    """Adds the filters, with the facets of this project, to the OpenAPI document."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                if operation.pop("x-filtered", False):
                    operation["parameters"] = [
                        *operation.get("parameters", []),
                        *filter_parameters(),
                    ]
        return schema

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The URL patterns, whose views share ENGINE_SECONDS and tell every problem in JSON."""
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                if pattern.name == "openapi-json":
                    pattern.callback = require_GET(pattern.callback)
                pattern.callback = in_json(page_engines()(pattern.callback))
        return patterns, app_name, namespace


api = SearchAPI(
    title="Catalogue search",
    version="1",
    description="Search a shop's catalogue by words, by photo, by product and by look.",
    urls_namespace="catalog_search:api",
    docs_url=None,
    openapi_url="/openapi.json",
)

FILTERED: dict[str, Any] = {"x-filtered": True}


def problem_responses(*statuses: int) -> dict[int, type[schemas.ProblemOut]]:
    return dict.fromkeys(statuses, schemas.ProblemOut)


SEARCH_PROBLEMS = problem_responses(BAD_REQUEST, TOO_MANY_REQUESTS, UNAVAILABLE)
UPLOAD_PROBLEMS = problem_responses(BAD_REQUEST, TOO_LARGE, TOO_MANY_REQUESTS, UNAVAILABLE)


def upload_limited(operation: Any) -> Any:
    """Make an operation refuse too large a body, or too many of them, before reading any of it."""

    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            refuse_large_body(request)
            rate_limits.count_upload(request)
            read_form(request)
            refuse_other_parts(request)
        except CatalogSearchError as error:
            return expected_error(request, error)
        response: HttpResponse = operation(request, **kwargs)
        return response

    return checked


@api.get(
    "/search",
    response={200: schemas.ResultsOut, **SEARCH_PROBLEMS},
    openapi_extra=FILTERED,
    operation_id="search",
)
def text_search(
    request: HttpRequest,
    q: Annotated[str, Query("", description="The shopper's words; empty: all products.")] = "",
    page: PageNumber = 1,
    sort: SortOrder = "",
    plain: LiteralWords = EMPTY,
    by_hand: OverriddenKinds = EMPTY,
    as_typed: Annotated[bool, Query(False, description="Do not correct typos.")] = False,
    listing: SnapshotToken = "",
) -> dict[str, Any]:
    """Products that match the words, narrowed by the filters and by filters read from the words."""
    rate_limits.count_search(request)
    filters = filters_of(request, *SEARCH, *WORDS)
    query = TextQuery(q, filters, frozenset(plain), frozenset(by_hand), autocorrect=not as_typed)
    requested_page = PageRequest(page, ordering.check(sort), listing)
    kind = "text" if q.strip() else "browse"
    results = searched(request, kind, lambda store: by_text(store, query, requested_page))
    if page == 1:
        note_api_search(request, q, results.total)
    return schemas.results_out(request, results)


@api.post(
    "/search/photo",
    response={200: schemas.ResultsOut, **UPLOAD_PROBLEMS},
    openapi_extra=FILTERED,
    operation_id="search_by_photo",
)
@decorate_view(upload_limited)
def photo_search(
    request: HttpRequest,
    photo: Upload,
    page: PageNumber = 1,
    sort: SortOrder = "",
    listing: SnapshotToken = "",
) -> dict[str, Any]:
    """Products that look like a photo, narrowed by filters."""
    filters, order = filters_of(request, *SEARCH), ordering.check(sort)
    vectors = uploads.encode_photo(uploads.read_upload(photo))
    requested = PageRequest(page, order, listing)
    results = searched(request, "photo", lambda of: by_photo(of, vectors, filters, requested))
    note_api_search(request, "", results.total)
    return schemas.results_out(request, results)


@api.get(
    "/products/{int:product}/similar",
    response={200: schemas.SimilarOut, **problem_responses(BAD_REQUEST, NOT_FOUND, UNAVAILABLE)},
    operation_id="similar_products",
)
def similar(
    request: HttpRequest,
    product: Annotated[int, Path(..., ge=0, description="The `id` of a product.")],
    limit: Annotated[int, Query(12, ge=1, le=48)] = 12,
) -> dict[str, Any]:
    """Other products with a similar look and title."""
    refuse_unknown(request, "limit")
    row = get_object_or_404(store_of(request).products, pk=product, visible=True)
    items = searched(request, "similar", lambda of: recommendations.similar_to(row, limit))
    return {"items": schemas.hits_out(request, items)}


@api.post(
    "/look",
    response={200: schemas.LookOut, **UPLOAD_PROBLEMS},
    operation_id="shop_the_look",
)
@decorate_view(upload_limited)
def shop_the_look(
    request: HttpRequest,
    photo: Upload,
    limit: Annotated[int, Query(6, ge=1, le=24, description="Products for each region.")] = 6,
) -> dict[str, Any]:
    """The regions of a scene that show items of the store, each with products that look like it."""
    refuse_unknown(request, "limit")
    image = uploads.read_upload(photo)
    parts = searched(request, "look", lambda of: scene.shop_the_look(of, image, limit))
    note_api_search(request, "", len(parts))
    return {"regions": [schemas.region_out(request, part) for part in parts]}


def filters_of(request: HttpRequest, *other: str) -> search_filters.Filters:
    """Return the filters in the query parameters, of which only `other` may be no filters.

    Raises InvalidQuery: a program that misspells a filter must not get unfiltered results.
    """
    search_filters.refuse_unknown(request.GET, other=other)
    return search_filters.parse(request.GET)


def refuse_unknown(request: HttpRequest, *allowed: str) -> None:
    """Raise InvalidQuery for a query parameter that is not one of `allowed`."""
    if unknown := sorted(set(request.GET) - set(allowed)):
        raise InvalidQuery(
            _("Unknown parameter “%(unknown)s”. Allowed are: %(allowed)s.")
            % {"unknown": ", ".join(unknown), "allowed": ", ".join(allowed)}
        )


def refuse_other_parts(request: HttpRequest) -> None:
    """Raise InvalidQuery for a form with more in it than one photo.

    A filter there, which an address would have, must not be left out without a word.
    """
    files = request.FILES
    names = {*request.POST, *files} - {"photo", "csrfmiddlewaretoken"}
    if names:
        text = _("“%(names)s” is in the form: filters and limits belong to the address.")
        raise InvalidQuery(text % {"names": ", ".join(sorted(names))})
    if len(files.getlist("photo")) > 1:
        raise InvalidQuery(_("More than one photo was sent: send one."))


def expected_error(request: HttpRequest, error: Any) -> HttpResponse:
    problem = problems.problem_of(error)
    return problem_response(problem.status, str(problem.detail), problem.headers)


for expected in (CatalogSearchError, *problems.NO_DATABASE):
    api.add_exception_handler(expected, expected_error)


@api.exception_handler(ValidationError)
def invalid_parameters(request: HttpRequest, error: ValidationError) -> HttpResponse:
    messages = (f"{each['loc'][-1]}: {each['msg']}" for each in error.errors)
    return problem_response(BAD_REQUEST, f"{'; '.join(messages)}.")


@api.exception_handler(Http404)
def object_not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(NOT_FOUND, _("Not found."))
