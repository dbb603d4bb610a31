"""The vector index: can its folder be written, does it answer, do its vectors fit the model."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution

from catalog_search import conf
from catalog_search.checks.registry import check, live_check, options_of
from catalog_search.exceptions import CatalogSearchError, EncoderUnavailable, IndexMismatch


@check
def index_folder() -> Iterator[CheckMessage]:
    if not (path := options_of(conf.get("INDEX")).get("path")):
        return
    folder = Path(str(path)).absolute()
    if reason := why_unwritable(folder):
        yield Error(
            f"The index folder {folder} cannot be written: {reason}.",
            hint="Give the user that runs Django the folder (chown), or name another in "
            "CATALOG_SEARCH['INDEX']['OPTIONS']['path'].",
            id="catalog_search.E030",
        )


def why_unwritable(folder: Path) -> str:
    """Return why files cannot be made in the folder, or the folder itself; "" if they can."""
    nearest = next(one for one in (folder, *folder.parents) if one.exists())
    if not nearest.is_dir():
        return f"{nearest} is a file"
    allowed = os.access(nearest, os.W_OK | os.X_OK)
    return "" if allowed else f"{nearest} belongs to someone else"


@live_check
def index_answers() -> Iterator[CheckMessage]:
    """The index answers, and what it holds is as long as what the model makes."""
    try:
        # One of its own, closed again: a folder stays free for the process that needs it.
        with closing(conf.build_index()) as index:
            state, dimension = index.state(), conf.get_encoder().dimension
    except EncoderUnavailable:
        # Said by the check of the model.
        return
    except IndexMismatch as error:
        yield mismatch(str(error))
    except CatalogSearchError as error:
        # A folder that a running server holds is no fault of the settings.
        local = not options_of(conf.get("INDEX")).get("url")
        kind, number = (Caution, "W031") if local else (Error, "E031")
        yield kind(
            str(error),
            hint="Start the server, or correct CATALOG_SEARCH['INDEX']['OPTIONS'].",
            id=f"catalog_search.{number}",
        )
    else:
        if state.dimension not in (None, dimension):
            yield mismatch(
                f"Collection {state.collection} holds vectors of {state.dimension} numbers, the "
                f"encoder makes {dimension}."
            )


def mismatch(message: str) -> CheckMessage:
    return Error(
        message,
        hint="Delete the collection (or name another collection_prefix) and run "
        "manage.py catalog_index, or go back to the encoder it was made with.",
        id="catalog_search.E032",
    )
