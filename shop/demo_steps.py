"""The demo's steps once Django is set up: migrate, sync, index, suggest categories, serve."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.simple_server import WSGIServer

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from tqdm import tqdm

from catalog_search import conf
from catalog_search.categories.suggestions import suggest
from catalog_search.indexing.photos import index_stale
from catalog_search.indexing.stages.report import IndexingReport
from catalog_search.models import Photo, Store, SyncRun
from catalog_search.models.stores import default_slug, open_store
from catalog_search.sync.store import sync_store

MERCHANT = "merchant"


class PromptHandler(WSGIRequestHandler):
    """Sends each part of an answer at once.

    Headers and body are written separately. With Nagle's algorithm the body of a kept connection
    waits until the client acknowledges the headers, which clients delay by 40 ms.
    """

    disable_nagle_algorithm = True


def prepare(started: float) -> None:
    """Update database and index from the bucket and print a summary with the times taken."""
    call_command("migrate", verbosity=0)
    make_merchant()
    store = open_store(default_slug())
    clock = time.perf_counter()
    run = sync_store(store)
    synced = time.perf_counter() - clock
    report = index(store)
    suggest(store)
    say(summary(store, run, report, synced, time.perf_counter() - started))


def index(store: Store) -> IndexingReport:
    stale = Photo.objects.filter(store=store).stale(conf.get_encoder().model_id).count()
    with tqdm(total=stale, unit="photo", desc="Embedding", disable=not stale) as bar:
        return index_stale(store=store, progress=lambda now: bar.update(now.total - bar.n) and None)


def summary(store: Store, run: SyncRun, report: IndexingReport, synced: float, total: float) -> str:
    stages = ", ".join(f"{name} {seconds:.1f}" for name, seconds in report.seconds.items())
    failures = store.photos.exclude(state=Photo.State.LIVE)
    lines = [
        "",
        f"{store.products.count()} products, {store.photos.count()} photos "
        f"({run.photos_new} new, {run.photos_changed} changed, {report.indexed} embedded now), "
        f"{failures.count()} failures, {run.problem_count} problems in the manifests.",
        *(f"  {photo.key}: {photo.reason}" for photo in failures[:20]),
        f"Seconds: sync {synced:.1f}, {stages or 'nothing to embed'}; {total:.1f} in all.",
    ]
    return "\n".join(lines)


def make_merchant() -> None:
    users = get_user_model().objects
    if not users.filter(username=MERCHANT).exists():
        users.create_superuser(MERCHANT, f"{MERCHANT}@example.com", MERCHANT)


@contextmanager
def open_server(port: int) -> Iterator[WSGIServer]:
    """Yield the shop's server, listening on loopback; port 0 takes a free port."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    try:
        shop = ThreadedWSGIServer(("127.0.0.1", port), PromptHandler)
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}). Try: make demo PORT={port + 1}")
    shop.daemon_threads = True
    shop.set_app(get_wsgi_application())
    try:
        yield shop
    finally:
        shop.server_close()
        conf.forget_backends()


def serve(shop: WSGIServer) -> None:
    """Serve the shop until interrupted."""
    address = f"http://127.0.0.1:{shop.server_port}/"
    say(
        f"\nThe shop is at        {address}\n"
        f"The merchant's admin  {address}admin/  (name and password: {MERCHANT})\n"
        "Stop with Ctrl-C."
    )
    try:
        shop.serve_forever()
    except KeyboardInterrupt:
        say("\nStopped.")


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
