"""Keep a few child processes running together; when one stops, or we are asked to, all stop."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import httpx

from qaraul.errors import Conflict, QaraulError

PATIENCE_S = 8.0
LOOK_EVERY_S = 0.1


class Stopped(Exception):
    """SIGTERM, SIGINT or SIGHUP came."""


class ChildFailed(QaraulError):
    """A process that must run has ended by itself."""

    code = "child-failed"


@dataclass(frozen=True, slots=True)
class Child:
    """A running process and what people call it."""

    name: str
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def stopping_cleanly() -> Iterator[None]:
    """Turn the usual signals into `Stopped`; a second one is ignored while we tidy up."""
    asked = False

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  the signal module's
        nonlocal asked
        if not asked:
            asked = True
            raise Stopped

    kinds = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.signal(kind, stop) for kind in kinds]
    try:
        yield
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)


def require_free(host: str, port: int) -> None:
    """Raise `Conflict` when somebody listens at the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Conflict(f"Port {port} of {host} is taken; choose another with --port.") from None


@contextlib.contextmanager
def running(commands: Mapping[str, Sequence[str]], *, log_dir: Path) -> Iterator[list[Child]]:
    """Start the commands, each with a log of its own, and stop them at the end of the block."""
    log_dir.mkdir(parents=True, exist_ok=True)
    children: list[Child] = []
    try:
        for name, command in commands.items():
            children.append(_start(name, command, log_dir / f"{name}.log"))
        yield children
    finally:
        _stop(children)


def _start(name: str, command: Sequence[str], log: Path) -> Child:
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603  our own commands
            [sys.executable, "-m", "qaraul.exercises.launch", str(os.getpid()), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C reaches us only; we stop the others in order
        )
    return Child(name, process)


def _stop(children: Sequence[Child]) -> None:
    for child in reversed(children):
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_S
    for child in reversed(children):
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            child.process.wait()


def _signal(child: Child, kind: signal.Signals) -> None:
    """To the whole group: a web server has workers of its own."""
    if child.process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.process.pid, kind)


def require_alive(children: Sequence[Child], log_dir: Path) -> None:
    """Raise `ChildFailed` when one has ended."""
    for child in children:
        if (code := child.process.poll()) is not None:
            raise ChildFailed(
                f"The {child.name} process ended with code {code}; see {log_dir / child.name}.log."
            )


def wait_until_ready(
    address: str, children: Sequence[Child], log_dir: Path, *, limit_s: float
) -> None:
    """Return when the address answers 200; `ChildFailed` when a child ends or the time is over."""
    deadline = time.monotonic() + limit_s
    with httpx.Client(trust_env=False, timeout=2) as client:
        while time.monotonic() < deadline:
            require_alive(children, log_dir)
            with contextlib.suppress(httpx.HTTPError):
                if client.get(address).status_code == httpx.codes.OK:
                    return
            time.sleep(LOOK_EVERY_S)
    raise ChildFailed(f"{address} did not answer within {limit_s:.0f} seconds; see {log_dir}.")


def watch(children: Sequence[Child], log_dir: Path) -> None:
    """Look on until a child ends (`ChildFailed`) or a signal comes (`Stopped`)."""
    while True:
        require_alive(children, log_dir)
        time.sleep(LOOK_EVERY_S * 5)
