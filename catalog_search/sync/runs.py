"""The row of a running sync: it keeps other syncs of the store out and tells how far it is.

The row is a lease. A sync that died is not heard of any more, and after
SYNC_LEASE_SECONDS the next one takes over; should the first wake up again, it finds its row
ended and writes nothing more.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog_search import conf
from catalog_search.exceptions import SyncRunning
from catalog_search.models import Store, SyncRun
from catalog_search.sync.cleaning import cleaned
from catalog_search.types import Problem

PROBLEMS_KEPT = 100
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
    """Return the store's one running sync, newly begun. Raises SyncRunning if there is one."""
    fail_stale_runs(store)
    try:
        with transaction.atomic():
            run = SyncRun.objects.create(store=store, lock=store)
    except IntegrityError:
        other = SyncRun.objects.filter(store=store, state=SyncRun.State.RUNNING).first()
        since = f" since {clock(other.started_at)}" if other else ""
        raise SyncRunning(
            f"Another sync of {store.slug!r} has been running{since}. Wait until it is done; "
            f"if its process died, sync again in {conf.get('SYNC_LEASE_SECONDS')} seconds."
        ) from None
    prune(store)
    return run


def prune(store: Store) -> None:
    """Delete the store's oldest ended runs beyond SYNC_RUNS_KEPT."""
    ended = SyncRun.objects.filter(store=store).exclude(state=SyncRun.State.RUNNING)
    newest = ended.order_by("-started_at", "-pk").values_list("pk", flat=True)
    kept = list(newest[: conf.get("SYNC_RUNS_KEPT")])
    ended.exclude(pk__in=kept).delete()


def fail_stale_runs(store: Store) -> None:
    lapsed = timezone.now() - timedelta(seconds=conf.get("SYNC_LEASE_SECONDS"))
    running = SyncRun.objects.filter(store=store, state=SyncRun.State.RUNNING)
    running.filter(heartbeat_at__lt=lapsed).update(
        lock=None,
        state=SyncRun.State.FAILED,
        finished_at=timezone.now(),
        message="It was not heard of any more; another sync took over.",
    )


def heartbeat(run: SyncRun) -> None:
    """Note that the run is alive and how far it is. Raises SyncRunning if it was taken over.

    Called first in each transaction, it also holds off a takeover until that has ended.
    """
    run.heartbeat_at = timezone.now()
    mine = SyncRun.objects.filter(pk=run.pk, state=SyncRun.State.RUNNING)
    if not mine.update(heartbeat_at=run.heartbeat_at, **tallies(run)):
        raise SyncRunning(
            f"This sync of {run.store.slug!r} was not heard of for too long and another took over."
        )


def end(run: SyncRun, state: SyncRun.State, message: str = "") -> SyncRun:
    """End the run in this state, unless another sync has ended it already."""
    run.lock, run.state, run.message, run.finished_at = None, state, message, timezone.now()
    SyncRun.objects.filter(pk=run.pk, state=SyncRun.State.RUNNING).update(
        lock=None, state=state, message=message, finished_at=run.finished_at, **tallies(run)
    )
    return run


def note(run: SyncRun, problem: Problem) -> None:
    """Count the problem; the first hundred are kept word for word."""
    run.problem_count += 1
    if len(run.problems) < PROBLEMS_KEPT:
        where, reason = cleaned(problem.where), cleaned(problem.reason)
        run.problems.append({"where": where, "line": problem.line, "reason": reason})


def tallies(run: SyncRun) -> dict[str, object]:
    return {name: getattr(run, name) for name in TALLIES}


def clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"
