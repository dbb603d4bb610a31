"""Builds what makes the searches of a shard cheap. A program of its own: see preparing.py.

    python build.py FOLDER DIMENSION DATATYPE M

The engine holds Python's lock while it builds, up to minutes.
"""

import os
import sys

import qdrant_edge as engine

EF_CONSTRUCT = 100
UNBOUNDED = 1 << 30
"""Kilobytes. All points of the shard become one segment."""
CACHED, COLD = engine.Memory.Cached, engine.Memory.Cold
"""Both in files that are mapped, so that processes share them. What is cached is mapped when a
process opens the shard, what is cold when a search needs it: of the vectors, some rows."""


def build(folder: str, dimension: int, datatype: str, m: int) -> None:
    """Code the vectors as int8, and connect them by a graph of `m` edges a point unless m is 0."""
    vectors = {
        name: engine.EdgeVectorParams(
            dimension,
            engine.Distance.Dot,
            datatype=getattr(engine.VectorStorageDatatype, datatype),
            memory=COLD,
        )
        for name in ("photo", "title")
    }
    config = engine.EdgeConfig(
        vectors=vectors,
        sparse_vectors={"words": engine.EdgeSparseVectorParams(memory=CACHED)},
        hnsw_config=engine.HnswIndexConfig(m, EF_CONSTRUCT, 1000, memory=CACHED),
        quantization_config=engine.ScalarQuantizationConfig(engine.ScalarType.Int8, memory=CACHED),
        optimizers=engine.EdgeOptimizersConfig(
            default_segment_number=1, max_segment_size=UNBOUNDED, indexing_threshold=1
        ),
        id_tracker_memory=CACHED,
        wal_enabled=False,
    )
    shard = engine.EdgeShard.load(folder, config)
    shard.optimize()
    shard.flush()
    shard.close()


if __name__ == "__main__":
    os.nice(10)
    build(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
