"""The process that decodes shoppers' photos, with limits on its memory and its time.

It reads requests from its standard input and writes answers to its standard output; see
sandbox.py. It knows no settings, no database and no environment of the project.
"""

import os
import resource
import signal
import sys
import warnings
from typing import Any

from PIL import AvifImagePlugin, Image

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos.decoder import pixels
from catalog_search.photos.decoder.messages import receive, send
from catalog_search.photos.decoder.pixels import Limits

MAX_SECONDS = 10
"""Processor time of one photo; then the system ends the process."""


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends us then
    warnings.simplefilter("ignore")
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not end up among the answers
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    Image.init()
    limit_memory(int(sys.argv[1]))
    send(sink, {"ready": True}, b"")
    while message := receive(source):
        limit_time()
        send(sink, *answer(*message))


def answer(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the picture's size and its RGB bytes, or the reason why there is none."""
    side = int(request["side"])
    try:
        limits = Limits(request["pixels"], request["max_side"])
        image = small(pixels.decode(data, limits, min_side=side), side)
        return {"size": image.size}, image.tobytes()
    except InvalidPhoto as error:
        return {"error": error.message, "values": error.values}, b""
    except MemoryError:
        return {"error": pixels.TOO_MUCH_MEMORY}, b""


def small(image: Image.Image, side: int) -> Image.Image:
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return image


def limit_memory(extra: int) -> None:
    """Allow the process `extra` bytes more than it has now, and no core dumps of photos."""
    with open("/proc/self/statm") as file:
        limit = int(file.read().split()[0]) * resource.getpagesize() + extra
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + MAX_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
