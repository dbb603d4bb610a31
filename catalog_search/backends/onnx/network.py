"""An ONNX file loaded into ONNX Runtime. Imported only when a model is first used."""

import ctypes
import logging
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnxruntime import GraphOptimizationLevel, InferenceSession, SessionOptions, __version__
from onnxruntime.capi import onnxruntime_pybind11_state as native

from catalog_search.backends.onnx import prepared
from catalog_search.backends.onnx.directory import ModelDirectory
from catalog_search.backends.onnx.overflow import overflows, precise
from catalog_search.exceptions import message as _

logger = logging.getLogger(__name__)

SAVING = {
    "session.optimized_model_external_initializers_file_name": prepared.WEIGHTS,
    "session.optimized_model_external_initializers_min_size_in_bytes": "4096",
    # Weights in the order that the processor's kernels read; otherwise each process would copy them
    # into that order, in memory of its own.
    "session.save_external_prepacked_constant_initializers": "1",
}
ERRORS_ALONE = 3
"""ONNX Runtime warns that what it saves is of this processor; the copy's name says so."""
PROVIDERS = ["CPUExecutionProvider"]
NUMBERS = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}


def is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Exception)


# ONNX Runtime's errors share no base class but Exception. KeyError: unknown input or type.
ERRORS: tuple[type[Exception], ...] = (
    *(kind for kind in vars(native).values() if is_error(kind)),
    KeyError,
    MemoryError,
)

NO_COPY: tuple[type[Exception], ...] = (OSError, *ERRORS)


def give_back_freed() -> None:
    """Give memory that was freed back to the system, where the C library is glibc.

    Loading a network frees a copy of it in small pieces, which glibc would keep: 60 to 110 MB.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)


def loaded(directory: ModelDirectory, part: str, threads: int | None) -> InferenceSession:
    """Return the network of the machine's copy, of the directory's own file if there is none.

    Raises EncoderUnavailable and ERRORS.
    """
    path = directory.verified(part)
    if pinned := directory.pinned(part):
        try:
            return mapped(path, pinned, threads)
        except NO_COPY:
            logger.info("%s is loaded into this process alone.", path, exc_info=True)
    return InferenceSession(str(path), options_of(threads), providers=PROVIDERS)


def mapped(path: Path, digest: str, threads: int | None) -> InferenceSession:
    """Return the network of the machine's copy, which is made if needed. Raises OSError, ERRORS."""

    def write(folder: Path) -> None:
        options = options_of(threads)
        options.log_severity_level = ERRORS_ALONE
        options.optimized_model_filepath = str(folder / prepared.MODEL)
        for name, value in SAVING.items():
            options.add_session_config_entry(name, value)
        InferenceSession(str(path), options, providers=PROVIDERS)

    copy = prepared.copy_of(path, f"{digest} {__version__} {overflows()}", write)
    options = options_of(threads)
    # The copy is optimized already.
    options.graph_optimization_level = GraphOptimizationLevel.ORT_DISABLE_ALL
    try:
        return InferenceSession(str(copy / prepared.MODEL), options, providers=PROVIDERS)
    except ERRORS:
        # A part of the copy is missing or damaged: the next process writes it again.
        shutil.rmtree(copy, ignore_errors=True)
        raise


def options_of(threads: int | None) -> SessionOptions:
    options = precise(SessionOptions())
    options.intra_op_num_threads = threads or 0
    # Planning memory for a whole run takes a quarter more memory and saves no time.
    options.enable_mem_pattern = False
    # Idle threads would spin for 40 ms after each run, six times what a short text takes.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


class Network:
    """Runs one network with the inputs its file declares.

    The output is `image_embeds` or `text_embeds`, else the first output with two axes.
    Raises EncoderUnavailable.
    """

    def __init__(self, directory: ModelDirectory, part: str, threads: int | None) -> None:
        self._directory, self._part = directory, part
        try:
            self._session = loaded(directory, part, threads)
            give_back_freed()
            self.inputs = {entry.name: NUMBERS[entry.type] for entry in self._session.get_inputs()}
        except ERRORS as error:
            raise directory.unusable(
                part, _("ONNX Runtime cannot load it (%(error)s)", error=error)
            ) from error
        self._output = self._vector_output()

    @property
    def dimension(self) -> int | None:
        """Length of a vector; None if the file does not declare it."""
        length = self._output.shape[-1]
        return length if isinstance(length, int) else None

    def run(self, feeds: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
        """Return float32 [n, d], not normalised."""
        try:
            inputs = {name: feeds[name].astype(kind) for name, kind in self.inputs.items()}
            (vectors,) = self._session.run([self._output.name], inputs)
        except ERRORS as error:
            raise self._directory.unusable(
                self._part, _("it did not run (%(error)s)", error=error)
            ) from error
        return np.asarray(vectors, dtype=np.float32)

    def _vector_output(self) -> Any:
        outputs = self._session.get_outputs()
        named = [output for output in outputs if output.name in ("image_embeds", "text_embeds")]
        matrices = [output for output in outputs if len(output.shape or ()) == 2]
        if not (named or matrices):
            raise self._directory.unusable(
                self._part, _("it has no output with one vector per row")
            )
        return (named or matrices)[0]
