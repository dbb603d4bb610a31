"""The words of a store as indexing last published them."""

from django.db import models

from catalog_search.models.databases import Rows
from catalog_search.models.stores import Store


class PublishedWords(models.Model):
    """One index of a store's words, built by the indexer and read by every web process.

    Store.words_published_at tells readers that there are newer ones.
    """

    store = models.OneToOneField(Store, models.CASCADE, related_name="published_words")
    format = models.PositiveSmallIntegerField()
    """A reader that knows another format builds the words anew."""
    data = models.BinaryField()

    objects = Rows["PublishedWords"].as_manager()

    def __str__(self) -> str:
        return str(self.store)
