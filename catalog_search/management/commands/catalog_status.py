"""Print the status of stores: row and point counts, pending work and problems."""

import dataclasses
import json
from argparse import ArgumentParser
from typing import Any

from catalog_search import conf
from catalog_search.exceptions import translated
from catalog_search.indexing.status import (
    ExcludedPhoto,
    OtherCollection,
    Run,
    Status,
    StoreStatus,
    status,
)
from catalog_search.management.console import CatalogCommand
from catalog_search.management.failures import translated_message as _
from catalog_search.models import Photo
from catalog_search.models.numbers import percent
from catalog_search.models.stores import open_store


class Command(CatalogCommand):
    help = (
        "Show products, photos by state, points compared with rows, sync runs, and why photos "
        "cannot be found."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--store", help="slug of one store; default: all stores")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        slugs = [options["store"]] if options["store"] else list(conf.settings().stores)
        report = status([open_store(slug) for slug in slugs])
        if options["json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(report), indent=2))
        else:
            self.stdout.write("\n".join(lines(report)))


def lines(report: Status) -> list[str]:
    """Return the status as lines of text."""
    output = [
        _(
            "Model %(model)s, collection %(collection)s, %(points)s points to delete.",
            model=report.model_id or _("unknown"),
            collection=report.collection or _("unknown"),
            points=report.points_to_delete,
        )
    ]
    if report.problem:
        output.append(_("Problem: %(problem)s", problem=translated(report.problem)))
    output += [
        _(
            "The %(engine)s is left alone for a while: %(reason)s",
            engine=translated(engine.name),
            reason=one_line(translated(engine.reason)),
        )
        for engine in report.engines
        if engine.state != "closed"
    ]
    output += [other_line(other) for other in report.others]
    for store in report.stores:
        output += store_lines(store)
    return output


def other_line(other: OtherCollection) -> str:
    beside = {"collection": other.name, "model": other.model_id, "share": percent(other.share, 1)}
    if other.is_being_filled:
        return _(
            "Beside it %(collection)s of model %(model)s: %(share)s of the photos when last looked "
            "at, being filled now.",
            **beside,
        )
    return _(
        "Beside it %(collection)s of model %(model)s: %(share)s of the photos when last looked at.",
        **beside,
    )


def store_lines(store: StoreStatus) -> list[str]:
    names = {state: str(label) for state, label in Photo.State.choices}
    photos = ", ".join(f"{count} {names[state]}" for state, count in store.photos.items())
    return [
        _(
            "Store %(store)s: %(products)s products, %(visible)s visible, %(without_category)s "
            "without category, %(open_suggestions)s open suggestions",
            **dataclasses.asdict(store),
        ),
        _(
            "  photos: %(photos)s; %(stale)s stale, %(claimed)s claimed by a worker, "
            "%(postponed)s to be read again after a pause",
            photos=photos,
            stale=store.stale,
            postponed=store.postponed,
            claimed=store.claimed,
        ),
        _(
            "  points: %(points)s of %(expected)s expected",
            points=_("unknown") if store.points is None else store.points,
            expected=store.expected_points,
        ),
        *map(run_line, store.runs),
        *(photo_line(Photo.State.QUARANTINED, photo) for photo in store.quarantined),
        *(photo_line(Photo.State.BLOCKED, photo) for photo in store.blocked),
    ]


def run_line(run: Run) -> str:
    return _(
        "  sync %(started)s %(state)s: %(products)s products, %(photos)s photos, %(problems)s "
        "problems. %(message)s",
        **{**dataclasses.asdict(run), "message": one_line(translated(run.message))},
        started=run.started_at[:19],
    ).rstrip()


def photo_line(state: Photo.State, photo: ExcludedPhoto) -> str:
    reason = one_line(translated(photo.reason))
    return f"  {state.label} {one_line(photo.key)} ({one_line(photo.sku)}): {reason}"


def one_line(text: str) -> str:
    """Return the text with control characters escaped, because a key may contain a newline."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
