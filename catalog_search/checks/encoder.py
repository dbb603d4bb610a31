"""The models: is the encoder's directory there, do encoder and detector answer."""

from collections.abc import Iterator
from pathlib import Path

from django.core.checks import CheckMessage, Error
from PIL import Image

from catalog_search import conf
from catalog_search.checks.registry import check, live_check, options_of
from catalog_search.exceptions import CatalogSearchError


@check
def model_directory() -> Iterator[CheckMessage]:
    directory = options_of(conf.get("ENCODER")).get("directory")
    if directory is None:
        return
    path = Path(str(directory))
    if not path.is_dir() or not any(path.iterdir()):
        yield Error(
            f"The encoder's directory {path} is {'empty' if path.is_dir() else 'not there'}.",
            hint="Copy or export the model there, correct "
            "CATALOG_SEARCH['ENCODER']['OPTIONS']['directory'], or leave it out for the starter "
            "model.",
            id="catalog_search.E020",
        )


@live_check
def model_answers() -> Iterator[CheckMessage]:
    """The model loads, and encodes a word and a photo. Takes as long as loading it does."""
    try:
        encoder = conf.get_encoder()
        encoder.encode_texts(["a product"])
        encoder.encode_images([Image.new("RGB", (8, 8))])
    except CatalogSearchError as error:
        yield Error(
            str(error),
            hint="Nothing can be indexed or searched by meaning until the encoder answers.",
            id="catalog_search.E021",
        )


@live_check
def detector_answers() -> Iterator[CheckMessage]:
    """The detector loads, and looks at a photo."""
    try:
        conf.get_detector().propose(Image.new("RGB", (64, 64)), 1)
    except CatalogSearchError as error:
        yield Error(
            str(error),
            hint="Photos are not taken apart and no look can be shopped until it answers.",
            id="catalog_search.E022",
        )
