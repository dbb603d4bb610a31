"""Schemas of the API's responses, and the parameters of its filters."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from catalog_search.models import Photo, Product
from catalog_search.models.stores import store_of
from catalog_search.photos.thumbnails import address
from catalog_search.retrieval.merchandising.rules import Banner
from catalog_search.search.results import Relaxed, Result, Results, Shelf
from catalog_search.search.scenes.scene import ScenePart
from catalog_search.views import addresses
from catalog_search.views.api.api_offers import OfferOut, offer_out
from catalog_search.views.parts.rule_notes import address_elsewhere
from catalog_search.views.pictures import banner_url

PHOTO_WIDTH = 640


class ProblemOut(Schema):
    detail: str = Field(description="What is wrong and what to do about it, in a sentence or two.")


class PhotoOut(Schema):
    id: int
    url: str = Field(description=f"WebP, at most {PHOTO_WIDTH} pixels wide.")


class ProductOut(OfferOut):
    id: int
    sku: str
    title: str
    brand: str
    category: list[str] = Field(description="Path from the root category.")
    colors: list[str]
    currency: str
    in_stock: bool
    url: str = Field(description="The product's page in the shop; may be empty.")
    page: str = Field(description="Where to send shoppers: `url`, else a page of this search.")


class HitOut(Schema):
    product: ProductOut
    photo: PhotoOut
    score: float = Field(
        description="Standard deviations above unrelated products; not a percentage."
    )
    band: str = Field(description="strong or related; empty if there was nothing to compare with.")
    reasons: list[str] = Field(description="Why it matches, in words for a shopper.")


class FacetValueOut(Schema):
    value: str
    label: str
    count: int = Field(description="Products listed if this value is chosen.")
    selected: bool
    depth: int


class FacetOut(Schema):
    name: str
    label: str
    values: list[FacetValueOut]


class PartOut(Schema):
    kind: str = Field(description='"price", "sort", "not", or the name of a filter.')
    text: str = Field(description="The words it was read from. Send them as `plain` to undo it.")
    start: int = Field(description="Position of the words in the cleaned query.")
    end: int
    values: list[str]
    low: float | None
    high: float | None
    note: str = Field(description="What could not be applied, in words for a shopper; or empty.")


class RelaxedOut(Schema):
    dropped: list[str] = Field(description="Words of q that were dropped.")
    chosen: bool = Field(description="Whether the filters were dropped.")
    total: int
    items: list[HitOut]
    category: str = Field(description="The category closest to the words; may be empty.")


class ShelfOut(Schema):
    words: str = Field(description="What was searched for: send it as q to see all.")
    total: int
    items: list[HitOut]


class BannerOut(Schema):
    text: str = Field(description="Plain text.")
    link: str = Field(description="A path or an http address; or empty.")
    picture: str = Field(description="Address of a picture that stands above the text; or empty.")
    width: int = Field(0, description="Of the picture, in pixels; 0 without one.")
    height: int = 0


class ResultsOut(Schema):
    items: list[HitOut]
    total: int
    more: bool = Field(description="Whether there may be more products than `total`.")
    page: int
    pages: int
    facets: list[FacetOut]
    price_low: float | None
    price_high: float | None
    sort: str
    listing: str = Field(description="Send it with `page`, then no product is repeated or skipped.")
    is_unsold: bool = Field(
        description="Whether q names a kind of goods that the store does not have."
    )
    is_unlike: bool = Field(description="Whether nothing there looks much like the photo.")
    words: str = Field(description="The words searched for: q without what is in `read`.")
    read: list[PartOut] = Field(description="Filters, exclusions and the order read from q.")
    relaxed: RelaxedOut | None = Field(
        description="If few or none match: results of a weaker search. They are partial matches."
    )
    shelves: list[ShelfOut] = Field(
        description="If q asks for several things: the first products for each, in turns in items."
    )
    degraded: str = Field(description="What was unavailable, in words for a shopper; or empty.")
    corrected: str = Field(description="The corrected words searched for; empty without a typo.")
    redirect: str = Field(
        description="Where the shop sends shoppers who search for these words; or empty."
    )
    banner: BannerOut | None = Field(description="A line that the shop shows above the results.")


class SimilarOut(Schema):
    items: list[HitOut]


class BoxOut(Schema):
    left: float
    top: float
    right: float
    bottom: float


class RegionOut(Schema):
    box: BoxOut = Field(description="Shares of the photo's width and height, 0 to 1.")
    label: str = Field(description="The store's category; empty if unknown.")
    score: float = Field(description="Probability of the likeliest category, 0 to 1.")
    items: list[HitOut]


class LookOut(Schema):
    regions: list[RegionOut]


def results_out(request: HttpRequest, results: Results) -> dict[str, Any]:
    names = (
        *("total", "more", "page", "pages", "price_low", "price_high", "sort"),
        *("degraded", "corrected", "is_unsold", "is_unlike"),
    )
    query = results.query
    return {
        "items": hits_out(request, results.items),
        "facets": [asdict(facet) for facet in results.facets],
        "read": [asdict(constraint) for constraint in query.constraints] if query else [],
        "words": query.words if query else "",
        "listing": results.snapshot,
        "relaxed": relaxed_out(request, results.relaxed),
        "shelves": [shelf_out(request, shelf) for shelf in results.shelves],
        "redirect": address_elsewhere(request, store_of(request), results.decisions),
        "banner": banner_out(results.decisions.banner),
        **{name: getattr(results, name) for name in names},
    }


def banner_out(banner: Banner | None) -> dict[str, Any] | None:
    if banner is None:
        return None
    picture = banner.picture
    size = {"width": picture.width, "height": picture.height} if picture else {}
    address = banner_url(picture) if picture else ""
    return {"text": banner.text, "link": banner.link, "picture": address, **size}


def shelf_out(request: HttpRequest, shelf: Shelf) -> dict[str, Any]:
    results = shelf.results
    return {
        "words": shelf.words,
        "total": results.total,
        "items": hits_out(request, results.items),
    }


def relaxed_out(request: HttpRequest, relaxed: Relaxed | None) -> dict[str, Any] | None:
    if not relaxed:
        return None
    names = ("dropped", "total", "category")
    return {
        "items": hits_out(request, relaxed.items),
        "chosen": relaxed.filters_dropped,
        **{name: getattr(relaxed, name) for name in names},
    }


def hits_out(request: HttpRequest, results: Iterable[Result]) -> list[dict[str, Any]]:
    return [
        {
            "product": product_out(request, result.product),
            "photo": photo_out(request, result.photo),
            "score": result.score,
            "band": result.band,
            "reasons": [str(reason) for reason in result.reasons],
        }
        for result in results
    ]


def product_out(request: HttpRequest, product: Product) -> dict[str, Any]:
    names = ("sku", "title", "brand", "currency", "in_stock")
    return {
        "id": product.pk,
        "category": list(product.category_path),
        "colors": [str(color) for color in product.colors],
        "url": addresses.web_address(product.url),
        "page": request.build_absolute_uri(addresses.product_page(product)),
        **offer_out(product),
        **{name: getattr(product, name) for name in names},
    }


def photo_out(request: HttpRequest, photo: Photo) -> dict[str, Any]:
    return {
        "id": photo.pk,
        "url": request.build_absolute_uri(address(photo, PHOTO_WIDTH, square=False)),
    }


def region_out(request: HttpRequest, part: ScenePart) -> dict[str, Any]:
    region = part.region
    return {
        "box": asdict(region.box),
        "label": region.label,
        "score": region.probability,
        "items": hits_out(request, part.items),
    }
