"""Which addresses a feed may be asked at: public ones, and those an operator allows by name."""

import re
import socket
from collections.abc import Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from qaraul.sources.choices import Fault
from qaraul.sources.faults import FetchFailed

Resolver = Callable[[str, int], list[str]]
HOST = re.compile(r"[A-Za-z0-9._:%-]+")
PORTS = {"http": 80, "https": 443}

# Written out, because what `ipaddress` calls global changed between the Python versions we support.
CLOSED = [
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "168.63.129.16/32",  # looks public; one cloud serves its machines their secrets there
    )
]
OPEN_V6 = ip_network("2000::/3")
CLOSED_V6 = [ip_network(b) for b in ("2001::/23", "2001:db8::/32", "3fff::/20")]
V6_WITH_V4 = [(ip_network("64:ff9b::/96"), 0), (ip_network("2002::/16"), 80)]
"""Prefixes that carry an IPv4 address, and how many bits stand behind it."""

# What the C library reads as an address: 127.1, 2130706433, 0x7f.0.0.1, 0177.0.0.01 …
NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d*))*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect, under which name."""

    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host by the machine's resolver."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(Fault.NO_HOST, host) from error
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def is_public(address: str) -> bool:
    """Whether an address is one that anybody on the internet may be asked at."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return not any(ip in block for block in CLOSED)
    if (v4 := _carried(ip)) is not None:
        return is_public(str(v4))
    return ip in OPEN_V6 and not any(ip in block for block in CLOSED_V6)


def _carried(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one, where a network could send us there."""
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    for prefix, bits_behind in V6_WITH_V4:
        if ip in prefix:
            return IPv4Address((int(ip) >> bits_behind) & 0xFFFFFFFF)
    return None


def checked(url: str, *, allowed: Collection[str], resolver: Resolver = resolve) -> Target:
    """Where to connect for a URL; `FetchFailed` when it may not be asked.

    `allowed` holds the "host:port" pairs that may be private. Every address the name has must be
    public: a name with one public and one private address is a trap.
    """
    scheme, host, port = _parts(url)
    addresses = _literal(host) or resolver(host, port)
    if not addresses:
        raise FetchFailed(Fault.NO_HOST, host)
    pair = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if pair not in allowed:
        for address in addresses:
            if not is_public(address):
                raise FetchFailed(Fault.ADDRESS_REFUSED, f"{host} → {address}")
    return Target(scheme, host, port, tuple(addresses))


def require_usable(url: str) -> None:
    """`FetchFailed` when the address could never be asked, wherever its name leads."""
    _literal(_parts(url)[1])


def _parts(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchFailed(Fault.BAD_ADDRESS, str(error)) from error
    if parts.scheme not in PORTS:
        raise FetchFailed(Fault.BAD_ADDRESS, f"{parts.scheme or '?'}: only http and https are read")
    if parts.username is not None or parts.password is not None:
        raise FetchFailed(Fault.BAD_ADDRESS, "an address with a name and password in it")
    if not host:
        raise FetchFailed(Fault.BAD_ADDRESS, "no host")
    if port == 0:
        raise FetchFailed(Fault.BAD_ADDRESS, "port 0")
    return parts.scheme, _ascii(host), port or PORTS[parts.scheme]


def _ascii(host: str) -> str:
    """The host as it goes over the wire, lower case, without the root's dot."""
    if host.isascii():
        if not HOST.fullmatch(host):
            raise FetchFailed(Fault.BAD_ADDRESS, "a host name that cannot be written")
        return host.lower().rstrip(".")
    try:
        return host.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError as error:
        raise FetchFailed(Fault.BAD_ADDRESS, "a host name that cannot be written") from error


def _literal(host: str) -> list[str]:
    """The address that the host itself is; odd spellings of one are refused."""
    try:
        return [str(ip_address(host))]
    except ValueError:
        if NUMERIC.fullmatch(host) or ":" in host:
            raise FetchFailed(Fault.ADDRESS_REFUSED, f"{host}: an odd spelling") from None
        return []
