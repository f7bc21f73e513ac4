"""Whatever an address answers, the caller gets bytes or a fault; the asking is polite and wary."""

import gzip
import socket
import time
import zlib
from dataclasses import replace

import pytest

from qaraul.sources.choices import Fault
from qaraul.sources.faults import FetchFailed
from qaraul.sources.fetching import Policy, fetch
from qaraul.sources.pacing import Pacer
from qaraul.sources.testing.server import Handler, LocalServer

BODY = b"<rss><channel></channel></rss>"


def failure(url: str, policy: Policy) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        fetch(url, policy=policy)
    return caught.value


def test_an_answer_comes_with_what_the_next_request_needs(
    server: LocalServer, policy: Policy
) -> None:
    url = server.serve(
        "/f", BODY, Content_Type="application/rss+xml", ETag='"1"', Last_Modified="then"
    )
    answer = fetch(url, policy=policy)
    assert (answer.body, answer.size, answer.answered) == (BODY, len(BODY), 200)
    assert (answer.etag, answer.last_modified) == ('"1"', "then")


def test_what_we_have_is_not_sent_again(server: LocalServer, policy: Policy) -> None:
    url = server.serve_with_etag("/f", BODY)
    first = fetch(url, policy=policy)
    again = fetch(
        url, etag=first.etag, last_modified="Mon, 23 Nov 2026 10:00:00 GMT", policy=policy
    )
    assert again.is_unchanged
    assert again.body == b""
    assert server.seen[-1][1]["If-Modified-Since"] == "Mon, 23 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_packed_answer_is_unpacked(packing: str, server: LocalServer, policy: Policy) -> None:
    packed = gzip.compress(BODY) if packing == "gzip" else zlib.compress(BODY)
    assert fetch(server.serve("/f", packed, Content_Encoding=packing), policy=policy).body == BODY


def test_a_packing_that_was_not_asked_for_is_refused(server: LocalServer, policy: Policy) -> None:
    url = server.serve("/f", BODY, Content_Encoding="br")
    assert failure(url, policy).fault is Fault.BAD_ANSWER


def test_a_packed_bomb_is_stopped_at_the_limit(server: LocalServer, policy: Policy) -> None:
    packer, bomb = zlib.compressobj(9, zlib.DEFLATED, 31), bytearray()
    for _ in range(64):
        bomb += packer.compress(bytes(1024 * 1024))
    bomb += packer.flush()
    url = server.serve("/bomb", bytes(bomb), Content_Encoding="gzip")
    assert len(bomb) < 100_000
    assert failure(url, replace(policy, most_bytes=2 * 1024 * 1024)).fault is Fault.TOO_LARGE


def test_a_declared_giant_is_refused_before_a_byte_is_read(
    server: LocalServer, policy: Policy
) -> None:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(200 * 1024 * 1024))
        handler.end_headers()

    assert failure(server.answer("/giant", answer), policy).fault is Fault.TOO_LARGE


def test_an_undeclared_giant_is_left_at_the_limit(server: LocalServer, policy: Policy) -> None:
    sent = 0

    def answer(handler: Handler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x" * 1024 * 1024)
            sent += 1

    url = server.answer("/giant", answer)
    assert (
        failure(url, replace(policy, most_bytes=1024 * 1024, total_s=20)).fault is Fault.TOO_LARGE
    )
    assert sent < 200


def test_a_server_that_never_answers_is_left(server: LocalServer, policy: Policy) -> None:
    url = server.answer("/hang", lambda _: server.stopping.wait(10))
    begun = time.monotonic()
    assert failure(url, policy).fault is Fault.TOO_SLOW
    assert time.monotonic() - begun < 4


@pytest.mark.parametrize("part", ["head", "body"])
def test_one_byte_at_a_time_does_not_hold_us(
    part: str, server: LocalServer, policy: Policy
) -> None:
    def answer(handler: Handler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not server.stopping.wait(0.2):
            handler.wfile.write(b"x")

    begun = time.monotonic()
    assert failure(server.answer("/drip", answer), policy).fault is Fault.TOO_SLOW
    assert time.monotonic() - begun < 4


def test_an_answer_that_breaks_off_is_kept_and_asked_for_in_full_next_time(
    server: LocalServer, policy: Policy
) -> None:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("ETag", '"1"')
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(BODY)

    answer_got = fetch(server.answer("/cut", answer), policy=policy)
    assert (answer_got.body, answer_got.is_cut, answer_got.etag) == (BODY, True, "")


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (404, Fault.NOT_FOUND),
        (410, Fault.GONE),
        (401, Fault.CLOSED),
        (403, Fault.CLOSED),
        (429, Fault.ASKED_TO_WAIT),
        (503, Fault.ASKED_TO_WAIT),
        (500, Fault.SERVER_FAILS),
        (204, Fault.BAD_ANSWER),
        (300, Fault.BAD_ANSWER),
    ],
)
def test_every_status_has_its_fault(
    status: int, fault: Fault, server: LocalServer, policy: Policy
) -> None:
    error = failure(server.serve("/f", b"", status=status), policy)
    assert (error.fault, error.answered) == (fault, status)


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ("120", 120, 120),
        ("99999999999999", 86_400, 86_400),
        ("Fri, 31 Dec 2100 23:59:59 GMT", 86_400, 86_400),
        ("Mon, 01 Jan 2001 00:00:00 GMT", 0, 0),
        ("soon", None, None),
        ("-5", None, None),
    ],
)
def test_a_request_to_wait_is_understood(
    said: str, least: int | None, most: int | None, server: LocalServer, policy: Policy
) -> None:
    wait = failure(server.serve("/f", b"", status=429, Retry_After=said), policy).retry_after
    assert wait is most if wait is None else (least or 0) <= wait <= (most or 0)


