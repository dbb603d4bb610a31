"""All examinations, in the order in which one makes sense without the other."""

from collections.abc import Iterable, Iterator

from django.core.checks import run_checks
from django.core.checks.messages import ERROR, WARNING
from django.db import DatabaseError, InterfaceError

from catalog_search.exceptions import message as _
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
    return [*findings, *as_far_as_read(rows.examine())]


def as_far_as_read(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield these findings, and one that says why rows cannot be read to the end."""
    try:
        yield from findings
    except (DatabaseError, InterfaceError) as error:
        yield Finding(
            "rows",
            "fault",
            _("Not all tables can be read (%(error)s).", error=error),
            _(
                "Restore the database from a backup if a table is missing or its file is damaged; "
                "else let its user read and write all tables."
            ),
        )


def system_checks() -> Iterator[Finding]:
    """Return what `manage.py check --deploy --tag catalog_search` says."""
    for message in run_checks(tags=["catalog_search"], include_deployment_checks=True):
        if message.level >= WARNING and not message.is_silenced():
            level = "fault" if message.level >= ERROR else "caution"
            hint = str(message.hint or "")
            yield Finding(str(message.id), level, str(message.msg), hint)  # type: ignore[arg-type]
