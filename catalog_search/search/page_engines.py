"""Which engines one page asks, and how long it waits for them, all its questions together."""

from collections.abc import Iterator
from contextlib import contextmanager

from catalog_search import conf
from catalog_search.models.collections import serving
from catalog_search.protocols.deadline import one_page


@contextmanager
def page_engines() -> Iterator[None]:
    """Give the block ENGINE_SECONDS; within another such block, what is left of that one's.

    All its questions go to one model and its collection, also if the live one changes meanwhile.
    """
    with one_page(conf.settings().engine_seconds), serving():
        yield
