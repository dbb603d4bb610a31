"""What the API's addresses take, with the words that its OpenAPI document has for it."""

from typing import Annotated

from ninja.files import UploadedFile
from ninja.params.functions import File, Query

from catalog_search.photos.decoding import upload_format_names
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
