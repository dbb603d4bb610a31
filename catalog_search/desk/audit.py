"""The history of what people change on the desk, kept where the admin keeps its own."""

from typing import Literal

from django.apps import apps
from django.db.models import Model
from django.http import HttpRequest


def audit(
    request: HttpRequest,
    row: Model,
    action: Literal["addition", "change", "deletion"],
    message: str,
) -> None:
    """Record the change in the admin history of the row, in a project that has the admin.

    A deletion is recorded before the row is deleted.
    """
    if (user := request.user.pk) is None or not apps.is_installed("django.contrib.admin"):
        return
    # A project without the admin has no table for it.
    from django.contrib.admin import models

    flag = getattr(models, action.upper())
    models.LogEntry.objects.log_actions(user, [row], flag, change_message=message)
