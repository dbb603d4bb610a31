"""Train the running model further on the store's own products."""

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import stores
from catalog_search.workshop.finetuning.order import Order, TrainReport
from catalog_search.workshop.finetuning.tuning import train
from catalog_search.workshop.finetuning.verdict import mean_change

WORSE = 3
"""Exit status: the trained model is not better, so nothing was written."""


class Command(BaseCommand):
    help = (
        "Train adapters behind the running model (or, with --whole, the model itself) on the "
        "store's products, corrections and clicks. Written only if it is better. "
        "Needs the extra [clip]."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", required=True, type=Path, help="directory to make")
        parser.add_argument("--store", help="slug of the store; default: the default store")
        parser.add_argument("--whole", action="store_true", help="train the model itself")
        parser.add_argument(
            "--hold-out",
            type=attribute,
            metavar="NAME=VALUE",
            help="leave out products whose attribute NAME is VALUE, such as split=dev",
        )
        parser.add_argument("--epochs", type=positive, default=30, help="at most; default: 30")
        parser.add_argument(
            "--patience", type=positive, default=5, help="epochs without gain; default: 5"
        )
        parser.add_argument(
            "--views", type=positive, default=1, help="distorted versions of each photo; default: 1"
        )
        parser.add_argument(
            "--rate", type=float, help="learning rate; default: 0.001, with --whole 0.00001"
        )
        parser.add_argument("--seed", type=natural, default=0, help="another draw; default: 0")
        parser.add_argument(
            "--work",
            type=Path,
            default=Path("var/training"),
            help="where an interrupted training waits; default: var/training",
        )
        parser.add_argument(
            "--force", action="store_true", help="replace a model directory that is there"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(
            **{name: options[name] for name in ("out", "work", "whole", "hold_out", "epochs")},
            **{name: options[name] for name in ("patience", "views", "rate", "seed", "force")},
        )
        try:
            store = stores.open_store(options["store"] or stores.default_slug())
            with Bars(quiet=options["json"]) as bars:
                report = train(order, store, bars)
        except CatalogSearchError as error:
            raise CommandError(str(error)) from error
        told = json.dumps(report.as_dict(), default=str) if options["json"] else summary(report)
        self.stdout.write(told)
        if report.refused:
            raise CommandError(
                f"Nothing was written: {report.refused}. The running model stays.",
                returncode=WORSE,
            )


class Bars:
    """One progress bar for each thing that is done."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.what, self.bar = quiet, "", None

    def __enter__(self) -> "Bars":
        return self

    def __call__(self, what: str, done: int, total: int) -> None:
        if what != self.what:
            self.close()
            self.what = what
            self.bar = tqdm(desc=what, total=total, initial=done, disable=self.quiet or None)
        if self.bar is not None:
            self.bar.update(done - self.bar.n)

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


def attribute(told: str) -> tuple[str, str]:
    name, sign, value = told.partition("=")
    if not (name and sign):
        raise ArgumentTypeError(f"{told!r} is not of the form NAME=VALUE, such as split=dev")
    return name, value


def natural(told: str, least: int = 0) -> int:
    if not told.isdecimal() or int(told) < least:
        raise ArgumentTypeError(f"must be a whole number of {least} or more, not {told!r}")
    return int(told)


def positive(told: str) -> int:
    return natural(told, 1)


def summary(report: TrainReport) -> str:
    """Return the report in words: one line per measure."""
    parts = ", ".join(f"{count} {part}" for part, count in report.products.items())
    said = ", ".join(f"{count} {name}" for name, count in report.said.items())
    lines = [
        f"{report.model}: learned from products ({parts}), {report.photos} photos "
        f"({report.photos_missing} could not be read), {report.texts} texts ({said}).",
        f"{report.epochs} epochs, the best was {report.best_epoch}, at strength "
        f"{report.strength:g}; {report.cpu_seconds:.0f} s of processor time.",
        f"{'test products, unseen':42} {'queries':>7} {'before':>7} {'after':>7}  change, 95 %",
    ]
    lines += [
        f"{one.measure:42} {one.queries:7} {one.before:7.3f} {one.after:7.3f}  "
        f"{one.change:+.3f} [{one.low:+.3f}, {one.high:+.3f}]"
        for one in report.rows
    ]
    lines.append(f"{'mean of all':42} {'':7} {'':7} {'':7}  {mean_change(report.rows):+.3f}")
    if report.installed:
        lines.append(f"Written to {report.out} as {report.model_id}. To use it:")
        lines.append(f'  CATALOG_SEARCH["ENCODER"] = {json.dumps(report.encoder, default=str)}')
        lines.append("then run catalog_index.")
    return "\n".join(lines)
