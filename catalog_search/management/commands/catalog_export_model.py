"""Export a CLIP or SigLIP model to a directory that runs without torch."""

import json
from argparse import BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from catalog_search import conf
from catalog_search.management.console import CatalogCommand, at_least_one
from catalog_search.management.failures import translated_message as _
from catalog_search.models import stores
from catalog_search.models.indexing import collections
from catalog_search.workshop.export.exporting import export_model
from catalog_search.workshop.export.report import ExportReport, Order

INT8_REFUSED = 3
"""Exit status: the directory was written in float32, because int8 lost too many answers."""


class Command(CatalogCommand):
    help = (
        "Export a CLIP or SigLIP model to ONNX, in float32 and int8, and measure both on the "
        "store's own photos. Needs the extra [export]."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "model", help="hub id, or a directory that sentence-transformers can open"
        )
        parser.add_argument("--out", required=True, type=Path, help="directory to create")
        parser.add_argument("--store", help="slug of the store to measure on; default: the first")
        parser.add_argument(
            "--int8",
            action=BooleanOptionalAction,
            default=True,
            help="use int8 if it is about as good",
        )
        parser.add_argument(
            "--photos",
            type=at_least_one,
            default=200,
            help="maximum number of photos to measure on",
        )
        parser.add_argument(
            "--max-drop", type=float, default=0.01, help="share of right answers that int8 may lose"
        )
        parser.add_argument(
            "--force", action="store_true", help="replace an existing model directory"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    @collections.serving()
    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(
            model=options["model"],
            out=options["out"],
            int8=options["int8"],
            photos=options["photos"],
            max_drop=options["max_drop"],
            force=options["force"],
        )
        slug = options["store"] or (stores.default_slug() if conf.settings().stores else "")
        report = export_model(order, stores.open_store(slug) if slug else None)
        self.stdout.write(json.dumps(report.as_dict()) if options["json"] else summary(report))
        if report.int8_refused:
            raise CommandError(
                _(
                    "int8 was not written, fp32 was instead: %(int8_refused)s.",
                    int8_refused=report.int8_refused,
                ),
                returncode=INT8_REFUSED,
            )


def summary(report: ExportReport) -> str:
    """Return the report as text, one line per version of the model."""
    lines = [f"{report.model}: {report.written} written to {report.out} as {report.model_id}."]
    if report.not_measured:
        lines.append(f"Agreement could not be measured: {report.not_measured}.")
    for kind, agreement in report.agreement.items():
        speed = report.photos_per_second[kind]
        lines.append(
            f"  {kind:5}  {report.megabytes.get(kind, 0):7.1f} MB  {speed:6.1f} photos/s "
            f"({speed / report.photos_per_second['model']:.2f}x)  "
            f"cosine photo {agreement.photo_mean:.5f} (worst {agreement.photo_worst:.5f}), "
            f"title {agreement.title_mean:.5f} (worst {agreement.title_worst:.5f})  "
            f"same ten {agreement.same_nearest:.1%}  "
            f"title finds photo {agreement.title_finds_photo:.1%}  "
            f"crop finds photo {agreement.crop_finds_photo:.1%}"
        )
    lines.append(f"Measured on {report.photos} photos. To use it, set CATALOG_SEARCH['ENCODER'] =")
    backend = "catalog_search.backends.onnx.OnnxEncoder"
    lines.append(f'  {{"BACKEND": "{backend}", "OPTIONS": {{"directory": "{report.out}"}}}}')
    return "\n".join(lines)
