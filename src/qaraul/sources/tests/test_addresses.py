"""Feeds may not be used to look into the operator's own network, however the address is spelled."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaraul.sources.addresses import Target, checked, is_public
from qaraul.sources.choices import Fault
from qaraul.sources.faults import FetchFailed

PUBLIC = "93.184.215.14"
SPELLINGS = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0000177.0.0.01/",
    "http://017700000001/",
    "http://127.0.0.1./",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[ff02::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://0xA9FEA9FE/",
    "http://168.63.129.16/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://10.0.0.1/",
    "http://172.16.5.4/",
    "http://172.31.255.255/",
    "http://192.168.1.1:8080/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
]
NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "inside.example": ["10.1.2.3"],
    "127.0.0.1.nip.example": ["127.0.0.1"],
    "mixed.example": [PUBLIC, "192.168.0.1"],
    "v6.example": ["fd12::1"],
    "mapped.example": ["::ffff:169.254.169.254"],
    "outside.example": [PUBLIC],
    "xn--e1afmkfd.xn--80akhbyknj4f": [PUBLIC],
}


def resolver(host: str, port: int) -> list[str]:  # noqa: ARG001  a resolver is given the port
    return NAMES.get(host, [])


def fault_of(url: str, *allowed: str) -> Fault | None:
    try:
        checked(url, allowed=allowed, resolver=resolver)
    except FetchFailed as error:
        return error.fault
    return None


@pytest.mark.parametrize("url", SPELLINGS)
def test_no_spelling_of_an_inner_address_passes(url: str) -> None:
    assert fault_of(url) is Fault.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST.", "inside.example", "127.0.0.1.nip.example"),
        *("mixed.example", "v6.example", "mapped.example"),
    ],
)
def test_no_name_that_leads_inside_passes(host: str) -> None:
    assert fault_of(f"http://{host}/feed") is Fault.ADDRESS_REFUSED


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://outside.example/", "gopher://outside.example/", "//x/"),
        *(
            "http://",
            "http:///feed",
            "feed",
            "",
            "javascript:alert(1)",
            "http://outside.example:0/",
        ),
        *(
            "http://outside.example:99999/",
            "http://[::1/",
            "http://a b/",
            "http://user@outside.example/",
        ),
        "http://user:secret@outside.example/",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert fault_of(url) in {Fault.BAD_ADDRESS, Fault.NO_HOST}


def test_a_public_name_is_pinned_to_the_addresses_it_has_now() -> None:
    target = checked("https://outside.example/feed", allowed=(), resolver=resolver)
    assert target == Target("https", "outside.example", 443, (PUBLIC,))


def test_a_name_in_another_script_goes_over_the_wire_in_ascii() -> None:
    target = checked("http://пример.испытание/", allowed=(), resolver=resolver)
    assert target.host == "xn--e1afmkfd.xn--80akhbyknj4f"


def test_a_name_nobody_knows_is_no_host() -> None:
    assert fault_of("http://nowhere.example/") is Fault.NO_HOST


def test_an_operator_allows_one_host_and_port_and_nothing_beside_it() -> None:
    assert fault_of("http://127.0.0.1:8001/feed", "127.0.0.1:8001") is None
    assert fault_of("http://inside.example:8001/", "inside.example:8001") is None
    assert fault_of("http://[::1]:8001/", "[::1]:8001") is None
    for url in ("http://127.0.0.1:8002/", "http://127.0.0.1/", "http://127.0.0.2:8001/"):
        assert fault_of(url, "127.0.0.1:8001") is Fault.ADDRESS_REFUSED


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_as_public_as_its_disguises(address: IPv4Address) -> None:
    number = int(address)
    mapped = f"::ffff:{address}"
    translated = f"64:ff9b::{number >> 16:x}:{number & 0xFFFF:x}"
    assert is_public(mapped) == is_public(translated) == is_public(str(address))


@given(st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="fc00::/7"))
def test_no_address_of_a_private_network_is_public(address: object) -> None:
    assert not is_public(str(address))
