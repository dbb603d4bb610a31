"""An empty shop as gunicorn serves it in tests: a folder for all, metrics open to a token."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import CATALOG_SEARCH as FAKES
from tests.settings import DATABASES as OF_TESTS

VAR_DIR = Path(os.environ["SHOP_VAR_DIR"])
DATABASES = {"default": {**OF_TESTS["default"], "NAME": VAR_DIR / "shop.sqlite3"}}
CATALOG_SEARCH = {**FAKES, "METRICS_TOKEN": "a-token"}
