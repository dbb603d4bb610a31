"""A task goes on with the request id and the trace of whoever sent its message."""

from contextlib import ExitStack
from typing import Any

from celery import Task
from celery.signals import before_task_publish, task_postrun, task_prerun

from catalog_search import telemetry

HEADERS = ("traceparent", "tracestate", "baggage", "x-request-id")
RUNNING: dict[str, ExitStack] = {}
"""By the task's id: what ends when it ends."""


@before_task_publish.connect
def send_headers(headers: dict[str, Any], **kwargs: Any) -> None:
    headers.update(telemetry.carrier())


@task_prerun.connect
def go_on(task_id: str, task: Task, **kwargs: Any) -> None:
    sent = {name: getattr(task.request, name, None) for name in HEADERS}
    sent |= {name: (task.request.headers or {}).get(name, sent[name]) for name in HEADERS}
    RUNNING[task_id] = stack = ExitStack()
    headers = {name: str(value) for name, value in sent.items() if value}
    stack.enter_context(telemetry.task(task.name, headers))


@task_postrun.connect
def end(task_id: str, **kwargs: Any) -> None:
    if stack := RUNNING.get(task_id):
        stack.close()
        del RUNNING[task_id]
