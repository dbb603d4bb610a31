"""Indexing in the test's own thread, where what a test does meanwhile sees its transaction."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from typing import Any

import pytest


class OneThread(Executor):
    """Does the work at once, in the caller's thread."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **options: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(work(*args, **options))
        except Exception as error:
            future.set_exception(error)
        return future


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Index without threads; what a batch meets, it meets before the next one is claimed."""
    with pytest.MonkeyPatch.context() as patch:
        executor = "catalog_search.indexing.stages.pipeline.executor"
        patch.setattr(executor, lambda threads: OneThread())
        yield
