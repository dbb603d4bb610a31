"""Faults 21 and 22: another model than the index was made with, or a model that does not load."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from catalog_search import conf
from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.backends.onnx import network
from catalog_search.exceptions import EncoderUnavailable
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.reconcile import Reconciliation, reconcile
from catalog_search.indexing.status import status
from catalog_search.models import Photo
from catalog_search.tasks import RETRY
from catalog_search.types import Vectors
from tests.support.checks import messages_by_id
from tests.support.pages import text, titles
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

DEGRADED = "showing products that contain your words"
COLOR_WORDS = {"BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder"}
STARTER = Path(network.__file__).parent / "starter"


class OtherWeights(ColorWordsEncoder):
    """Vectors of the same length that mean something else."""

    def __init__(self) -> None:
        super().__init__()
        self.model_id = "color-words-64-other-weights"

    def encode_texts(self, texts: Any) -> Vectors:
        vectors: Vectors = super().encode_texts(texts)[:, ::-1]
        return vectors


def use_encoder(settings: Any, entry: dict[str, Any]) -> None:
    """Configure another encoder, as a deployment does; the photos in the source stay."""
    photos = conf.get_source("demo").stored_photos  # type: ignore[attr-defined]
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": entry}
    conf.get_source("demo").stored_photos.update(photos)  # type: ignore[attr-defined]


@pytest.fixture
def shop(settings: Any, tmp_path: Path, index_folder: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    for color in ("red", "blue", "green"):
        make_photo(make_product(title=f"{color} cup"), color)


def stale() -> int:
    return Photo.objects.stale(conf.get_index().create()).count()


@pytest.mark.parametrize(
    "entry",
    [
        {**COLOR_WORDS, "OPTIONS": {"dimension": 128}},
        {"BACKEND": "tests.faults.test_changed_models.OtherWeights"},
    ],
    ids=["other dimension", "other weights"],
)
def test_a_changed_model_fills_a_collection_of_its_own(
    client: Client, settings: Any, shop: None, entry: dict[str, Any]
) -> None:
    index_stale()
    first = conf.get_index().state()
    use_encoder(settings, entry)
    assert (stale(), conf.get_index().count()) == (3, 0)
    # The old vectors are not asked; words are looked up meanwhile, and the page says so.
    answer = client.get("/", {"q": "red cup"})
    assert DEGRADED in text(answer)
    assert titles(answer) == ["red cup"]
    assert index_stale().indexed == 3
    answer = client.get("/", {"q": "red cup"})
    assert DEGRADED not in text(answer)
    assert titles(answer)[0] == "red cup"
    second = conf.get_index().state()
    assert first.collection != second.collection
    assert (second.dimension, second.points) == (conf.get_encoder().dimension, 3)
    assert reconcile() == Reconciliation(0, 0, 0, 0)


def test_going_back_to_the_old_model_finds_its_collection_as_it_was(
    client: Client, settings: Any, shop: None
) -> None:
    index_stale()
    before = conf.get_index().state()
    use_encoder(settings, {**COLOR_WORDS, "OPTIONS": {"dimension": 128}})
    index_stale()
    use_encoder(settings, COLOR_WORDS)
    assert conf.get_index().state() == before
    answer = client.get("/", {"q": "red cup"})
    assert DEGRADED not in text(answer)
    assert titles(answer)[0] == "red cup"
    index_stale()
    assert (stale(), conf.get_index().count()) == (0, 3)


def without(part: str) -> Callable[[Path], None]:
    return lambda directory: (directory / part).unlink()


def cut(part: str) -> Callable[[Path], None]:
    def half(directory: Path) -> None:
        data = (directory / part).read_bytes()
        (directory / part).write_bytes(data[: len(data) // 2])

    return half


@pytest.mark.parametrize(
    "damage",
    [
        without("image.onnx"),
        without("text.onnx"),
        cut("image.onnx"),
        cut("encoder.json"),
        cut("preprocessor_config.json"),
        shutil.rmtree,
    ],
)
def test_a_missing_or_damaged_model_costs_no_photo_an_attempt(
    client: Client,
    settings: Any,
    shop: None,
    tmp_path: Path,
    damage: Callable[[Path], None],
) -> None:
    index_stale()
    make_photo(make_product(title="blue plate"), "blue")
    directory = tmp_path / "model"
    shutil.copytree(STARTER, directory)
    damage(directory)
    entry = {"BACKEND": "catalog_search.backends.onnx.OnnxEncoder"}
    use_encoder(settings, {**entry, "OPTIONS": {"directory": directory}})
    check_that_photos_wait(client, str(directory))
    use_encoder(settings, COLOR_WORDS)
    assert index_stale().indexed == 1


def check_that_photos_wait(client: Client, told: str) -> None:
    for _ in range(4):
        with pytest.raises(EncoderUnavailable, match=told):
            index_stale()
    rows = Photo.objects.values_list("state", "attempts", "claimed_by", "reason")
    assert set(rows) == {("live", 0, None, "")}
    # Celery tries such a task again; checks, status and the page say what is the matter.
    assert EncoderUnavailable in RETRY["autoretry_for"]
    assert told in messages_by_id(deploy=True)["E021"].msg
    answer = client.get("/", {"q": "red cup"})
    assert DEGRADED in text(answer)
    assert titles(answer) == ["red cup"]


def test_a_model_that_does_not_fit_into_memory_is_told(
    client: Client, settings: Any, shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def allocate(*arguments: object, **options: object) -> None:
        raise MemoryError("Failed to allocate memory for requested buffer of size 30627371")

    index_stale()
    use_encoder(settings, {"BACKEND": "catalog_search.backends.onnx.OnnxEncoder"})
    with monkeypatch.context() as patch:
        patch.setattr(network, "InferenceSession", allocate)
        check_that_photos_wait(client, "Failed to allocate memory")
    assert index_stale().indexed == 3


def test_status_tells_of_a_model_that_has_no_name(
    settings: Any, shop: None, tmp_path: Path
) -> None:
    entry = {"BACKEND": "catalog_search.backends.onnx.OnnxEncoder"}
    use_encoder(settings, {**entry, "OPTIONS": {"directory": tmp_path / "gone"}})
    report = status([make_store()])
    assert "gone" in report.problem
    assert report.stores[0].points is None
