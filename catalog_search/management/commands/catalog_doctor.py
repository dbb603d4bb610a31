"""Say what is wrong with the project and what to do about it; with --fix mend what is safe."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog_search import conf
from catalog_search.management.commands.catalog_status import one_line
from catalog_search.operations import doctor


class Command(BaseCommand):
    help = (
        "Examine settings, database, cache, storage, model, index, sources, queue, disks and rows. "
        "Exits with 1 if something does not work."
    )
    # The examination runs them, and goes on where one fails.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fix",
            action="store_true",
            help="mend what needs no decision and destroys nothing, then examine again",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = doctor.examine()
        mended = doctor.mend(findings) if options["fix"] else []
        if options["fix"]:
            findings = doctor.examine()
        if options["json"]:
            self.stdout.write(json.dumps(as_dict(findings, mended), indent=2))
        else:
            self.stdout.write("\n".join(lines(findings, mended)))
        if any(finding.level == "fault" for finding in findings):
            raise SystemExit(1)


def as_dict(findings: list[doctor.Finding], mended: list[doctor.Mended]) -> dict[str, object]:
    return {
        "works": not any(finding.level == "fault" for finding in findings),
        "findings": [finding.as_dict() for finding in findings],
        "mended": [
            {"name": each.finding.name, "store": each.finding.store, "done": each.done}
            | {"message": each.message}
            for each in mended
        ],
    }


def lines(findings: list[doctor.Finding], mended: list[doctor.Mended]) -> list[str]:
    output = []
    for each in mended:
        word = "Mended" if each.done else "Not mended"
        output.append(one_line(f"{word}: {each.message}"))
    for finding in findings:
        store = f"store {finding.store}: " if finding.store else ""
        output.append(
            one_line(f"{finding.level.upper()} ({finding.name}) {store}{finding.message}")
        )
        output.append(one_line(f"  -> {finding.remedy}"))
    if not findings:
        stores = len(conf.settings().stores)
        output.append(f"Nothing is wrong: {stores} {'store' if stores == 1 else 'stores'}.")
    elif not mended and any(finding.mend for finding in findings):
        output.append("catalog_doctor --fix mends some of this.")
    return output
