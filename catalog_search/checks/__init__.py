"""System checks: what is wrong with the set-up, and what to write instead. Tag: catalog_search.

`manage.py check` looks at settings, files and folders only. `manage.py check --deploy --tag
catalog_search` also loads the model and asks the index and every store's source.
"""

from catalog_search.checks import cache, encoder, index, project, sources, workers

__all__ = ["cache", "encoder", "index", "project", "sources", "workers"]
