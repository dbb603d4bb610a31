"""Load in a new process what its first search would wait for."""

import logging
import os
import threading
import time
from itertools import islice

from django.db import DatabaseError, connections
from PIL import Image

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models.indexing import collections
from catalog_search.models.stores import open_store
from catalog_search.operations.probes import Answer, State
from catalog_search.search.words.text import by_text

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
STORES = 10
"""Stores searched in, so that their words and columns are mapped."""


class Warming:
    """The model and the files of stores, being loaded by a thread of this process."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.state: State = "loading"
        self.detail = ""
        self.began = time.monotonic()
        self.seconds = 0.0
        self.thread = self.run()

    def run(self) -> threading.Thread:
        self.began = time.monotonic()
        thread = threading.Thread(target=self.work, name="catalog_search warming", daemon=True)
        thread.start()
        return thread

    def work(self) -> None:
        try:
            load_model()
            search_stores()
            self.detail, self.state = "", "ok"
        except CatalogSearchError as error:
            self.detail, self.state = str(error), "down"
        except Exception as error:
            logger.warning("The model could not be loaded ahead of a search.", exc_info=True)
            self.detail, self.state = f"{type(error).__name__}: {error}", "down"
        finally:
            self.seconds = time.monotonic() - self.began
            connections.close_all()

    def answer(self) -> Answer[None]:
        """Return whether the model is loaded. What failed is tried again after RETRY_SECONDS."""
        is_over = not self.thread.is_alive()
        if self.state == "down" and is_over and time.monotonic() - self.began > RETRY_SECONDS:
            self.thread = self.run()
        seconds = self.seconds or time.monotonic() - self.began
        return Answer(self.state, round(1000 * seconds, 1), self.detail)


@collections.serving()
def load_model() -> None:
    encoder = conf.get_encoder()
    encoder.encode_texts(["a product"])
    encoder.encode_images([Image.new("RGB", (32, 32))])


def search_stores() -> None:
    """Search once in the first stores; what they lack is another probe's to tell."""
    for slug in islice(conf.settings().stores, STORES):
        try:
            by_text(open_store(slug), "a product")
        except (CatalogSearchError, DatabaseError) as error:
            logger.info("The store %s is not searched ahead: %s", slug, type(error).__name__)


def start() -> Warming:
    """Begin to load in this process, unless that was done; call it after a fork, not before."""
    warming = conf.once("warming", Warming)
    if warming.process != os.getpid():
        # Threads of the parent did not come along.
        conf.BUILT.pop("warming", None)
        warming = conf.once("warming", Warming)
    return warming
