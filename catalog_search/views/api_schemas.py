"""What the API answers with, and the parameters it filters by."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Schema

from catalog_search import conf
from catalog_search.models import Photo, Product
from catalog_search.photos.thumbnails import address
from catalog_search.retrieval.filters import CHOICES
from catalog_search.search.results import Relaxed, Result, Results
from catalog_search.search.scene import ScenePart

PHOTO_WIDTH = 640


class ProblemOut(Schema):
    detail: str = Field(description="What is wrong and what to do, in a sentence or two.")


class PhotoOut(Schema):
    id: int
    url: str = Field(description=f"WebP, at most {PHOTO_WIDTH} pixels wide.")


class ProductOut(Schema):
    id: int
    sku: str
    title: str
    brand: str
    category: list[str] = Field(description="From the root.")
    colors: list[str]
    price: str | None = Field(description='A decimal: "19.90".')
    currency: str
    in_stock: bool
    url: str = Field(description="The product in the shop itself; may be empty.")
    page: str = Field(description="The product among these pages.")


class HitOut(Schema):
    product: ProductOut
    photo: PhotoOut
    score: float = Field(description="Orders the hits; deviations above chance, no percentage.")
    band: str = Field(description="strong or related; empty where nothing was compared.")
    reasons: list[str] = Field(description="Why it was found, in words for a shopper.")


class FacetValueOut(Schema):
    value: str
    label: str
    count: int = Field(description="Products that choosing it shows.")
    selected: bool
    depth: int


class FacetOut(Schema):
    name: str
    label: str
    values: list[FacetValueOut]


class PartOut(Schema):
    kind: str = Field(description='"price", "sort", "not", or the name of a filter.')
    text: str = Field(description="The words it was read from. Give them as `plain` to undo it.")
    start: int = Field(description="Where they begin in the cleaned query.")
    end: int
    values: list[str]
    low: float | None
    high: float | None
    note: str = Field(description="Not empty: what could not be done, in words for a shopper.")


class RelaxedOut(Schema):
    dropped: list[str] = Field(description="Words of q that were let go.")
    chosen: bool = Field(description="Whether the filters given were let go, too.")
    total: int
    items: list[HitOut]
    category: str = Field(description="The category nearest to the words; may be empty.")


class ResultsOut(Schema):
    items: list[HitOut]
    total: int
    page: int
    pages: int
    facets: list[FacetOut]
    price_low: float | None
    price_high: float | None
    sort: str
    listing: str = Field(description="Give it with `page`: no product repeats or is skipped then.")
    words: str = Field(description="What of q was searched for, once `read` was taken out.")
    read: list[PartOut] = Field(description="What was read out of q, and narrows or orders it.")
    relaxed: RelaxedOut | None = Field(
        description="Where nothing was found: what a weaker search finds. None of it was asked for."
    )
    degraded: str = Field(description="Not empty: what was not at work, in words for a shopper.")
    corrected: str = Field(description="Not empty: searched for instead of the words typed.")


class SimilarOut(Schema):
    items: list[HitOut]


class BoxOut(Schema):
    left: float
    top: float
    right: float
    bottom: float


class RegionOut(Schema):
    box: BoxOut = Field(description="In shares of the photo's width and height, 0 to 1.")
    label: str = Field(description="The store's own category; empty where nothing tells one.")
    score: float = Field(description="Probability of the likeliest category, 0 to 1.")
    items: list[HitOut]


class LookOut(Schema):
    regions: list[RegionOut]


def results(request: HttpRequest, found: Results) -> dict[str, Any]:
    facets = [asdict(facet) for facet in found.facets]
    told = ("total", "page", "pages", "price_low", "price_high", "sort", "degraded", "corrected")
    rest = {name: getattr(found, name) for name in told}
    read = [asdict(constraint) for constraint in found.query.constraints] if found.query else []
    words = found.query.words if found.query else ""
    return {
        "items": hits(request, found.items),
        "facets": facets,
        "read": read,
        "words": words,
        "listing": found.snapshot,
        "relaxed": relaxed(request, found.relaxed),
    } | rest


def relaxed(request: HttpRequest, found: Relaxed | None) -> dict[str, Any] | None:
    if not found:
        return None
    told = ("dropped", "total", "category")
    return {
        "items": hits(request, found.items),
        "chosen": found.filters_dropped,
        **{name: getattr(found, name) for name in told},
    }


def hits(request: HttpRequest, found: Iterable[Result]) -> list[dict[str, Any]]:
    return [
        {
            "product": product(request, one.product),
            "photo": photo(request, one.photo),
            "score": one.score,
            "band": one.band,
            "reasons": [str(reason) for reason in one.reasons],
        }
        for one in found
    ]


def product(request: HttpRequest, shown: Product) -> dict[str, Any]:
    told = ("sku", "title", "brand", "currency", "in_stock", "url")
    return {
        "id": shown.pk,
        "category": list(shown.category_path),
        "colors": [str(color) for color in shown.colors],
        "price": None if shown.price is None else f"{shown.price:.2f}",
        "page": request.build_absolute_uri(reverse("catalog_search:product", args=[shown.pk])),
        **{name: getattr(shown, name) for name in told},
    }


def photo(request: HttpRequest, shown: Photo) -> dict[str, Any]:
    return {
        "id": shown.pk,
        "url": request.build_absolute_uri(address(shown, PHOTO_WIDTH, square=False)),
    }


def region(request: HttpRequest, found: ScenePart) -> dict[str, Any]:
    part = found.region
    told = {"box": asdict(part.box), "label": part.label, "score": part.probability}
    return {**told, "items": hits(request, found.items)}


def filter_parameters() -> list[dict[str, Any]]:
    """Return the query parameters that narrow a search, as OpenAPI describes them."""
    many = {"type": "array", "items": {"type": "string"}, "maxItems": 50}
    price = {"type": "number", "minimum": 0}
    return [
        *(parameter(name, many, "Any of these.") for name in (*CHOICES, *conf.get("FACETS"))),
        parameter("price_min", price, "From this price."),
        parameter("price_max", price, "Up to this price."),
        parameter("in_stock", {"type": "boolean"}, "Only what is in stock."),
    ]


def parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "in": "query",
        "name": name,
        "schema": schema,
        "required": False,
        "description": description,
    }
