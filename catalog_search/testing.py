"""For the tests of a project that uses this package: engines without a model, server or file.

    # settings of your tests
    CATALOG_SEARCH = testing.settings(STORES={"main": {"SOURCE": {"BACKEND": "myshop.Catalog"}}})

    # a test
    def setUp(self):
        testing.reset()

    def test_the_cup_is_found(self):
        Product.objects.create(sku="cup", name="Red cup", ...)
        testing.fill()
        self.assertContains(self.client.get("/find/", {"q": "red cup"}), "Red cup")

Nothing here needs pytest or a package that only this repository's tests have.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, cast

from catalog_search import conf
from catalog_search.backends.color_words import COLORS, ColorWordsEncoder
from catalog_search.backends.memory_index import MemoryIndex
from catalog_search.backends.memory_source import MemorySource
from catalog_search.types import Record

__all__ = [
    "COLORS",
    "ColorWordsEncoder",
    "MemoryIndex",
    "MemorySource",
    "fill",
    "photo",
    "reset",
    "settings",
    "stock",
]

BACKENDS = "catalog_search.backends."


def settings(**changes: Any) -> dict[str, Any]:
    """Return a CATALOG_SEARCH whose encoder and index are fakes; `changes` are further keys.

    Without STORES there is one, "main", whose source is a MemorySource for `stock`.
    """
    return {
        # Of a shop of three products, one is more than the share that may be deleted at once.
        "MAX_DELETED_SHARE": 1.0,
        "STORES": {"main": {"SOURCE": {"BACKEND": BACKENDS + "memory_source.MemorySource"}}},
        "ENCODER": {"BACKEND": BACKENDS + "color_words.ColorWordsEncoder"},
        "INDEX": {"BACKEND": BACKENDS + "memory_index.MemoryIndex"},
        **changes,
    }


def photo(color: str = "red", size: tuple[int, int] = (64, 64)) -> bytes:
    """Return a PNG of one color: any of COLORS, or a color that Pillow knows."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", size, COLORS.get(color, color)).save(file, "PNG")
    return file.getvalue()


def stock(
    records: Iterable[Record], photos: Mapping[str, bytes] | None = None, store: str = ""
) -> None:
    """Add products to a store whose source is a MemorySource, and fill the store.

    Records are cleaned as those of other sources are: category="Shoes > Boots" is a path. A photo
    that a record names and `photos` lacks is made: in the color that its name begins with, such
    as "blue-cup.png", else red.
    """
    # These need models; the settings of a test import this file before there are any.
    from catalog_search.backends.given_records import cleaned

    source = cast(MemorySource, conf.get_source(store or default_slug()))
    new = [item for record in records for item in cleaned(record, "stock()")]
    source.stored_records += new
    names = [name for item in new if isinstance(item, Record) for name in item.images]
    made = {name: photo(color_of(name)) for name in names if name not in (photos or {})}
    source.stored_photos.update({**made, **(photos or {})})
    fill(store)


def fill(store: str = "", *, full: bool = True) -> None:
    """Sync the store with this slug, "" for the default one, and index what is stale.

    With `full=False` it is a regular sync, which reads only what changed.
    """
    from catalog_search.indexing import index_stale
    from catalog_search.models.stores import open_store
    from catalog_search.sync import sync_store

    row = open_store(store or default_slug())
    sync_store(row, full=full, allow_deletes=full)
    index_stale(store=row)


def reset() -> None:
    """Forget index, source and encoder of this process: call it before each test."""
    conf.forget_backends()


def color_of(name: str) -> str:
    base = name.rsplit("/", 1)[-1].lower()
    return next((color for color in COLORS if base.startswith(color)), "red")


def default_slug() -> str:
    from catalog_search.models.stores import default_slug

    return default_slug()
