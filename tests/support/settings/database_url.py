"""Settings of a database whose address is in a URL."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database_settings(url: str) -> dict[str, Any]:
    """Return an entry of DATABASES for a postgresql:// or mysql:// address, sockets included."""
    parts = urlsplit(url)
    scheme = {"postgres": "postgresql", "mariadb": "mysql"}.get(parts.scheme, parts.scheme)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": f"django.db.backends.{scheme}",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
