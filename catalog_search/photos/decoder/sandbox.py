"""Decode shoppers' photos in a process with a memory limit, one at a time for each web process.

The process is started for the first photo and kept. If it dies, by a photo that takes too much or
too long, that photo is refused and the next one gets a new process. Where a process cannot be
limited (macOS, Windows), photos are decoded in this one, within the same numbers of pixels.
"""

import atexit
import logging
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, Timer
from typing import IO, Any, cast

from django.utils.translation import gettext
from PIL import Image

from catalog_search import conf
from catalog_search.exceptions import InvalidPhoto, TooManyRequests, gettext_noop
from catalog_search.photos.decoder import pixels
from catalog_search.photos.decoder.messages import receive, send
from catalog_search.photos.decoder.pixels import Limits

logger = logging.getLogger(__name__)

LIMITED_HERE = sys.platform == "linux"
"""Whether this system limits the memory of a process."""

LEEWAY = 2
"""The process may take this many times MAX_UPLOAD_MEMORY beside what it has when it starts."""

MAX_SECONDS = 15
"""One photo may take so long, by the clock."""

START_SECONDS = 30
WAIT_SECONDS = 10
"""Patience with other photos of this web process."""

OWN_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")
"""What the process inherits; no keys, no addresses of databases."""


TAKES_TOO_MUCH = gettext_noop("The picture takes too long or too much memory. Save it smaller.")


class CannotStart(Exception):
    """The process does not start here."""


@dataclass(eq=False)
class Sandbox:
    """The decoder's process, as one web process sees it."""

    lock: Lock = field(default_factory=Lock)
    process: subprocess.Popen[bytes] | None = None
    owner: int = 0
    """The process that started it: a forked copy must not write into the same pipe."""
    works: bool = LIMITED_HERE

    def decode(self, data: bytes, limits: Limits, side: int) -> Image.Image:
        """Return the picture. Raises InvalidPhoto, TooManyRequests, CannotStart."""
        if not self.lock.acquire(timeout=WAIT_SECONDS):
            raise TooManyRequests(
                gettext("Many photos are being read right now. Try again in a minute.")
            )
        try:
            values, pixels_of = self.ask(data, limits, side)
        finally:
            self.lock.release()
        if "error" in values:
            raise InvalidPhoto(values["error"], **values.get("values", {}))
        width, height = values["size"]
        return Image.frombytes("RGB", (width, height), pixels_of)

    def ask(self, data: bytes, limits: Limits, side: int) -> tuple[dict[str, Any], bytes]:
        request = {"pixels": dict(limits.pixels), "max_side": limits.side, "side": side}
        process = self.running()
        answer = exchange(process, request, data, MAX_SECONDS)
        if answer is None:
            self.stop()
            logger.warning("A shopper's photo of %d bytes ended the decoder.", len(data))
            return {"error": TAKES_TOO_MUCH}, b""
        return answer

    def running(self) -> subprocess.Popen[bytes]:
        """Return the process, started if it is not running or is another web process's."""
        if self.process and self.owner == os.getpid() and self.process.poll() is None:
            return self.process
        self.stop()
        self.process, self.owner = start(), os.getpid()
        return self.process

    def stop(self) -> None:
        """End the process, if it is ours."""
        if self.process and self.owner == os.getpid():
            end(self.process)
        self.process = None


SANDBOX = Sandbox()


def decode(data: bytes, limits: Limits, side: int) -> Image.Image:
    """Return the shopper's photo with a longer side of at most `side` pixels."""
    if SANDBOX.works:
        try:
            return SANDBOX.decode(data, limits, side)
        except CannotStart as error:
            SANDBOX.works = False
            logger.warning("Shoppers' photos are decoded without a memory limit: %s", error)
    image = pixels.decode(data, limits, min_side=side)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def start() -> subprocess.Popen[bytes]:
    """Return a new process that is ready. Raises CannotStart."""
    memory = LEEWAY * conf.settings().max_upload_memory
    environment = {name: os.environ[name] for name in OWN_ENVIRONMENT if name in os.environ}
    environment |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "MALLOC_ARENA_MAX": "1"}
    command = [sys.executable, "-m", "catalog_search.photos.decoder.decoder_process", str(memory)]
    try:
        process = subprocess.Popen(  # noqa: S603  our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
        )
    except OSError as error:
        raise CannotStart(str(error)) from error
    if exchange(process, None, b"", START_SECONDS) is None:
        end(process)
        raise CannotStart(f"{sys.executable} did not start the decoder")
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            cast(IO[bytes], pipe).close()


def exchange(
    process: subprocess.Popen[bytes], request: dict[str, Any] | None, data: bytes, seconds: float
) -> tuple[dict[str, Any], bytes] | None:
    """Send the request, if any, and return the answer; None if the process died or was ended.

    It is ended after so many seconds, and when this is interrupted.
    """
    timer = Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        if request is not None:
            send(cast(IO[bytes], process.stdin), request, data)
        return receive(cast(IO[bytes], process.stdout))
    except (OSError, ValueError):
        return None
    except BaseException:
        # Half a message may be in the pipe, or an answer that nobody read: the next photo would
        # get it.
        end(process)
        raise
    finally:
        timer.cancel()


atexit.register(SANDBOX.stop)
