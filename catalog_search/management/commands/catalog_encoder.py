"""Serve the encoder to the web processes and workers of this machine, so that they load none."""

from argparse import ArgumentParser
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.management.base import CommandError

from catalog_search import conf
from catalog_search.management.console import CatalogCommand
from catalog_search.management.failures import translated_message as _
from catalog_search.operations.encoder_server import application
from catalog_search.protocols import Encoder

DEFAULT = ("127.0.0.1", 7997)
LAST_PORT = 65_535


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Log no request: every search sends one."""


class Command(CatalogCommand):
    help = "Load the encoder once and serve its vectors over HTTP, until it is stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind",
            metavar="HOST:PORT",
            help="where to listen; default: the url of ENCODER, else 127.0.0.1:7997",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        encoder, api_key, place = served()
        host, port = bound(options["bind"]) if options["bind"] else place
        self.stdout.write(_("Loading %(model_id)s ...", model_id=encoder.model_id))
        try:
            server = make_server(host, port, application(encoder, api_key), Server, Handler)
        except OSError as error:
            raise CommandError(
                _(
                    "Cannot listen on %(host)s:%(port)s: %(error)s",
                    host=host,
                    port=port,
                    error=error,
                )
            ) from error
        with server:
            self.stdout.write(
                _(
                    "Serving %(model_id)s on http://%(host)s:%(server_port)s",
                    model_id=encoder.model_id,
                    host=host,
                    server_port=server.server_port,
                )
            )
            server.serve_forever()


def served() -> tuple[Encoder, str | None, tuple[str, int]]:
    """Return the encoder to serve, its key, and where ENCODER expects it."""
    options = conf.settings().encoder.get("OPTIONS", {})
    if "url" not in options:
        return conf.get_encoder(), None, DEFAULT
    place = place_of(str(options["url"]))
    entry = options.get("encoder") or conf.DEFAULTS["ENCODER"]
    encoder: Encoder = conf.build(entry)
    return encoder, options.get("api_key"), place


def place_of(url: str) -> tuple[str, int]:
    """Return host and port of an address. Raises CommandError."""
    try:
        address = urlsplit(url)
        return address.hostname or DEFAULT[0], address.port or DEFAULT[1]
    except ValueError as error:
        raise CommandError(
            _(
                "%(url)s in CATALOG_SEARCH['ENCODER'] is no address: %(error)s.",
                url=url,
                error=error,
            )
        ) from error


def bound(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdecimal() and int(port) <= LAST_PORT):
        raise CommandError(
            _("--bind needs HOST:PORT, such as 127.0.0.1:7997, not %(text)s.", text=text)
        )
    return host, int(port)
