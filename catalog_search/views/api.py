"""The JSON API: the same four searches, filters and errors as the pages."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.decorators import decorate_view
from ninja.errors import ValidationError
from ninja.files import UploadedFile
from ninja.openapi.schema import OpenAPISchema
from ninja.params.functions import File, Path, Query

from catalog_search.exceptions import CatalogSearchError, InvalidQuery
from catalog_search.models.stores import store_of
from catalog_search.photos import uploads
from catalog_search.retrieval import ordering
from catalog_search.retrieval.filters import parse
from catalog_search.search import by_photo, by_text, scene
from catalog_search.search import similar as recommendations
from catalog_search.search.paging import PageRequest
from catalog_search.search.query import TextQuery
from catalog_search.views import api_schemas as schemas
from catalog_search.views import problems, rate_limits
from catalog_search.views.pages import SEARCH, WORDS, refuse_large_body

METHOD = 405


class SearchAPI(NinjaAPI):
    """Describes the filters from their one schema, declared facets included."""

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for operations in schema["paths"].values():
            for operation in operations.values():
                if operation.pop("x-filtered", False):
                    operation["parameters"] = [
                        *operation.get("parameters", []),
                        *schemas.filter_parameters(),
                    ]
        return schema

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """The addresses; another method than an address has is told as JSON, too."""
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = refusing_as_json(pattern.callback)
        return patterns, app_name, namespace


def refusing_as_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != METHOD:
            return response
        allowed = response["Allow"]
        return answer(METHOD, _("This URL only accepts %s.") % allowed, {"Allow": allowed})

    return answered


api = SearchAPI(
    title="Catalogue search",
    version="1",
    description="Search a shop's catalogue by words, by photo, by product and by look.",
    urls_namespace="catalog_search:api",
    docs_url=None,
    openapi_url="/openapi.json",
)

PageNumber = Annotated[
    int, Query(1, ge=1, lt=10**8, description="From 1; beyond the last page is the last.")
]
NONE: list[str] = []
SortOrder = Annotated[
    str, Query("", description=f"One of {', '.join(ordering.SORTS)}; else as the words ask.")
]
Plain = Annotated[
    list[str], Query([], description="Words of q that are searched for as they are, not read.")
]
ByHand = Annotated[
    list[str], Query([], description="Kinds of `read` for which the filters count, not q.")
]
ListToken = Annotated[
    str, Query("", description="That of page 1: further pages show parts of the same list then.")
]
Upload = Annotated[UploadedFile, File(..., description="JPEG, PNG or WebP. It is not kept.")]
FILTERED: dict[str, Any] = {"x-filtered": True}
BAD, GONE, LARGE, FAST, DOWN = 400, 404, 413, 429, 503


def failing(*statuses: int) -> dict[int, type[schemas.ProblemOut]]:
    return dict.fromkeys(statuses, schemas.ProblemOut)


def size_limited(operation: Any) -> Any:
    """Refuse a body larger than a photo may be, and one too many, before any of it is read."""

    def checked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            refuse_large_body(request)
            rate_limits.count_upload(request)
        except CatalogSearchError as error:
            return known_problem(request, error)
        response: HttpResponse = operation(request, **kwargs)
        return response

    return checked


@api.get(
    "/search",
    response={200: schemas.ResultsOut, **failing(BAD, DOWN)},
    openapi_extra=FILTERED,
    operation_id="search",
)
def text_search(
    request: HttpRequest,
    q: Annotated[str, Query("", description="In the shopper's own words; empty: everything.")] = "",
    page: PageNumber = 1,
    sort: SortOrder = "",
    plain: Plain = NONE,
    by_hand: ByHand = NONE,
    as_typed: Annotated[bool, Query(False, description="Mend no typo.")] = False,
    listing: ListToken = "",
) -> dict[str, Any]:
    """Products for words, narrowed by filters and by what the words themselves say."""
    filters = parse(request.GET, other=(*SEARCH, *WORDS))
    query = TextQuery(q, filters, frozenset(plain), frozenset(by_hand), autocorrect=not as_typed)
    wanted = PageRequest(page, ordering.check(sort), listing)
    found = by_text(store_of(request), query, wanted)
    return schemas.results(request, found)


@api.post(
    "/search/photo",
    response={200: schemas.ResultsOut, **failing(BAD, LARGE, FAST, DOWN)},
    openapi_extra=FILTERED,
    operation_id="search_by_photo",
)
@decorate_view(size_limited)
def photo_search(
    request: HttpRequest,
    photo: Upload,
    page: PageNumber = 1,
    sort: SortOrder = "",
) -> dict[str, Any]:
    """Products that look like a photo, narrowed by filters."""
    filters, order = parse(request.GET, other=SEARCH), ordering.check(sort)
    vector = uploads.encode_photo(uploads.read_upload(photo))
    found = by_photo(store_of(request), vector, filters, PageRequest(page, order))
    return schemas.results(request, found)


@api.get(
    "/products/{int:product}/similar",
    response={200: schemas.SimilarOut, **failing(BAD, GONE, DOWN)},
    operation_id="similar_products",
)
def similar(
    request: HttpRequest,
    product: Annotated[int, Path(..., ge=0, description="The `id` of a product found.")],
    limit: Annotated[int, Query(12, ge=1, le=48)] = 12,
) -> dict[str, Any]:
    """Other products that look and are called like this one."""
    refuse_others(request, "limit")
    shown = get_object_or_404(store_of(request).products, pk=product, visible=True)
    return {"items": schemas.hits(request, recommendations.similar_to(shown, limit))}


@api.post(
    "/look",
    response={200: schemas.LookOut, **failing(BAD, LARGE, FAST, DOWN)},
    operation_id="shop_the_look",
)
@decorate_view(size_limited)
def shop_the_look(
    request: HttpRequest,
    photo: Upload,
    limit: Annotated[int, Query(6, ge=1, le=24, description="Products for each thing.")] = 6,
) -> dict[str, Any]:
    """The things in a photo of a scene, each with products that look like it."""
    refuse_others(request, "limit")
    image = uploads.read_upload(photo)
    found = scene.shop_the_look(store_of(request), image, limit)
    return {"regions": [schemas.region(request, one) for one in found]}


def refuse_others(request: HttpRequest, *allowed: str) -> None:
    """Raise InvalidQuery for a parameter that this address does not know."""
    if unknown := sorted(set(request.GET) - set(allowed)):
        raise InvalidQuery(
            f"Unknown parameter {', '.join(unknown)!r}. Allowed are: {', '.join(allowed)}."
        )


@api.exception_handler(CatalogSearchError)
def known_problem(request: HttpRequest, error: CatalogSearchError) -> HttpResponse:
    problem = problems.told(error)
    return answer(problem.status, str(problem.detail), problem.headers)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    told = (f"{one['loc'][-1]}: {one['msg']}" for one in error.errors)
    return answer(BAD, f"{'; '.join(told)}.")


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(GONE, _("Not found."))


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer any other address below the API's."""
    return answer(GONE, _("Not found. See openapi.json for all endpoints."))


def answer(status: int, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse({"detail": detail}, status=status, headers=headers)
