"""Errors of a project's storages: which of them concern one file, and their texts."""

from errno import EACCES, EILSEQ, EINVAL, EISDIR, ELOOP, ENAMETOOLONG, ENOTDIR, EPERM

OF_A_FILE = frozenset([EACCES, EPERM, ENAMETOOLONG, ENOTDIR, ELOOP, EINVAL, EISDIR, EILSEQ])
REFUSALS = frozenset([400, 403, 404, 405, 410, 423, 451])
"""HTTP statuses that may concern one file alone."""


def is_of_the_file(error: Exception) -> bool:
    """Return whether a storage's error is about one file: its permissions, or its name."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in OF_A_FILE
    answer = getattr(error, "response", None)
    if isinstance(answer, dict):  # As of botocore.
        status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
    else:
        status = getattr(
            error if answer is None else answer, "status_code", getattr(error, "code", None)
        )
    return isinstance(error, PermissionError | ValueError) or status in REFUSALS


def text_of(error: Exception) -> str:
    """Return an error of a storage for a message."""
    return f"{type(error).__name__}: {error}".rstrip(": .") + "."
