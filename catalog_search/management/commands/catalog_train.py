"""Train the running model further on a store's own products."""

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from catalog_search.management.console import CatalogCommand
from catalog_search.management.failures import translated_message as _
from catalog_search.models import stores
from catalog_search.models.indexing import collections
from catalog_search.workshop.finetuning.order import Order, TrainReport
from catalog_search.workshop.finetuning.tuning import train
from catalog_search.workshop.finetuning.verdict import mean_change

WORSE = 3
"""Exit status: nothing was written, because the trained model is not better."""


class Command(CatalogCommand):
    help = (
        "Train adapters behind the running model (or, with --whole, the model itself) on the "
        "store's products, corrections and clicks. The result is written only if it is better. "
        "Needs the extra [clip]."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", required=True, type=Path, help="directory to create")
        parser.add_argument("--store", help="slug of the store; default: the default store")
        parser.add_argument("--whole", action="store_true", help="train the model itself")
        parser.add_argument(
            "--hold-out",
            type=attribute,
            metavar="NAME=VALUE",
            help="leave out products whose attribute NAME is VALUE, for example split=dev",
        )
        parser.add_argument(
            "--epochs", type=positive, default=30, help="maximum number of epochs; default: 30"
        )
        parser.add_argument(
            "--patience",
            type=positive,
            default=5,
            help="stop after this many epochs without gain; default: 5",
        )
        parser.add_argument(
            "--views",
            type=positive,
            default=1,
            help="altered copies of each photo to train on; default: 1",
        )
        parser.add_argument(
            "--rate", type=float, help="learning rate; default: 0.001, with --whole 0.00001"
        )
        parser.add_argument(
            "--seed", type=natural, default=0, help="seed of all random choices; default: 0"
        )
        parser.add_argument(
            "--work",
            type=Path,
            default=Path("var/training"),
            help="directory for the state of an interrupted training; default: var/training",
        )
        parser.add_argument(
            "--force", action="store_true", help="replace an existing model directory"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    @collections.serving()
    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(
            **{name: options[name] for name in ("out", "work", "whole", "hold_out", "epochs")},
            **{name: options[name] for name in ("patience", "views", "rate", "seed", "force")},
        )
        store = stores.open_store(options["store"] or stores.default_slug())
        with Bars(quiet=options["json"]) as bars:
            report = train(order, store, bars)
        output = json.dumps(report.as_dict(), default=str) if options["json"] else summary(report)
        self.stdout.write(output)
        if report.refused:
            raise CommandError(
                _(
                    "Nothing was written: %(refused)s. The running model is unchanged.",
                    refused=report.refused,
                ),
                returncode=WORSE,
            )


class Bars:
    """A progress bar for each step."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.step, self.bar = quiet, "", None

    def __enter__(self) -> "Bars":
        return self

    def __call__(self, step: str, done: int, total: int) -> None:
        if step != self.step:
            self.close()
            self.step = step
            self.bar = tqdm(desc=step, total=total, initial=done, disable=self.quiet or None)
        if self.bar is not None:
            self.bar.update(done - self.bar.n)

    def __exit__(self, *args: object) -> None:
        self.close()

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


def attribute(argument: str) -> tuple[str, str]:
    name, sign, value = argument.partition("=")
    if not (name and sign):
        raise ArgumentTypeError(f"{argument!r} is not of the form NAME=VALUE, such as split=dev")
    return name, value


def natural(argument: str, minimum: int = 0) -> int:
    if not argument.isdecimal() or int(argument) < minimum:
        raise ArgumentTypeError(f"must be a whole number of {minimum} or more, not {argument!r}")
    return int(argument)


def positive(argument: str) -> int:
    return natural(argument, 1)


def summary(report: TrainReport) -> str:
    """Return the report as text, one line per measure."""
    parts = ", ".join(f"{count} {part}" for part, count in report.products.items())
    sources = ", ".join(f"{count} {name}" for name, count in report.said.items())
    lines = [
        f"{report.model}: trained on products ({parts}), {report.photos} photos "
        f"({report.photos_missing} could not be read) and {report.texts} texts ({sources}).",
        f"{report.epochs} epochs; the best was number {report.best_epoch}, at strength "
        f"{report.strength:g}; {report.cpu_seconds:.0f} s of processor time.",
        f"{'unseen test products':42} {'queries':>7} {'before':>7} {'after':>7}  change, 95 %",
    ]
    lines += [
        f"{row.measure:42} {row.queries:7} {row.before:7.3f} {row.after:7.3f}  "
        f"{row.change:+.3f} [{row.low:+.3f}, {row.high:+.3f}]"
        for row in report.rows
    ]
    lines.append(f"{'mean of all':42} {'':7} {'':7} {'':7}  {mean_change(report.rows):+.3f}")
    if report.installed:
        lines.append(f"Written to {report.out} as {report.model_id}. To use it:")
        lines.append(f'  CATALOG_SEARCH["ENCODER"] = {json.dumps(report.encoder, default=str)}')
        lines.append("Then run catalog_index.")
    return "\n".join(lines)
