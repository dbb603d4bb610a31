"""Log lines as JSON, one object a line, without personal data."""

import json
import logging
import traceback
from datetime import UTC, datetime

from catalog_search.telemetry import tracing
from catalog_search.telemetry.context import WORK

EXTRA = ("status", "milliseconds")
"""What a record may carry besides; anything else that is put into `extra` is left out."""


ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)


class JsonFormatter(logging.Formatter):
    """Writes time, level, logger, message, and what is known of the request or task.

    Fields of a record that nobody listed here are left out: Django hangs the whole request on some.
    A path in Django's messages becomes its route, because paths carry links to shoppers' photos. Of
    an error the type and the lines of code are written; its message too with `details`, which may
    hold keys of photos and whatever a database or a server said.
    """

    def __init__(self, *, details: bool = False) -> None:
        super().__init__()
        self.details = details

    def format(self, record: logging.LogRecord) -> str:
        work = WORK.get()
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_path(record),
            **(work.facts() if work else {}),
            **tracing.ids(),
        }
        line.update({name: vars(record)[name] for name in EXTRA if name in vars(record)})
        if "status_code" in vars(record):
            line["status"] = vars(record)["status_code"]
        if record.exc_info and record.exc_info[1]:
            line["error"] = self.error(record.exc_info[1])
        return ENCODER.encode(line)

    def error(self, error: BaseException) -> dict[str, object]:
        frames = traceback.extract_tb(error.__traceback__)
        fields: dict[str, object] = {
            "type": f"{type(error).__module__}.{type(error).__qualname__}",
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        return {**fields, "message": str(error)} if self.details else fields


def without_path(record: logging.LogRecord) -> str:
    """Return the message, with the route in place of the path of the record's request."""
    message, request = record.getMessage(), getattr(record, "request", None)
    path = getattr(request, "path", "")
    if not path:
        return message
    match = getattr(request, "resolver_match", None)
    route = f"/{match.route}" if match else "(an unknown path)"
    full: str = request.get_full_path()  # type: ignore[union-attr]
    message = message.replace(full, route)
    return message.replace(path, route) if path != "/" else message
