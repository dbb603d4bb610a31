"""The index in Qdrant: a server, or a folder that one process owns."""

from catalog_search.backends.qdrant.index import QdrantIndex

__all__ = ["QdrantIndex"]
