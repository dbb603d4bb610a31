"""The options of a Qdrant server: how it is reached, how its collection is laid out.

A wrong value raises WrongSettings with what is allowed.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from catalog_search.backends.qdrant.allowed import (
    CONSISTENCY,
    FACTOR,
    FILE,
    HNSW,
    SECONDS,
    STRICT,
    SWITCH,
    TEXT,
    TEXT_OR_NONE,
    URLS,
    Checked,
    one_of,
    option,
    whole_number,
)
from catalog_search.exceptions import WrongSettings
from catalog_search.exceptions import message as _

INDEXING_THRESHOLD = 10_000
"""KB of vectors in a segment from which the server builds a graph: its own default."""
INT8_OVERSAMPLING = 2.0
"""With rescoring, recall was 1.000 at this factor, .94-.99 without."""
TENANT_GRAPHS = {"m": 0, "payload_m": 16}
"""Graphs within each store alone: 200 stores were ready in 3 s instead of 21."""
PRIVATE_ENDINGS = (".local", ".internal", ".lan", ".svc", ".localhost", ".home.arpa")

T = TypeVar("T")

WRITES = ("upsert", "delete")
"""What "writes" of `prefer_grpc` sends by gRPC."""


@dataclass(frozen=True)
class ServerOptions(Checked):
    """How a server is reached. Times are seconds: `timeout` of a page, `write_timeout` of work."""

    url: str = option("", TEXT)
    urls: tuple[str, ...] = option((), URLS)
    """Nodes of one cluster: the next is asked when one does not answer."""
    api_key: str | None = option(None, TEXT_OR_NONE)
    prefer_grpc: bool | str = option(False, one_of(True, False, "writes"))
    """"writes" sends points by gRPC, three to five times as fast, and reads by REST."""
    grpc_port: int = option(6334, whole_number(1))
    https: bool | None = option(None, one_of(None, True, False))
    """For addresses without a scheme; http without it."""
    verify: bool = option(True, SWITCH)
    ca: str | Path | None = option(None, FILE)  # noqa: RUF009
    prefix: str = option("", TEXT)
    timeout: float = option(2, SECONDS)
    write_timeout: float = option(60, SECONDS)
    snapshots: str = option("/qdrant/snapshots", TEXT)
    """The server's folder of snapshots, as the server names it."""

    def by_grpc(self, method: str) -> bool:
        """Return whether the client's method of this name is called by gRPC."""
        return self.prefer_grpc is True or (self.prefer_grpc == "writes" and method in WRITES)

    def __post_init__(self) -> None:
        super().__post_init__()
        for address in self.addresses:
            if not is_address(address):
                raise WrongSettings(
                    _(
                        "The index's address %(address)r cannot be used: write scheme, host and "
                        "port, such as http://127.0.0.1:6333.",
                        address=without_password(address),
                    )
                )
        if not self.verify and (self.prefer_grpc or self.ca):
            raise WrongSettings(
                _(
                    "The option 'verify' of the index can be False over REST and without "
                    "'ca' only: name the certificates to trust in 'ca' instead."
                )
            )

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses to ask, with their scheme, in order and each once."""
        scheme = "https" if self.https else "http"
        configured = [*([self.url] if self.url else []), *self.urls]
        return tuple(
            dict.fromkeys(
                address if "://" in address else f"{scheme}://{address}" for address in configured
            )
        )


@dataclass(frozen=True)
class CollectionOptions(Checked):
    """How the server lays out a collection. They are sent when it is created."""

    shard_number: int | None = option(
        None, (lambda n: n is None or whole_number(1)[0](n), whole_number(1)[1])
    )
    replication_factor: int = option(1, whole_number(1))
    write_consistency_factor: int = option(1, whole_number(1))
    read_consistency: str | int | None = option(None, CONSISTENCY)
    sharding_by_store: bool = option(False, SWITCH)
    on_disk: bool = option(False, SWITCH)
    on_disk_payload: bool = option(True, SWITCH)
    datatype: str = option("float16", one_of("float16", "float32"))
    quantization: str | None = option(None, one_of(None, "int8", "binary"))
    rescore: bool = option(True, SWITCH)
    oversampling: float | None = option(None, FACTOR)
    hnsw: Mapping[str, int] = option(None, HNSW, factory=dict)
    tenants: bool = option(False, SWITCH)
    strict_mode: Mapping[str, Any] = option(None, STRICT, factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.write_consistency_factor > self.replication_factor:
            raise WrongSettings(
                _(
                    "The option 'write_consistency_factor' of the index must not exceed "
                    "'replication_factor', %(replication_factor)s: every write would fail.",
                    replication_factor=self.replication_factor,
                )
            )
        if self.quantization is None and self.oversampling is not None:
            raise WrongSettings(
                _(
                    "The option 'oversampling' of the index needs 'quantization': 'int8' or "
                    "'binary'."
                )
            )

    @property
    def graph(self) -> dict[str, int]:
        """The settings of graphs that differ from the server's."""
        return {**(TENANT_GRAPHS if self.tenants else {}), **self.hnsw}

    @property
    def oversampled(self) -> float | None:
        default = INT8_OVERSAMPLING if self.quantization == "int8" else None
        return self.oversampling or default


def options_for(kind: type[T], settings: Mapping[str, Any]) -> T:
    """Return the options of this kind that are among the given ones."""
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in settings.items() if name in names})


def read(settings: Mapping[str, Any]) -> tuple[ServerOptions, CollectionOptions]:
    """Return the options of a server and of its collection. Raises WrongSettings."""
    option_fields = {each.name: each for kind in KINDS for each in fields(kind)}
    if unknown := sorted(set(settings) - set(option_fields)):
        raise WrongSettings(
            _(
                "The index has no options %(unknown)s; it has: %(known)s, path, collection_prefix.",
                unknown=", ".join(unknown),
                known=", ".join(option_fields),
            )
        )
    server = options_for(ServerOptions, settings)
    changed = [name for name, value in settings.items() if value != default_of(option_fields[name])]
    if changed and not server.addresses:
        raise WrongSettings(
            _(
                "Only a Qdrant server has the options %(changed)s: name its 'url'.",
                changed=", ".join(changed),
            )
        )
    return server, options_for(CollectionOptions, settings)


KINDS = (ServerOptions, CollectionOptions)


def default_of(each: Any) -> object:
    return each.default if each.default is not MISSING else each.default_factory()


def is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def without_password(address: str) -> str:
    return address.rpartition("@")[2]


def sends_key_in_the_open(server: ServerOptions) -> list[str]:
    """Return the addresses to which an API key would go unencrypted over a public network."""
    if server.api_key is None:
        return []
    plain = [address for address in server.addresses if address.startswith("http://")]
    return [address for address in plain if not is_private(urlsplit(address).hostname or "")]


def is_private(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(PRIVATE_ENDINGS)
    return address.is_private or address.is_loopback
