"""The admin's users and background jobs."""

from tests.admin.conftest import boss, started, viewer

__all__ = ["boss", "started", "viewer"]
