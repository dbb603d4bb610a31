"""The vector index in a folder, on Qdrant's engine within the process: see index.py."""

from catalog_search.backends.qdrant_edge.index import EdgeIndex as EdgeIndex
