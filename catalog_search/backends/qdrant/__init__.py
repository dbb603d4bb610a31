"""A vector index in Qdrant: a server, or a folder owned by one process."""

from catalog_search.backends.qdrant.index import QdrantIndex

__all__ = ["QdrantIndex"]
