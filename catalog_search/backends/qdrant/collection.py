"""How a collection is made on a server: vectors, graphs, replicas, payload indexes."""

from collections.abc import Sequence
from typing import Any

from qdrant_client import models

from catalog_search.backends.qdrant import errors
from catalog_search.backends.qdrant.options import INDEXING_THRESHOLD, CollectionOptions
from catalog_search.backends.qdrant.owner import Owner
from catalog_search.exceptions import IndexMismatch
from catalog_search.exceptions import message as _
from catalog_search.protocols import VERSION
from catalog_search.protocols.collection import IndexState

PAYLOAD_INDEXES: dict[str, Any] = {
    "store": models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True),
    "product": models.PayloadSchemaType.INTEGER,
    "visible": models.PayloadSchemaType.BOOL,
    "in_stock": models.PayloadSchemaType.BOOL,
    "price": models.PayloadSchemaType.FLOAT,
    "brand": models.PayloadSchemaType.KEYWORD,
    "color": models.PayloadSchemaType.KEYWORD,
    "category": models.PayloadSchemaType.KEYWORD,
    VERSION: models.PayloadSchemaType.INTEGER,
}
WORDS = {"words": models.SparseVectorParams()}
Metadata = dict[str, Any]
NO_GRAPHS = 0
"""As indexing threshold: segments stay plain, so that filling is not slowed by graphs."""


def create_local(client: Any, name: str, size: int, metadata: Metadata) -> None:
    vector = models.VectorParams(size=size, distance=models.Distance.DOT)
    vectors = {"photo": vector, "title": vector}
    client.create_collection(name, vectors, sparse_vectors_config=WORDS, metadata=metadata)


def create(
    client: Any, name: str, size: int, options: CollectionOptions | None, metadata: Metadata
) -> None:
    """Make an empty collection, without graphs until `start_graphs`; one that exists stays.

    A folder's has no options.
    """
    if options is None:
        create_local(client, name, size, metadata)
    else:
        create_remote(client, name, size, options, metadata)


def create_remote(
    client: Any, name: str, size: int, options: CollectionOptions, metadata: Metadata
) -> None:
    vector = models.VectorParams(
        size=size,
        distance=models.Distance.DOT,
        on_disk=options.on_disk,
        datatype=models.Datatype(options.datatype),
    )
    try:
        client.create_collection(
            name,
            {"photo": vector, "title": vector},
            sparse_vectors_config=WORDS,
            shard_number=options.shard_number,
            sharding_method=models.ShardingMethod.CUSTOM if options.sharding_by_store else None,
            replication_factor=options.replication_factor,
            write_consistency_factor=options.write_consistency_factor,
            on_disk_payload=options.on_disk_payload,
            hnsw_config=graph(options),
            quantization_config=quantization(options),
            strict_mode_config=strict_mode(options),
            optimizers_config=models.OptimizersConfigDiff(indexing_threshold=NO_GRAPHS),
            metadata=metadata,
        )
    except errors.OF_A_SERVER as error:
        # Another process may have made it at the same time.
        if not errors.is_there_already(error):
            raise


def graph(options: CollectionOptions) -> models.HnswConfigDiff | None:
    settings: dict[str, Any] = options.graph
    return models.HnswConfigDiff(**settings) if settings else None


def quantization(options: CollectionOptions) -> Any:
    if options.quantization == "int8":
        scalar = models.ScalarQuantizationConfig(type=models.ScalarType.INT8, always_ram=True)
        return models.ScalarQuantization(scalar=scalar)
    if options.quantization == "binary":
        return models.BinaryQuantization(binary=models.BinaryQuantizationConfig(always_ram=True))
    return None


def strict_mode(options: CollectionOptions) -> models.StrictModeConfig | None:
    return models.StrictModeConfig(**options.strict_mode) if options.strict_mode else None


def search_params(options: CollectionOptions) -> models.SearchParams | None:
    """Return how quantized vectors are searched: more of them, scored again by the whole ones."""
    if not options.quantization:
        return None
    return models.SearchParams(
        quantization=models.QuantizationSearchParams(
            rescore=options.rescore, oversampling=options.oversampled
        )
    )


def state(client: Any, name: str, owner: Owner) -> IndexState:
    """Raises ForeignIndex."""
    if not client.collection_exists(name):
        return IndexState(name, None, 0)
    config = client.get_collection(name).config
    own_id = owner.checked(config.metadata or {}, name)
    return IndexState(name, dimension(config), client.count(name).count, own_id)


def dimension(config: models.CollectionConfig) -> int | None:
    """Return the length of the collection's photo vectors; None if it has no such vectors."""
    vectors = config.params.vectors
    photo = vectors.get("photo") if isinstance(vectors, dict) else None
    return photo.size if photo else None


def check(client: Any, name: str, expected: int, owner: Owner) -> None:
    """Raise IndexMismatch for vectors of another length, ForeignIndex for another's collection."""
    config = client.get_collection(name).config
    owner.checked(config.metadata or {}, name)
    if (size := dimension(config)) != expected:
        raise IndexMismatch(
            _(
                "Collection %(name)s holds vectors of %(size)s numbers, the encoder "
                "makes %(expected)s: delete the collection and run catalog_index.",
                name=name,
                size=size,
                expected=expected,
            )
        )


def create_payload_indexes(client: Any, name: str, facets: Sequence[str]) -> None:
    """Create missing indexes: an interrupted run left them out, or FACETS has grown."""
    existing = client.get_collection(name).payload_schema or {}
    keywords = dict.fromkeys(facets, models.PayloadSchemaType.KEYWORD)
    for field, schema in {**keywords, **PAYLOAD_INDEXES}.items():
        if field not in existing:
            client.create_payload_index(name, field, schema, wait=True)


def start_graphs(client: Any, name: str) -> None:
    """Let the server build graphs, if they have been put off until the collection is filled."""
    optimizers = client.get_collection(name).config.optimizer_config
    if optimizers.indexing_threshold == NO_GRAPHS:
        threshold = models.OptimizersConfigDiff(indexing_threshold=INDEXING_THRESHOLD)
        client.update_collection(name, optimizers_config=threshold)
