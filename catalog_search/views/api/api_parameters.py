"""What the API's addresses take, with the words that its OpenAPI document has for it."""

from typing import Annotated, Any

from ninja.files import UploadedFile
from ninja.params.functions import File, Query

from catalog_search import conf
from catalog_search.catalogue.rows import CHOICES
from catalog_search.photos.decoder.decoding import upload_format_names
from catalog_search.retrieval import ordering

PageNumber = Annotated[
    int, Query(1, ge=1, lt=10**8, description="From 1; a page beyond the last is the last.")
]
EMPTY: list[str] = []
SortOrder = Annotated[
    str,
    Query(
        "",
        description=f"One of {', '.join(ordering.SORTS)}; empty: what q asks for, else relevance.",
    ),
]
LiteralWords = Annotated[
    list[str], Query([], description="Words of q to search for literally, not to read as filters.")
]
OverriddenKinds = Annotated[
    list[str], Query([], description="Kinds of `read` to take from the filters only, not from q.")
]
SnapshotToken = Annotated[
    str, Query("", description="`listing` of page 1, so that further pages show the same list.")
]
Upload = Annotated[
    UploadedFile, File(..., description=f"{upload_format_names()}. It is not stored.")
]


def filter_parameters() -> list[dict[str, Any]]:
    """Return the query parameters of the filters, in OpenAPI's form."""
    many = {"type": "array", "items": {"type": "string"}, "maxItems": 50}
    price = {"type": "number", "minimum": 0}
    return [
        *(parameter(name, many, "Any of these.") for name in (*CHOICES, *conf.settings().facets)),
        parameter("price_min", price, "From this price."),
        parameter("price_max", price, "Up to this price."),
        parameter("in_stock", {"type": "boolean"}, "Only products in stock."),
    ]


def parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "in": "query",
        "name": name,
        "schema": schema,
        "required": False,
        "description": description,
    }
