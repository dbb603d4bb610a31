"""How long one page waits for engines, all its questions together."""

from collections.abc import Iterator
from contextlib import contextmanager

from catalog_search import conf
from catalog_search.protocols.deadline import one_page


@contextmanager
def engine_time() -> Iterator[None]:
    """Give the block ENGINE_SECONDS; within another such block, what is left of that one's."""
    with one_page(conf.settings().engine_seconds):
        yield
