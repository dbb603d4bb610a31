"""What is public stays: names and parameters, as docs/reference/python.md lists them."""

import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import catalog_search
from catalog_search import conf, signals, testing
from catalog_search.exceptions import InvalidPhoto, InvalidQuery
from catalog_search.indexing import index_stale
from catalog_search.models import Store
from catalog_search.search import by_photo, by_text, shop_the_look, similar_to
from catalog_search.sync import sync_store
from catalog_search.types import Record
from tests.support.shops.factories import color_image

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/python.md").read_text()
PYPROJECT = (ROOT / "pyproject.toml").read_text()

SIGNATURES = {
    "search.by_text": "(words, *, store='', filters=None, page=1, sort='', snapshot='')",
    "search.by_photo": "(photo, words='', *, store='', filters=None, page=1, sort='', snapshot='')",
    "search.similar_to": "(product, *, store='', limit=12)",
    "search.shop_the_look": "(photo, *, store='', limit=5)",
    "sync.sync_store": "(store='', *, allow_deletes=False, full=False, progress=None)",
    "indexing.index_stale": "(limit=None, store=None, progress=None, report=None, *, "
    "patient=False)",
    "views.visits.note_view": "(request, response, thing)",
    "exceptions.message": "(msgid, **values)",
    "exceptions.translated": "(text)",
    "testing.settings": "(**changes)",
    "testing.reset": "()",
    "testing.fill": "(store='', *, full=True)",
    "testing.stock": "(records, photos=None, store='')",
    "testing.photo": "(color='red', size=(64, 64))",
}
EVALUATE = (
    *("store", "limit", "seed", "split", "judgement_file", "use_judged", "by_subquery"),
    "progress",
)
PAYLOADS = {
    "SearchPerformed": "store kind text total outcome page",
    "IndexedPhoto": "store sku key",
    "SyncFinished": "store state message products products_changed products_deleted photos"
    " photos_new photos_changed photos_deleted problems",
    "DecidedCategory": "store sku category previous by",
    "BlockedProduct": "store sku photo policy score",
    "AddedToBasket": "store sku variant quantity",
}
ADAPTER = ("changed", "connect", "key", "model", "products_of", "queryset", "record", "url")
ROOMS = ("search", "sync", "indexing", "testing", "signals", "tasks")


def found(path: str) -> Any:
    module, name = f"catalog_search.{path}".rsplit(".", 1)
    return getattr(import_module(module), name)


def signature(function: Any) -> str:
    told = inspect.signature(function)
    bare = [each.replace(annotation=each.empty) for each in told.parameters.values()]
    return str(inspect.Signature(bare))


@pytest.mark.parametrize("path", SIGNATURES)
def test_a_public_function_keeps_its_parameters(path: str) -> None:
    function = found(path)
    assert signature(function) == SIGNATURES[path]
    name = path.rsplit(".", 1)[1]
    assert f"{name}{SIGNATURES[path]}".replace("'", '"') in PAGE.replace("'", '"')


@pytest.mark.parametrize("path", [*SIGNATURES, "workshop.evaluation.evaluate"])
def test_a_public_function_is_typed_and_documented(path: str) -> None:
    told = inspect.signature(found(path))
    assert told.return_annotation is not inspect.Signature.empty
    assert all(each.annotation is not each.empty for each in told.parameters.values())
    assert (found(path).__doc__ or "").strip()


def test_evaluating_keeps_its_parameters() -> None:
    assert tuple(inspect.signature(found("workshop.evaluation.evaluate")).parameters) == EVALUATE
    assert all(name in PAGE for name in EVALUATE)


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_signals_payload_keeps_its_fields(name: str) -> None:
    assert list(getattr(signals, name).__dataclass_fields__) == PAYLOADS[name].split()
    how_to = (ROOT / "docs/howto/signals.md").read_text()
    assert f"{name}({', '.join(PAYLOADS[name].split())})" in how_to


def test_an_adapter_keeps_what_projects_write() -> None:
    adapter = found("backends.adapters.CatalogAdapter")
    assert {*ADAPTER} <= {*dir(adapter), *adapter.__annotations__}


def test_everything_that_is_exported_is_on_the_page() -> None:
    for room in ("search", "testing"):
        for name in import_module(f"catalog_search.{room}").__all__:
            assert re.search(rf"`{name}\b", PAGE), name
    assert all(f"catalog_search.{room}" in PAGE for room in ROOMS)


