"""From which address somebody asks, as far as the node's own proxies vouch for it."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "unknown"
IPV6_PREFIX = 64  # what one household or one machine is given


def client_address(request: HttpRequest) -> str:
    """The address, or its /64 network for IPv6; “unknown” when it is none.

    Of X-Forwarded-For only the hops that QARAUL_PROXIES counts are believed: anybody can write
    the others.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    vouched = settings.PROXIES
    claimed = hops[-vouched] if 0 < vouched <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(claimed.strip())
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_PREFIX), strict=False).network_address)
    return str(address)
