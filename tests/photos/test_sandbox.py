"""Shoppers' photos are decoded in a process with limits; whatever they do, the next one is read."""

import io
import os
import sys
import threading
from typing import Any

import pytest
from PIL import Image

from catalog_search.exceptions import InvalidPhoto, TooManyRequests
from catalog_search.photos.decoder import decoder_process, decoding, pixels, sandbox
from catalog_search.photos.decoder.messages import send
from catalog_search.photos.decoder.sandbox import CannotStart, Sandbox
from tests.support.shops.factories import color_bytes

RED = color_bytes("red", (300, 200), "JPEG")


@pytest.fixture
def box() -> Any:
    made = Sandbox()
    yield made
    made.stop()


def read(box: Sandbox, data: bytes = RED, side: int = 100) -> Image.Image:
    return box.decode(data, decoding.upload_limits(), side)


def test_a_photo_comes_back_small_and_the_process_stays(box: Sandbox) -> None:
    image = read(box)
    assert (image.mode, image.size) == ("RGB", (100, 67))
    assert image.getpixel((50, 30)) == pytest.approx((250, 0, 0), abs=40)
    assert box.process is not None
    first = box.process.pid
    assert read(box).size == (100, 67)
    assert box.process.pid == first


def test_a_refusal_is_told_and_the_process_stays(box: Sandbox) -> None:
    with pytest.raises(InvalidPhoto, match="Not a JPEG"):
        read(box, b"words")
    with pytest.raises(InvalidPhoto, match="cut off"):
        read(box, RED[:-200])
    assert box.process is not None
    assert box.process.poll() is None


def test_a_photo_that_ends_the_process_is_refused_and_the_next_one_is_read(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(box)
    assert box.process is not None
    before = box.process.pid
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 0)
    with pytest.raises(InvalidPhoto, match="too long"):
        read(box, color_bytes("red", (3000, 3000)))
    monkeypatch.undo()
    assert read(box).size == (100, 67)
    assert box.process.pid != before


def test_a_process_that_died_is_started_anew(box: Sandbox) -> None:
    read(box)
    assert box.process is not None
    box.process.kill()
    box.process.wait()
    assert read(box).size == (100, 67)


def test_memory_is_limited_by_the_system(box: Sandbox, settings: Any) -> None:
    """The numbers of pixels would let this one through."""
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "MAX_UPLOAD_MEMORY": 8 * 2**20}
    limits = pixels.Limits({"PNG": 10**9}, 10**6)
    with pytest.raises(InvalidPhoto, match="memory"):
        box.decode(color_bytes("red", (4000, 4000)), limits, 100)
    assert box.decode(RED.replace(RED, color_bytes("red", (30, 20))), limits, 100).size == (30, 20)


def test_the_process_knows_no_secrets_and_no_settings(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    read(box)
    assert box.process is not None
    with open(f"/proc/{box.process.pid}/environ", "rb") as file:
        names = {entry.partition(b"=")[0] for entry in file.read().split(b"\0")}
    assert b"DATABASE_PASSWORD" not in names
    assert b"DJANGO_SETTINGS_MODULE" not in names
    with open(f"/proc/{box.process.pid}/maps") as file:
        assert not [line for line in file if "onnxruntime" in line or "numpy" in line]


def test_a_forked_web_process_starts_its_own(box: Sandbox) -> None:
    read(box)
    parents = box.process
    box.owner = os.getpid() + 1  # as a fork sees it
    assert read(box).size == (100, 67)
    assert box.process is not parents
    assert parents is not None
    assert parents.poll() is None
    sandbox.end(parents)


def test_one_photo_at_a_time_and_the_others_wait(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    threads = [threading.Thread(target=lambda: sizes.append(read(box).size)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes == [(100, 67)] * 8
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.01)
    with box.lock, pytest.raises(TooManyRequests, match="Many photos"):
        read(box)
    assert read(box).size == (100, 67)


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/true"])
def test_where_no_process_starts_photos_are_read_within_the_same_limits(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    monkeypatch.setattr(sandbox, "SANDBOX", box)
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(CannotStart):
        read(box)
    assert decoding.decode_upload(RED, 100).size == (100, 67)
    assert not box.works
    with pytest.raises(InvalidPhoto, match="megapixels"):
        decoding.decode_upload(color_bytes("red", (5000, 5000)), 100)


def test_processor_time_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = []
    monkeypatch.setattr(
        decoder_process.resource, "setrlimit", lambda kind, pair: limits.append((kind, pair))
    )
    decoder_process.limit_time()
    ((kind, (soft, _hard)),) = limits
    assert kind == decoder_process.resource.RLIMIT_CPU
    used = decoder_process.resource.getrusage(decoder_process.resource.RUSAGE_SELF)
    assert 0 < soft - used.ru_utime - used.ru_stime <= decoder_process.MAX_SECONDS + 1


@pytest.mark.parametrize("data", ["words", None, 5, memoryview(b"photo")])
def test_what_is_no_bytes_is_refused_before_any_of_it_is_sent(box: Sandbox, data: Any) -> None:
    sink = io.BytesIO()
    with pytest.raises(TypeError, match="is bytes"):
        send(sink, {}, data)
    assert sink.getvalue() == b""
    with pytest.raises(TypeError, match="is bytes"):
        read(box, data)
    assert read(box).size == (100, 67)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_answer_that_nobody_waited_for_is_not_the_next_photos(
    box: Sandbox, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    read(box)
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "receive", raising(error))
        with pytest.raises(error):
            read(box, color_bytes("blue", (400, 100)))
    assert read(box).size == (100, 67)


def raising(error: type[BaseException]) -> Any:
    def raise_it(*arguments: Any) -> None:
        raise error

    return raise_it