def test_the_version_is_a_semantic_one_and_the_packages_own() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+(rc\d+)?", catalog_search.__version__)
    assert 'dynamic = ["version"]' in PYPROJECT
    assert 'path = "catalog_search/__init__.py"' in PYPROJECT


@pytest.mark.parametrize("name", ["testing", "types", "exceptions", "conf"])
def test_settings_may_import_it_before_there_are_models(name: str) -> None:
    module = f"catalog_search.{name}"
    code = f"import sys, {module}; print('catalog_search.models' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.stdout.strip() == "False", done.stderr


@pytest.fixture
def stocked(db: None) -> None:
    colors = ("red", "blue", "green")
    testing.stock(
        Record(f"cup-{color}", f"{color} cup", colors=(color,), images=(f"{color}.png",))
        for color in colors
    )


@pytest.mark.usefixtures("stocked")
class TestFunctions:
    def test_words_find_products_and_filters_narrow_them(self) -> None:
        assert by_text("red cup").items[0].product.sku == "cup-red"
        listed = by_text("", filters={"color": ["red", "blue"]}, store="demo")
        assert {item.product.sku for item in listed.items} == {"cup-red", "cup-blue"}

    @pytest.mark.parametrize(
        "arguments",
        [{"filters": {"colour": "red"}}, {"sort": "cheapest"}, {"filters": {"price_min": "x"}}],
    )
    def test_what_is_misspelled_is_refused(self, arguments: dict[str, Any]) -> None:
        with pytest.raises(InvalidQuery):
            by_text("cup", **arguments)

    def test_a_photo_may_be_bytes_a_path_a_file_or_a_picture(self, tmp_path: Path) -> None:
        file = tmp_path / "blue.png"
        file.write_bytes(testing.photo("blue"))
        with file.open("rb") as view:
            for photo in (testing.photo("blue"), file, view, color_image("blue")):
                assert by_photo(photo).items[0].product.sku == "cup-blue"

    def test_what_is_no_photo_is_refused(self) -> None:
        with pytest.raises(InvalidPhoto):
            by_photo(b"no photo")

    @pytest.mark.parametrize("photo", ["blue.png", None])
    def test_what_a_photo_can_be_is_told(self, photo: Any) -> None:
        with pytest.raises(TypeError, match=r"a pathlib\.Path"):
            by_photo(photo)

    def test_a_photo_that_is_too_large_is_refused_before_all_of_it_is_read(
        self, settings: Any, tmp_path: Path
    ) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "MAX_PHOTO_BYTES": 1000}
        file = tmp_path / "large.png"
        file.write_bytes(testing.photo("blue") + b"x" * 100_000)
        with file.open("rb") as view:
            with pytest.raises(InvalidPhoto):
                by_photo(view)
            assert view.tell() <= 1001

    def test_similar_products_are_others(self) -> None:
        testing.stock([Record("mug-red", "red mug", images=("red-mug.png",))])
        assert [item.product.sku for item in similar_to("cup-red")] == ["mug-red"]
        assert similar_to("unknown") == similar_to(None) == ()

    def test_a_scene_has_parts(self) -> None:
        parts = shop_the_look(testing.photo("blue", (400, 300)))
        assert all(part.items for part in parts)

    def test_each_search_is_counted_once(self) -> None:
        reports: list[str] = []

        def receive(search: signals.SearchPerformed, **more: object) -> None:
            reports.append(search.kind)

        signals.search_performed.connect(receive)
        try:
            by_text("cup")
            by_text("")
            by_photo(testing.photo("red"), "in blue")
            similar_to("cup-red")
        finally:
            signals.search_performed.disconnect(receive)
        assert reports == ["text", "browse", "photo", "similar"]

    def test_a_store_may_be_named_or_given(self) -> None:
        for store in ("", "demo", Store.objects.get()):
            assert sync_store(store).products == 3
            assert by_text("red cup", store=store).total
        assert index_stale(store="demo").total == 0


@pytest.mark.django_db
def test_the_fakes_forget_everything(settings: Any) -> None:
    settings.CATALOG_SEARCH = testing.settings()
    testing.stock([Record("cup", "red cup", images=("a/red-1.png",))])
    assert by_text("red cup").total == 1
    assert conf.get_index().count() == 1
    testing.reset()
    assert conf.get_index().count() == 0
