"""All examinations, in the order in which one makes sense without the other."""

from collections.abc import Iterator

from django.core.checks import run_checks
from django.core.checks.messages import ERROR, WARNING

from catalog_search.models import databases
from catalog_search.operations.doctor import machine, rows, services
from catalog_search.operations.doctor.finding import Finding

UNREADABLE = "catalog_search.E001"


@databases.primary()
def examine() -> list[Finding]:
    """Return what is wrong, the most fundamental first; [] if nothing is."""
    findings = list(system_checks())
    if any(finding.name == UNREADABLE for finding in findings):
        return findings
    findings += services.examine()
    findings += machine.examine()
    in_database = list(rows.database())
    if in_database:
        return [*findings, *in_database]
    return [*findings, *rows.examine()]


def system_checks() -> Iterator[Finding]:
    """Return what `manage.py check --deploy --tag catalog_search` says."""
    for message in run_checks(tags=["catalog_search"], include_deployment_checks=True):
        if message.level >= WARNING and not message.is_silenced():
            level = "fault" if message.level >= ERROR else "caution"
            hint = str(message.hint or "")
            yield Finding(str(message.id), level, str(message.msg), hint)  # type: ignore[arg-type]
