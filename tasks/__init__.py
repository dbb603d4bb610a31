"""Celery's face of the catalogue: `celery -A tasks worker`."""

from tasks.celery import app

__all__ = ["app"]
