"""`make demo`: start a local bucket, sync, index and serve the shop, all in one process.

It is one process because only one can open the index folder. Django is set up after the bucket,
because the settings read the bucket's address from the environment.
"""

import argparse
import os
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import django

from catalog_search.exceptions import CatalogSearchError
from shop import demo_bucket, demo_catalogue

CACHE = Path(os.environ.get("SHOP_VAR_DIR", "var")) / "demo"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--bucket", default="", help="your own bucket: s3://name/prefix")
    parser.add_argument(
        "--endpoint", default="", help="URL of an S3-compatible store; default: AWS"
    )
    parser.add_argument("--check", action="store_true", help="check every page, then stop")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    with endpoint_of(options) as endpoint:
        os.environ["CATALOG_BUCKET"] = options.bucket or demo_bucket.BUCKET
        os.environ["CATALOG_ENDPOINT"] = endpoint
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
        django.setup()
        # Imported here because they need Django's apps.
        from shop import demo_check, demo_steps

        with demo_steps.open_server(0 if options.check else options.port) as shop:
            demo_steps.prepare(started)
            if options.check:
                return demo_check.check(shop, own_catalogue=not options.bucket)
            demo_steps.serve(shop)
            return 0


def endpoint_of(options: argparse.Namespace) -> AbstractContextManager[str]:
    """Return the merchant's own endpoint, or a local bucket with the demo's catalogue."""
    if options.bucket:
        return nullcontext(options.endpoint)
    catalogue = demo_catalogue.load(CACHE)
    for note in catalogue.notes:
        print(note)  # noqa: T201
    return demo_bucket.local_bucket(catalogue.objects)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (demo_catalogue.DemoCatalogueError, CatalogSearchError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Stopped. The next start continues from here.")
