"""Check the stores' sources: options that cannot work, sources that do not answer."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from traceback import extract_tb
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db import DatabaseError
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import backend_path, check, live_check, options_of, sources
from catalog_search.exceptions import CatalogSearchError, translated
from catalog_search.protocols import CatalogSource
from catalog_search.types import Problem

METHODS = [name for name in vars(CatalogSource) if not name.startswith("_")]
PACKAGE = Path(__file__).parents[1]
BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,62}|arn:[^\s/]+[/:]\S+")
"""A bucket name, or the ARN of an access point."""


@check
def source_options() -> Iterator[CheckMessage]:
    """Check bucket names and endpoints without using the network."""
    for slug, entry in sources().items():
        options = options_of(entry)
        place = f"CATALOG_SEARCH['STORES'][{slug!r}]['SOURCE']['OPTIONS']"
        if "bucket" in options:
            yield from bucket_problems(options["bucket"], place)
        elif backend_path(entry).endswith(".S3Source"):
            yield from bucket_problems(None, place)
        if options.get("endpoint_url"):
            yield from endpoint_problems(str(options["endpoint_url"]), place)


def bucket_problems(bucket: object, place: str) -> Iterator[CheckMessage]:
    if not bucket:
        yield Error(
            gettext("%(place)s names no bucket.") % {"place": place},
            hint=gettext(
                'Write "bucket": "my-bucket"; if it comes from the environment, set the variable.'
            ),
            id="catalog_search.E010",
        )
    elif not (isinstance(bucket, str) and BUCKET.fullmatch(bucket)):
        yield Error(
            gettext("%(place)s: %(bucket)r is not a valid bucket name.")
            % {"place": place, "bucket": bucket},
            hint=gettext(
                "Write the bucket's name alone, 3 to 63 letters, digits, dots and hyphens, without "
                's3://; folders belong in "prefix".'
            ),
            id="catalog_search.E010",
        )


def endpoint_problems(address: str, place: str) -> Iterator[CheckMessage]:
    reason = address_problem(address)
    if reason:
        yield Error(
            gettext("%(place)s: the endpoint_url %(address)r cannot be used: %(reason)s.")
            % {"place": place, "address": address, "reason": reason},
            hint=gettext(
                "Write scheme, host and port, such as https://s3.example.com or "
                "http://127.0.0.1:9000; remove it for Amazon S3."
            ),
            id="catalog_search.E011",
        )
    elif urlsplit(address).path.strip("/"):
        yield Caution(
            gettext("%(place)s: the endpoint_url %(address)r ends in a path.")
            % {"place": place, "address": address},
            hint=gettext('The bucket belongs in "bucket" and folders in "prefix".'),
            id="catalog_search.W011",
        )


def address_problem(address: str) -> str:
    """Return why the address is not a usable URL of a host, or "" if it is."""
    try:
        parts = urlsplit(address)
        port_ok = parts.port is None or parts.port > 0
    except ValueError as error:
        return str(error)
    if parts.scheme not in ("http", "https"):
        return gettext("it does not start with http:// or https://")
    host = parts.hostname or ""
    if not re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|[0-9A-Fa-f:.]+", host):
        wrong = gettext("%(host)r is not a valid host name") % {"host": host}
        return wrong if host else gettext("it has no host name")
    return "" if port_ok else gettext("0 is not a valid port")


@live_check
def sources_answer() -> Iterator[CheckMessage]:
    """Connect to every store's source and report what its own check finds."""
    for slug, entry in sources().items():
        try:
            source = quick_source(entry)
        except (CatalogSearchError, KeyError, ImportError, TypeError, AttributeError) as error:
            reason = f"{error}{conf.remedy(error)}"
            yield source_error(slug, gettext("its source cannot be created"), reason)
            continue
        if lacking := [name for name in METHODS if not callable(getattr(source, name, None))]:
            reason = gettext("It is no source of products, because it has no methods %(names)s.")
            yield source_error(slug, backend_path(entry), reason % {"names": ", ".join(lacking)})
            continue
        for problem in problems_of(source, backend_path(entry)):
            report = source_caution if problem.warning else source_error
            yield report(slug, problem.where, translated(problem.reason))


def problems_of(source: CatalogSource, path: str) -> list[Problem]:
    """Return what the source's own check finds, or what the project's code in it raised."""
    try:
        return source.check()
    except DatabaseError as error:
        asks = gettext("Was manage.py migrate run?")
        return [Problem(path, f"{str(error).strip().splitlines()[0]}. {asks}")]
    except Exception as error:
        notes = " ".join(getattr(error, "__notes__", ()))
        reason = f"{type(error).__name__}: {error} {place_of(error)}. {notes}"
        return [Problem(path, " ".join(reason.split()))]


def place_of(error: Exception) -> str:
    """Return the innermost line of the project's own code that the error passed, or ""."""
    own = [
        frame
        for frame in extract_tb(error.__traceback__)
        if "site-packages" not in frame.filename and PACKAGE not in Path(frame.filename).parents
    ]
    return f"({own[-1].filename}, {own[-1].lineno})" if own else ""


def quick_source(entry: Mapping[str, Any]) -> CatalogSource:
    """Return a separate instance of the source, with short timeouts if it has such options."""
    source: CatalogSource = conf.build(entry, **conf.quick_options(entry))
    return source


def source_caution(slug: str, where: str, reason: str) -> CheckMessage:
    return Caution(
        store_message(slug, where, reason),
        hint=gettext(
            "Files named catalog.csv, catalog.jsonl or catalog.xml describe products; photos are "
            "JPEG, PNG or WebP."
        ),
        id="catalog_search.W012",
    )


def source_error(slug: str, where: str, reason: str) -> CheckMessage:
    hint = gettext("Correct CATALOG_SEARCH['STORES'][%(slug)r]['SOURCE'], or the class it names.")
    if backend_path(sources()[slug]).endswith(".S3Source"):
        hint = gettext(
            "Correct CATALOG_SEARCH['STORES'][%(slug)r]['SOURCE'], or the permissions of its "
            "access key."
        )
    return Error(
        store_message(slug, where, reason), hint=hint % {"slug": slug}, id="catalog_search.E012"
    )


def store_message(slug: str, where: str, reason: str) -> str:
    details = {"slug": slug, "where": where, "reason": reason}
    return gettext("Store %(slug)r, %(where)s: %(reason)s") % details
