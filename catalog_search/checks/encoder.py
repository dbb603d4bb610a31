"""Check the encoder's directory, and that encoder, detector and classifier work."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from PIL import Image

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
    WrongSettings,
    gettext_noop,
    message,
    translated,
)

ENCODER_HINT = message(
    gettext_noop(
        "Until this is solved nothing can be indexed, and searches only look up words in the "
        "database."
    )
)
CLASSIFIER_HINT = message(
    gettext_noop(
        "Until this is solved nothing is indexed in a store whose policies name a label of the "
        "classifier, because nobody can judge its photos."
    )
)


@check
def model_directory() -> Iterator[CheckMessage]:
    for setting, entry in encoders().items():
        directory = options_of(entry).get("directory")
        if directory is None or directory == "":
            continue  # The starter model.
        path = Path(str(directory))
        if path.is_dir() and any(path.iterdir()):
            continue
        reason = (
            gettext("The encoder's directory %(path)s is empty.")
            if path.is_dir()
            else gettext("The encoder's directory %(path)s is missing.")
        )
        yield Error(
            reason % {"path": path},
            hint=gettext(
                "Copy or export the model to that directory, correct "
                "CATALOG_SEARCH[%(setting)r]['OPTIONS']['directory'], or remove that option to use "
                "the starter model."
            )
            % {"setting": setting},
            id="catalog_search.E020",
        )


@check
def model_options() -> Iterator[CheckMessage]:
    """Ask the encoder's class what its options or this environment lack, without building it."""
    for setting, entry in encoders().items():
        if problem := options_problem(entry):
            yield Error(
                f"CATALOG_SEARCH[{setting!r}]: {translated(problem)}",
                hint=ENCODER_HINT.translated,
                id="catalog_search.E025",
            )


def encoders() -> dict[str, Any]:
    """Return the encoders that settings name, by their key."""
    named = {name: conf.get(name) for name in ("ENCODER", "NEXT_ENCODER")}
    return {name: entry for name, entry in named.items() if entry}


def options_problem(entry: Any) -> str:
    """Return why no encoder can be built from this entry, "" if nothing is known to be wrong.

    What the checks of all backends tell is left to them.
    """
    if missing_module(path := backend_path(entry)):
        return ""
    options = options_of(entry)
    try:
        made = import_string(path)
    except ImportError as error:
        return f"{error}{conf.remedy(error)}"
    if wrong := conf.wrong_options(path, made, options, {}):
        return wrong
    problem: str = made.settings_problem(options) if hasattr(made, "settings_problem") else ""
    return problem


@live_check
def model_answers() -> Iterator[CheckMessage]:
    """Load the encoders and encode a text and a photo."""
    for setting, entry in encoders().items():
        if options_problem(entry):
            continue  # The check above says so.
        with conf.using(entry):
            problem = why_no_answer(encode)
        if problem:
            yield Error(
                f"CATALOG_SEARCH[{setting!r}]: {problem}",
                hint=ENCODER_HINT.translated,
                id="catalog_search.E021",
            )


def encode() -> None:
    encoder = conf.get_encoder()
    encoder.encode_texts(["a product"])
    encoder.encode_images([Image.new("RGB", (8, 8))])


def why_no_answer(ask: Callable[[], object]) -> str:
    """Return what a backend raises when it is asked, "" if it answers.

    A class of the project, or a library, may raise anything.
    """
    try:
        ask()
    except CatalogSearchError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


@live_check
def detector_answers() -> Iterator[CheckMessage]:
    """Load the detector and run it on a photo."""
    if problem := why_no_answer(lambda: conf.get_detector().propose(Image.new("RGB", (64, 64)), 1)):
        yield Error(
            problem,
            hint=gettext(
                'Until this is solved no products are detected on photos and "Shop the look" does '
                "not work."
            ),
            id="catalog_search.E022",
        )


@check
def classifier_is_installed() -> Iterator[CheckMessage]:
    """Build the classifier, which loads no model."""
    if missing_module(backend_path(conf.settings().classifier)):
        return  # There is none, or the check of all backends says so.
    try:
        conf.get_classifier()
    except WrongSettings as error:
        yield Error(str(error), hint=CLASSIFIER_HINT.translated, id="catalog_search.E023")


@live_check
def classifier_answers() -> Iterator[CheckMessage]:
    """Load the classifier, if settings name one, and run it on a photo."""
    try:
        classifier = conf.get_classifier()
    except WrongSettings:
        return  # The check above says so.
    if classifier and (
        problem := why_no_answer(lambda: classifier.classify([Image.new("RGB", (64, 64))]))
    ):
        yield Error(problem, hint=CLASSIFIER_HINT.translated, id="catalog_search.E024")
