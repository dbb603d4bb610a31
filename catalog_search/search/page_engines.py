"""The engines that one page asks: one model, its collection, and one time for all questions."""

from collections.abc import Iterator
from contextlib import contextmanager

from catalog_search import conf
from catalog_search.models.indexing.collections import serving
from catalog_search.protocols.deadline import one_page


@contextmanager
def page_engines() -> Iterator[None]:
    """Give the block ENGINE_SECONDS; within another such block, the time that this has left.

    All its questions go to one model and its collection, also if the live one changes meanwhile.
    """
    with one_page(conf.settings().engine_seconds), serving():
        yield
