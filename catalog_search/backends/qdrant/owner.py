"""What a collection says of itself: its id, and the installation whose points it holds.

A server keeps it as the collection's metadata, from version 1.16 on.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from qdrant_client import QdrantClient, models

from catalog_search.exceptions import ForeignIndex
from catalog_search.exceptions import message as _
from catalog_search.protocols.collection import Installation

ID, OWNER, DATABASE = "catalog_search_id", "catalog_search_installation", "catalog_search_database"

Metadata = dict[str, Any]
"""The collection's metadata."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The installation that uses a collection; None checks and writes nothing about it."""

    installation: Installation | None

    def metadata(self) -> Metadata:
        """Return the metadata that a new collection is created with."""
        own: Metadata = {ID: uuid.uuid4().hex}
        if self.installation:
            own |= {OWNER: self.installation.id, DATABASE: self.installation.database}
        return own

    def checked(self, about: Metadata, collection: str) -> str:
        """Return the collection's id, its name where an older server keeps none.

        Raises ForeignIndex if the collection was made for another installation.
        """
        owner = about.get(OWNER)
        if self.installation and owner and owner != self.installation.id:
            raise ForeignIndex(
                _(
                    "Collection %(collection)s belongs to another installation. Set another "
                    "CATALOG_SEARCH['INSTALLATION'], or another OPTIONS['collection_prefix'] "
                    "of CATALOG_SEARCH['INDEX'], and run catalog_index.",
                    collection=collection,
                )
            )
        return str(about.get(ID) or collection)

    def claimed(self, about: Metadata, collection: str) -> str:
        """Return the id of a collection that is to be written to. Raises ForeignIndex.

        A database that was copied would write over the points of its original.
        """
        own_id, database = self.checked(about, collection), about.get(DATABASE)
        if self.installation and database and database != self.installation.database:
            raise ForeignIndex(
                _(
                    "Collection %(collection)s is written to from another database with the "
                    "same rows. If this database is a copy, run catalog_index "
                    "--new-installation here, which fills a collection of its own. If it was "
                    "moved, run catalog_index --moved.",
                    collection=collection,
                )
            )
        return own_id

    def move(self, client: QdrantClient, collection: str) -> None:
        """Make this database the one that writes to the collection."""
        if self.installation:
            here = {DATABASE: self.installation.database}
            client.update_collection(
                collection, metadata={**metadata_of(client, collection), **here}
            )


def metadata_of(client: QdrantClient, collection: str) -> Metadata:
    """Return the collection's metadata."""
    return client.get_collection(collection).config.metadata or {}


def point_alias(client: QdrantClient, alias: str, collection: str) -> None:
    """Make the alias mean the collection, at once for all who use it."""
    targets = {each.alias_name: each.collection_name for each in client.get_aliases().aliases}
    if targets.get(alias) == collection:
        return
    remove = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias))
    create = models.CreateAliasOperation(
        create_alias=models.CreateAlias(collection_name=collection, alias_name=alias)
    )
    client.update_collection_aliases([remove, create] if alias in targets else [create])
