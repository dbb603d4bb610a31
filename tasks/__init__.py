"""Celery tasks of the catalogue. Start a worker with `celery -A tasks worker`."""

from tasks import messages
from tasks.celery import app

__all__ = ["app", "messages"]
