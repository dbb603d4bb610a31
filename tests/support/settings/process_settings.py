"""Settings of processes that tests start and kill. They use files instead of memory."""

import os
from pathlib import Path

from tests.settings import *  # noqa: F403

VAR_DIR = Path(os.environ["SHOP_VAR_DIR"])
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR_DIR / "shop.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
}
CATALOG_SEARCH = {
    "STORES": {
        "demo": {
            "SOURCE": {
                "BACKEND": "catalog_search.backends.s3.S3Source",
                "OPTIONS": {
                    "bucket": os.environ["CATALOG_BUCKET"],
                    "endpoint_url": os.environ["CATALOG_ENDPOINT"],
                    "region": "us-east-1",
                    "access_key_id": "owner-key",
                    "secret_access_key": "owner-secret",
                },
            }
        }
    },
    "ENCODER": {
        "BACKEND": "tests.support.networks.slow_encoder."
        f"{os.environ.get('SHOP_ENCODER', 'Slow')}Encoder",
    },
    "INDEX": {
        "BACKEND": "catalog_search.backends.qdrant_edge.EdgeIndex",
        "OPTIONS": {"path": VAR_DIR / "index"},
    },
    "INSTALLATION": "tested",
    "BATCH_SIZE": 4,
    "LEASE_SECONDS": int(os.environ.get("SHOP_LEASE_SECONDS", "2")),
    "SYNC_LEASE_SECONDS": 2,
}
CELERY_TASK_ALWAYS_EAGER = False
CELERY_BROKER_URL = os.environ.get("SHOP_BROKER", "")
