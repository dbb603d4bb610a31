"""Check that clients behind a proxy can be told apart."""

from collections.abc import Iterator
from ipaddress import ip_network

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import check

SIGNS = ("SECURE_PROXY_SSL_HEADER", "USE_X_FORWARDED_HOST", "USE_X_FORWARDED_PORT")
"""Settings that only a project behind a proxy has."""


@check
def clients_told_apart() -> Iterator[CheckMessage]:
    signs = [name for name in SIGNS if getattr(settings, name, None)]
    own = conf.settings().client_of_request != conf.DEFAULTS["CLIENT_OF_REQUEST"]
    if signs and not own and not conf.settings().trusted_proxies:
        yield Caution(
            gettext(
                "%(setting)s says that a proxy is in front of this project, but "
                "CATALOG_SEARCH['TRUSTED_PROXIES'] is empty: all shoppers have the proxy's address "
                "and share one limit of uploads."
            )
            % {"setting": signs[0]},
            hint=gettext(
                'Set "TRUSTED_PROXIES" to the number of proxies, or to their networks, such as '
                '["10.0.0.0/8"], and "CLIENT_HEADER" to the header that they set.'
            ),
            id="catalog_search.W053",
        )


@check
def trusted_proxies() -> Iterator[CheckMessage]:
    reason = wrong_proxies(conf.settings().trusted_proxies)
    if reason:
        yield Error(
            f"CATALOG_SEARCH['TRUSTED_PROXIES']: {reason}.",
            hint=gettext(
                'Write the number of proxies in front, or their networks: ["10.0.0.0/8"].'
            ),
            id="catalog_search.E007",
        )


def wrong_proxies(setting: object) -> str:
    """Return why the setting cannot be used, or "" if it can."""
    if isinstance(setting, int) and not isinstance(setting, bool):
        return "" if setting >= 0 else gettext("%(number)s is less than 0") % {"number": setting}
    if not isinstance(setting, list | tuple):
        return gettext("%(value)r is neither a number nor a list of networks") % {"value": setting}
    for each in setting:
        try:
            # As text: of a number Python makes the network of this one address.
            ip_network(str(each), strict=False)
        except ValueError:
            return gettext("%(value)r is no network") % {"value": each}
    return ""
