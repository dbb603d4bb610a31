"""Who sent a request: the client's address, also behind proxies.

A proxy adds the address that it sees to the right of CLIENT_HEADER. Only entries written by a
proxy that TRUSTED_PROXIES names are believed; a client may have written all others.
"""

import logging
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.http import HttpRequest

from catalog_search import conf

logger = logging.getLogger(__name__)

Address = IPv4Address | IPv6Address
IPV6_PREFIX = 64
"""One customer has this many bits of an IPv6 address and more; the rest is theirs to change."""
FORWARDED_FOR = re.compile(r'(?:^|[;\s])for\s*=\s*(?:"([^"]*)"|([^;\s]*))', re.IGNORECASE)
"""The "for" of one element of the header Forwarded, RFC 7239 section 4."""
MAX_HOPS = 32
"""Entries that are read, from the right."""


def address_of(request: HttpRequest) -> str:
    """Return the client's address; of an IPv6 address the network that one customer has.

    Without TRUSTED_PROXIES it is the connecting address.
    """
    connected = str(request.META.get("REMOTE_ADDR", ""))
    hops = [*forwarded(request), connected]
    trusted = conf.settings().trusted_proxies
    if not trusted:
        chosen = connected
    elif isinstance(trusted, int):
        chosen = hops[max(0, len(hops) - 1 - trusted)]
    else:
        chosen = first_untrusted(hops, trusted)
    return normalised(chosen) or normalised(connected) or connected


def first_untrusted(hops: Sequence[str], trusted: Sequence[str]) -> str:
    """Return the last hop that is in none of the trusted networks; the first if all are."""
    networks = [ip_network(each, strict=False) for each in trusted]
    nearest = hops[-1]
    for hop in reversed(hops):
        address = parsed(hop)
        # A Unix socket has no address; only a process of this machine can connect to it.
        if address is None and hop:
            return nearest
        nearest = hop or nearest
        if address is not None and not any(address in network for network in networks):
            return hop
    return nearest


def forwarded(request: HttpRequest) -> list[str]:
    """Return the entries of CLIENT_HEADER, the nearest proxy's last."""
    name = conf.settings().client_header
    entries = [entry.strip() for entry in request.headers.get(name, "").split(",")]
    entries = [entry for entry in entries if entry][-MAX_HOPS:]
    if name.lower() != "forwarded":
        return entries
    matches = [FORWARDED_FOR.search(entry) for entry in entries]
    return [(each[1] or each[2] or "unknown") if each else "unknown" for each in matches]


def parsed(text: str) -> Address | None:
    """Return the address in an entry, which may have a port and brackets; None if there is none."""
    text = text.strip().strip('"')
    if match := re.fullmatch(r"\[([^\]]+)\](?::\d+)?", text):
        text = match[1]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def normalised(text: str) -> str:
    """Return the address by which a client is counted, "" if the text is no address."""
    address = parsed(text)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, IPV6_PREFIX), strict=False))
    return str(address) if address else ""


def is_told_apart(request: HttpRequest) -> bool:
    """Return whether clients have addresses of their own.

    A proxy in front that no setting names makes all of them one: the connecting address is of a
    private network and the request was forwarded.
    """
    by_default = conf.settings().client_of_request == conf.DEFAULTS["CLIENT_OF_REQUEST"]
    if not by_default or conf.settings().trusted_proxies:
        return True
    headers = ("X-Forwarded-For", "Forwarded", "Via", conf.settings().client_header)
    if not any(name in request.headers for name in headers):
        return True
    address = parsed(str(request.META.get("REMOTE_ADDR", "")))
    return address is not None and address.is_global
