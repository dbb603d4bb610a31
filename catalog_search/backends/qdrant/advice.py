"""What works with a server and should be otherwise, in words for `manage.py check`."""

from importlib.metadata import version
from typing import Any

from qdrant_client.common.version_check import parse_version

from catalog_search.backends.qdrant.options import (
    CollectionOptions,
    ServerOptions,
    sends_key_in_the_open,
    without_password,
)
from catalog_search.exceptions import message as _

OLDEST = (1, 16)
"""Older servers do not refuse the late write of a slow worker."""


def about_settings(server: ServerOptions) -> list[str]:
    return [
        _(
            "The API key goes unencrypted to %(address)s, over a network that is not "
            "private: write https:// (with 'ca' for certificates of your own), or an "
            "address of the private network.",
            address=without_password(address),
        )
        for address in sends_key_in_the_open(server)
    ]


def about_server(client: Any, options: CollectionOptions) -> list[str]:
    """Return the advice for a server that answers."""
    return [*about_version(str(client.info().version)), *about_replicas(client, options)]


def about_version(server: str) -> list[str]:
    ours = version("qdrant-client")
    try:
        (major, minor, _patch), client_version = parse_version(server), parse_version(ours)
    except ValueError:
        return [
            _(
                "The Qdrant server says that its version is %(server)r, which cannot be read.",
                server=server,
            )
        ]
    if (major, minor) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        return [
            _(
                "The Qdrant server is of version %(server)s: update it to %(oldest)s or newer.",
                server=server,
                oldest=oldest,
            )
        ]
    if major != client_version.major or minor > client_version.minor + 1:
        return [
            _(
                "The Qdrant server is of version %(server)s, which qdrant-client "
                "%(ours)s does not know: update qdrant-client (pip install -U "
                "qdrant-client).",
                server=server,
                ours=ours,
            )
        ]
    return []


def about_replicas(client: Any, options: CollectionOptions) -> list[str]:
    peers = len(getattr(client.cluster_status(), "peers", {}))
    if peers < 2 or options.replication_factor > 1:
        return []
    return [
        _(
            "The cluster has %(peers)s nodes and the index one copy of each point "
            "('replication_factor' 1): while any node is down, every search and "
            "every write fails. Set 'replication_factor': 2, "
            "'write_consistency_factor': 1 and fill a new collection.",
            peers=peers,
        )
    ]
