"""Snapshots of a server's collection: kept by the server, or in a folder here."""

import json
import tarfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from qdrant_client import models

from catalog_search.backends import snapshot_label
from catalog_search.backends.snapshot_label import Label
from catalog_search.exceptions import SnapshotRefused
from catalog_search.exceptions import message as _

ON_THE_SERVER = "server"
"""As target: the snapshot stays there."""
ENDING = ".snapshot"
CONFIG = "config.json"
"""The collection's configuration in the server's archive."""


def save(client: Any, collection: str, label: Label, target: str) -> str:
    """Make a snapshot and return where it is. Raises SnapshotRefused."""
    refuse_cluster(client)
    if not client.collection_exists(collection):
        raise SnapshotRefused(
            _(
                "The server has no collection %(collection)s yet: run catalog_index.",
                collection=collection,
            )
        )
    folder = None if target == ON_THE_SERVER else snapshot_label.new_folder(target)
    name = client.create_snapshot(collection, wait=True).name
    if folder is None:
        return _("%(name)s in the server's folder of snapshots", name=name)
    file = folder / f"{collection}{ENDING}"
    try:
        client.download_snapshot(collection, name, file)
    except OSError as error:
        file.unlink(missing_ok=True)
        raise SnapshotRefused(
            _(
                "The snapshot cannot be written to %(folder)s: %(error)s.",
                folder=folder,
                error=error,
            )
        ) from error
    finally:
        client.delete_snapshot(collection, name)
    label.save(folder)
    return str(file)


def restore(client: Any, collection: str, label: Label, source: str, server_folder: str) -> None:
    """Put the snapshot in the place of the collection. It is examined first.

    `source` is a folder that `save` made, a file that the server made, or the name of a snapshot
    that the server has. Raises SnapshotRefused.
    """
    refuse_cluster(client)
    path = Path(source)
    if path.exists():
        file = file_of(path, collection, label)
        refuse_other_dimension(file, label)
        client.upload_snapshot(collection, file)
        return
    names = [each.name for each in client.list_snapshots(collection)]
    if source not in names:
        raise SnapshotRefused(
            _(
                "There is no file or folder %(source)s, and no such snapshot of "
                "%(collection)s on the server, which has: %(names)s. Nothing was changed.",
                source=source,
                collection=collection,
                names=", ".join(names) or "none",
            )
        )
    client.recover_snapshot(
        collection,
        f"file://{server_folder.rstrip('/')}/{collection}/{source}",
        priority=models.SnapshotPriority.SNAPSHOT,
        wait=True,
    )


def file_of(path: Path, collection: str, label: Label) -> Path:
    """Return the archive to upload. Raises SnapshotRefused for one of another index."""
    if path.is_dir():
        label.refuse_other(snapshot_label.read(path))
        path = path / f"{collection}{ENDING}"
        if not path.is_file():
            raise SnapshotRefused(
                _("The snapshot lacks its file %(path)s. Nothing was changed.", path=path)
            )
    if not path.name.startswith(collection):
        raise SnapshotRefused(
            _(
                "%(name)s is a snapshot of another model or schema: those of this index "
                "begin with %(collection)s. Nothing was changed.",
                name=path.name,
                collection=collection,
            )
        )
    return path


def refuse_other_dimension(file: Path, label: Label) -> None:
    dimension = None
    # What the archive does not tell, the server says.
    with suppress(tarfile.TarError, KeyError, ValueError, TypeError), tarfile.open(file) as archive:
        config = archive.extractfile(CONFIG)
        stored = json.load(config) if config else {}
        dimension = stored["params"]["vectors"]["photo"]["size"]
    if dimension not in (None, label.dimension):
        raise SnapshotRefused(
            _(
                "The snapshot %(file)s holds vectors of %(found)s numbers, the encoder "
                "makes %(dimension)s. Nothing was changed.",
                file=file,
                found=dimension,
                dimension=label.dimension,
            )
        )


def refuse_cluster(client: Any) -> None:
    peers = len(getattr(client.cluster_status(), "peers", {}))
    if peers > 1:
        raise SnapshotRefused(
            _(
                "The server is one of %(peers)s nodes, and a snapshot holds the shards "
                "of one node alone: take one of each node with Qdrant's own API.",
                peers=peers,
            )
        )
