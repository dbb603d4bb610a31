"""Print the status of stores: row and point counts, pending work and problems."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog_search import conf
from catalog_search.indexing.status import ExcludedPhoto, Status, StoreStatus, status
from catalog_search.management.failures import failures_told
from catalog_search.models.stores import open_store


class Command(BaseCommand):
    help = (
        "Show products, photos by state, points compared with rows, sync runs, and why photos "
        "cannot be found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of one store; default: all stores")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        with failures_told():
            slugs = [options["store"]] if options["store"] else list(conf.settings().stores)
            report = status([open_store(slug) for slug in slugs])
        if options["json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(report), indent=2))
        else:
            self.stdout.write("\n".join(lines(report)))


def lines(report: Status) -> list[str]:
    """Return the status as lines of text."""
    output = [
        f"Model {report.model_id or 'unknown'}, collection {report.collection or 'unknown'}, "
        f"{report.points_to_delete} points to delete."
    ]
    if report.problem:
        output.append(f"Problem: {report.problem}")
    output += [
        f"The {engine.name} is left alone for a while ({engine.state}): {one_line(engine.reason)}"
        for engine in report.engines
        if engine.state != "closed"
    ]
    output += [
        f"Beside it {other.name} of model {other.model_id}: {other.share:.1%} of the photos when "
        f"last looked at{', being filled now' if other.is_being_filled else ''}."
        for other in report.others
    ]
    for store in report.stores:
        output += store_lines(store)
    return output


def store_lines(store: StoreStatus) -> list[str]:
    photos = ", ".join(f"{count} {state}" for state, count in store.photos.items())
    points = "unknown" if store.points is None else store.points
    runs = [
        f"  sync {run.started_at[:19]} {run.state}: {run.products} products, {run.photos} photos, "
        f"{run.problems} problems. {one_line(run.message)}".rstrip()
        for run in store.runs
    ]
    return [
        f"Store {store.store}: {store.products} products, {store.visible} visible, "
        f"{store.without_category} without category, {store.open_suggestions} open suggestions",
        f"  photos: {photos}; {store.stale} stale, {store.claimed} claimed by a worker",
        f"  points: {points} of {store.expected_points} expected",
        *runs,
        *(photo_line("quarantined", photo) for photo in store.quarantined),
        *(photo_line("blocked", photo) for photo in store.blocked),
    ]


def photo_line(state: str, photo: ExcludedPhoto) -> str:
    return f"  {state} {one_line(photo.key)} ({one_line(photo.sku)}): {one_line(photo.reason)}"


def one_line(text: str) -> str:
    """Return the text with control characters escaped, because a key may contain a newline."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
