"""Where credentials come from if OPTIONS have none, and what to do where they cannot be fetched.

Environment, profile, web identity, a program, or the role of the machine: boto3 asks them in turn.
Some are asked again before each request, so that their errors come among those of the store.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from botocore import exceptions as boto
from botocore.credentials import Credentials, RefreshableCredentials
from botocore.exceptions import ClientError

from catalog_search.backends.s3.addresses import code
from catalog_search.backends.s3.options import AROUND
from catalog_search.exceptions import SourceUnavailable
from catalog_search.exceptions import message as _

MAX_REASON = 300
"""Characters of what a program or a service says about its failure."""
NAMES = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
"""What boto3's clients call them."""
OF_FILES = (boto.ConfigParseError, boto.ConfigNotFound)


def found(session: Any) -> tuple[dict[str, Any], Callable[..., None]]:
    """Return the credentials that boto3 finds, as options of a client, and how to renew them.

    Only those that never change become options: a client of boto3 renews the others itself.
    """
    credentials = session.get_credentials()
    if credentials is None:
        return {}, renewed
    if type(credentials) is not Credentials:
        return {}, partial(renewed, credentials)
    texts = (credentials.access_key, credentials.secret_key, credentials.token or "")
    cleaned = zip(NAMES, (text.strip(AROUND) for text in texts), strict=True)
    return {name: text for name, text in cleaned if text}, renewed


def renewed(credentials: RefreshableCredentials | None = None, **kwargs: object) -> None:
    """Renew credentials that expire soon; a handler of botocore's event before-sign."""
    if credentials is not None:
        with fetching():
            credentials.get_frozen_credentials()


@contextmanager
def fetching(profile: str = "") -> Iterator[None]:
    """Translate what goes wrong with credentials to SourceUnavailable, whatever it is.

    They come from files, programs and services, each with exceptions of its own. Variables that
    lack one are told as if there were none.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, boto.PartialCredentialsError) and of_variables(error):
            raise
        raise SourceUnavailable(explained(error, profile)) from error


def explained(error: Exception, profile: str = "") -> str:
    """Return why there are no credentials, and what to change; `profile` is that of OPTIONS."""
    if names := variables_with_space():
        return _(
            "There is a space or a line end around the value of %(names)s in the environment. "
            "Write it without.",
            names=names,
        )
    if isinstance(error, boto.ProfileNotFound):
        return unknown_profile(error, profile)
    if isinstance(error, OF_FILES):
        return _(
            "A file with settings of AWS cannot be read (%(reason)s). Correct it: it begins with a "
            "line such as [default], and is saved as UTF-8 without a byte order mark.",
            reason=reason_of(error),
        )
    return _(
        "The credentials could not be fetched (%(reason)s). Correct what provides them: the AWS_ "
        "variables of the environment, the profile in ~/.aws, or the role of this machine.",
        reason=reason_of(error),
    )


def unknown_profile(error: boto.ProfileNotFound, profile: str) -> str:
    if profile:
        return _("There is no such AWS profile on this machine. Correct OPTIONS['profile'].")
    return _(
        "There is no AWS profile %(name)r on this machine. Correct AWS_PROFILE in the environment, "
        "or remove it.",
        name=str(error.kwargs.get("profile", "")),
    )


def of_variables(error: boto.PartialCredentialsError) -> bool:
    return error.kwargs.get("provider") in ("env", "explicit")


def reason_of(error: Exception) -> str:
    """Return what the error says, on one line: of a service its code, of Python's its kind."""
    if isinstance(error, ClientError):
        words = error.response.get("Error", {}).get("Message") or ""
        text = f"{error.operation_name}: {code(error)}: {words}"
    elif isinstance(error, boto.BotoCoreError):
        text = str(error)
    else:
        text = f"{type(error).__name__}: {error}"
    return re.sub(r"\s+", " ", text).strip(" .:")[:MAX_REASON]


def variables_with_space() -> str:
    """Return the names of AWS's variables in the environment with space around their values."""
    names = (
        name
        for name, value in sorted(os.environ.items())
        if name.startswith("AWS_") and value != value.strip(AROUND)
    )
    return ", ".join(names)
