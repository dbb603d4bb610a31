"""Settings of a shop that changes its model while it is served; see test_changing_the_model.py."""

from tests.support.settings.changing_settings import *  # noqa: F403
from tests.support.settings.changing_settings import CATALOG_SEARCH as OF_ONE_MODEL

CATALOG_SEARCH = {
    **OF_ONE_MODEL,
    "STORES": {
        "demo": {
            "SOURCE": {
                "BACKEND": "catalog_search.backends.record_source.RecordSource",
                "OPTIONS": {"records": "tests.support.shops.two_models.records"},
            }
        }
    },
    "NEXT_ENCODER": {
        "BACKEND": "catalog_search.backends.color_words.ColorWordsEncoder",
        "OPTIONS": {"dimension": 128},
    },
    "BATCH_SIZE": 32,
    "LEASE_SECONDS": 60,
}
