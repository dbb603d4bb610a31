"""Check the encoder's directory, and that encoder, detector and classifier work."""

from collections.abc import Iterator
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
    directory = options_of(conf.settings().encoder).get("directory")
    if directory is None:
        return
    path = Path(str(directory))
    if not path.is_dir() or not any(path.iterdir()):
        reason = (
            gettext("The encoder's directory %(path)s is empty.")
            if path.is_dir()
            else gettext("The encoder's directory %(path)s is missing.")
        )
        yield Error(
            reason % {"path": path},
            hint=gettext(
                "Copy or export the model to that directory, correct "
                "CATALOG_SEARCH['ENCODER']['OPTIONS']['directory'], or remove that option to use "
                "the starter model."
            ),
            id="catalog_search.E020",
        )


@check
def model_options() -> Iterator[CheckMessage]:
    """Ask the encoder's class, if it can tell, what its options or this environment lack."""
    for entry in filter(None, (conf.settings().encoder, conf.get("NEXT_ENCODER"))):
        if missing_module(path := backend_path(entry)):
            continue  # The check of all backends says so.
        if problem := settings_problem(path, options_of(entry)):
            yield Error(
                translated(problem),
                hint=ENCODER_HINT.translated,
                id="catalog_search.E025",
            )


def settings_problem(path: str, options: dict[str, Any]) -> str:
    """Return the class's complaint about these OPTIONS, or why there is no class; "" if none."""
    try:
        made = import_string(path)
    except ImportError as error:
        return f"{error}{conf.remedy(error)}"
    problem: str = made.settings_problem(options) if hasattr(made, "settings_problem") else ""
    return problem


@live_check
def model_answers() -> Iterator[CheckMessage]:
    """Load the encoder and encode a text and a photo."""
    try:
        encoder = conf.get_encoder()
        encoder.encode_texts(["a product"])
        encoder.encode_images([Image.new("RGB", (8, 8))])
    except CatalogSearchError as error:
        yield Error(
            str(error),
            hint=ENCODER_HINT.translated,
            id="catalog_search.E021",
        )


@live_check
def detector_answers() -> Iterator[CheckMessage]:
    """Load the detector and run it on a photo."""
    try:
        conf.get_detector().propose(Image.new("RGB", (64, 64)), 1)
    except CatalogSearchError as error:
        yield Error(
            str(error),
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
        if classifier := conf.get_classifier():
            classifier.classify([Image.new("RGB", (64, 64))])
    except WrongSettings:
        return  # The check above says so.
    except CatalogSearchError as error:
        yield Error(str(error), hint=CLASSIFIER_HINT.translated, id="catalog_search.E024")
