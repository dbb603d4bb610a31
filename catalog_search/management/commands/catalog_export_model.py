"""Make a CLIP or SigLIP model into a directory that runs without torch."""

import json
from argparse import BooleanOptionalAction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog_search import conf
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import stores
from catalog_search.workshop.export.exporting import export_model
from catalog_search.workshop.export.report import ExportReport, Order

INT8_REFUSED = 3
"""Exit status: the directory was written, in float32 though int8 was wanted."""


class Command(BaseCommand):
    help = (
        "Export a CLIP or SigLIP model to ONNX, in float32 and int8, and measure both on the "
        "store's own photos. Needs the extra [export]."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", help="hub id, or a directory sentence-transformers opens")
        parser.add_argument("--out", required=True, type=Path, help="directory to make")
        parser.add_argument("--store", help="slug of the store to measure on; default: the first")
        parser.add_argument(
            "--int8", action=BooleanOptionalAction, default=True, help="int8 where it is as good"
        )
        parser.add_argument("--photos", type=int, default=200, help="at most so many to measure on")
        parser.add_argument(
            "--max-drop", type=float, default=0.01, help="share of right answers int8 may lose"
        )
        parser.add_argument(
            "--force", action="store_true", help="replace a model directory that is there"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        order = Order(
            model=options["model"],
            out=options["out"],
            int8=options["int8"],
            photos=options["photos"],
            max_drop=options["max_drop"],
            force=options["force"],
        )
        try:
            slug = options["store"] or (stores.default_slug() if conf.get("STORES") else "")
            report = export_model(order, stores.open_store(slug) if slug else None)
        except CatalogSearchError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(report.as_dict()) if options["json"] else summary(report))
        if report.int8_refused:
            raise CommandError(
                f"int8 was not written, fp32 was: {report.int8_refused}.", returncode=INT8_REFUSED
            )


def summary(report: ExportReport) -> str:
    """Return the report in words: one line per kind of model."""
    lines = [f"{report.model}: {report.written} written to {report.out} as {report.model_id}."]
    if report.not_measured:
        lines.append(f"Agreement could not be measured: {report.not_measured}.")
    for kind, one in report.agreement.items():
        speed = report.photos_per_second[kind]
        lines.append(
            f"  {kind:5}  {report.megabytes.get(kind, 0):7.1f} MB  {speed:6.1f} photos/s "
            f"({speed / report.photos_per_second['model']:.2f}x)  "
            f"cosine photo {one.photo_mean:.5f} (worst {one.photo_worst:.5f}), "
            f"title {one.title_mean:.5f} (worst {one.title_worst:.5f})  "
            f"same ten {one.same_nearest:.1%}  title finds photo {one.title_finds_photo:.1%}  "
            f"crop finds photo {one.crop_finds_photo:.1%}"
        )
    lines.append(f"Measured on {report.photos} photos. Switch with CATALOG_SEARCH['ENCODER'] =")
    backend = "catalog_search.backends.onnx.OnnxEncoder"
    lines.append(f'  {{"BACKEND": "{backend}", "OPTIONS": {{"directory": "{report.out}"}}}}')
    return "\n".join(lines)
