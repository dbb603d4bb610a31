"""Messages between a web process and the decoder's process: values as JSON, and bytes."""

import json
import struct
from typing import IO, Any

HEAD = struct.Struct(">II")
"""Length of the JSON and of the bytes that follow it."""


def receive(source: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Return the next message, or None at the end of the stream."""
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    words, size = HEAD.unpack(head)
    text, data = source.read(words), source.read(size)
    return (json.loads(text), data) if len(data) == size else None


def send(sink: IO[bytes], values: dict[str, Any], data: bytes) -> None:
    """Write a message. Raises TypeError for data that is no bytes, before any of it is written."""
    if not isinstance(data, bytes):
        raise TypeError(f"The data of a message is bytes, not {type(data).__name__}.")
    text = json.dumps(values).encode()
    sink.write(HEAD.pack(len(text), len(data)) + text)
    sink.write(data)
    sink.flush()
