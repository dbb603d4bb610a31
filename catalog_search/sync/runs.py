"""The SyncRun row of a running sync: it locks the store and records the progress.

The row is a lease. If a sync dies, its heartbeat stops, and after SYNC_LEASE_SECONDS the next
sync may take over. If the first process wakes up again, it finds its run ended and stops writing.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from catalog_search import conf, telemetry
from catalog_search.exceptions import CatalogSearchError, SyncRunning, message_of
from catalog_search.exceptions import message as _
from catalog_search.models import SourceOutage, Store, SyncRun, databases
from catalog_search.models.clock import local
from catalog_search.signals import SyncFinished, send_on_commit, sync_finished
from catalog_search.sync.problem_list import ProblemList, entry_of, is_of_file, kind_of
from catalog_search.sync.rows.kept_decisions import forget_old
from catalog_search.types import Problem

TALLIES = (
    "products",
    "photos",
    "photos_new",
    "photos_changed",
    "products_changed",
    "photos_deleted",
    "products_deleted",
    "problem_count",
    "problems",
)


def begin(store: Store) -> SyncRun:
    """Start a sync of the store and return its run. Raises SyncRunning if another is running."""
    fail_stale_runs(store)
    try:
        with databases.transaction():
            run = SyncRun.objects.create(store=store, lock=store)
    except IntegrityError:
        other = SyncRun.objects.filter(store=store, state=SyncRun.State.RUNNING).first()
        since = clock(other.started_at) if other else "?"
        raise SyncRunning(
            _(
                "Another sync of %(slug)r has been running since %(since)s. Wait until it is "
                "done; if its process died, sync again in %(seconds)s seconds.",
                slug=store.slug,
                since=since,
                seconds=conf.settings().sync_lease_seconds,
            )
        ) from None
    prune(store)
    forget_old(store)
    return run


def prune(store: Store) -> None:
    """Keep the store's newest SYNC_RUNS_KEPT finished runs and delete the older ones."""
    ended = SyncRun.objects.filter(store=store).exclude(state=SyncRun.State.RUNNING)
    newest_first = ended.order_by("-started_at", "-pk").values_list("pk", flat=True)
    newest = list(newest_first[: conf.settings().sync_runs_kept])
    ended.exclude(pk__in=newest).delete()


def fail_stale_runs(store: Store) -> None:
    running = SyncRun.objects.filter(store=store, state=SyncRun.State.RUNNING)
    running.filter(silent()).update(
        lock=None,
        state=SyncRun.State.FAILED,
        finished_at=timezone.now(),
        message=_("The sync stopped responding, so another sync took over."),
    )


def silent() -> Q:
    """Return the condition that a run gave no sign for SYNC_LEASE_SECONDS.

    A sign from further ahead than that was given by a process whose clock was wrong.
    """
    now, lease = timezone.now(), timedelta(seconds=conf.settings().sync_lease_seconds)
    return Q(heartbeat_at__lt=now - lease) | Q(heartbeat_at__gt=now + lease)


def heartbeat(run: SyncRun) -> None:
    """Save the run's progress and renew its lease. Raises SyncRunning if it was taken over.

    As the first statement of a transaction it also blocks a takeover until the transaction ends.
    """
    run.heartbeat_at = timezone.now()
    still_running = SyncRun.objects.filter(pk=run.pk, state=SyncRun.State.RUNNING)
    if not still_running.update(heartbeat_at=run.heartbeat_at, **tallies(run)):
        raise SyncRunning(
            _(
                "This sync of %(slug)r did not respond for too long, so another took over.",
                slug=run.store.slug,
            )
        )


def end(run: SyncRun, state: SyncRun.State, message: str = "") -> SyncRun:
    """Finish the run with this state, unless another sync has already ended it."""
    problem_list(run).tell_unlisted()
    run.lock, run.state, run.message, run.finished_at = None, state, message, timezone.now()
    ended = SyncRun.objects.filter(pk=run.pk, state=SyncRun.State.RUNNING).update(
        lock=None, state=state, message=message, finished_at=run.finished_at, **tallies(run)
    )
    if state != SyncRun.State.FAILED:
        # The source answers again: indexing need not wait.
        SourceOutage.end(run.store)
    telemetry.sync_ended(run.store.slug, state)
    if ended:
        send_on_commit(sync_finished, "sync", SyncFinished, lambda: finished(run))
    return run


def reason(error: BaseException) -> str:
    """Return why a run failed: the message of an error, or the class of one of other code, too."""
    if isinstance(error, CatalogSearchError) or not isinstance(error, Exception):
        return message_of(error) or type(error).__name__
    notes = " ".join(getattr(error, "__notes__", ()))
    return f"{type(error).__name__}: {error} {notes}".strip()


def finished(run: SyncRun) -> SyncFinished:
    """Return what the signal sync_finished says of a run that has ended."""
    counts = {name: getattr(run, name) for name in TALLIES if not name.startswith("problem")}
    return SyncFinished(
        store=run.store.slug,
        state=str(run.state),
        message=run.message,
        problems=run.problem_count,
        **counts,
    )


def add_problems(run: SyncRun, problems: Iterable[Problem]) -> None:
    for problem in problems:
        add_problem(run, problem)


def add_problem(run: SyncRun, problem: Problem) -> None:
    """Count the problem; store the texts of MAX_PROBLEMS only, some of each kind.

    A warning that says the same of further lines of a file is left out.
    """
    entry, listed = entry_of(problem), problem_list(run)
    kind = kind_of(problem.where, problem.line, problem.reason)
    if problem.warning and any({**other, "line": problem.line} == entry for other in run.problems):
        listed.counted[kind] += problem.product_lost
        return
    run.problem_count += 1
    listed.add(entry, kind, of_file=is_of_file(problem))


def problem_list(run: SyncRun) -> ProblemList:
    """Return the list that adds to the problems of a run of this process."""
    problems: ProblemList = run.__dict__.setdefault("_problem_list", ProblemList(run.problems))
    return problems


def tallies(run: SyncRun) -> dict[str, object]:
    return {name: getattr(run, name) for name in TALLIES}


def clock(moment: datetime) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M:%S}"
