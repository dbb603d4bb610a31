"""Advice about a server, and its snapshots."""

from abc import abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from catalog_search.backends.qdrant import advice, options, snapshots
from catalog_search.backends.qdrant.options import CollectionOptions, ServerOptions
from catalog_search.backends.snapshot_label import Label
from catalog_search.exceptions import SnapshotRefused
from catalog_search.exceptions import message as _

NOT_OF_A_SERVER = ("path", "collection_prefix")


class ServerUpkeep:
    """The part of QdrantIndex that a folder does not have."""

    local: bool
    collection: str
    label: Label
    server: ServerOptions
    layout: CollectionOptions

    @abstractmethod
    def client(self, *, patient: bool = False) -> AbstractContextManager[Any]: ...

    @abstractmethod
    def forget(self) -> None: ...

    def snapshot(self, target: str) -> str:
        self.refuse_local()
        with self.client(patient=True) as client:
            return snapshots.save(client, self.collection, self.label, target)

    def restore(self, source: str) -> None:
        self.refuse_local()
        folder = self.server.snapshots
        with self.client(patient=True) as client:
            snapshots.restore(client, self.collection, self.label, source, folder)
        self.forget()

    def refuse_local(self) -> None:
        if self.local:
            raise SnapshotRefused(
                _("A folder of QdrantIndex has no snapshots: copy it while closed.")
            )

    @staticmethod
    def settings_advice(given: Mapping[str, Any]) -> list[str]:
        """Return what these OPTIONS should have otherwise. Raises WrongSettings."""
        ours = {name: value for name, value in given.items() if name not in NOT_OF_A_SERVER}
        return advice.about_settings(options.read(ours)[0])

    def server_advice(self) -> list[str]:
        """Ask the server, and return advice about its settings."""
        if self.local:
            return []
        with self.client(patient=True) as client:
            return advice.about_server(client, self.layout)
