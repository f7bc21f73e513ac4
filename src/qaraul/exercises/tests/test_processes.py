"""Children start together and stop together; what goes wrong is named with its log."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qaraul.errors import Conflict
from qaraul.exercises.processes import (
    ChildFailed,
    Stopped,
    require_alive,
    require_free,
    running,
    stopping_cleanly,
    wait_until_ready,
    watch,
)

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
FAIL = [sys.executable, "-c", "print('no luck', flush=True); raise SystemExit(3)"]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        # Where nobody collects orphans, a dead one stays in the table as a zombie.
        return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except ProcessLookupError:
        return False


def wait_for_end(pid: int, limit_s: float = 5) -> None:
    deadline = time.monotonic() + limit_s
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)


def test_children_run_inside_the_block_and_not_after_it(tmp_path: Path) -> None:
    with running({"web": SLEEP, "worker": SLEEP}, log_dir=tmp_path) as children:
        pids = [child.process.pid for child in children]
        require_alive(children, tmp_path)
    assert len(pids) == 2
    assert not any(is_alive(pid) for pid in pids)


def test_children_are_stopped_when_the_block_fails(tmp_path: Path) -> None:
    seen: list[int] = []

    def start_and_fail() -> None:
        with running({"web": SLEEP}, log_dir=tmp_path) as children:
            seen.append(children[0].process.pid)
            raise ValueError("trouble")

    with pytest.raises(ValueError, match="trouble"):
        start_and_fail()
    assert [is_alive(pid) for pid in seen] == [False]


def test_a_child_that_ends_by_itself_is_named_with_its_code_and_log(tmp_path: Path) -> None:
    with running({"web": FAIL}, log_dir=tmp_path) as children:
        with pytest.raises(ChildFailed, match=r"web process ended with code 3.*web\.log"):
            watch(children, tmp_path)
        assert "no luck" in (tmp_path / "web.log").read_text()


def test_waiting_ends_when_the_address_never_answers(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with (
            running({"web": SLEEP}, log_dir=tmp_path) as children,
            pytest.raises(ChildFailed, match="did not answer"),
        ):
            wait_until_ready(address, children, tmp_path, limit_s=0.3)


def test_a_taken_port_is_named_before_anything_is_started() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Conflict, match=str(port)):
            require_free("127.0.0.1", port)
    require_free("127.0.0.1", port)


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_block_once_and_the_old_handlers_come_back(kind: signal.Signals) -> None:
    before = signal.getsignal(kind)

    def be_stopped_twice() -> None:
        with stopping_cleanly():
            try:
                os.kill(os.getpid(), kind)
                time.sleep(1)
            finally:
                os.kill(os.getpid(), kind)  # the impatient second one must not break the tidying

    with pytest.raises(Stopped):
        be_stopped_twice()
    assert signal.getsignal(kind) == before


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise exists on Linux only")
def test_children_do_not_outlive_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from qaraul.exercises.processes import running\n"
        f"with running({{'web': {SLEEP!r}}}, log_dir=Path({str(tmp_path)!r})) as children:\n"
        "    print(children[0].process.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(  # noqa: S603  the script above
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.5)  # until the launcher has become the program
        parent.kill()
    wait_for_end(child)
    assert not is_alive(child)
