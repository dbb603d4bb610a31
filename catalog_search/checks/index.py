"""Check that the vector index is writable, answers and fits the model."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db import DatabaseError
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import (
    backend_path,
    check,
    live_check,
    missing_module,
    options_of,
)
from catalog_search.exceptions import (
    CatalogSearchError,
    EncoderUnavailable,
    ForeignIndex,
    IndexMismatch,
    WrongSettings,
    translated,
)
from catalog_search.protocols import AdvisedIndex
from catalog_search.protocols.collection import IndexState


@check
def index_folder() -> Iterator[CheckMessage]:
    if not (path := options_of(conf.settings().index).get("path")):
        return
    folder = Path(str(path)).absolute()
    if reason := why_unwritable(folder):
        yield Error(
            gettext("The index folder %(folder)s cannot be written: %(reason)s.")
            % {"folder": folder, "reason": reason},
            hint=gettext(
                "Make the user that runs Django the owner of the folder (chown), or choose another "
                "folder in CATALOG_SEARCH['INDEX']['OPTIONS']['path']."
            ),
            id="catalog_search.E030",
        )


def why_unwritable(folder: Path) -> str:
    """Return why the folder or files in it cannot be created, or "" if they can."""
    nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    if nearest.is_symlink() and not nearest.exists():
        return gettext("%(path)s is a link to a folder that does not exist") % {"path": nearest}
    if not nearest.is_dir():
        return gettext("%(path)s is a file") % {"path": nearest}
    allowed = os.access(nearest, os.W_OK | os.X_OK)
    if allowed:
        return ""
    return gettext("there is no permission to write to %(path)s") % {"path": nearest}


@check
def index_options() -> Iterator[CheckMessage]:
    """Check the options of an index server. Only there: it imports the server's client."""
    entry = conf.settings().index
    options = options_of(entry)
    if not is_server(options) or missing_module(backend_path(entry)):
        return
    try:
        made = import_string(backend_path(entry))
        advice = made.settings_advice(options) if hasattr(made, "settings_advice") else []
    except (WrongSettings, ImportError) as error:
        yield wrong_index(f"CATALOG_SEARCH['INDEX']: {error}{conf.remedy(error)}")
    else:
        yield from (advised(words, "W034") for words in advice)


def is_server(options: dict[str, Any]) -> bool:
    return bool(options.get("url") or options.get("urls"))


def wrong_index(text: str) -> CheckMessage:
    return Error(
        text,
        hint=gettext(
            "Correct CATALOG_SEARCH['INDEX']['OPTIONS']; the documentation, The search index, "
            "has a table of them."
        ),
        id="catalog_search.E033",
    )


def advised(words: str, number: str) -> CheckMessage:
    return Caution(
        translated(words),
        hint=gettext("The documentation, A Qdrant server, says how to set it up."),
        id=f"catalog_search.{number}",
    )


@live_check
def index_answers() -> Iterator[CheckMessage]:
    """Open the index and compare the length of its vectors with the model's."""
    if not isinstance(conf.settings().facets, list | tuple):
        return  # The check of FACETS reports this.
    try:
        conf.get_encoder()
    except WrongSettings:
        return  # The check of the encoder reports this.
    try:
        # A separate instance, closed at once: only one process can have a local folder open.
        with closing(conf.build_index()) as index:
            state, dimension = index.state(), conf.get_encoder().dimension
            if state.id:
                index.create()
            advice = index.server_advice() if isinstance(index, AdvisedIndex) else []
    except (EncoderUnavailable, DatabaseError):
        return  # The check of the encoder, or Django's own of the database, reports this.
    except IndexMismatch as error:
        yield mismatch(str(error))
    except ForeignIndex as error:
        yield Error(
            str(error),
            hint=gettext("Do what the message says: until then nothing is written to the index."),
            id="catalog_search.E035",
        )
    except WrongSettings as error:
        yield wrong_index(str(error))
    except CatalogSearchError as error:
        yield no_answer(str(error))
    except Exception as error:  # a class of the project, or one of another kind
        yield no_answer(f"{type(error).__name__}: {error}")
    else:
        yield from (advised(words, "W033") for words in advice)
        if state.dimension not in (None, dimension):
            yield mismatch(other_dimension(state, dimension))


def no_answer(message: str) -> CheckMessage:
    if is_server(options_of(conf.settings().index)):
        return Error(
            message,
            hint=gettext("Start the index server, or correct CATALOG_SEARCH['INDEX']['OPTIONS']."),
            id="catalog_search.E031",
        )
    # Only a warning: another process, such as a running web server, may have the folder open.
    return Caution(
        message,
        hint=gettext("Do what the message says, or correct CATALOG_SEARCH['INDEX']."),
        id="catalog_search.W031",
    )


def other_dimension(state: IndexState, dimension: int) -> str:
    """Return that the collection's vectors have another length than the encoder's."""
    text = gettext(
        "Collection %(collection)s holds vectors of %(held)s numbers, but the encoder "
        "returns %(returned)s."
    )
    held = {"collection": state.collection, "held": state.dimension}
    return text % {**held, "returned": dimension}


def mismatch(message: str) -> CheckMessage:
    return Error(
        message,
        hint=gettext(
            "Delete the collection (or set another collection_prefix) and run manage.py "
            "catalog_index, or go back to the encoder that filled it."
        ),
        id="catalog_search.E032",
    )
