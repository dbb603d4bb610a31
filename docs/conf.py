"""Sphinx builds the documentation from docs/ with this: `make docs`."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]

project = "catalog_search"
author = "the authors of catalog_search"
project_copyright = "Apache-2.0"
release = re.findall(
    r'^__version__ = "(.+)"', (ROOT / "catalog_search/__init__.py").read_text(), re.MULTILINE
)[0]
version = release

extensions = ["myst_parser"]
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"catalog_search {release}"
html_static_path = ["static"]
html_css_files = ["tables.css"]
# Nothing of another host: the site opens from a folder, without a network.
html_show_sphinx = False
html_copy_source = False
