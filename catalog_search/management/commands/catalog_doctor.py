"""Say what is wrong with the project and what to do about it; with --fix mend what is safe."""

import json
from argparse import ArgumentParser
from typing import Any

from catalog_search import conf
from catalog_search.exceptions import translated
from catalog_search.management.commands.catalog_status import one_line
from catalog_search.management.console import CatalogCommand
from catalog_search.management.failures import translated_message as _
from catalog_search.operations import doctor


class Command(CatalogCommand):
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
        word = _("Mended") if each.done else _("Not mended")
        output.append(one_line(f"{word}: {translated(each.message)}"))
    for finding in findings:
        output += finding_lines(finding)
    if not findings:
        count = len(conf.settings().stores)
        many = _("Nothing is wrong: %(count)s stores.", count=count)
        output.append(_("Nothing is wrong: 1 store.") if count == 1 else many)
    elif not mended and any(finding.mend for finding in findings):
        output.append(_("catalog_doctor --fix mends some of this."))
    return output


def finding_lines(finding: doctor.Finding) -> list[str]:
    level = _("FAULT") if finding.level == "fault" else _("CAUTION")
    store = _("store %(store)s: ", store=finding.store) if finding.store else ""
    return [
        one_line(f"{level} ({finding.name}) {store}{translated(finding.message)}"),
        one_line(f"  -> {translated(finding.remedy)}"),
    ]
