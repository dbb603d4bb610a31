"""Django system checks with the tag catalog_search: what is wrong, and how to correct it.

`manage.py check` examines settings, files and folders only. `manage.py check --deploy --tag
catalog_search` also loads the model and connects to the index and to every store's source.
"""

from catalog_search.checks import (
    cache,
    encoder,
    functions,
    index,
    project,
    proxies,
    sources,
    texts,
    values,
    workers,
)

__all__ = [
    "cache",
    "encoder",
    "functions",
    "index",
    "project",
    "proxies",
    "sources",
    "texts",
    "values",
    "workers",
]