@pytest.mark.parametrize(
    "junk", [b"\x00\xff\x00\xff" * 20, b"SSH-2.0-OpenSSH\r\n", b"", b"HTTP/1.1 abc\r\n\r\n"]
)
def test_what_is_no_http_is_a_bad_answer(junk: bytes, server: LocalServer, policy: Policy) -> None:
    url = server.answer("/junk", lambda handler: handler.wfile.write(junk))
    assert failure(url, policy).fault is Fault.BAD_ANSWER


def test_nobody_listening_is_no_connection(policy: Policy) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        pair = f"127.0.0.1:{free.getsockname()[1]}"
    error = failure(f"http://{pair}/", replace(policy, allowed=frozenset({pair})))
    assert error.fault is Fault.NO_CONNECTION


def test_a_plain_server_under_https_is_no_secure_connection(
    server: LocalServer, policy: Policy
) -> None:
    assert failure(f"https://{server.pair}/", policy).fault is Fault.NO_SECURE_CONNECTION


def test_redirects_are_followed_and_the_last_address_is_told(
    server: LocalServer, policy: Policy
) -> None:
    server.serve("/new", BODY)
    server.serve("/mid", b"", status=308, Location="/new")
    url = server.serve("/old", b"", status=301, Location=server.url("/mid"))
    assert fetch(url, policy=policy).final_url == server.url("/new")


def test_an_endless_chain_of_redirects_ends(server: LocalServer, policy: Policy) -> None:
    url = server.serve("/loop", b"", status=302, Location="/loop")
    assert failure(url, policy).fault is Fault.TOO_MANY_REDIRECTS
    assert server.asked["/loop"] == policy.most_redirects + 1


@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("http://169.254.169.254/latest/meta-data/", Fault.ADDRESS_REFUSED),
        ("http://127.0.0.1:1/", Fault.ADDRESS_REFUSED),
        ("http://0x7f.1:1/", Fault.ADDRESS_REFUSED),
        ("http://[::ffff:10.0.0.1]/", Fault.ADDRESS_REFUSED),
        ("//10.0.0.1/", Fault.ADDRESS_REFUSED),
        ("file:///etc/passwd", Fault.BAD_ADDRESS),
        ("gopher://127.0.0.1:25/_HELO", Fault.BAD_ADDRESS),
        ("http://a:b@outside.example/", Fault.BAD_ADDRESS),
        ("http://[", Fault.BAD_ANSWER),
    ],
)
def test_a_redirect_inside_is_refused(
    location: str, fault: Fault, server: LocalServer, policy: Policy
) -> None:
    url = server.serve("/trap", b"", status=302, Location=location)
    assert failure(url, policy).fault is fault


def test_a_name_that_changes_between_check_and_connection_gains_nothing(
    server: LocalServer, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the first answer is public, every later one is the loopback."""
    answers = iter([["93.184.215.14"]])
    connected: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        connected.append(address[0])
        raise OSError("nobody is there in a test")

    monkeypatch.setattr(socket, "create_connection", connect)
    rebinding = replace(
        policy, allowed=frozenset(), resolver=lambda *_: next(answers, ["127.0.0.1"])
    )
    port = server.pair.partition(":")[2]
    assert failure(f"http://rebind.example:{port}/", rebinding).fault is Fault.NO_CONNECTION
    assert connected == ["93.184.215.14"]
    assert failure(f"http://rebind.example:{port}/", rebinding).fault is Fault.ADDRESS_REFUSED
    assert connected == ["93.184.215.14"]


def test_the_host_is_asked_by_its_name_at_the_checked_address(
    server: LocalServer, policy: Policy
) -> None:
    server.serve("/f", BODY)
    port = server.pair.partition(":")[2]
    named = replace(
        policy, allowed=frozenset({f"feeds.example:{port}"}), resolver=lambda *_: ["127.0.0.1"]
    )
    assert fetch(f"http://feeds.example:{port}/f", policy=named).body == BODY
    assert server.seen[-1][1]["Host"] == f"feeds.example:{port}"


def test_a_proxy_of_the_environment_is_not_used(
    server: LocalServer, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert fetch(server.serve("/f", BODY), policy=policy).body == BODY


def test_two_requests_to_one_host_are_kept_apart(server: LocalServer, policy: Policy) -> None:
    url = server.serve("/f", BODY)
    paced = replace(policy, pacer=Pacer(0.3))
    begun = time.monotonic()
    for _ in range(2):
        fetch(url, policy=paced)
    assert time.monotonic() - begun >= 0.3
