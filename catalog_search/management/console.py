"""What all commands of the package have in common: output that every console takes."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.utils.translation import gettext

from catalog_search.management.failures import failures_told


class ConsoleOutput(OutputWrapper):
    """Writes letters that the console's encoding lacks as escapes, such as \\u2192.

    An exception would else end the command in the middle of its work, for the name of one photo.
    """

    def write(self, msg: Any = "", *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        super().write(writable(str(msg), self._out), *args, **kwargs)


class CatalogCommand(BaseCommand):
    """A command whose output never fails for a letter, and that tells its failures in words."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command, writing to the given streams or to those of the process."""
        for name in ("stdout", "stderr"):
            stream = options.pop(name, None) or getattr(self, name)._out
            setattr(self, name, ConsoleOutput(stream))
        for name, value in options.items():
            # Scripts fill them from variables; one that is not set would mean all, or nothing.
            if value == "":
                text = gettext("--%(option)s is empty: write a value, or leave the option out.")
                raise CommandError(text % {"option": name.replace("_", "-")})
        with failures_told():
            return super().execute(*args, **options)


def at_least_one(text: str) -> int:
    """Return the number of an option such as --limit; argparse tells what is none."""
    if not text.strip().isdecimal() or int(text) < 1:
        raise ArgumentTypeError(gettext("write a whole number of 1 or more"))
    return int(text)


def writable(text: str, stream: Any) -> str:
    """Return the text with escapes for what the stream's encoding lacks."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        return text.encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:
        return text
